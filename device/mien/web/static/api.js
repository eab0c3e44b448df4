// Talks to the speaker: requests with the token, and events that come by themselves.
let token = "";

export class Problem extends Error {
  constructor(response, body) {
    super(body.detail ?? "The speaker did not understand.");
    this.status = response.status;
    this.body = body;
  }
}

export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response, body);
}

const outside = () => { location.reload(); return new Promise(() => {}); };

export async function get(path) {
  const response = await fetch(`/api/v1/${path}`, { cache: "no-store" });
  if (response.status === 401) return outside();
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

export async function session() {
  const who = await get("session");
  token = who.token;
  return who;
}

export async function change(method, path, body, again = true) {
  const headers = { "X-Mien-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(`/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (response.status === 403 && again) {
    await session();
    return change(method, path, body, false);
  }
  if (response.status === 401) return outside();
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? null : response.json();
}

// Calls `told(name, part)` for every event and `linked(true|false)` as the speaker comes and goes.
// A line that breaks, or is silent for two heartbeats, is begun anew; first we ask whether we are still paired.
const SILENCE = 35000, SOON = 300, LATER = 3000;

export function follow(told, linked) {
  let source, dog, retry, wait = SOON;
  const pat = () => { clearTimeout(dog); dog = setTimeout(lost, SILENCE); wait = SOON; };
  function lost() {
    source.close();
    linked(false);
    clearTimeout(retry);
    retry = setTimeout(() => session().then(begin, lost), wait);
    wait = Math.min(LATER, wait * 2);
  }
  function begin() {
    source = new EventSource("/api/v1/events");
    for (const name of ["mood", "music", "state"]) {
      source.addEventListener(name, (event) => { pat(); linked(true); told(name, JSON.parse(event.data)); });
    }
    source.addEventListener("beat", pat);
    source.addEventListener("error", lost);
    pat();
  }
  begin();
}
