// The queue: what comes, whose it is, and its order.
import { change, get } from "../api.js";
import { $, AUTO, attempt, clock, drag, h, iconButton, many, nudge, text, toast, sure } from "../dom.js";
import { endless } from "../list.js";
import { songSheet } from "./songs.js";

let list, begin = 0, current = null, withPlayed = false, dragging = false;

export const enter = () => load(false);

// Something changed: the old rows stay until the new ones are there.
export function update(name) {
  if ((name === "queue" || name === "music") && !$("view-queue").hidden && !dragging) load(true).catch(() => {});
}

const stateOf = (one, index) => (one.entry === current ? "current" : withPlayed && index < begin ? "played" : "");

async function load(keep) {
  const { position, current: entry, total, entries } = await get("queue?count=200");
  begin = position ?? 0;
  current = entry;
  const coming = total - begin, mine = entries.filter((one) => !one.ours), yours = mine.filter((one) => one.entry !== current).length;
  text("queue-says", !coming ? "Nothing is queued. Add songs from the library, or wait: Mien chooses as soon as it sees somebody."
    : yours ? `${many(yours, "song")} of yours to come, then the mood takes over.`
      : mine.length ? "This song is yours; then the mood takes over." : "All chosen by Mien. What you add plays before them.");
  $("queue-played").hidden = begin === 0;
  text("queue-played", withPlayed ? "Hide what was played" : `Show what was played (${begin})`);
  $("queue-save").disabled = $("queue-clear").disabled = !coming;
  const skipped = withPlayed ? 0 : begin;
  await list.show(async (first, count) => {
    const answer = await get(`queue?begin=${first + skipped}&count=${count}`);
    return { items: answer.entries, total: Math.max(0, answer.total - skipped) };
  }, keep);
}

const play = (one) => attempt(() => change("POST", `queue/${one.entry}/play`));
const failed = (wrong) => { toast(wrong.message); return load(true); };

function remove(one) {
  return attempt(async () => { await change("DELETE", `queue/${one.entry}`); await load(true); }, `Removed ${one.song.title}.`);
}

// Puts an entry where another one is; one can't be moved before the current song.
function moveTo(from, to) {
  const one = list.at(from), target = list.at(to);
  if (!one || !target || to === from || stateOf(target, to)) return null;
  const before = to > from ? list.at(to + 1)?.entry ?? null : target.entry;
  list.move(from, to);
  $("queue-list").querySelector(`[data-again="move-${one.entry}"]`)?.focus();
  return change("PUT", `queue/${one.entry}/place`, { before }).then(() => load(true)).catch(failed);
}

function row(one, index) {
  const { song } = one, state = stateOf(one, index), fixed = state !== "";
  return {
    kind: state,
    children: [
      h("button", { class: "pick", "aria-label": `${state === "current" ? "Playing" : "Play"} ${song.title}, ${one.ours ? "Mien’s" : "yours"}`, "data-again": `play-${one.entry}`, onclick: () => play(one) },
        h("span", {}, h("b", AUTO, song.title), h("small", {}, h("span", { class: "tag" }, state === "current" ? (one.ours ? "Now" : "Now, yours") : one.ours ? "Mien’s" : "Yours"),
          h("bdi", {}, [song.artist, song.duration ? clock(song.duration) : ""].filter(Boolean).join(" · "))))),
      iconButton("more", `More about ${song.title}`, () => songSheet({ ...song, why: one.why }, true, [
        !fixed && ["up", "Move up", () => moveTo(index, index - 1)],
        !fixed && ["down", "Move down", () => moveTo(index, index + 1)],
        ["close", "Remove from the queue", () => remove(one)],
      ])),
      !fixed && iconButton("grip", `Move ${song.title}: arrow up or down`, null, {
        class: "icon grip", "data-keys": true, "data-again": `move-${one.entry}`, onpointerdown: (event) => pick(event, index), onkeydown: (event) => nudge(event, (step) => moveTo(index, index + step)),
      }),
    ],
  };
}

function pick(event, from) {
  dragging = true;
  drag(event, (y) => {
    dragging = false;
    if (y !== null) moveTo(from, Math.max((withPlayed ? begin : 0) + (current === null ? 0 : 1), list.indexAt(y)));
  });
}

function save() {
  $("naming-name").value = `Queue of ${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
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
    if (wrong.status !== 412) return toast(wrong.message);
    sure(`Replace “${name}”?`, "That name is in use.", "Replace", () => attempt(() => put(true), `Saved as ${name}.`));
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
