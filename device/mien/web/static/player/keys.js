// Keyboard shortcuts. They can be turned off, because who speaks to a computer types words without meaning to.
import { $, h } from "../dom.js";
import { elapsed, judge, pause, previous, seek, setVolume, skip, undo, volume } from "./playback.js";

const OFF = "mien-no-shortcuts";
const go = (view) => () => { location.hash = view; };
const KEYS = [
  [["Space", "k"], "Play or pause", () => pause()],
  [["n"], "Next song", skip],
  [["p"], "Previous song", previous],
  [["u"], "Undo a skip", undo],
  [["ArrowLeft"], "Back 10 seconds", () => seek(elapsed() - 10)],
  [["ArrowRight"], "Forward 10 seconds", () => seek(elapsed() + 10)],
  [["-"], "Quieter", () => setVolume(volume() - 5)],
  [["+", "="], "Louder", () => setVolume(volume() + 5)],
  [["l"], "Like", () => judge("like")],
  [["d"], "Dislike", () => judge("dislike")],
  [["/"], "Search", () => { location.hash = "library"; setTimeout(() => $("search").focus()); }],
  [["1"], "Now", go("now")], [["2"], "Library", go("library")], [["3"], "Queue", go("queue")],
  [["4"], "Mood", go("timeline")], [["5"], "Settings", go("settings")],
  [["?"], "This list", () => $("keys").showModal()],
];
const NAMES = { ArrowLeft: "←", ArrowRight: "→" };
const NEEDS_KEYS = "input, textarea, select, [contenteditable], dialog, [data-keys]";

function pressed(event) {
  const name = event.key === " " ? "Space" : event.key;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest(NEEDS_KEYS) || (name === "Space" && event.target.closest("button, a, summary"))) return;
  if (document.querySelector("dialog[open]") || (name !== "?" && localStorage.getItem(OFF))) return;
  const found = KEYS.find(([names]) => names.includes(name));
  if (!found) return;
  event.preventDefault();
  found[2]();
}

export function init() {
  addEventListener("keydown", pressed);
  $("keys-list").append(...KEYS.map(([names, words]) => h("li", {}, h("span", { class: "grow" }, words),
    h("span", {}, ...names.filter((name) => name !== "=").map((name) => h("kbd", {}, NAMES[name] ?? name))))));
  const use = $("keys-on");
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener("change", () => { if (use.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); });
  $("show-keys").addEventListener("click", () => $("keys").showModal());
}
