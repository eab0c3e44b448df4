// The view "Now": the mood, what plays and why, and how to overrule it.
import { change, newest } from "../api.js";
import { $, AUTO, clock, h, lasting, text, toast } from "../dom.js";
import { showTrace } from "./timeline.js";
import { EMOTIONS, POLICIES, emoji, sureness, word } from "../moods.js";

const state = { mood: null, music: null, state: null };
let turning = false; // the owner is moving the volume slider

const since = (part) => (performance.now() - part.heard) / 1000;
const ask = (method, path, body) => change(method, path, body).catch((wrong) => toast(wrong.message));

export function update(name, part) {
  state[name] = part;
  if (name === "mood" || name === "state") showMood();
  if (name === "music") showMusic();
  if (name === "state") showState();
  showTime();
}

function nameNow() {
  const { mood, state: how } = state;
  if (mood.by_owner) return mood.settled.name;
  return how && how.eye !== "open" ? how.eye : mood.moment.name;
}

function showMood() {
  if (!state.mood) return;
  const { mood } = state;
  const name = nameNow();
  document.body.dataset.mood = name;
  text("mood-emoji", emoji(name));
  text("mood-word", word(name));
  $("auto").hidden = !mood.by_owner;
  text("wrong-label", mood.by_owner ? "Change" : "That’s wrong");
  const apart = !mood.by_owner && mood.settled.name !== name && EMOTIONS.includes(mood.settled.name);
  text("mood-settled", apart ? `Music is still set for ${word(mood.settled.name).toLowerCase()}.` : "");
  announce(mood);
}

// A screen reader hears of a mood once it has settled, not of every flicker.
let announced = "";
function announce(mood) {
  if (announced && announced !== mood.settled.name) text("announce", `Mood: ${word(mood.settled.name)}`);
  announced = mood.settled.name;
}

function moodLine() {
  const { mood, state: how } = state;
  if (mood.by_owner) {
    const left = how?.held_for ? how.held_for - since(how) : 0;
    return left > 0 ? `Chosen by you · ${Math.max(1, Math.round(left / 60))} min left` : "Chosen by you";
  }
  if (how?.eye === "closed") return "Hold the speaker’s play button to turn it on";
  if (how?.eye === "gone") return "Restarting it…";
  const { name, confidence } = mood.moment;
  const spell = lasting(mood.at - mood.moment.since + since(mood));
  if (!EMOTIONS.includes(name)) return spell;
  return `${sureness(confidence)} · ${spell}`;
}

function showMusic() {
  const { music } = state;
  const song = music.playing;
  $("music").classList.toggle("silent", !song);
  text("song-title", song ? song.title : "Nothing is playing");
  text("song-artist", song ? song.artist : "");
  text("song-album", song ? song.album : "");
  $("why-card").hidden = !song;
  if (song) showWhy(song);
  showCover(song);
  const paused = music.paused;
  $("pause").setAttribute("aria-label", paused ? "Play" : "Pause");
  $("pause-icon").setAttribute("href", paused ? "#i-play" : "#i-pause");
  allowUndo();
  $("wanted").replaceChildren(...music.wanted.map((genre) => h("li", {}, genre)));
  $("next").replaceChildren(...music.upcoming.map(upcoming));
  $("next-card").hidden = music.upcoming.length === 0;
}

const upcoming = (song) => h("li", {},
  h("span", { class: "grow" }, h("b", AUTO, song.title), h("small", AUTO, song.artist)),
  song.ours ? h("small", { class: "because" }, song.why.split(";")[0].replace(/\.$/, "")) : h("small", { class: "yours" }, "queued by you"));

function showWhy(song) {
  text("why", song.ours ? song.why : "You queued this song.");
  $("reasons-box").hidden = song.reasons.length === 0;
  $("reasons").replaceChildren(...song.reasons.map((reason) => h("tr", {},
    h("th", { scope: "row" }, reason.criterion),
    h("td", {}, h("meter", { min: 0, max: 1, value: reason.value, "aria-label": `${reason.criterion}: how well it fits` })),
    h("td", {}, `× ${Math.round(reason.weight * 100)} %`),
    h("td", {}, reason.phrase))));
}

function showCover(song) {
  const picture = $("cover");
  const key = song ? song.cover : "";
  if (picture.dataset.key === key) return;
  picture.dataset.key = key;
  picture.hidden = true;
  if (key) picture.src = `/api/v1/covers/${key}`;
  else picture.removeAttribute("src");
}

function showState() {
  const { state: how } = state;
  const policy = document.querySelector(`input[name=policy][value=${how.policy}]`);
  if (policy) policy.checked = true;
  text("policy-says", POLICIES[how.policy] ?? "");
  $("volume-row").hidden = how.volume === null;
  if (!turning && how.volume !== null) setVolume(how.volume);
  for (const id of ["previous", "pause", "skip"]) $(id).disabled = how.player_away;
  allowUndo();
}

function allowUndo() {
  $("undo").disabled = !state.music?.can_undo || state.state?.player_away === true;
}

function setVolume(percent) {
  $("volume").value = percent;
  text("volume-says", `${percent} %`);
}

function showTime() {
  if (state.mood) text("mood-line", moodLine());
  const song = state.music?.playing;
  if (!song) return;
  const elapsed = song.elapsed + (state.music.paused ? 0 : since(state.music));
  const bar = $("progress");
  bar.hidden = !song.duration;
  bar.max = song.duration || 1;
  bar.value = Math.min(elapsed, song.duration);
  text("elapsed", clock(song.duration ? Math.min(elapsed, song.duration) : elapsed));
  text("duration", song.duration ? clock(song.duration) : state.music.paused ? "" : "live"); // a stopped song has no duration
}

function choose() {
  const seen = state.mood ? nameNow() : "";
  $("choices").replaceChildren(...EMOTIONS.map((name) => h("button", {
    type: "button", "data-mood": name, class: name === seen ? "seen" : "",
    onclick: () => { $("choose").close(); ask("PUT", "mood", { mood: name }); },
  }, h("span", { class: "emoji", "aria-hidden": "true" }, emoji(name)), word(name))));
  $("choose").showModal();
}

let tracing;
export function enter() {
  const look = () => showTrace().catch(() => {});
  clearInterval(tracing);
  tracing = setInterval(look, 15000);
  return look();
}

export const leave = () => clearInterval(tracing);

export function init() {
  $("skip").addEventListener("click", () => ask("POST", "skip"));
  $("previous").addEventListener("click", () => ask("POST", "previous"));
  $("undo").addEventListener("click", () => ask("POST", "undo"));
  $("pause").addEventListener("click", () => ask("PUT", "paused", { paused: !state.music?.paused }));
  $("wrong").addEventListener("click", choose);
  $("auto").addEventListener("click", () => ask("PUT", "mood", { mood: null }));
  $("cover").addEventListener("load", () => { $("cover").hidden = false; });
  for (const choice of document.querySelectorAll("input[name=policy]")) {
    choice.addEventListener("change", () => ask("PUT", "policy", { policy: choice.value }));
  }
  volumeKnob();
  setInterval(showTime, 1000);
}

// While it is moved it does not follow the speaker; what the speaker said meanwhile counts afterwards.
function volumeKnob() {
  const knob = $("volume");
  const send = newest((percent) => change("PUT", "volume", { percent }), (wrong) => toast(wrong.message));
  let rest;
  knob.addEventListener("input", () => {
    turning = true;
    clearTimeout(rest);
    rest = setTimeout(() => { turning = false; if (state.state) showState(); }, 1500);
    text("volume-says", `${knob.value} %`);
    send(Number(knob.value));
  });
}
