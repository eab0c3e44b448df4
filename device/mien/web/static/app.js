// Starts the page: who we are, which view is shown, and what the speaker sends.
import { change, follow, onSession, session } from "./api.js";
import { $, leds, text, toast } from "./dom.js";
import * as now from "./views/now.js";
import * as live from "./views/live.js";
import * as timeline from "./views/timeline.js";
import * as music from "./views/music.js";
import * as settings from "./views/settings.js";

const VIEWS = { now, live, timeline, music, settings };
let shown = "", paired = 0, me = null;

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
  enter();
}

const enter = () => Promise.resolve(VIEWS[shown].enter?.()).catch((wrong) => toast(wrong.message));

function setConnected(there) {
  if (there && !$("away").hidden) enter(); // what was asked in the meantime was not answered
  $("away").hidden = there;
  document.body.classList.toggle("away", !there);
}

function update(name, part) {
  part.heard = performance.now();
  now.update(name, part);
  live.update(name, part);
  settings.update(name, part);
  if (name !== "state") return;
  if (paired && part.paired > paired) toast("Another browser was paired. See Settings.");
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

function introduced(who) {
  me = who;
  settings.showVersion(who);
  if (!who.agreed && !$("notice").open) $("notice").showModal();
}

async function openSession() {
  await session().catch(() => setTimeout(openSession, 3000));
}

async function agree() {
  $("notice").close();
  if (!me || me.agreed) return;
  try {
    await change("PUT", "session", { agreed: true });
    me.agreed = true;
  } catch (wrong) {
    toast(wrong.message); // the speaker doesn’t know of it, so the notice comes again
  }
}

function keepOffline() {
  if (!("serviceWorker" in navigator)) return; // only over TLS, or on localhost
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
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash of the address names the view
  $("main").focus();
});
$("agree").addEventListener("click", agree);
$("notice").addEventListener("cancel", (event) => { if (me && !me.agreed) event.preventDefault(); });
now.init();
live.init();
timeline.init();
music.init();
settings.init();
addEventListener("hashchange", route);
route();
keepOffline();
onSession(introduced);
openSession();
follow(update, setConnected);
