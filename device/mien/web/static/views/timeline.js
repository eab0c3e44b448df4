// The mood history: how pleasant and how lively the room was, the mood as a band, the songs as ticks.
import { change, get } from "../api.js";
import { $, AUTO, attempt, h, many, s, toast } from "../dom.js";
import { face, plane, planeX, planeY } from "../drawings.js";
import { word } from "../moods.js";

const STRIP = 84, GAP = 46, BAND = 28, LEFT = 10, RIGHT = 10, TOP = 22;
let data = null, span = "hour", timer = 0;

export async function enter() {
  clearInterval(timer);
  timer = setInterval(() => load().catch(() => {}), 15000);
  await load();
}

export function leave() {
  clearInterval(timer);
}

async function load() {
  const asked = span, line = await get(`timeline?span=${asked}`);
  if (asked !== span) return; // the owner has chosen another one in the meantime
  data = spaced(line);
  show();
}

// Points further apart than this are not joined: there is nothing between them.
const spaced = (line) => ({ ...line, gap: line.span <= 3600 ? 30 : line.span <= DAY ? 200 : 2400 });

const DAY = 86400;
function hour(ago) {
  const then = new Date(Date.now() - ago * 1000);
  const time = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return data.span > DAY && ago > DAY / 2 ? `${then.toLocaleDateString([], { weekday: "short" })} ${time}` : time;
}

function show() {
  const empty = data.points.length < 2;
  $("chart-empty").hidden = !empty;
  $("chart").toggleAttribute("hidden", empty);
  $("chart-legend").hidden = empty;
  $("plane-card").hidden = empty;
  if (!empty) { draw(); drawMap(); }
  const songs = [...data.songs].reverse().slice(0, 40);
  $("heard").replaceChildren(...songs.map((song) => h("li", {},
    h("time", {}, hour(data.at - song.at)),
    h("span", { class: "grow" }, h("b", AUTO, song.title), h("small", AUTO, song.artist)))));
  $("keep-row").hidden = data.kept === null;
  $("keep").checked = data.kept === true;
  $("heard-card").hidden = songs.length === 0;
}

function draw() {
  const chart = $("chart");
  const wide = chart.clientWidth || chart.parentElement.clientWidth || 320;
  const x = (at) => LEFT + (wide - LEFT - RIGHT) * (1 - (data.at - at) / data.span);
  const second = TOP + STRIP + GAP, below = second + STRIP + 22;
  chart.setAttribute("viewBox", `0 0 ${wide} ${below + BAND + 30}`);
  chart.setAttribute("aria-label", summary(data));
  chart.replaceChildren(
    ...strip("valence", ["pleasant", "unpleasant"], TOP, x, wide), ...strip("arousal", ["lively", "calm"], second, x, wide),
    ...data.songs.map((song) => s("line", { class: "song", x1: x(song.at), x2: x(song.at), y1: TOP, y2: below + BAND },
      s("title", {}, `${hour(data.at - song.at)} ${song.title}`))),
    ...bands(data).map((band) => bar(band, x, below)),
    ...ticks().map((ago) => s("text", { class: "axis tick", x: x(data.at - ago), y: below + BAND + 20, "text-anchor": !ago ? "end" : ago === data.span ? "start" : "middle" }, ago ? label(ago) : "now")),
  );
}

// One line with an axis of its own: an axis that means two things means none.
function strip(key, [high, low], top, x, wide) {
  const y = (value) => top + (STRIP / 2) * (1 - value);
  return [
    ...[-1, 0, 1].map((value) => s("line", { class: value ? "grid" : "grid mid", x1: LEFT, x2: wide - RIGHT, y1: y(value), y2: y(value) })),
    s("text", { class: "axis title", x: LEFT, y: y(1) - 6 }, high), s("text", { class: "axis", x: LEFT, y: y(-1) + 14 }, low),
    s("path", { class: key, d: line(key, x, y, data.gap) }),
  ];
}

const label = (ago) => (data.span > DAY ? new Date(Date.now() - ago * 1000).toLocaleDateString([], { weekday: "short" }) : hour(ago));

// The mood map: the trail of the last points fades towards the past.
const TRAIL = 90;
function drawMap() {
  const points = data.points.slice(-TRAIL);
  const steps = points.slice(1).map((point, step) => [points[step], point, (step + 2) / points.length])
    .filter(([from, to]) => from.valence !== null && to.valence !== null);
  const last = points.at(-1);
  $("plane").replaceChildren(
    ...plane(),
    ...steps.map(([from, to, age]) => s("line", { class: "trail", x1: planeX(from.valence), y1: planeY(from.arousal), x2: planeX(to.valence), y2: planeY(to.arousal), opacity: age * age })),
    ...(last.valence === null ? [] : [s("g", { "data-mood": last.name }, s("circle", { class: "here", cx: planeX(last.valence), cy: planeY(last.arousal), r: 8 }))]),
  );
}

function line(key, x, y, gap) {
  let path = "", before = null;
  for (const point of data.points) {
    if (point[key] === null) { before = null; continue; }
    const joins = before !== null && point.at - before < gap;
    path += `${joins ? "L" : "M"}${x(point.at).toFixed(1)} ${y(point[key]).toFixed(1)}`;
    before = point.at;
  }
  return path;
}

function bands(line) {
  const found = [], { gap } = line;
  for (const point of line.points) {
    const last = found.at(-1);
    if (last && last.name === point.name && point.at - last.to < gap) last.to = point.at;
    else {
      if (last && point.at - last.to < gap) last.to = point.at;
      found.push({ name: point.name, from: point.at, to: point.at });
    }
  }
  return found;
}

function bar(band, x, top) {
  const from = x(band.from), wide = Math.max(2, x(band.to) - from);
  const sign = wide > 26 ? face(band.name, { x: from + wide / 2 - 11, y: top + 3, width: 22, height: 22 }) : null;
  return s("g", { "data-mood": band.name },
    s("rect", { class: "band", x: from, y: top, width: wide, height: BAND, rx: 4 }, s("title", {}, `${word(band.name)}, from ${hour(data.at - band.from)}`)), sign);
}

// The same band, small, for the view "Now".
export async function showTrace() {
  const hour = spaced(await get("timeline?span=hour"));
  const box = $("trace-box");
  box.hidden = hour.points.length < 6;
  if (box.hidden) return;
  const x = (at) => 1000 * (1 - (hour.at - at) / hour.span);
  $("trace").setAttribute("viewBox", "0 0 1000 10");
  $("trace").setAttribute("preserveAspectRatio", "none");
  $("trace").setAttribute("aria-label", summary(hour));
  $("trace").replaceChildren(...bands(hour).map((band) => s("rect", {
    "data-mood": band.name, x: x(band.from), y: 0, height: 10, width: Math.max(2, x(band.to) - x(band.from)),
  })));
}

function ticks() {
  const steps = data.span > DAY ? 7 : $("chart").clientWidth < 480 ? 2 : 4;
  const all = Array.from({ length: steps + 1 }, (_, step) => (step * data.span) / steps);
  return data.span > DAY ? all.slice(0, -1).filter((_, step) => step % ($("chart").clientWidth < 480 ? 2 : 1) === 0) : all;
}

function summary(line) {
  const times = {};
  for (const band of bands(line)) times[band.name] = (times[band.name] ?? 0) + band.to - band.from;
  const told = Object.entries(times).sort((a, b) => b[1] - a[1]).slice(0, 4)
    .map(([name, seconds]) => `${word(name)} ${many(Math.max(1, Math.round(seconds / 60)), "minute")}`);
  return `The last ${line.span <= 3600 ? "hour" : line.span <= DAY ? "day" : "week"}: ${told.join(", ")}.`;
}

export function init() {
  for (const choice of document.querySelectorAll("input[name=span]")) {
    choice.addEventListener("change", () => { span = choice.value; attempt(load); });
  }
  $("forget").addEventListener("click", async () => {
    if (!await attempt(() => change("DELETE", "timeline"))) return;
    toast("Mood history cleared.", ["Undo", () => attempt(async () => { await change("POST", "timeline/undo"); await load(); })]);
    await attempt(load);
  });
  $("keep").addEventListener("change", () => {
    const kept = $("keep").checked;
    change("PUT", "timeline", { kept }).catch((wrong) => { $("keep").checked = !kept; toast(wrong.message); });
  });
  new ResizeObserver(() => { if (data && !$("view-timeline").hidden) show(); }).observe($("chart-box"));
}
