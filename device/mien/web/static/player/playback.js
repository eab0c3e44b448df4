// What plays, where in the song it is, and what the owner may ask of it. Whatever shows the player follows this.
import { change, get, newest } from "../api.js";
import { toast } from "../dom.js";

export const playback = { music: null, state: null, reading: false };
const followers = [];
export const onPlayback = (show) => followers.push(show);
const tell = () => followers.forEach((show) => show());

// The bar runs on by our own clock. What the speaker says moves it only if it says something else: a few
// moments behind, it waits; further off, somebody has moved in the song.
const MOVED = 3;
export const positionAt = (place, now) => Math.max(place.floor, place.said + (place.runs ? (now - place.at) / 1000 : 0));

export function settled(before, key, said, runs, now) {
  const shown = before && before.key === key ? positionAt(before, now) : 0;
  const moved = !before || before.key !== key || Math.abs(said - shown) > MOVED;
  return { key, said, at: now, runs, floor: moved ? said : Math.max(shown, said) };
}

let place = null, sought = -Infinity; // sought: when the owner has moved in the song here
const JUST = 1500;

export function update(name, part) {
  if (name === "music") {
    playback.music = part;
    const song = part.playing;
    const key = song && `${song.entry ?? ""} ${song.uri ?? song.cover}`;
    const late = place?.key === key && performance.now() - sought < JUST; // it may have been sent before the finger let go
    if (!song) place = null;
    else if (late) place = { ...place, runs: !part.paused };
    else place = settled(place, key, song.elapsed, !part.paused, part.heard);
    if (!song && isEmpty()) askWhetherReading();
  } else if (name === "state") playback.state = part;
  else return;
  tell();
}

// No songs at all, or none yet? A library that is still being read isn't empty.
async function askWhetherReading() {
  playback.reading = (await get("library").catch(() => null))?.reading ?? false;
  tell();
}

export const isEmpty = () => playback.state?.songs === 0 && !playback.reading;
export const playing = () => playback.music?.playing ?? null;
export const isPaused = () => playback.music?.paused !== false;
export function elapsed() {
  if (!place) return 0;
  const seconds = positionAt(place, performance.now()), { duration } = playing() ?? {};
  return duration ? Math.min(seconds, duration) : seconds;
}

const ask = (method, path, body) => change(method, path, body).catch((wrong) => toast(wrong.message));
export const skip = () => ask("POST", "skip");
export const previous = () => ask("POST", "previous");
export const undo = () => ask("POST", "undo");
export function pause(paused = !isPaused()) {
  if (!paused && !playing() && isEmpty()) return toast("Your library is empty. See Library.");
  return ask("PUT", "paused", { paused });
}

const sendPosition = newest((seconds) => change("PUT", "position", { seconds }), (wrong) => { sought = -Infinity; toast(wrong.message); });
export function seek(seconds) {
  const song = playing();
  if (!song?.duration || !place) return;
  const said = Math.max(0, Math.min(song.duration - 1, Math.round(seconds)));
  sought = performance.now();
  place = { ...place, said, floor: said, at: sought };
  tell();
  sendPosition(said);
}

// A second tap on the heart takes the first one back.
export async function judge(opinion) {
  const song = playing();
  if (!song) return;
  const now = song.opinion === opinion ? "none" : opinion;
  await setOpinion(song, now);
}

const SAID = { like: "Liked. Mien will play it more often.", dislike: "Disliked. Mien won’t play it in this mood.", none: "Neither liked nor disliked." };
export async function setOpinion(song, opinion) {
  try {
    await change("PUT", "opinion", { uri: song.uri, opinion });
    toast(SAID[opinion]);
    return true;
  } catch (wrong) {
    toast(wrong.message);
    return false;
  }
}

// While it is moved it does not follow the speaker; what the speaker said meanwhile counts afterwards.
const sendVolume = newest((percent) => change("PUT", "volume", { percent }), (wrong) => toast(wrong.message));
let turned = null, rest;
export const volume = () => turned ?? playback.state?.volume ?? null;
export const loudest = () => playback.state?.volume_limit ?? 100;
export function setVolume(percent) {
  if (volume() === null) return;
  turned = Math.max(0, Math.min(loudest(), percent));
  clearTimeout(rest);
  rest = setTimeout(() => { turned = null; tell(); }, 1500);
  sendVolume(turned);
  tell();
}
