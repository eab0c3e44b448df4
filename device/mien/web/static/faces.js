// The faces, drawn: the same on every machine, with or without an emoji font.
// A face is brows (height at the nose, height outside), eyes, a mouth, and perhaps something more.
import { s } from "./dom.js";

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
const SOLID = { ...INK, fill: "var(--ink)" };

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
    mouth && s("path", { ...(open ? SOLID : ink), d: mouth }),
    more && s("path", { d: more, fill: "#fff", stroke: "var(--ink)", "stroke-width": 1.5 }),
  ];
}

// A face to put anywhere; it takes the colour of the mood that it stands under.
export const face = (name, attributes) => s("svg", { class: "face", viewBox: "0 0 64 64", "aria-hidden": "true", ...attributes },
  s("use", { href: `#f-${name in FACES ? name : "unsure"}` }));

// Puts the drawings where `face` finds them.
export function drawFaces(sprite) {
  sprite.append(...Object.entries(FACES).map(([name, shape]) => s("symbol", { id: `f-${name}`, viewBox: "0 0 64 64" }, drawing(shape).flat())));
}
