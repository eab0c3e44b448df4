// Settings, the paired browsers, and the health of every part.
import { change, get, newest } from "../api.js";
import { $, h, text, toast } from "../dom.js";

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
  await Promise.all([forms(), browsers(), health()]);
}

async function forms() {
  const { settings } = await get("settings");
  const groups = Map.groupBy ? Map.groupBy(settings, (one) => one.group) : grouped(settings);
  $("groups").replaceChildren(...[...groups].map(([name, list]) => h("section", { class: "card" },
    h("h2", {}, name), ...list.map(row))));
}

function grouped(settings) {
  const groups = new Map();
  for (const one of settings) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return groups;
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

function number(setting, common, send) {
  const says = h("output", { for: common.id }, `${setting.value} ${setting.unit}`);
  return h("span", { class: "number-field" }, h("input", {
    ...common, type: "range", min: setting.low, max: setting.high, step: setting.step, value: setting.value,
    oninput: (event) => { says.textContent = `${event.target.value} ${setting.unit}`; },
    onchange: (event) => send(Number(event.target.value)),
  }), says);
}

const day = (seconds) => new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });

async function browsers() {
  const { browsers: list } = await get("browsers");
  $("browsers").replaceChildren(...list.map((one) => h("li", {},
    h("span", { class: "grow" }, h("b", {}, one.name, one.here ? " (this one)" : ""),
      h("small", {}, `paired ${day(one.paired)}, from ${one.address}`)),
    h("button", { type: "button", "aria-label": `Remove ${one.name}`, onclick: (event) => turnOut(one, event.target) }, "Remove"))));
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

export function init() {
  $("close-eye").addEventListener("click", () => $("closing").showModal());
  $("close-eye-now").addEventListener("click", async () => {
    $("closing").close();
    await change("POST", "eye/close").catch((wrong) => toast(wrong.message));
  });
  $("show-notice").addEventListener("click", () => $("notice").showModal());
  $("look-again").addEventListener("click", () => health().catch((wrong) => toast(wrong.message)));
}
