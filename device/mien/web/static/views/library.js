// The library: search as you type, browse, and what was liked.
import { change, get } from "../api.js";
import { $, AUTO, attempt, button, h, icon, iconButton, many, sure, text, toast } from "../dom.js";
import { endless } from "../list.js";
import { word } from "../moods.js";
import { setOpinion } from "../player/playback.js";
import { enqueue, groupRow, songRow } from "./songs.js";

const SECTIONS = { albums: "Albums", artists: "Artists", genres: "Genres", folders: "Folders", playlists: "Playlists", recent: "Recently added", liked: "Likes", stations: "Stations" };
let list, row = songRow, round = 0, typing = 0, back = "library";

const ask = (path, given) => get(`${path}?${new URLSearchParams(given)}`);
const windows = (path, key, given = {}) => async (begin, count) => {
  const answer = await ask(path, { ...given, begin, count });
  return { items: answer[key], total: answer.total };
};
async function stations(begin, count) {
  const { stations: all } = await get("library/stations");
  return { items: all.slice(begin, begin + count), total: all.length };
}
const songs = (source) => windows("library/songs", "songs", source);

export async function enter(path = "", given = {}) {
  const mine = round += 1;
  const query = given.q ?? "";
  if ($("search").value !== query) $("search").value = query;
  if (!path && !query) path = "albums";
  for (const one of $("shelf").children) mark(one, one.hash === `#library/${path}`);
  head(query ? "Search" : SECTIONS[path] ?? given.artist ?? given.album ?? given.genre ?? given.playlist ?? "Library");
  text("library-says", "");
  $("library-top").replaceChildren();
  $("library-acts").replaceChildren();
  list.clear();
  if (!query) back = location.hash.slice(1);
  const here = () => mine === round;
  const show = query ? find : { songs: oneSource, folders, liked }[path] ?? (path in SECTIONS ? section : lost);
  await show(query || given, here, path).catch((wrong) => { if (![400, 404, 422].includes(wrong.status)) throw wrong; return here() && lost(); });
  if (here()) await tellMore(here);
}

// An address that was typed by hand, or a playlist that is gone.
async function lost() {
  round += 1;
  head("Not found");
  text("library-says", "This may have been deleted or renamed.");
  $("library-acts").replaceChildren(h("a", { href: "#library" }, "Back to the library"));
}

const mark = (one, current) => { if (current) one.setAttribute("aria-current", "page"); else one.removeAttribute("aria-current"); };
const head = (words) => text("library-head", words);

// What to do next where there is nothing.
const NOTHING = {
  playlists: "No playlists yet. Save one under Queue.", stations: "No stations yet. Put a playlist of stream addresses into the speaker’s playlists.",
  liked: "No likes or dislikes yet. Tap the heart while a song plays.", genres: "No song in your library has a genre. Genres help Mien choose; a tagger such as Picard adds them.",
};
let reading = 0;
async function tellMore(mine) {
  const found = await get("library");
  if (!mine()) return;
  const path = location.hash.split(/[/?]/)[1] ?? "", shown = list.total() || $("library-top").childElementCount;
  clearTimeout(reading);
  if (found.reading) {
    text("library-says", `${many(found.songs, "song")} so far; still reading…`);
    reading = setTimeout(() => { if (!$("view-library").hidden && mine()) tellMore(mine).catch(() => {}); }, 3000);
  } else if (!found.songs) text("library-says", "No songs yet. Copy some to the speaker’s music folder; they appear here by themselves.");
  else if (!shown) text("library-says", $("search").value ? `No match for “${$("search").value}”.` : NOTHING[path] ?? "Nothing here.");
  else if (!$("library-says").textContent || $("library-says").textContent.includes("reading")) text("library-says", many(found.songs, "song") + (found.analysis && ` · ${found.analysis}`));
}

async function show(source, rows, mine) {
  row = rows;
  const answer = await list.show(source);
  return mine() ? answer : null;
}

const onTop = (rows) => $("library-top").replaceChildren(...rows.map(({ children }) => h("li", {}, children)));

// Search: an answer that comes after the next letter is dropped, by its number.
async function find(query, mine) {
  let top = null;
  const source = async (begin, count) => {
    const found = await ask("search", { q: query, begin, count });
    if (begin === 0) top = found;
    return { items: found.songs.songs, total: found.songs.total };
  };
  const answer = await show(source, songRow, mine);
  if (!answer || !top) return;
  const groups = [...top.artists.map(artistRow), ...top.albums.map(albumRow)];
  onTop(groups);
  text("library-says", answer.total ? `${many(answer.total, "song")}` : groups.length ? "" : `No match for “${query}”.`);
  list.redraw();
}

const artistRow = (one) => groupRow(one.name, `${many(one.albums, "album")} · ${many(one.songs, "song")}`, { artist: one.name }, { sign: "artist", cover: one.cover });
const albumSource = ({ title, album_artist, folder }) => ({ album: title, album_artist, folder });
const albumRow = (one) => groupRow(one.title, [one.artist, many(one.songs, "song")].filter(Boolean).join(" · "), albumSource(one), { cover: one.cover });

async function section(given, mine, path) {
  if (path === "recent") {
    acts({ recent: true }, "recently added songs");
    return show(songs({ recent: true }), songRow, mine);
  }
  const rows = ROWS[path] ?? albumRow;
  if (path === "stations") return show(stations, rows, mine);
  return show(windows(`library/${path}`, path), rows, mine);
}

const ROWS = {
  albums: albumRow,
  artists: artistRow,
  genres: (one) => groupRow(one.genre, many(one.songs, "song") + (one.is_known ? "" : " · in no rule"), { genre: one.genre }, { sign: "library" }),
  playlists: (one) => groupRow(one.name, one.songs === null ? "" : many(one.songs, "song"), { playlist: one.name }, { sign: "queue", acts: [
    ["close", "Delete this playlist", () => sure(`Delete “${one.name}”?`, "The songs stay in your library.", "Delete", () => removePlaylist(one.name))],
  ] }),
  stations: (one) => ({ children: [
    h("button", { class: "pick", "aria-label": `Play ${one.name}`, onclick: () => attempt(() => change("POST", "station", { uri: one.uri }), `Playing ${one.name}.`) },
      h("span", { class: "cover", "aria-hidden": "true" }, icon("station")), h("span", {}, h("b", AUTO, one.name))),
  ] }),
};

async function removePlaylist(name) {
  if (await attempt(() => change("DELETE", `playlists/${encodeURIComponent(name)}`), "Playlist deleted.")) enter("playlists");
}

function acts(source, name) {
  $("library-acts").replaceChildren(
    button([icon("play"), " Play"], () => enqueue(source, "now", name), { class: "primary with" }),
    button("Play next", () => enqueue(source, "next", name)),
    button("Add to the end", () => enqueue(source, "end", name)),
  );
}

async function oneSource(given, mine) {
  const name = given.album ?? given.artist ?? given.genre ?? given.playlist ?? "these songs";
  acts(given, name);
  if (given.artist && !given.album) {
    const { albums } = await ask("library/albums", { artist: given.artist, count: 200 });
    if (!mine()) return;
    onTop(albums.map(albumRow));
  }
  const answer = await show(songs(given), songRow, mine);
  if (answer?.total === 0) return lost();
  if (answer) text("library-says", many(answer.total, "song"));
}

async function folders(given, mine) {
  const { folders: found } = await ask("library/folders", { path: given.path ?? "", count: 200 });
  if (!mine()) return;
  if (given.path) {
    head(given.path.split("/").at(-1));
    acts({ path: given.path }, given.path);
  }
  const rows = found.map((one) => groupRow(one.name, many(one.songs, "song"), { path: one.path }, { sign: "folder", open: `library/folders?${new URLSearchParams({ path: one.path })}` }));
  onTop(rows);
  if (given.path) await show(songs({ path: given.path }), songRow, mine);
}

// What was liked and disliked, each with a way back.
async function liked(given, mine) {
  const answer = await show(windows("opinions", "opinions"), opinionRow, mine);
  if (answer?.total) {
    text("library-says", many(answer.total, "song"));
    $("library-acts").replaceChildren(button("Forget all", () => sure("Forget what you liked?", "This erases likes, dislikes and what was heard, for good.", "Forget",
      async () => { if (await attempt(() => change("DELETE", "opinions"), "Forgotten.")) enter("liked"); }), { class: "quiet" }));
  }
}

const opinionRow = (one) => ({
  children: [
    h("span", { class: `opinion ${one.opinion}` }, icon(one.opinion), h("span", { class: "unseen" }, one.opinion === "like" ? "Liked" : "Disliked")),
    h("button", { class: "pick", "aria-label": `Play ${one.song.title}`, onclick: () => enqueue({ uris: [one.song.uri] }, "now", one.song.title) },
      h("span", {}, h("b", AUTO, one.song.title), h("small", {}, [one.song.artist, one.why.replace(/\.$/, ""), one.emotion ? `when ${word(one.emotion).toLowerCase()}` : ""].filter(Boolean).join(" · ")))),
    iconButton("undo", `Undo: ${one.song.title}`, async () => {
      if (!await setOpinion(one.song, "none")) return;
      toast("Removed.", ["Undo", async () => { await setOpinion(one.song, one.opinion); enter("liked"); }]);
      enter("liked");
    }),
  ],
});

function typed() {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const query = $("search").value.trim();
    const where = query ? `library?q=${encodeURIComponent(query)}` : back;
    if (location.hash.slice(1) === where) return;
    history.replaceState(null, "", `#${where}`);
    dispatchEvent(new Event("hashchange"));
  }, 150);
}

export function init() {
  list = endless($("library-list"), (item, index) => row(item, index));
  $("shelf").append(...Object.entries(SECTIONS).map(([name, words]) => h("a", { href: `#library/${name}` }, words)));
  $("search").addEventListener("input", typed);
}

