// What is drawn: the faces, the same with or without an emoji font, and the signs on buttons.
// A face is brows (height at the nose, height outside), eyes, a mouth, and perhaps something more.
import { icon, s } from "./dom.js";
import { EMOTIONS, PLACES } from "./moods.js";

const FACES = {
  happy: { eyes: "M17 28q5-7 10 0M37 28q5-7 10 0", mouth: "M17 37q15 21 30 0z", open: true },
  surprised: { brows: [12, 14], eyes: [4, 5.5], mouth: "M26 47a6 7.500 0 1 1 12 0a6 7.500 0 1 1-12 0z", open: true },
  neutral: { brows: [19, 19], eyes: [3, 3.5], mouth: "M23 44h18" },
  sad: { brows: [15, 20], eyes: [3, 3.5], mouth: "M22 48q10-10 20 0", more: "M46 35q5 7 0 8q-5-1 0-8z" },
  fearful: { brows: [13, 18], eyes: [4.5, 5], pupils: 1.7, mouth: "M20 46q4-6 8 0t8 0t8 0" },
  angry: { brows: [23, 16], eyes: [3, 3.5], mouth: "M22 48q10-8 20 0" },
  disgusted: { brows: [21, 18], eyes: "M17 29h10M37 28l9-3", mouth: "M20 43q6-6 12 0t12-2", more: "M33 44q1 9 6 7q3-2 1-9z" },
  unsure: { brows: [20, 20], raised: 7, eyes: [3, 3.5], mouth: "M25 46l14-4" },
  closed: { eyes: "M17 28q5 5 10 0M37 28q5 5 10 0", mouth: "M27 45h10" },
  nobody: { empty: true },
  gone: { empty: true, eyes: "M18 25l8 8M26 25l-8 8M38 25l8 8M46 25l-8 8", mouth: "M22 46h20" },
};

const INK = { stroke: "var(--ink)", "stroke-width": 3, "stroke-linecap": "round", "stroke-linejoin": "round", fill: "none" };
const FULL = { ...INK, fill: "var(--ink)" };

function drawing({ brows, raised = 0, eyes, pupils, mouth, open, more, empty }) {
  const ink = empty ? { ...INK, stroke: "var(--soft)" } : INK;
  const head = { cx: 32, cy: 32, r: 29 };
  return [
    empty ? s("circle", { ...head, fill: "none", stroke: "var(--soft)", "stroke-width": 2.5, "stroke-dasharray": "5 6" })
      : s("circle", { ...head, fill: "var(--glow)" }),
    brows && s("path", { ...ink, d: `M15 ${brows[1]}L27 ${brows[0]}M37 ${brows[0] - raised}L49 ${brows[1] - raised}` }),
    typeof eyes === "string" ? s("path", { ...ink, d: eyes })
      : eyes?.length && [22, 42].map((cx) => s("ellipse", { cx, cy: 28, rx: eyes[0], ry: eyes[1], fill: pupils ? "#fff" : "var(--ink)" })),
    pupils && [22, 42].map((cx) => s("circle", { cx, cy: 28, r: pupils, fill: "var(--ink)" })),
    mouth && s("path", { ...(open ? FULL : ink), d: mouth }),
    more && s("path", { d: more, fill: "#fff", stroke: "var(--ink)", "stroke-width": 1.5 }),
  ];
}

// A face to put anywhere; it takes the colour of the mood that it stands under.
export const face = (name, attributes) => s("svg", { class: "face", viewBox: "0 0 64 64", "aria-hidden": "true", ...attributes },
  s("use", { href: `#f-${name in FACES ? name : "unsure"}` }));

// The signs on buttons, as paths of 24 × 24. Some are solid.
const SOLID = ["play", "pause", "skip", "previous", "more"];
const ICONS = {
  play: "M8 5.2v13.6a1 1 0 0 0 1.5.9l11-6.8a1 1 0 0 0 0-1.8l-11-6.8A1 1 0 0 0 8 5.2z",
  pause: "M6 4.5h4.5v15h-4.5zM13.5 4.5h4.5v15h-4.5z",
  skip: "M5 6v12a1 1 0 0 0 1.6.8l8-6a1 1 0 0 0 0-1.6l-8-6A1 1 0 0 0 5 6zM16.5 5h3v14h-3z",
  previous: "M19 6v12a1 1 0 0 1-1.6.8l-8-6a1 1 0 0 1 0-1.6l8-6A1 1 0 0 1 19 6zM4.5 5h3v14h-3z",
  undo: "M9 5 4.5 9.5 9 14M5 9.5h9a5 5 0 0 1 0 10h-3",
  volume: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 8.5a5 5 0 0 1 0 7M18 6a8.5 8.5 0 0 1 0 12",
  now: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM10 8.5v7l5.5-3.5z",
  library: "M9 18V6l11-2v12M4 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0zM15 16a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
  queue: "M4 6h16M4 12h9M4 18h9M17 11.5v8l4-4z",
  mood: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM8.5 14.5c1.7 2.3 5.3 2.3 7 0M9 9.5v.1M15 9.5v.1",
  settings: "M4 7h9M19 7h1M4 17h1M11 17h9M13.5 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0zM5.5 17a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
  like: "M12 20C5 15 3 11.5 3 8.5A4.7 4.7 0 0 1 12 6.5a4.7 4.7 0 0 1 9 2c0 3-2 6.5-9 11.5z",
  dislike: "M12 20C5 15 3 11.5 3 8.5A4.7 4.7 0 0 1 12 6.5a4.7 4.7 0 0 1 9 2c0 3-2 6.5-9 11.5zM4 3l16 18",
  sleep: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  more: "M5 10.3a1.7 1.7 0 1 0 .1 0zM12 10.3a1.7 1.7 0 1 0 .1 0zM19 10.3a1.7 1.7 0 1 0 .1 0z",
  next: "M4 6h16M4 18h9M4 12h6M17 11v8M13 15h8",
  end: "M4 6h16M4 11h16M4 17h6M17 14v6M14 17h6",
  album: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM9.5 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
  artist: "M8 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6",
  folder: "M3 18V6h6l2 2.5h10V18z",
  station: "M10 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM7.5 16.5a6.4 6.4 0 0 1 0-9M16.5 7.5a6.4 6.4 0 0 1 0 9M4.5 19.5a10.6 10.6 0 0 1 0-15M19.5 4.5a10.6 10.6 0 0 1 0 15",
  alike: "M3 12a6 6 0 1 0 12 0a6 6 0 1 0 -12 0zM9 12a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z",
  close: "M6 6l12 12M18 6 6 18",
  grip: "M5 9h14M5 15h14",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  search: "M4.5 11a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0 -13 0zM16 16l4.5 4.5",
};

// Puts the drawings where `face` and `icon` find them, and the signs on what is there already.
export function draw(sprite) {
  const symbol = (id, size, ...parts) => sprite.append(s("symbol", { id, viewBox: `0 0 ${size} ${size}` }, ...parts));
  for (const [name, shape] of Object.entries(FACES)) symbol(`f-${name}`, 64, ...drawing(shape).flat());
  for (const [name, d] of Object.entries(ICONS)) symbol(`i-${name}`, 24, s("path", { d, ...(SOLID.includes(name) && { fill: "currentColor", stroke: "none" }) }));
  for (const element of document.querySelectorAll("[data-icon]")) element.prepend(icon(element.dataset.icon));
}

// The plane of moods on 340 × 340: pleasant to the right, lively at the top. `faint` may pale a mood.
export const planeX = (pleasant) => 170 + pleasant * 150;
export const planeY = (lively) => 170 - lively * 150;
const axis = (x, y, words, anchor = "start") => s("text", { class: "axis", x, y, "text-anchor": anchor }, words);
export const plane = (faint = () => false) => [
  s("path", { class: "grid", d: "M20 170h300M170 20v300" }),
  axis(320, 164, "pleasant", "end"), axis(20, 164, "unpleasant"), axis(176, 28, "lively"), axis(176, 326, "calm"),
  ...EMOTIONS.map((name) => s("g", { "data-mood": name, opacity: faint(name) ? 0.35 : 1 },
    face(name, { x: planeX(PLACES[name][0]) - 14, y: planeY(PLACES[name][1]) - 14, width: 28, height: 28 }))),
];
