// The player as it is seen: the card on the view "Now", and the bar under every other view.
import { change } from "../api.js";
import { $, attempt, clock, fill, label, sheet, text } from "../dom.js";
import { elapsed, isEmpty, isPaused, judge, loudest, onPlayback, pause, playback, playing, previous, seek, setVolume, skip, undo, volume } from "./playback.js";
import { songSheet } from "../views/songs.js";

let dragging = false;

function show() {
  const { music, state } = playback;
  if (!music || !state) return;
  const song = playing(), away = state.player_away, paused = isPaused();
  document.body.classList.toggle("silent", !song);
  text("song-title", song ? song.title : isEmpty() ? "No music yet" : "Nothing is playing");
  text("song-artist", song?.artist ?? "");
  text("song-album", song?.album ?? "");
  text("bar-title", song ? song.title : "Nothing is playing");
  text("bar-artist", song?.artist ?? "");
  $("first-steps").hidden = !isEmpty() || Boolean(song);
  for (const id of ["pause", "bar-pause"]) {
    label(id, paused ? "Play" : "Pause");
    $(id).querySelector("use").setAttribute("href", paused ? "#i-play" : "#i-pause");
  }
  for (const id of ["previous", "pause", "skip", "bar-pause", "bar-skip"]) $(id).disabled = away;
  $("undo").disabled = away || !music.can_undo;
  $("like").disabled = $("song-more").disabled = away || !song;
  $("like").setAttribute("aria-pressed", String(song?.opinion === "like"));
  $("like").querySelector("use").setAttribute("href", song?.opinion === "dislike" ? "#i-dislike" : "#i-like");
  showCover(song);
  showVolume();
  showSleep();
  showTime();
}

function showCover(song) {
  for (const picture of [$("cover"), $("bar-cover")]) {
    const key = song?.cover ?? "";
    if (picture.dataset.key === key) continue;
    picture.dataset.key = key;
    picture.hidden = true;
    if (key) picture.src = `/api/v1/covers/${key}`;
    else picture.removeAttribute("src");
  }
}

function showVolume() {
  const percent = volume(), knob = $("volume");
  $("volume-row").hidden = percent === null;
  if (percent === null) return;
  knob.max = loudest();
  knob.disabled = playback.state.player_away;
  knob.value = percent;
  text("volume-says", `${percent} %`);
  fill(knob, loudest() < 100 ? `${percent} %, at most ${loudest()} %` : `${percent} %`);
  text("volume-limit", loudest() < 100 ? `Limited to ${loudest()} %` : "");
}

function showSleep() {
  const left = sleepLeft();
  label("sleep", left ? `Sleep timer: ${Math.ceil(left / 60)} minutes left` : "Sleep timer");
  text("sleep-left", left ? String(Math.ceil(left / 60)) : "");
}

function sleepLeft() {
  const { state } = playback;
  return state?.sleep_left ? Math.max(0, state.sleep_left - (performance.now() - state.heard) / 1000) : 0;
}

function showTime() {
  const song = playing();
  if (!song) return;
  const knob = $("seek"), known = song.duration > 0;
  knob.disabled = !known || playback.state?.player_away;
  const at = dragging ? Number(knob.value) : elapsed();
  $("bar-progress").style.setProperty("--fill", known ? `${(100 * at) / song.duration}%` : "0%");
  knob.max = known ? Math.floor(song.duration) : 1;
  if (!dragging) knob.value = known ? Math.floor(at) : 0;
  fill(knob, known ? `${clock(at)} of ${clock(song.duration)}` : clock(at));
  text("elapsed", clock(at));
  text("remaining", known ? `−${clock(Math.floor(song.duration) - Math.floor(at))}` : isPaused() ? "" : "live"); // a stopped song has no duration
}

const MINUTES = [15, 30, 45, 60, 90];
export function chooseSleep() {
  const set = (minutes) => attempt(() => change("PUT", "sleep", { minutes }),
    minutes ? `The music fades out in ${minutes} minutes.` : "The sleep timer is off.");
  const left = sleepLeft();
  sheet("Sleep timer", left ? `${Math.ceil(left / 60)} minutes left.` : "The music fades out and stops. Next time it starts softly.", [
    ...MINUTES.map((minutes) => ["sleep", `${minutes} minutes`, () => set(minutes)]),
    left > 0 && ["close", "Turn the timer off", () => set(null)],
  ]);
}

export function init() {
  onPlayback(show);
  const on = (id, act) => $(id).addEventListener("click", act);
  for (const id of ["skip", "bar-skip"]) on(id, skip);
  for (const id of ["pause", "bar-pause"]) on(id, () => pause());
  on("previous", previous);
  on("undo", undo);
  on("like", () => judge("like"));
  on("sleep", chooseSleep);
  on("song-more", () => songSheet(playing(), true));
  for (const id of ["cover", "bar-cover"]) $(id).addEventListener("load", () => { $(id).hidden = false; });
  const knob = $("seek");
  knob.addEventListener("pointerdown", () => { dragging = true; });
  addEventListener("pointerup", () => { dragging = false; });
  knob.addEventListener("input", () => { if (dragging) showTime(); });
  knob.addEventListener("change", () => { dragging = false; seek(Number(knob.value)); });
  $("volume").addEventListener("input", () => setVolume(Number($("volume").value)));
  setInterval(showTime, 500);
}
