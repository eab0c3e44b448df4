// What plays for each mood: genres to add, drop and put in order, how it should feel, and the same as text.
// The rules are one TOML text; the speaker changes one rule of it and leaves the rest, comments too, as it is.
import { change, get } from "../api.js";
import { $, attempt, button, drag, h, iconButton, many, nudge, s, text, toast } from "../dom.js";
import { face, plane, planeX, planeY } from "../drawings.js";
import { EMOTIONS, PLACES, word } from "../moods.js";

let saved = "", shipped = "", tag = "", mood = "happy", way = "match", timer = 0, known = [], round = 0;

export async function enter(name = "") {
  if (EMOTIONS.includes(name)) mood = name;
  for (const choice of document.querySelectorAll("input[name=rule-mood]")) choice.checked = choice.value === mood;
  await Promise.all([load(), fits()]);
}

async function fits() {
  const library = await get("library");
  for (const name of EMOTIONS) text(`fits-${name}`, many(library.moods[name] ?? 0, "song"));
  $("strangers").replaceChildren(...library.strangers.map((one) => h("li", {}, button(`+ ${one.genre} (${one.songs})`, () => add(one.genre)))));
  $("strangers-box").hidden = library.strangers.length === 0;
}

async function load() {
  const area = $("rules-text"), touched = area.value !== saved;
  const answer = await get("rules", { whole: true });
  ({ text: saved, shipped, genres: known } = answer.body);
  ({ tag } = answer);
  saved = saved.replace(/\r\n?/g, "\n"); // as a textarea returns it
  if (!touched || !area.value) area.value = saved;
  await preview();
}

// The rule as the owner left it, ahead of what is saved while changes wait; null until a mood's rule is here.
let rule = null, waiting = 0, saving = Promise.resolve();
async function preview() {
  const mine = round += 1;
  const found = await change("POST", "rules/preview", { text: $("rules-text").value, policy: way });
  if (mine !== round) return;
  mistakes(found.mistakes);
  const one = found.moods[mood];
  if (!waiting) {
    const [valence, arousal] = PLACES[mood];
    rule = { genres: [], valence, arousal, ...one, songs: undefined };
    if (!found.mistakes.length) showGenres(rule.genres);
    drawPad();
  }
  text("rule-head", word(mood));
  text("rule-says", way === "match" ? "Music that fits this mood, best match first." : "Music that helps out of this mood, best match first.");
  $("preview").replaceChildren(...songs(one));
  const changed = $("rules-text").value !== saved;
  $("save").disabled = !changed || found.mistakes.length > 0;
  $("revert").disabled = !changed;
}

const songs = (one) => (one?.songs.length ? one.songs.map((song) => h("li", {}, h("span", { class: "grow" }, h("b", { dir: "auto" }, song.title), h("small", { dir: "auto" }, song.artist))))
  : [h("li", {}, "Nothing in your library fits yet. Mien plays the closest.")]);

function showGenres(list) {
  const again = document.activeElement?.getAttribute("data-again");
  const move = (from, to) => to >= 0 && to < list.length && to !== from && put(list.toSpliced(from, 1).toSpliced(to, 0, list[from]));
  $("rule-genres").replaceChildren(...list.map((genre, place) => h("li", {},
    iconButton("grip", `Move ${genre}: arrow up or down`, null, { class: "icon grip", "data-keys": true, "data-again": `grip ${genre}`,
      onpointerdown: (event) => drag(event, (y) => y !== null && move(place, rowAt(y))), onkeydown: (event) => nudge(event, (step) => move(place, place + step)) }),
    h("span", { class: "grow" }, h("bdi", {}, genre)),
    iconButton("up", `Move ${genre} up`, () => move(place, place - 1), { disabled: place === 0, "data-again": `up ${genre}` }),
    iconButton("down", `Move ${genre} down`, () => move(place, place + 1), { disabled: place === list.length - 1, "data-again": `down ${genre}` }),
    iconButton("close", `Remove ${genre}`, () => put(list.filter((other) => other !== genre)), { disabled: list.length === 1 }))));
  if (again) $("rule-genres").querySelector(`[data-again="${CSS.escape(again)}"]:enabled`)?.focus();
  $("rule-known").replaceChildren(...known.filter((one) => !list.includes(one)).slice(0, 300).map((value) => h("option", { value })));
}

function rowAt(y) {
  const rows = [...$("rule-genres").children], at = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
  return at < 0 ? rows.length - 1 : at;
}
const put = (genres) => (showGenres(genres), edit({ genres }));

function add(genre) {
  if (rule?.genres.includes(genre)) return toast(`${genre} is in the list already.`);
  return rule && put([...rule.genres, genre]);
}

// Applies to the next change at once; saved one after the other.
function edit(changed) {
  if (!rule) return saving;
  rule = { ...rule, ...changed };
  const wanted = { mood, policy: way, ...rule };
  let words;
  waiting += 1;
  return saving = saving.then(async () => {
    const before = saved;
    waiting -= 1;
    if ($("rules-text").value !== before) toast("Save or undo your changes to the text first.");
    else if (await attempt(async () => { words = (await change("POST", "rules/edit", { text: before, ...wanted })).text; })) return save(words, before, wanted.mood);
    return attempt(preview);
  });
}

function show() {
  rule = null;
  return saving.then(preview);
}

// Saved at once, with a way back. What another browser saved in the meantime is not overwritten.
async function save(words, before = null, of = mood) {
  try {
    tag = (await change("PUT", "rules", { text: words }, { "If-Match": tag })).tag;
    const old = saved;
    saved = words;
    if (before !== null || $("rules-text").value === old) $("rules-text").value = words;
    if (before === null) toast("Rules saved.");
    else toast(`Saved for ${word(of).toLowerCase()}.`, ["Undo", () => save(before)]);
  } catch (wrong) {
    if (wrong.status === 412) {
      toast("Another browser changed the rules. Here they are; make your change again.");
      if (before !== null) return load();
    } else if (wrong.body?.mistakes) return mistakes(wrong.body.mistakes);
    else toast(wrong.message);
  }
  return attempt(preview);
}

// The pad: pleasant to the right, lively at the top; by finger, or with the arrow keys.
let aim = [0, 0];
function drawPad() {
  aim = [rule.valence, rule.arousal];
  $("pad").replaceChildren(
    ...plane((name) => name !== mood),
    s("g", { "data-mood": mood }, s("circle", { class: "here", id: "pad-here", cx: planeX(aim[0]), cy: planeY(aim[1]), r: 13 })),
  );
  tellAim();
}

const degree = (value, less, more) => (Math.abs(value) < 0.15 ? `neither ${less} nor ${more}` : `${Math.abs(value) > 0.55 ? "very " : ""}${value < 0 ? less : more}`);
function tellAim() {
  text("pad-says", `${degree(aim[0], "unpleasant", "pleasant")}, ${degree(aim[1], "calm", "lively")}. Drag the dot, or use the arrow keys.`);
}

const limited = (value) => Math.round(Math.max(-1, Math.min(1, value)) * 20) / 20;
function aimAt(valence, arousal) {
  aim = [limited(valence), limited(arousal)];
  $("pad-here").setAttribute("cx", planeX(aim[0]));
  $("pad-here").setAttribute("cy", planeY(aim[1]));
  tellAim();
}

const keepAim = () => edit({ valence: aim[0], arousal: aim[1] });

function padEvents() {
  const pad = $("pad");
  const point = (event) => {
    const box = pad.getBoundingClientRect(), one = 340 / box.width;
    aimAt(((event.clientX - box.left) * one - 170) / 150, (170 - (event.clientY - box.top) * one) / 150);
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    point(event);
    pad.addEventListener("pointermove", point);
    pad.addEventListener("pointerup", () => { pad.removeEventListener("pointermove", point); keepAim(); }, { once: true });
  });
  let rest;
  pad.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    aimAt(aim[0] + step[0] * 0.1, aim[1] + step[1] * 0.1);
    clearTimeout(rest);
    rest = setTimeout(keepAim, 800);
  });
}

function mistakes(list) {
  $("mistakes").replaceChildren(...list.map((mistake) => h("li", {},
    h("button", { class: "link", onclick: () => go(mistake.line) }, mistake.line ? `Line ${mistake.line}` : "Rules"),
    ` ${mistake.says.replace(/^line \d+:? */i, "")}`)));
  $("mistakes").hidden = list.length === 0;
  $("rules-text").setAttribute("aria-invalid", String(list.length > 0));
}

function go(line) {
  const area = $("rules-text");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => attempt(preview), 500);
}

function write(words) {
  $("rules-text").value = words;
  soon();
}

export function init() {
  $("rule-moods").append(...EMOTIONS.map((name) => h("label", { "data-mood": name },
    h("input", { type: "radio", name: "rule-mood", value: name, onchange: () => { mood = name; attempt(show); } }), face(name), word(name), h("small", { class: "soft", id: `fits-${name}` }))));
  for (const choice of document.querySelectorAll("input[name=way]")) {
    choice.addEventListener("change", () => { way = choice.value; attempt(show); });
  }
  $("rule-add").addEventListener("submit", (event) => {
    event.preventDefault();
    const genre = $("rule-genre").value.trim();
    $("rule-genre").value = "";
    if (genre) add(genre);
  });
  padEvents();
  $("rules-text").addEventListener("input", soon);
  $("save").addEventListener("click", () => save($("rules-text").value)); // the owner may keep writing in the meantime
  $("revert").addEventListener("click", () => write(saved));
  $("start-over").addEventListener("click", () => write(shipped));
  addEventListener("beforeunload", (event) => { if ($("rules-text").value !== saved) event.preventDefault(); });
}
