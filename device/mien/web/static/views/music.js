// The library, and the rules from mood to music: edit, check, see what would play.
import { change, get } from "../api.js";
import { $, AUTO, h, many, text, toast } from "../dom.js";
import { EMOTIONS, emoji, word } from "../moods.js";

let saved = "", shipped = "", timer = 0, reading = 0;

export async function enter() {
  await Promise.all([library(), loadRules()]);
}

async function library() {
  const found = await get("library");
  const most = Math.max(1, ...Object.values(found.moods));
  text("songs", found.reading ? `${many(found.songs, "song")} so far; still reading…`
    : found.songs ? many(found.songs, "song") : "No songs yet. Put some in MPD’s music folder.");
  clearTimeout(reading);
  if (found.reading) reading = setTimeout(() => { if (!$("view-music").hidden) library().catch(() => {}); }, 3000);
  $("fits").replaceChildren(...EMOTIONS.filter((name) => name in found.moods).map((name) => h("li", { "data-mood": name },
    h("span", { class: "emoji", "aria-hidden": "true" }, emoji(name)), h("span", { class: "grow" }, word(name)),
    h("span", { class: "share" }, h("i", { style: { width: `${(found.moods[name] / most) * 100}%` } })),
    h("span", { class: "number" }, String(found.moods[name])))));
  $("strangers").replaceChildren(...found.strangers.map((one) => h("li", {}, h("bdi", {}, one.genre), ` (${one.songs})`)));
  $("strangers-box").hidden = found.strangers.length === 0;
  $("stations").replaceChildren(...found.stations.map((name) => h("li", AUTO, name)));
  $("stations-box").hidden = found.stations.length === 0;
}

async function loadRules() {
  const area = $("rules");
  const touched = area.value !== saved;
  ({ text: saved, shipped } = await get("rules"));
  saved = saved.replace(/\r\n?/g, "\n"); // as a textarea returns it
  if (!touched || !area.value) area.value = saved;
  await preview();
}

async function preview() {
  const policy = document.querySelector("input[name=policy]:checked")?.value ?? "match";
  const found = await change("POST", "rules/preview", { text: $("rules").value, policy });
  mistakes(found.mistakes);
  $("preview").hidden = found.mistakes.length > 0;
  $("preview").replaceChildren(...EMOTIONS.filter((name) => name in found.moods).map((name) => h("li", { "data-mood": name },
    h("span", { class: "big emoji", "aria-hidden": "true" }, emoji(name)),
    h("span", { class: "grow" }, h("b", {}, word(name)), h("small", {}, found.moods[name].genres.join(" · ")),
      h("small", { class: "would" }, found.moods[name].songs.length
        ? ["would play ", ...found.moods[name].songs.flatMap((song, place) => [place ? ", " : "", h("bdi", {}, song.title)])]
        : "nothing in your library fits")))));
  const changed = $("rules").value !== saved;
  $("save").disabled = !changed || found.mistakes.length > 0;
  $("revert").disabled = !changed;
}

function mistakes(list) {
  $("mistakes").replaceChildren(...list.map((mistake) => h("li", {},
    h("button", { type: "button", class: "link", onclick: () => go(mistake.line) }, mistake.line ? `Line ${mistake.line}` : "Rules"),
    ` ${mistake.says}`)));
  $("mistakes").hidden = list.length === 0;
  $("rules").setAttribute("aria-invalid", String(list.length > 0));
}

function go(line) {
  const area = $("rules");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => preview().catch((wrong) => toast(wrong.message)), 500);
}

function write(words) {
  $("rules").value = words;
  soon();
}

async function save() {
  const sent = $("rules").value; // the owner may keep writing in the meantime
  try {
    await change("PUT", "rules", { text: sent });
    saved = sent;
    toast("Rules saved.");
  } catch (wrong) {
    if (wrong.body?.mistakes) mistakes(wrong.body.mistakes);
    else toast(wrong.message);
  }
  soon();
  library().catch(() => {});
}

export function init() {
  $("rules").addEventListener("input", soon);
  $("save").addEventListener("click", save);
  $("revert").addEventListener("click", () => write(saved));
  $("start-over").addEventListener("click", () => write(shipped));
  addEventListener("beforeunload", (event) => { if ($("rules").value !== saved) event.preventDefault(); });
}
