// Keeps the page's own files, so that it opens while the speaker is off. Never anything under /api.
const CACHE = "mien-static-3";
const FILES = ["/", "/app.css", "/app.js", "/api.js", "/dom.js", "/drawings.js", "/list.js", "/moods.js",
  ...["playback", "controls", "keys"].map((name) => `/player/${name}.js`),
  ...["now", "library", "songs", "queue", "live", "timeline", "rules", "settings"].map((name) => `/views/${name}.js`),
  "/app.webmanifest", "/icon.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET" || !FILES.includes(pathname)) return;
  event.respondWith(fresh(event.request, pathname));
});

async function fresh(request, pathname) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(pathname, response.clone());
    return response;
  } catch (away) {
    return (await cache.match(pathname)) ?? Promise.reject(away);
  }
}
