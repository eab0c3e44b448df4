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

export const icon = (name) => s("svg", { "aria-hidden": "true" }, s("use", { href: `#i-${name}` }));
export const button = (words, onclick, attributes) => h("button", { onclick, ...attributes }, words);
export const iconButton = (name, label, onclick, attributes) => button(icon(name), onclick, { class: "icon", "aria-label": label, ...attributes });

export function text(id, words) {
  const element = $(id);
  if (element.textContent !== words) element.textContent = words;
}

export function label(id, words) {
  const element = $(id);
  if (element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
}

export const AUTO = { dir: "auto" }; // a title may be Arabic or Hebrew

export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  const tail = `${String(whole % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
};

export const many = (count, thing) => `${count.toLocaleString()} ${thing}${count === 1 ? "" : "s"}`;

export function lasting(seconds) {
  if (seconds < 10) return "just now";
  if (seconds < 90) return `for ${Math.round(seconds / 5) * 5} s`;
  if (seconds < 5400) return `for ${Math.round(seconds / 60)} min`;
  return `for ${Math.round(seconds / 3600)} h`;
}

export const spell = (seconds) => (seconds === 3600 ? "an hour" : seconds % 3600 ? many(Math.ceil(seconds / 60), "minute") : many(seconds / 3600, "hour"));

// Colours a slider up to where it stands, and says its value in words.
export function fill(range, words) {
  const { value, min, max } = range;
  range.style.setProperty("--fill", `${(100 * (value - min)) / (max - min || 1)}%`);
  if (words) range.setAttribute("aria-valuetext", words);
}

// The 24 lights of the speaker's ring.
export function leds(ring) {
  for (let place = 0; place < 24; place++) ring.append(h("i", { style: { "--place": place } }));
}

// Says something for a while; `act` is a way back: ["Undo", what it does].
let fading;
export function toast(words, act) {
  const element = $("toast");
  element.replaceChildren(h("span", {}, words), act ? button(act[0], () => { element.hidden = true; act[1](); }) : "");
  element.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { element.hidden = true; }, act ? 10000 : 6000);
}

// Does something, and says what went wrong or, with `done`, that it went well.
export async function attempt(deed, done) {
  try {
    const answer = await deed();
    if (done) toast(typeof done === "function" ? done(answer) : done);
    return true;
  } catch (wrong) {
    toast(wrong.message);
    return false;
  }
}

// A menu from below: `acts` are [icon, words, what it does].
export function sheet(title, about, acts) {
  const box = $("sheet");
  text("sheet-head", title);
  text("sheet-about", about);
  $("sheet-acts").replaceChildren(...acts.filter(Boolean).map(([name, words, act]) => h("li", {},
    button([icon(name), words], () => { box.close(); act(); }))));
  box.querySelector("[data-close]").textContent = acts.length ? "Cancel" : "Done";
  box.showModal();
}

// Asks before what can't be undone.
export function sure(question, about, words, act) {
  text("sure-head", question);
  text("sure-about", about);
  const yes = $("sure-yes");
  yes.textContent = words;
  yes.onclick = () => { $("sure").close(); act(); };
  $("sure").showModal();
}

// A row follows the finger until it lets go; near an edge of the screen the page scrolls along.
// `done` gets where on the screen that was, or null if the browser took the finger away.
export function drag(event, done) {
  const grip = event.currentTarget, row = grip.closest("li"), begun = event.clientY, start = begun + scrollY;
  const over = new AbortController(), on = (name, act) => grip.addEventListener(name, act, { signal: over.signal });
  let y = begun;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  row.classList.add("moving");
  const show = () => { row.style.translate = `0 ${y + scrollY - start}px`; };
  const edge = setInterval(() => {
    const step = y < Math.min(90, begun) ? -12 : y > Math.max(innerHeight - 150, begun) ? 12 : 0;
    if (step) { scrollBy(0, step); show(); }
  }, 16);
  const drop = (there) => {
    over.abort();
    clearInterval(edge);
    row.classList.remove("moving");
    row.style.translate = "";
    done(there ? y : null);
  };
  on("pointermove", (moved) => { y = moved.clientY; show(); });
  on("pointerup", () => drop(true));
  on("pointercancel", () => drop(false));
}

// The same by keyboard.
export function nudge(event, move) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  move(step);
}
