// Talks to the speaker: requests with the token, and server-sent events.
let token = "", sessionOpened = () => {};

export const AWAY = "Can't reach the speaker.";

export class Problem extends Error {
  constructor(response, body) {
    super(body.detail ?? "The speaker couldn't do that.");
    this.status = response.status;
    this.body = body;
  }
}

export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response, body);
}

const outside = () => { location.reload(); return new Promise(() => {}); };

// A failed request is reported in our own words; the browser says "Failed to fetch".
export const reach = (path, options) => fetch(`/api/v1/${path}`, { cache: "no-store", ...options }).catch((wrong) => {
  throw wrong.name === "AbortError" ? wrong : new Error(AWAY);
});

export async function get(path, options) {
  const response = await reach(path, options);
  if (response.status === 401) return outside();
  if (!response.ok) throw await problemOf(response);
  const body = await response.json();
  return options?.whole ? { body, tag: response.headers.get("ETag") ?? "" } : body;
}

// Calls `then(who)` whenever the speaker has said who we are: the first answer may get lost.
export const onSession = (then) => { sessionOpened = then; };

export async function session() {
  const who = await get("session", { signal: AbortSignal.timeout(8000) });
  token = who.token;
  sessionOpened(who);
}

// With `more` headers the answer is the ETag, for the next If-Match.
export async function change(method, path, body, more = null, again = true) {
  if (!token) await session();
  const headers = { "X-Mien-Token": token, ...more };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await reach(path, { method, headers, body: body && JSON.stringify(body) });
  if (response.status === 403 && again) {
    await session();
    return change(method, path, body, more, false);
  }
  if (response.status === 401) return outside();
  if (!response.ok) throw await problemOf(response);
  if (more) return { tag: response.headers.get("ETag") ?? "" };
  return response.status === 204 ? null : response.json();
}

// Calls `update(name, part)` for every event and `connected(true|false)` as the speaker comes and goes.
// A stream that breaks, or is silent for two heartbeats, is opened again; first we ask whether we are still paired.
// A hidden tab has none: a browser has six connections for all its tabs, and a phone that wakes up shows the present.
const SILENCE = 35000, SOON = 300, LATER = 3000;

export function follow(update, connected) {
  let source = null, dog, retry, wait = SOON, attempt = 0, ahead, last;
  const pat = () => { clearTimeout(dog); dog = setTimeout(lost, SILENCE); wait = SOON; connected(true); };
  function end() {
    attempt += 1; // an attempt that still waits for its answer no longer counts
    clearTimeout(dog);
    clearTimeout(retry);
    source?.close();
  }
  function lost() {
    end();
    connected(false);
    const mine = attempt;
    const ours = (then) => () => { if (mine === attempt) then(); };
    retry = setTimeout(() => session().then(ours(begin), ours(lost)), wait);
    wait = Math.min(LATER, wait * 2);
  }
  // When it was said, on our clock: an event may be late, so the quickest one tells how far the clocks are apart.
  function told(event) {
    const part = JSON.parse(event.data), now = performance.now(), said = part.at * 1000;
    ahead = Math.min(now - said, ahead + (now - last) / 10000); // no clock is right for ever
    last = now;
    return Object.assign(part, { heard: said + ahead });
  }
  function begin() {
    end();
    [ahead, last] = [Infinity, 0];
    source = new EventSource("/api/v1/events");
    for (const name of ["mood", "music", "state", "queue"]) {
      source.addEventListener(name, (event) => { pat(); update(name, told(event)); });
    }
    source.addEventListener("beat", pat);
    source.addEventListener("error", lost);
    dog = setTimeout(lost, SILENCE);
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) end(); else begin(); });
  if (!document.hidden) begin();
}

// Returns a function that sends the newest value, one request at a time, however fast the finger moves.
export function newest(send, refused) {
  let sending = false, wanted = null;
  return async (value) => {
    wanted = { value };
    if (sending) return;
    sending = true;
    while (wanted) {
      const { value: now } = wanted;
      wanted = null;
      await send(now).catch((wrong) => wanted || refused(wrong));
      await new Promise((done) => setTimeout(done, 120));
    }
    sending = false;
  };
}
