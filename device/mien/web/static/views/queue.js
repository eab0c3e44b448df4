// The queue: what comes, whose it is, and its order.
import { change, get } from "../api.js";
import { $, AUTO, attempt, clock, h, iconButton, many, text, toast, sure } from "../dom.js";
import { endless, whole } from "../list.js";
import { songSheet } from "./songs.js";

let list, entries = [], begin = 0, withPlayed = false, version = null, drag = null;

export const enter = () => load(false);

// Something changed: the old rows stay until the new ones are there.
export function update(name, part) {
  if (name !== "music" || $("view-queue").hidden || drag) return;
  const now = part.queue_version ?? JSON.stringify([part.playing?.entry, part.upcoming]);
  if (now !== version) { version = now; load(true).catch(() => {}); }
}

async function load(keep) {
  const { entries: all, current } = await get("queue");
  const place = Math.max(0, all.findIndex((one) => one.entry === current));
  begin = place;
  entries = all.map((one, index) => ({ ...one, state: one.entry === current ? "current" : index < place && current !== null ? "played" : "" }));
  const coming = entries.slice(begin), yours = coming.filter((one) => !one.ours).length;
  text("queue-says", !coming.length ? "Nothing is queued. Add songs from the library, or let Mien choose: it does as soon as it sees somebody."
    : yours ? `${many(yours, "song")} of yours, then the mood takes over.` : "All chosen by Mien. What you add plays before them.");
  $("queue-played").hidden = begin === 0;
  text("queue-played", withPlayed ? "Hide what was played" : `Show what was played (${begin})`);
  $("queue-save").disabled = $("queue-clear").disabled = !coming.length;
  await list.show(whole(withPlayed ? entries : coming), keep);
}

const shown = () => (withPlayed ? entries : entries.slice(begin));
const play = (one) => attempt(() => change("POST", `queue/${one.entry}/play`));
const failed = (wrong) => { toast(wrong.message); return load(true); };

function remove(one) {
  return attempt(async () => { await change("DELETE", `queue/${one.entry}`); await load(true); }, `Removed ${one.song.title}.`);
}

// Puts an entry where another one is: `to` is its new place in what is shown.
function moveTo(from, to) {
  const rows = shown(), one = rows[from];
  if (!one || to === from || to < 0 || to >= rows.length) return null;
  const before = rows[to > from ? to + 1 : to]?.entry ?? null;
  rows.splice(to, 0, ...rows.splice(from, 1));
  entries = withPlayed ? rows : [...entries.slice(0, begin), ...rows]; // as it will be, so that the finger sees it at once
  return list.show(whole(rows), true)
    .then(() => change("PUT", `queue/${one.entry}/place`, { before })).then(() => load(true)).catch(failed);
}

function row(one, index) {
  const { song } = one, fixed = one.state !== "";
  return {
    kind: one.state,
    children: [
      h("button", { type: "button", class: "pick", "aria-label": `${one.state === "current" ? "Playing" : "Play"} ${song.title}`, "data-again": `play-${one.entry}`, onclick: () => play(one) },
        h("span", {}, h("b", AUTO, song.title), h("small", AUTO, [song.artist, song.duration ? clock(song.duration) : ""].filter(Boolean).join(" · ")))),
      h("span", { class: "tag" }, one.state === "current" ? "Now" : one.ours ? "Mien’s" : "Yours"),
      iconButton("more", `More about ${song.title}`, () => songSheet({ ...song, why: one.why }, true, [
        !fixed && ["up", "Move up", () => moveTo(index, index - 1)],
        !fixed && ["down", "Move down", () => moveTo(index, index + 1)],
        ["close", "Remove from the queue", () => remove(one)],
      ])),
      !fixed && iconButton("grip", `Move ${song.title}: arrow up or down`, null, {
        class: "icon grip", "data-keys": true, "data-again": `move-${one.entry}`, onpointerdown: (event) => pick(event, index), onkeydown: (event) => nudge(event, index),
      }),
    ],
  };
}

function nudge(event, index) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  if (shown()[index + step]?.state === "") moveTo(index, index + step);
}

// Dragging: the row follows the finger; near an edge of the screen the page scrolls along.
function pick(event, from) {
  const node = event.target.closest("li"), grip = event.currentTarget;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { from, node, start: event.clientY + scrollY, y: event.clientY };
  node.classList.add("moving");
  const follow = (moved) => {
    drag.y = moved.clientY;
    node.style.translate = `0 ${drag.y + scrollY - drag.start}px`;
  };
  const edge = setInterval(() => {
    const step = drag.y < 90 ? -12 : drag.y > innerHeight - 150 ? 12 : 0;
    if (step) { scrollBy(0, step); node.style.translate = `0 ${drag.y + scrollY - drag.start}px`; }
  }, 16);
  const drop = (done) => {
    clearInterval(edge);
    grip.removeEventListener("pointermove", follow);
    const first = shown().findIndex((one) => one.state === "");
    const to = Math.max(first, list.indexAt(drag.y));
    drag = null;
    node.classList.remove("moving");
    node.style.translate = "";
    if (done.type === "pointerup") moveTo(from, to);
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", drop, { once: true });
  grip.addEventListener("pointercancel", drop, { once: true });
}

function save() {
  $("naming-name").value = `Queue ${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).replace(/[,:]/g, (sign) => (sign === ":" ? "." : ""))}`;
  $("naming").showModal();
  $("naming-name").select();
}

async function named(event) {
  event.preventDefault();
  const name = $("naming-name").value.trim();
  if (!name) return;
  $("naming").close();
  const put = (replace) => change("PUT", `playlists/${encodeURIComponent(name)}`, replace ? { replace } : {});
  try {
    await put(false);
    toast(`Saved as ${name}. It is under Library, Playlists.`);
  } catch (wrong) {
    if (wrong.status !== 409) return toast(wrong.message);
    sure(`Replace “${name}”?`, "There is a playlist of that name.", "Replace", () => attempt(() => put(true), `Saved as ${name}.`));
  }
}

export function init() {
  list = endless($("queue-list"), row);
  $("queue-save").addEventListener("click", save);
  $("naming-form").addEventListener("submit", named);
  $("queue-clear").addEventListener("click", () => sure("Clear the queue?", "The current song plays on; then Mien chooses.", "Clear",
    () => attempt(async () => { await change("DELETE", "queue"); await load(false); }, "Queue cleared.")));
  $("queue-played").addEventListener("click", () => { withPlayed = !withPlayed; load(false).catch((wrong) => toast(wrong.message)); });
}
