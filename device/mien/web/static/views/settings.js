// Settings, the paired browsers, and the health of every part.
import { change, get, newest } from "../api.js";
import { $, attempt, button, h, fill, iconButton, many, sheet, sure, text, toast } from "../dom.js";
import { EMOTIONS, word } from "../moods.js";

const STATES = { ok: "OK", warn: "Check", bad: "Problem", off: "Off" };

export function showVersion(who) {
  text("version", `Mien ${who.version}`);
}

// The owner who turned the camera off must see that it is off.
let eye = "";
export function update(name, part) {
  if (name !== "state" || part.eye === eye) return;
  const before = eye;
  eye = part.eye;
  $("eye-closed").hidden = eye !== "closed";
  $("close-eye").disabled = eye === "closed";
  if (before && !$("view-settings").hidden) health().catch((wrong) => toast(wrong.message));
}

export async function enter() {
  await Promise.all([forms(), browsers(), health(), alarms()]);
}

async function forms() {
  const { settings } = await get("settings");
  const names = [...new Set(settings.map((one) => one.group))].filter((name) => name !== "Home");
  $("groups").replaceChildren(...names.map((name) => h("section", { class: "card" },
    h("h2", {}, name), ...settings.filter((one) => one.group === name).map(row))));
}

// The page of the house: Home Assistant and the other speakers.
export async function house() {
  const [{ says, steps, speakers }, { settings }] = await Promise.all([get("house"), get("settings")]);
  text("house-says", `${says} ${steps}`);
  $("house-rows").replaceChildren(...settings.filter((one) => one.group === "Home").map(row));
  $("house-speakers").replaceChildren(...speakers.map((one) => h("li", {}, h("a", { href: one.page }, one.name), h("small", {}, one.place))));
  if (!speakers.length) $("house-speakers").append("None found.");
}

function row(setting) {
  const id = `set-${setting.key}`;
  const help = setting.help && h("small", { id: `${id}-help` }, setting.help);
  return h("div", { class: "setting" },
    h("span", { class: "grow" }, h("label", { for: id }, setting.label), help),
    field(setting, id));
}

function field(setting, id) {
  const common = { id, "aria-describedby": setting.help ? `${id}-help` : null };
  const send = newest(
    (value) => change("PUT", `settings/${encodeURIComponent(setting.key)}`, { value }),
    (wrong) => { toast(wrong.message); return restore(setting.key).catch(() => {}); },
  );
  if (setting.kind === "choice") {
    return h("select", { ...common, onchange: (event) => send(event.target.value) },
      ...setting.choices.map((one) => h("option", { value: one.value, selected: one.value === setting.value }, one.label)));
  }
  if (setting.kind === "switch") {
    return h("input", { ...common, type: "checkbox", role: "switch", checked: setting.value, onchange: (event) => send(event.target.checked) });
  }
  if (setting.kind === "clock") {
    return h("input", { ...common, type: "time", value: setting.value, onchange: (event) => event.target.value && send(event.target.value) });
  }
  if (setting.kind === "found") {
    const find = () => change("POST", `settings/${encodeURIComponent(setting.key)}/find`).then(forms);
    return h("span", {}, h("output", common, setting.value), button("Find", () => { toast("Searching…"); attempt(find); }));
  }
  if (setting.kind === "text") return h("output", common, String(setting.value));
  return number(setting, common, send);
}

// Shows the saved value again, in this one field: the owner may be at another by now.
async function restore(key) {
  const { value } = (await get("settings")).settings.find((one) => one.key === key);
  const input = $(`set-${key}`);
  if (input.type === "checkbox") input.checked = value;
  else input.value = value;
  input.dispatchEvent(new Event("input")); // a number is also shown beside it
}

// What is stored in seconds and fractions is said in minutes and percent.
function spoken(setting, value) {
  const { unit, low, high } = setting;
  if (unit === "s" && high >= 300) return !value ? "never" : value % 60 ? `${value} s` : many(value / 60, "minute");
  if (!unit && low >= 0 && high <= 1) return `${Math.round(value * 100)} %`;
  return unit === "s" ? many(value, "second") : `${value} ${unit}`.trim();
}

function number(setting, common, send) {
  const says = h("output", { for: common.id }, spoken(setting, setting.value));
  const range = h("input", {
    ...common, type: "range", min: setting.low, max: setting.high, step: setting.step, value: setting.value,
    oninput: () => { says.textContent = spoken(setting, Number(range.value)); fill(range, says.textContent); },
    onchange: () => send(Number(range.value)),
  });
  fill(range, says.textContent);
  return h("span", { class: "number-field" }, range, says);
}

// Wake-up music.
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
let times = [];
async function alarms() {
  ({ alarms: times } = await get("alarms"));
  $("alarms").replaceChildren(...times.map((one, place) => alarm(one, place)));
  text("alarms-says", times.length ? "Rises slowly; times are the speaker’s." : "None yet. Mien can wake you with the music of a mood.");
}

function setAlarms(list) {
  times = list;
  return attempt(() => change("PUT", "alarms", { alarms: list })).then((done) => (done && list.length === $("alarms").children.length) || alarms().catch(() => {}));
}

function alarm(one, place) {
  const put = (changed) => setAlarms(times.map((other, index) => (index === place ? { ...other, ...changed } : other)));
  const days = (event) => put({ days: [...event.target.closest(".days").querySelectorAll(":checked")].map((box) => Number(box.value)) });
  return h("li", { class: "alarm" },
    h("input", { type: "time", "aria-label": "Wake-up time", value: one.at, onchange: (event) => event.target.value && put({ at: event.target.value }) }),
    h("input", { type: "checkbox", role: "switch", "aria-label": `Wake up at ${one.at}`, checked: one.is_on, onchange: (event) => put({ is_on: event.target.checked }) }),
    iconButton("close", `Remove the wake-up at ${one.at}`, () => setAlarms(times.filter((_, index) => index !== place))),
    h("select", { "aria-label": `Music at ${one.at}`, onchange: (event) => put({ emotion: event.target.value }) },
      ...EMOTIONS.map((name) => h("option", { value: name, selected: name === one.emotion }, word(name)))),
    h("fieldset", { class: "days" }, h("legend", { class: "unseen" }, `Days for ${one.at}; none: once`),
      ...DAYS.map((name, number) => h("label", {}, h("input", { type: "checkbox", value: number, checked: one.days.includes(number), onchange: days }), h("span", {}, name)))));
}

// How somebody else gets in: only who stands at the speaker can decide that.
const ON_THIS_MACHINE = /^(localhost|127\.|\[::1)/;
let addresses = [];
function friend() {
  const usable = ON_THIS_MACHINE.test(location.hostname) ? addresses.filter((one) => !ON_THIS_MACHINE.test(new URL(one).hostname)) : [location.origin];
  sheet("Let a friend in", usable.length
    ? `On their phone, open ${usable.join(" or ")} on the house’s Wi-Fi and tap “Pair this browser”. Then hold the speaker’s pair button for three seconds, or run “mien pair” on it.`
    : "This page opens on this machine only. Set host to 0.0.0.0 under [web] to open it to your network.", []);
}

// Plain http on the house's network allows a bookmark with an icon; only HTTPS allows an app that opens by itself.
let offer = null;
function installing() {
  const inside = matchMedia("(display-mode: standalone)").matches;
  text("install-says", inside ? "Already there."
    : isSecureContext ? "It then opens like an app, and tells you when the speaker is off."
      : "Over plain http, your browser’s menu, “Add to home screen”, makes an icon that opens this page while the speaker is on. A real app needs HTTPS.");
  $("install").hidden = !offer || inside;
}

const day = (seconds) => new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });

async function browsers() {
  const { browsers: list, addresses: found } = await get("browsers");
  addresses = found;
  $("browsers").replaceChildren(...list.map((one) => h("li", {},
    h("span", { class: "grow" }, h("b", {}, one.name, one.here ? " (this one)" : ""),
      h("small", {}, `Paired ${day(one.paired)}, from ${one.address}`)),
    h("button", { "aria-label": `Remove ${one.name}`, onclick: (event) => turnOut(one, event.target) }, "Remove"))));
}

// Asks first, and accepts one tap only: the list moves up, and another browser ends up under the finger.
async function turnOut(one, button) {
  if (!confirm(`Remove ${one.here ? "this browser" : one.name}? To use it again, pair it at the speaker.`)) return;
  button.disabled = true;
  try {
    await change("DELETE", one.here ? "session" : `browsers/${one.id}`);
    if (one.here) location.reload();
    else await browsers();
  } catch (wrong) {
    button.disabled = false;
    toast(wrong.message);
  }
}

async function health() {
  const how = await get("health");
  $("parts").replaceChildren(...how.parts.map((part) => h("li", { class: part.state },
    h("span", { class: "lamp", "aria-hidden": "true" }),
    h("span", { class: "grow" }, h("b", {}, part.name), h("small", {}, part.says),
      part.remedy && part.state !== "ok" ? h("small", { class: "remedy" }, part.remedy) : null),
    h("small", { class: "state" }, STATES[part.state]))));
  $("complaints").replaceChildren(...how.complaints.map((one) => h("li", {}, h("time", {}, ago(one.ago)), h("span", { class: "grow" }, one.says))));
  $("complaints-box").hidden = how.complaints.length === 0;
  text("versions", Object.entries(how.versions).map(([name, version]) => `${name} ${version}`).join(" · "));
}

function ago(seconds) {
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

const closeEye = () => sure("Turn off the camera?", "Mien then no longer follows your mood. Only someone at the speaker can turn the camera back on: by holding its play button or, without one, by running “mien open” there.",
  "Turn it off", () => attempt(() => change("POST", "eye/close")));

export function init() {
  addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offer = event; installing(); });
  $("install").addEventListener("click", () => { offer?.prompt(); offer = null; installing(); });
  installing();
  $("friend").addEventListener("click", friend);
  $("alarm-add").addEventListener("click", () => setAlarms([...times, { at: "07:00", days: [0, 1, 2, 3, 4], emotion: "happy", is_on: true }]));
  for (const id of ["close-eye", "eye-off"]) $(id).addEventListener("click", closeEye);
  $("show-notice").addEventListener("click", () => $("notice").showModal());
  $("look-again").addEventListener("click", () => health().catch((wrong) => toast(wrong.message)));
}
