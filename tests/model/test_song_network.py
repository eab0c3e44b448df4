"""The shipped song network: it goes on answering as on the day of its release, and refuses other files.

`PYTHONPATH=device:models:tests python -m model.test_song_network` writes golden_songs.json anew, for new
files only.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from mien.music.audio.features import RATE
from mien.music.audio.song_manifest import SongManifestError, load_manifest
from mien.music.audio.song_network import SongNetwork
from mien.music.audio.sound import EMBEDDING_SIZE, KEYS, Sound, read_sound
from mien.music.library.genres import shipped_genres
from mien.networks.model_files import sha256_of, weights_folder
from mien_music.evaluation.made_up import song
from mien_music.evaluation.probes import MOVED, PROBES, Probe
from model.songs import songs

GOLDEN = Path(__file__).with_name("golden_songs.json")
SHIPPED = weights_folder("music")
NUMBERS = ("valence", "arousal", "energy", "brightness", "tempo", "danceability", "vocal", "genre_share")
_TOLERANCE = 0.06  # another processor may round another way
_MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def network() -> SongNetwork:
    return SongNetwork()


@pytest.fixture(scope="module")
def answers(network: SongNetwork) -> dict[str, Sound]:
    heard = {name: network.sound_of(samples) for name, samples in songs().items()}
    return {name: sound for name, sound in heard.items() if sound is not None}


@pytest.mark.parametrize("name", sorted(songs()))
def test_it_answers_as_it_did_when_released(answers: dict[str, Sound], name: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["sha256"] == _fingerprint()

    sound, expected = answers[name], golden["sounds"][name]

    assert {n: getattr(sound, n) for n in NUMBERS} == pytest.approx(
        {n: expected[n] for n in NUMBERS}, abs=_TOLERANCE, rel=0.02
    )
    assert (sound.genre, sound.key) == (expected["genre"], expected["key"])


def test_what_it_says_fits_a_sticker(answers: dict[str, Sound]) -> None:
    for sound in answers.values():
        again = read_sound(sound.note())
        assert again is not None
        assert (again.genre, again.key, again.moods) == (sound.genre, sound.key, sound.moods)
        assert again.embedding == sound.embedding
        assert sound.embedding is not None
        assert len(sound.embedding) == EMBEDDING_SIZE
        assert sound.key in KEYS


def test_what_changes_in_a_song_moves_the_answer_the_right_way(answers: dict[str, Sound]) -> None:
    calm, lively = answers["slow and quiet"], answers["fast and loud"]
    plain, minor = answers["plain"], answers["minor"]

    assert _number(calm.arousal) < _number(plain.arousal) < _number(lively.arousal)
    assert _number(calm.energy) < _number(lively.energy)
    assert _number(calm.brightness) < _number(lively.brightness)
    assert plain.key == "C major"
    assert minor.key == "C minor"
    assert _number(minor.valence) < _number(plain.valence)


@pytest.fixture(scope="module")
def ends(network: SongNetwork) -> dict[str, tuple[Sound, Sound]]:
    """Return what is heard of a plain song with one thing at either end."""
    found = {}
    for thing, values in MOVED.items():
        low, high = values[min(1, len(values) - 2)], values[-1]
        sounds = [network.sound_of(song(**{thing: value})) for value in (low, high)]
        assert sounds[0] is not None
        assert sounds[1] is not None
        found[thing] = (sounds[0], sounds[1])
    return found


@pytest.mark.parametrize("probe", [one for one in PROBES if one.up], ids=str)
def test_one_thing_that_is_moved_moves_the_answer_the_right_way(
    ends: dict[str, tuple[Sound, Sound]], probe: Probe
) -> None:
    """The card has the others: valence should not follow brightness and loudness, but does."""
    low, high = (_number(getattr(sound, probe.answer)) for sound in ends[probe.moved])

    assert high > low + 0.005


def test_the_mode_leaves_arousal_alone() -> None:
    rows = json.loads((SHIPPED / "metrics.json").read_text(encoding="utf-8"))["probes"]
    (still,) = (row for row in rows if (row["moved"], row["answer"]) == ("minor", "arousal"))

    assert still["right"] == still["of"] == 3


def test_of_what_is_no_music_nothing_is_said(network: SongNetwork) -> None:
    for samples in (np.zeros(10 * RATE), np.ones(RATE), np.full(10 * RATE, np.nan), np.zeros(0)):
        assert network.sound_of(samples.astype(np.float32)) is None


def test_every_genre_that_it_knows_is_one_of_our_table() -> None:
    assert set(load_manifest(SHIPPED).families) <= set(shipped_genres().places)


def test_all_files_together_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir() if file.suffix != ".md") <= _MOST_BYTES


@pytest.mark.parametrize("name", ["manifest.json", "heads.npz", "msd_musicnn.tflite"])
def test_a_file_that_is_missing_or_another_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "music"
    shutil.copytree(SHIPPED, folder)
    (folder / name).write_bytes(b"{}")
    with pytest.raises(SongManifestError):
        SongNetwork(folder)

    (folder / name).unlink()
    with pytest.raises(SongManifestError, match="can't be read"):
        SongNetwork(folder)


def _number(value: float | None) -> float:
    assert value is not None
    return value


def _fingerprint() -> str:
    return sha256_of(SHIPPED / "manifest.json")


def write() -> None:
    """Write golden_songs.json from the shipped files."""
    network = SongNetwork()
    plain = {}
    for name, samples in songs().items():
        sound = network.sound_of(samples)
        assert sound is not None
        numbers = {n: round(_number(getattr(sound, n)), 3) for n in NUMBERS}
        plain[name] = {**numbers, "genre": sound.genre, "key": sound.key}
    text = json.dumps({"sha256": _fingerprint(), "sounds": plain}, indent=1)
    GOLDEN.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
