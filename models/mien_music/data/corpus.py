"""The music that is learnt from and judged on, and what was heard of each file: kept in the run's folder.

`runs/music/vgmidi`: VGMIDI's pieces (Ferreira & Whitehead, ISMIR 2019) and their labels.csv. `renders/NAME`:
these pieces as a soundfont plays them. `recorded`: any other music, in folders as it comes; what was heard of
it is kept in usual.npz beside this file, so that the heads can be made again without it. `clips`: music whose
source names its genre, and labels.csv (file, from, word).
"""

import csv
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.decode import DecodeError, samples_of
from mien.music.audio.features import RATE, features_of
from mien.music.audio.song_manifest import SongManifest, load_manifest
from mien.music.audio.song_network import PatchNetworks
from mien.music.library.genres import Family, shipped_genres
from mien_music.recipe import SHIPPED, Recipe

KINDS = ("clips", "recorded", "renders")
MUSIC = (".ogg", ".mp3", ".opus", ".flac", ".m4a", ".wav")
USUAL = Path(__file__).with_name("usual.npz")
_SECONDS = 120
_RENDER_RATE = 22_050
"""A piano has nothing to say above 11 kHz, and it takes half the time."""
SOUNDFONTS = tuple(Path("/usr/share/sounds/sf2") / name for name in ("FluidR3_GM.sf2", "TimGM6mb.sf2"))
"""Debian's fluid-soundfont-gm and timgm6mb-soundfont."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of one file."""

    file: Path
    features: NDArray[np.float32]
    """as `features.VECTOR` names them"""
    units: NDArray[np.float32]
    """[networks, 200], the mean over patches"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A render of a piece that thirty people labelled."""

    heard: Heard
    soundfont: str
    series: str
    valence: int
    """1 or -1"""
    arousal: int
    """1 or -1"""


def render(recipe: Recipe) -> None:
    """Play the first two minutes of every piece by every soundfont."""
    for font in SOUNDFONTS:
        folder = recipe.run / "renders" / font.stem
        folder.mkdir(parents=True, exist_ok=True)
        for piece in sorted((recipe.run / "vgmidi").glob("*.mid")):
            played = folder / f"{piece.stem}.wav"
            if not played.exists():
                _play(piece, font, played)


def _play(piece: Path, font: Path, out: Path) -> None:
    raw = out.with_suffix(".raw.wav")
    play = ("fluidsynth", "-niq", "-g", "0.5", "-r", str(_RENDER_RATE), "-T", "wav", "-F", str(raw))
    subprocess.run((*play, str(font), str(piece)), check=True, capture_output=True)
    form = ("-t", str(_SECONDS), "-ac", "1", "-ar", str(RATE))
    subprocess.run(("ffmpeg", "-v", "error", "-y", "-i", str(raw), *form, str(out)), check=True)
    raw.unlink()


def listen(recipe: Recipe) -> None:
    """Hear every file that wasn't heard by these very networks; what can't be read is named and left out."""
    manifest = load_manifest(SHIPPED)
    networks = PatchNetworks(SHIPPED, manifest)
    for file in music(recipe):
        kept = _kept(recipe, file, manifest)
        if kept.exists():
            continue
        try:
            samples = samples_of(file)
        except DecodeError as no:
            print(no)
            continue
        features = features_of(samples)
        if features is not None:
            kept.parent.mkdir(exist_ok=True)
            units = networks.units_of(samples).mean(axis=0)
            np.savez(kept, features=features.vector(), units=units)


def gather(recipe: Recipe) -> None:
    """Write usual.npz: what was heard of the recordings, numbers only."""
    folder = recipe.run / "recorded"
    heard = [one for one in _heard(recipe) if one.file.is_relative_to(folder)]
    np.savez(
        USUAL,
        files=np.array([str(one.file.relative_to(folder)) for one in heard]),
        features=np.stack([one.features for one in heard]),
        units=np.stack([one.units for one in heard]),
    )


def usual() -> list[Heard]:
    """Return what was heard of recordings of all kinds."""
    with np.load(USUAL) as kept:
        rows = zip(kept["files"], kept["features"], kept["units"], strict=True)
        return [Heard(Path(str(file)), features, units) for file, features, units in rows]


def clips(recipe: Recipe) -> list[tuple[Heard, Family]]:
    """Return what was heard of music of known genre, with the family of its source's word for it.

    A word that our table doesn't know, or that stands for several families, says nothing.
    """
    with (recipe.run / "clips" / "labels.csv").open(encoding="utf-8") as file:
        words = {row["file"]: row["word"] for row in csv.DictReader(file)}
    known = {name: shipped_genres().families(word) for name, word in words.items()}
    heard = (one for one in _heard(recipe) if one.file.parent.name == "clips")
    return [(one, known[one.file.name][0]) for one in heard if len(known.get(one.file.name, ())) == 1]


def labelled(recipe: Recipe) -> list[Labelled]:
    """Return what was heard of the labelled pieces."""
    with (recipe.run / "vgmidi" / "labels.csv").open(encoding="utf-8") as file:
        rows = {Path(row["file"]).stem: row for row in csv.DictReader(file)}
    return [
        Labelled(
            one,
            one.file.parent.name,
            rows[one.file.stem]["series"],
            int(rows[one.file.stem]["valence"]),
            int(rows[one.file.stem]["arousal"]),
        )
        for one in _heard(recipe)
        if "renders" in one.file.parts
    ]


def _heard(recipe: Recipe) -> Iterator[Heard]:
    manifest = load_manifest(SHIPPED)
    for file in music(recipe):
        kept = _kept(recipe, file, manifest)
        if kept.exists():
            with np.load(kept) as heard:
                yield Heard(file, heard["features"], heard["units"])


def music(recipe: Recipe) -> list[Path]:
    """Return all files, the renders first."""
    files = [file for kind in KINDS for file in (recipe.run / kind).rglob("*")]
    return sorted(file for file in files if file.suffix in MUSIC)


def _kept(recipe: Recipe, file: Path, manifest: SongManifest) -> Path:
    """Return where what was heard of a file is kept: by its name, and by the networks that heard it."""
    who = "".join(one.sha256 for one in manifest.networks)
    name = hashlib.sha256(f"{who} {file.relative_to(recipe.run)}".encode()).hexdigest()
    return recipe.run / "heard" / f"{name[:24]}.npz"
