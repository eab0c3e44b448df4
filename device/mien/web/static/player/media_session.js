// What the browser itself shows of the song: the tab's title, and the media keys where it offers them.
import { elapsed, isPaused, onPlayback, pause, playback, playing, previous, seek, skip } from "./playback.js";

let view = "", told = "";
export function titled(name) {
  view = name;
  title();
}

function title() {
  const song = playing();
  const heard = song && !isPaused() ? [song.title, song.artist].filter(Boolean).join(" – ") : "";
  document.title = [heard, view === "Now" ? "" : view, "Mien"].filter(Boolean).join(" · ");
}

function tell() {
  title();
  const { mediaSession } = navigator, song = playing();
  if (!mediaSession) return;
  mediaSession.playbackState = song ? (isPaused() ? "paused" : "playing") : "none";
  const key = song ? `${song.entry} ${song.cover}` : "";
  if (key !== told) {
    told = key;
    mediaSession.metadata = song && new MediaMetadata({
      title: song.title, artist: song.artist, album: song.album, artwork: [{ src: `/api/v1/covers/${song.cover}` }],
    });
  }
  if (song?.duration) mediaSession.setPositionState?.({ duration: song.duration, position: elapsed(), playbackRate: 1 });
  else mediaSession.setPositionState?.();
}

export function init() {
  onPlayback(tell);
  const acts = {
    play: () => pause(false), pause: () => pause(true), nexttrack: skip, previoustrack: previous,
    seekto: ({ seekTime }) => seek(seekTime), seekbackward: () => seek(elapsed() - 10), seekforward: () => seek(elapsed() + 10),
  };
  for (const [name, act] of Object.entries(acts)) {
    try {
      navigator.mediaSession?.setActionHandler(name, act);
    } catch {
      // an older browser doesn't know this key
    }
  }
}
