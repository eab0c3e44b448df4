// The view "Now": under the player the mood, why this song plays, and how to overrule it.
import { change } from "../api.js";
import { $, AUTO, attempt, h, lasting, spell, text } from "../dom.js";
import { face } from "../drawings.js";
import { showTrace } from "./timeline.js";
import { EMOTIONS, POLICIES, sureness, word } from "../moods.js";

const state = { mood: null, music: null, state: null };

const since = (part) => (performance.now() - part.heard) / 1000;
const ask = (method, path, body) => attempt(() => change(method, path, body));

export function update(name, part) {
  state[name] = part;
  if (name === "mood" || name === "state") showMood();
  if (name === "music") showMusic();
  if (name === "state") showState();
  if (state.mood) text("mood-line", moodLine());
}

function nameNow() {
  const { mood, state: how } = state;
  if (mood.by_owner) return mood.settled.name;
  return how && how.eye !== "open" ? how.eye : mood.moment.name;
}

let drawn = "";
function showMood() {
  if (!state.mood || !state.state) return;
  const { mood, state: how } = state;
  const name = nameNow();
  document.body.dataset.mood = name;
  if (drawn !== name) {
    drawn = name;
    $("ring").querySelector(".face")?.remove();
    $("ring").append(face(name));
  }
  text("mood-word", word(name));
  $("auto").hidden = !mood.by_owner;
  $("eye-off").hidden = how.eye !== "open";
  text("wrong", mood.by_owner ? "Change" : EMOTIONS.includes(name) ? "That’s wrong" : "Choose a mood");
  const follows = EMOTIONS.includes(mood.settled.name) ? mood.settled.name : null;
  const apart = !mood.by_owner && follows && follows !== name;
  text("mood-settled", mood.follows ? `Music follows ${mood.follows}: ${word(mood.followed).toLowerCase()}.`
    : apart ? `Music is still set for ${word(follows).toLowerCase()}.` : "");
  $("to-rules").hash = follows ? `rules/${follows}` : "rules";
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
  if (how?.eye === "closed") return "Turn it on at the speaker: hold its play button, or run “mien open” there.";
  if (how?.eye === "gone") return "Restarting it… Until then, choose a mood yourself.";
  const { name, confidence } = mood.moment;
  const spell = lasting(mood.at - mood.moment.since + since(mood));
  return EMOTIONS.includes(name) ? `${sureness(confidence)} · ${spell}` : spell;
}

function showMusic() {
  const { music } = state, song = music.playing;
  $("why-card").hidden = !song;
  if (song) showWhy(song, music);
  $("next").replaceChildren(...music.upcoming.map(upcoming));
  $("next-card").hidden = music.upcoming.length === 0;
}

const upcoming = (song) => h("li", {},
  h("span", { class: "grow" }, h("b", AUTO, song.title), h("small", AUTO, song.artist)),
  song.ours ? h("small", { class: "because" }, song.why.split(";")[0].replace(/\.$/, "")) : h("small", { class: "yours" }, "queued by you"));

// The genres for which this very song was chosen; those of a new mood have no part in it.
function showWhy(song, music) {
  text("why", song.ours ? song.why : "You queued this song.");
  const chosen = song.target ?? music.wanted;
  const emotion = song.emotion;
  text("wanted-says", !song.ours || !chosen.length ? "" : emotion ? `Chosen from what suits ${word(emotion).toLowerCase()}:` : "Chosen from:");
  $("wanted").replaceChildren(...(song.ours ? chosen : []).map((genre) => h("li", {}, genre)));
  $("reasons-box").hidden = song.reasons.length === 0;
  $("reasons").replaceChildren(...song.reasons.map((reason) => h("li", {},
    h("b", {}, reason.criterion), h("span", { class: "soft" }, `weight ${Math.round(reason.weight * 100)} %`),
    h("meter", { min: 0, max: 1, value: reason.value, "aria-label": `${reason.criterion}: how well it fits` }),
    h("small", {}, reason.phrase))));
}

function showState() {
  const { state: how } = state;
  const policy = document.querySelector(`input[name=policy][value=${how.policy}]`);
  if (policy) policy.checked = true;
  text("policy-says", POLICIES[how.policy] ?? "");
}

function choose() {
  const seen = state.mood ? nameNow() : "";
  text("choose-says", `Mien will go with this for ${spell(state.state?.hold ?? 3600)}.`);
  $("choices").replaceChildren(...EMOTIONS.map((name) => h("button", {
    "data-mood": name, class: name === seen ? "seen" : "",
    onclick: () => { $("choose").close(); ask("PUT", "mood", { mood: name }); },
  }, face(name), word(name))));
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
  $("wrong").addEventListener("click", choose);
  $("auto").addEventListener("click", () => ask("PUT", "mood", { mood: null }));
  for (const choice of document.querySelectorAll("input[name=policy]")) {
    choice.addEventListener("change", () => ask("PUT", "policy", { policy: choice.value }));
  }
  setInterval(() => { if (state.mood) text("mood-line", moodLine()); }, 1000);
}
