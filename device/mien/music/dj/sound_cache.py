"""What songs sound like, in one file beside the speaker's settings: a start need not ask for each song.

The player's stickers remain the authority. This is a copy of what they said, with a fingerprint of each; it
is compared with them after a start, and rebuilt from them if it is missing, torn or from another release.
"""

import hashlib
import json
import logging
import math
import struct
from collections.abc import Iterable
from pathlib import Path

from mien.atomic_file import write_whole
from mien.music.audio.sound import LEAST_SHARE, Sound
from mien.music.library.genres import shipped_genres
from mien.music.song import EMBEDDING_SIZE, KEYS, Uri

logger = logging.getLogger(__name__)

SOUNDS_FILE = "sounds.bin"
_FORM = 1
_ROW = struct.Struct(f"<QQ5fBB{EMBEDDING_SIZE}s")
"""Fingerprints of uri and sticker; valence, arousal, energy, tempo, loudness; genre, key, embedding."""
_NUMBERS = ("valence", "arousal", "energy", "tempo", "loudness")
_NONE = 255
"""Of a genre or a key that isn't known."""
_LONGEST_HEADER = 4096


class SoundCache:
    """What stickers said, by song. Without a file it is kept in memory only."""

    def __init__(self, file: Path | None = None) -> None:
        """Read what `file` keeps, if it is whole."""
        self._file = file
        self._genres = tuple(shipped_genres().places)
        self._rows = bytearray(b"" if file is None else self._kept(file))
        self._places = {
            key: place for place, (key, *_) in enumerate(_ROW.iter_unpack(self._rows)) if key != 0
        }

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, uri: Uri) -> bool:
        return _fingerprint(uri) in self._places

    def sound(self, uri: Uri) -> Sound | None:
        """Return what a song's sticker said, as far as the library needs it; None if nothing is known."""
        place = self._places.get(_fingerprint(uri))
        if place is None:
            return None
        _, _, *numbers, genre, key, embedding = _ROW.unpack_from(self._rows, place * _ROW.size)
        valence, arousal, energy, tempo, loudness = (None if math.isnan(v) else v for v in numbers)
        return Sound(
            "cache",
            valence=valence,
            arousal=arousal,
            energy=energy,
            tempo=tempo,
            loudness=loudness,
            genre=None if genre == _NONE else self._genres[genre],
            genre_share=None if genre == _NONE else 1.0,
            key=None if key == _NONE else KEYS[key],
            embedding=embedding if any(embedding) else None,
        )

    def is_known(self, uri: Uri, sticker: str) -> bool:
        """Return whether this is the sticker that is known of a song."""
        place = self._places.get(_fingerprint(uri))
        if place is None:
            return False
        mark: int = _ROW.unpack_from(self._rows, place * _ROW.size)[1]
        return mark == _fingerprint(sticker)

    def note(self, uri: Uri, sticker: str, sound: Sound | None) -> None:
        """Note what a song's sticker says; `sound` is None if it isn't one of ours."""
        said = sound or Sound("")
        numbers = (getattr(said, name) for name in _NUMBERS)
        genre = said.genre if said.genre and (said.genre_share or 0.0) >= LEAST_SHARE else None
        row = _ROW.pack(
            _fingerprint(uri),
            _fingerprint(sticker),
            *(math.nan if value is None else value for value in numbers),
            _NONE if genre is None else self._genres.index(genre),
            _NONE if said.key is None else KEYS.index(said.key),
            said.embedding or bytes(EMBEDDING_SIZE),
        )
        place = self._places.setdefault(_fingerprint(uri), len(self._rows) // _ROW.size)
        self._rows[place * _ROW.size : (place + 1) * _ROW.size] = row

    def forget(self, uri: Uri) -> None:
        """Forget a song: it has no sticker any more."""
        place = self._places.pop(_fingerprint(uri), None)
        if place is not None:
            self._rows[place * _ROW.size : (place + 1) * _ROW.size] = bytes(_ROW.size)

    def retain(self, uris: Iterable[Uri]) -> bool:
        """Drop the rows of all other songs, and empty ones; return whether there were any."""
        kept = {key: self._places[key] for key in map(_fingerprint, uris) if key in self._places}
        if len(kept) * _ROW.size == len(self._rows):
            return False
        size, rows = _ROW.size, memoryview(self._rows)
        self._rows = bytearray().join(rows[place * size : (place + 1) * size] for place in kept.values())
        self._places = {key: place for place, key in enumerate(kept)}
        return True

    @property
    def has_file(self) -> bool:
        """Whether anything is kept for the next start."""
        return self._file is not None

    def save(self) -> None:
        """Write the file; a full or read-only disc costs the next start some time, and nothing else."""
        if self._file is None:
            return
        rows = bytes(self._rows)
        header = json.dumps({"form": _FORM, "genres": self._genres, "sha256": _sha256(rows)})
        try:
            write_whole(self._file, header.encode() + b"\n" + rows)
        except OSError as low:
            logger.warning("What songs sound like can't be kept for the next start: %s", low)

    def _kept(self, file: Path) -> bytes:
        """Return the rows of the file; none if it isn't whole, or is of another release."""
        try:
            header, _, rows = file.read_bytes().partition(b"\n")
            said = json.loads(header[:_LONGEST_HEADER])
            fits = said["form"] == _FORM and tuple(said["genres"]) == self._genres
            whole = said["sha256"] == _sha256(rows) and len(rows) % _ROW.size == 0
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return b""
        return rows if fits and whole else b""


def _fingerprint(text: str) -> int:
    """Return 64 bits that are the same in every process; never 0, which marks a row as empty."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def _sha256(rows: bytes) -> str:
    return hashlib.sha256(rows).hexdigest()
