// The live view: the camera's picture, only while this tab is visible. Nothing of it is kept.
import { AWAY, problemOf, reach } from "../api.js";
import { $, h, text } from "../dom.js";
import { face as drawn } from "../drawings.js";
import { EMOTIONS, word } from "../moods.js";

const WHY_LOW = { small: "too far away", turned: "turned away", blurred: "blurred", dark: "too dark", covered: "covered" };
let watching = null, seen = [], eye = "open";

export function enter() {
  say(eye === "closed" ? "The camera is off. Turn it on at the speaker." : eye === "gone" ? "The camera doesn’t respond. Settings, Health says more." : "");
  showFaces();
}
export const leave = () => stop("");

function say(words) {
  text("live-says", words);
}

function stop(words) {
  watching?.abort();
  watching = null;
  $("picture").hidden = true;
  $("live-off").hidden = false;
  $("live-on").hidden = true;
  say(words);
}

async function watch() {
  watching?.abort(); // a second tap, before the first picture came
  const mine = watching = new AbortController();
  say("Starting the live view…");
  try {
    const response = await reach("live", { signal: mine.signal });
    if (!response.ok) throw await problemOf(response);
    $("live-off").hidden = true;
    $("live-on").hidden = false;
    say("");
    await draw(response.body.getReader(), mine.signal);
    if (watching === mine) stop("The speaker ended the live view.");
  } catch (wrong) {
    const broken = wrong instanceof TypeError; // a picture that breaks off is a "network error"
    if (watching === mine) stop(wrong.name === "AbortError" ? "" : broken ? AWAY : wrong.message);
  }
}

// Motion JPEG: each part says in its head how many bytes its picture has.
async function draw(reader, signal) {
  const canvas = $("picture");
  const pen = canvas.getContext("2d");
  let bytes = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes = joined(bytes, value);
    for (let part; (part = split(bytes)); bytes = part.rest) {
      const picture = await createImageBitmap(new Blob([part.picture], { type: "image/jpeg" }));
      if (signal.aborted) return; // it was stopped while the picture was being decoded
      if (canvas.width !== picture.width) canvas.width = picture.width;
      if (canvas.height !== picture.height) canvas.height = picture.height;
      pen.drawImage(picture, 0, 0);
      picture.close();
      canvas.hidden = false;
      canvas.dataset.pictures = 1 + Number(canvas.dataset.pictures ?? 0);
    }
  }
}

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function split(bytes) {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 300));
  const end = head.indexOf("\r\n\r\n");
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  const begin = end + 4;
  if (end < 0 || bytes.length < begin + length) return null;
  return { picture: bytes.subarray(begin, begin + length), rest: bytes.subarray(begin + length) };
}

export function update(name, part) {
  if (name === "state") {
    eye = part.eye;
    $("watch").disabled = eye !== "open";
  }
  if (name === "state" && watching && part.eye !== "open") {
    stop(part.eye === "closed" ? "The camera is off." : "The camera failed. Restarting it…");
  }
  if (name !== "mood") return;
  seen = part.faces;
  if (!$("view-live").hidden) showFaces();
}

function visibility(found) {
  if (found.why_low) return `Face hard to read: ${WHY_LOW[found.why_low] ?? found.why_low}`;
  return found.quality >= 0.7 ? "Face clearly visible" : "Face partly visible";
}

function showFaces() {
  $("faces").replaceChildren(...seen.map(face));
}

function face(found) {
  const rows = EMOTIONS.map((name) => h("li", { "data-mood": name },
    drawn(name), h("span", { class: "grow" }, word(name)),
    h("span", { class: "share" }, h("i", { style: { width: `${found.scores[name] * 100}%` } })),
    h("span", { class: "number" }, `${Math.round(found.scores[name] * 100)} %`)));
  return h("div", { class: "card" },
    h("h2", {}, visibility(found)), h("ul", { class: "scores" }, ...rows));
}

export function init() {
  $("watch").addEventListener("click", watch);
  $("unwatch").addEventListener("click", () => stop(""));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && watching) stop("Stopped, because this page was in the background.");
  });
  addEventListener("pagehide", () => stop(""));
}
