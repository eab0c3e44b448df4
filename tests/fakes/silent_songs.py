"""Silent songs with tags, made by hand: no encoder, no download. For tests and measurements."""

from collections.abc import Mapping
from pathlib import Path

from mien.music.song import Song
from mien.types import Seconds

# One frame of silence, MPEG 2.5 layer III, 8 kHz, mono, 8 kbit/s: a header, then 68 zeros.
_FRAME = bytes((0xFF, 0xE3, 0x18, 0xC4)) + bytes(68)
_FRAMES_A_SECOND = 8000 / 576


def mp3(tags: Mapping[str, str], seconds: Seconds = 10.0, picture: bytes = b"") -> bytes:
    """Return a silent mp3. `tags` by ID3v2.4 frame: "TIT2" title, "TPE1" artist, "TCON" genre."""
    frames = b"".join(_id3_frame(name, text) for name, text in tags.items())
    if picture:
        cover = b"\x03image/jpeg\0\x03\0" + picture  # in UTF-8, the front, not described
        frames += b"APIC" + _syncsafe(len(cover)) + b"\0\0" + cover
    return b"ID3\x04\0\0" + _syncsafe(len(frames)) + frames + _FRAME * round(seconds * _FRAMES_A_SECOND)


def write_song(folder: Path, song: Song) -> None:
    """Write a song's file, silent for its duration (10 s if it has none); parts of a genre parted by NUL."""
    tags = {
        "TIT2": song.title,
        "TPE1": song.artist,
        "TALB": song.album,
        "TPE2": song.album_artist,
        "TCON": "\0".join(song.genres),
        "TRCK": f"{song.track}/99" if song.track else "",
        "TPOS": str(song.disc) if song.disc else "",
        "TMOO": "\0".join(song.moods),  # MPD 0.24 reads it, 0.23 only the next
        "TXXX": f"MOOD\0{', '.join(song.moods)}" if song.moods else "",
    }
    path = folder / song.uri
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mp3({name: text for name, text in tags.items() if text}, song.duration or 10.0))


def _id3_frame(name: str, text: str) -> bytes:
    data = b"\x03" + text.encode("utf-8", "surrogateescape")
    return name.encode("ascii") + _syncsafe(len(data)) + b"\0\0" + data


def _syncsafe(size: int) -> bytes:
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
