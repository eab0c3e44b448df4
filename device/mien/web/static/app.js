// Begins the page: who am I, which view, and what the speaker tells.
import { follow, session, change } from "./api.js";
import { $, leds, text, toast } from "./dom.js";
import * as now from "./now.js";
import * as live from "./live.js";
import * as timeline from "./timeline.js";
import * as music from "./music.js";
import * as settings from "./settings.js";

const VIEWS = { now, live, timeline, music, settings };
let shown = "", paired = 0;

function route() {
  const wanted = location.hash.slice(1);
  const name = wanted in VIEWS ? wanted : "now";
  if (name === shown) return;
  VIEWS[shown]?.leave?.();
  shown = name;
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `view-${name}`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = name === "now" ? "Mien" : `${$(`view-${name}`).getAttribute("aria-label")} · Mien`;
  scrollTo(0, 0);
  Promise.resolve(VIEWS[name].enter?.()).catch((wrong) => toast(wrong.message));
}

function linked(there) {
  $("away").hidden = there;
  document.body.classList.toggle("away", !there);
}

function told(name, part) {
  part.heard = performance.now();
  now.told(name, part);
  live.told(name, part);
  settings.told(name, part);
  if (name !== "state") return;
  if (paired && part.paired > paired) toast("Another browser was paired. Settings shows which.");
  paired = part.paired;
  $("watched").hidden = part.watching === 0;
  text("watched-count", part.watching === 1 ? "Live view on" : `${part.watching} watching`);
  const list = $("troubles");
  const words = part.troubles.join("\n");
  if (list.dataset.words !== words) {
    list.dataset.words = words;
    list.replaceChildren(...part.troubles.map((trouble) => Object.assign(document.createElement("li"), { textContent: trouble })));
  }
  list.hidden = !words;
}

async function notice(who) {
  if (who.agreed) return;
  const dialog = $("notice");
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  $("agree").addEventListener("click", async () => {
    await change("PUT", "session", { agreed: true });
    dialog.close();
  });
}

function keepShell() {
  if (!("serviceWorker" in navigator)) return; // only where the page is served over TLS, or on localhost
  const trusted = window.trustedTypes?.createPolicy("mien", { createScriptURL: (url) => url });
  navigator.serviceWorker.register(trusted ? trusted.createScriptURL("/sw.js") : "/sw.js").catch(() => {});
}

for (const ring of document.querySelectorAll(".ring")) leds(ring);
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && dialog.id !== "notice") dialog.close();
    if (event.target.closest("[data-close]")) dialog.close();
  });
}
now.begin();
live.begin();
timeline.begin();
music.begin();
settings.begin();
addEventListener("hashchange", route);
route();
follow(told, linked);
keepShell();
session().then((who) => { settings.meet(who); return notice(who); }, () => linked(false));
