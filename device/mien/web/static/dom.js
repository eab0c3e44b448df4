// Elements from values. Text is only ever set as text: a song called <script> is shown as "<script>".
export const $ = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

export function text(id, words) {
  const element = $(id);
  if (element.textContent !== words) element.textContent = words;
}

export const AUTO = { dir: "auto" }; // a title may be Arabic or Hebrew

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

export const many = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

export function lasting(seconds) {
  if (seconds < 10) return "just now";
  if (seconds < 90) return `for ${Math.round(seconds / 5) * 5} s`;
  if (seconds < 5400) return `for ${Math.round(seconds / 60)} min`;
  return `for ${Math.round(seconds / 3600)} h`;
}

// The 24 lights of the speaker's ring.
export function leds(ring) {
  for (let place = 0; place < 24; place++) ring.append(h("i", { style: { "--place": place } }));
}

let fading;
export function toast(words) {
  const element = $("toast");
  element.textContent = words;
  element.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { element.hidden = true; }, 6000);
}
