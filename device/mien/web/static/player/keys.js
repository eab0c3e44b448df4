// What the browser has for the player: the keyboard, media keys, the tab's title.
import { $, h } from "../dom.js";
import { elapsed, isPaused, judge, onPlayback, pause, playing, previous, seek, setVolume, skip, undo, volume } from "./playback.js";

// Shortcuts can be turned off, because who speaks to a computer types letters without meaning to.
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

let view = "", told = "";
export function titled(name) {
  view = name;
  title();
}

function title() {
  const song = playing();
  const heard = song && !isPaused() ? [song.title, song.artist].filter(Boolean).join(" – ") : "";
  document.title = [heard, view === "Now" ? "" : view, "Mien"].filter(Boolean).join(" · ");
}

function tell() {
  title();
  const { mediaSession } = navigator, song = playing();
  if (!mediaSession) return;
  mediaSession.playbackState = song ? (isPaused() ? "paused" : "playing") : "none";
  const key = song ? `${song.entry} ${song.cover}` : "";
  if (key !== told) {
    told = key;
    mediaSession.metadata = song && new MediaMetadata({
      title: song.title, artist: song.artist, album: song.album, artwork: song.cover ? [{ src: `/api/v1/covers/${song.cover}` }] : [],
    });
  }
  if (song?.duration) mediaSession.setPositionState?.({ duration: song.duration, position: elapsed(), playbackRate: 1 });
  else mediaSession.setPositionState?.();
}

export function init() {
  addEventListener("keydown", pressed);
  $("keys-list").append(...KEYS.map(([names, words]) => h("li", {}, h("span", { class: "grow" }, words),
    h("span", {}, ...names.filter((name) => name !== "=").map((name) => h("kbd", {}, NAMES[name] ?? name))))));
  const use = $("keys-on");
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener("change", () => { if (use.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); });
  $("show-keys").addEventListener("click", () => $("keys").showModal());
  onPlayback(tell);
  const acts = {
    play: () => pause(false), pause: () => pause(true), nexttrack: skip, previoustrack: previous,
    seekto: ({ seekTime }) => seek(seekTime), seekbackward: () => seek(elapsed() - 10), seekforward: () => seek(elapsed() + 10),
  };
  for (const [name, act] of Object.entries(acts)) {
    try {
      navigator.mediaSession?.setActionHandler(name, act);
    } catch {
      // an older browser doesn't know this key
    }
  }
}
