// Songs, wherever they are listed: the row, what can be done with one, and where songs come from.
import { change } from "../api.js";
import { AUTO, attempt, clock, h, icon, iconButton, many, sheet } from "../dom.js";
import { setOpinion } from "../player/playback.js";

// `source`: { uris }, { artist }, { album, album_artist, folder }, { genre }, { path }, { playlist } or { recent: true }.
const SAID = { now: "Playing", next: "Up next:", end: "At the end of your queue:" };
export function enqueue(source, place, name) {
  return attempt(() => change("POST", "queue", { ...source, place }), (answer) => {
    const { added } = answer;
    return `${SAID[place]} ${name}${added > 1 ? `, ${many(added, "song")}` : ""}.`;
  });
}

export const places = (source, name) => [
  ["play", "Play now", () => enqueue(source, "now", name)],
  ["next", "Play next", () => enqueue(source, "next", name)],
  ["end", "Add to the end", () => enqueue(source, "end", name)],
];

export const link = (source) => `library/songs?${new URLSearchParams(source)}`;
const go = (where) => { location.hash = where; };

export async function moreLike(song) {
  await attempt(() => change("POST", "more-like", { uri: song.uri }), (answer) => {
    const queued = answer.added;
    return queued ? `Up next: ${many(queued, "song")} like ${song.title}.` : "Nothing else in your library is like it.";
  });
}

export function songSheet(song, isPlaying = false, more = []) {
  if (!song) return;
  const { opinion } = song;
  sheet(song.title, [song.artist, song.album].filter(Boolean).join(" · "), [
    ...(isPlaying ? [] : places({ uris: [song.uri] }, song.title)),
    ...more,
    ["like", opinion === "like" ? "Remove the like" : "Like", () => setOpinion(song, opinion === "like" ? "none" : "like")],
    ["dislike", opinion === "dislike" ? "Remove the dislike" : "Dislike: not in this mood", () => setOpinion(song, opinion === "dislike" ? "none" : "dislike")],
    ["alike", "More like this", () => moreLike(song)],
    song.artist && ["artist", `All by ${song.artist}`, () => go(link({ artist: song.artist }))],
    song.album && ["search", "Search for this album", () => go(`library?q=${encodeURIComponent(song.album)}`)],
  ]);
}

const about = (song) => [song.artist, song.album].filter(Boolean).join(" · ");

// A tap plays the song; beside it are the two things that one does most often.
export const songRow = (song) => ({
  children: [
    h("button", { class: "pick", "aria-label": `Play ${song.title}${song.artist ? `, ${song.artist}` : ""}`,
      onclick: () => enqueue({ uris: [song.uri] }, "now", song.title) },
    h("span", {}, h("b", AUTO, song.title, song.opinion === "like" ? " ♥" : ""), h("small", AUTO, [about(song), song.duration ? clock(song.duration) : ""].filter(Boolean).join(" · ")))),
    iconButton("next", `Play ${song.title} next`, () => enqueue({ uris: [song.uri] }, "next", song.title)),
    iconButton("more", `More about ${song.title}`, () => songSheet(song)),
  ],
});

// An album, an artist, a genre: a tap opens it, the button beside it plays it.
export const groupRow = (name, says, source, { sign = "album", cover = null, open = link(source), acts = [] } = {}) => ({
  children: [
    h("button", { class: "pick", onclick: () => go(open) },
      h("span", { class: "cover", "aria-hidden": "true" }, icon(sign), cover && picture(cover)),
      h("span", {}, h("b", AUTO, name), h("small", AUTO, says))),
    iconButton("play", `Play ${name}`, () => enqueue(source, "now", name)),
    iconButton("more", `More about ${name}`, () => sheet(name, says, [...places(source, name), ...acts])),
  ],
});

function picture(key) {
  clearTimeout(rest);
  rest = setTimeout(showPictures, 150);
  return h("img", { alt: "", "data-cover": key, onerror: (event) => event.target.remove() }); // it has none
}

// Covers are asked for when the list rests: a fling passes thousands.
let rest;
function showPictures() {
  for (const image of document.querySelectorAll("[data-cover]")) {
    image.src = `/api/v1/covers/${image.dataset.cover}`;
    delete image.dataset.cover;
  }
}

