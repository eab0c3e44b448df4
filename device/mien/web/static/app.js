// Starts the page: who we are, which view is shown, and what the speaker sends.
import { change, follow, onSession, session } from "./api.js";
import { $, attempt, h, leds, sure, text, toast } from "./dom.js";
import { draw } from "./drawings.js";
import * as controls from "./player/controls.js";
import * as keys from "./player/keys.js";
import * as playback from "./player/playback.js";
import * as library from "./views/library.js";
import * as live from "./views/live.js";
import * as now from "./views/now.js";
import * as queue from "./views/queue.js";
import * as rules from "./views/rules.js";
import * as settings from "./views/settings.js";
import * as timeline from "./views/timeline.js";

const VIEWS = { now, library, queue, timeline, rules, live, settings, house: { enter: settings.house } };
const OLD = { music: "library" }; // how a view was called before
const OF_MOOD = ["timeline", "rules", "live"];
let shown = "", paired = 0, me = null;

// "#library/songs?artist=X": the view, what to show in it, and more.
function address() {
  const [path, query] = location.hash.slice(1).split("?");
  const [first, ...rest] = path.split("/");
  const name = OLD[first] ?? first;
  return { name: name in VIEWS ? name : "now", rest: rest.join("/"), given: Object.fromEntries(new URLSearchParams(query)) };
}

function current(link, is) {
  if (is) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function route() {
  const { name } = address();
  if (name !== shown) {
    VIEWS[shown]?.leave?.();
    shown = name;
    document.body.dataset.view = name;
    for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `view-${name}`;
    const group = OF_MOOD.includes(name) ? "timeline" : name === "house" ? "settings" : name;
    for (const link of document.querySelectorAll("nav a")) current(link, link.hash === `#${group}`);
    for (const link of $("mood-views").children) current(link, link.hash === `#${name}`);
    $("mood-views").hidden = group !== "timeline";
    keys.titled($(`view-${name}`).getAttribute("aria-label"));
  }
  scrollTo(0, 0);
  enter();
}

function enter() {
  const { rest, given } = address();
  return attempt(async () => VIEWS[shown].enter?.(rest, given));
}

function setConnected(there) {
  if (there && !$("away").hidden) enter(); // what was asked in the meantime was not answered
  $("away").hidden = there;
  document.body.classList.toggle("away", !there);
}

const heard = new Set();
function update(name, part) {
  if (name !== "queue") heard.add(name);
  document.body.classList.toggle("loading", heard.size < 3); // until then nothing is known, so nothing is claimed
  for (const listener of [playback, now, live, settings, queue]) listener.update(name, part);
  if (name !== "state") return;
  if (paired && part.paired > paired) toast("Another browser was paired. See Settings.");
  paired = part.paired;
  $("watched").hidden = part.watching === 0;
  text("watched-count", part.watching === 1 ? "Live view on" : `${part.watching} watching`);
  showTroubles(part.troubles);
  showGuest(part.guest);
}

const BY = { airplay: "AirPlay", bluetooth: "Bluetooth" };
function showGuest(guest) {
  if (guest) text("guest", `${guest.name || "Somebody"} is playing by ${BY[guest.player]}. Press play for Mien’s music.`);
  $("guest").hidden = !guest;
}

function showTroubles(troubles) {
  const list = $("troubles"), words = troubles.join("\n");
  if (list.dataset.words !== words) {
    list.dataset.words = words;
    list.replaceChildren(...troubles.map((trouble) => h("li", {}, trouble)));
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
  // If the speaker doesn’t hear of it, the notice comes again.
  if (await attempt(() => change("PUT", "session", { agreed: true }))) me.agreed = true;
}

// What another app shared. Whoever made a link may have opened this page, so nothing plays before a tap.
async function shared() {
  if (!location.search) return;
  const { search, stream: uri } = await change("POST", "share", Object.fromEntries(new URLSearchParams(location.search)));
  history.replaceState(null, "", "/");
  if (uri) sure("Play this on Mien?", uri, "Play", () => attempt(() => change("POST", "station", { uri })));
  else location.hash = `library?q=${encodeURIComponent(search)}`;
}

function keepOffline() {
  if (!("serviceWorker" in navigator)) return; // only over TLS, or on localhost
  const trusted = window.trustedTypes?.createPolicy("mien", { createScriptURL: (url) => url });
  navigator.serviceWorker.register(trusted ? trusted.createScriptURL("/sw.js") : "/sw.js").catch(() => {});
}

draw($("sprite"));
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
for (const part of [controls, keys, ...Object.values(VIEWS)]) part.init?.();
addEventListener("hashchange", route);
route();
keepOffline();
onSession(introduced);
openSession();
attempt(shared);
follow(update, setConnected);
