import struct
import wave
from pathlib import Path

from mien.demo.songs import PIECES_PER_GENRE, RATE, STYLES, write_songs


def test_the_shelf_is_wide_enough_for_a_demo(tmp_path: Path) -> None:
    written = write_songs(tmp_path, seconds=1.2, styles=STYLES[:2])

    assert len(list(tmp_path.rglob("*.wav"))) == written == PIECES_PER_GENRE * 2
    assert PIECES_PER_GENRE * len(STYLES) >= 40
    assert len({style.genre for style in STYLES}) >= 10


def test_a_piece_is_a_wave_file_that_sounds_and_ends_in_its_tags(tmp_path: Path) -> None:
    write_songs(tmp_path, seconds=1.2, styles=STYLES[-2:-1])
    file = next(tmp_path.glob("jazz/*.wav"))
    with wave.open(str(file)) as piece:
        samples = piece.readframes(piece.getnframes())

    assert piece.getframerate() == RATE
    assert max(abs(value) for (value,) in struct.iter_unpack("<h", samples)) > 3000
    assert b"TCON" in file.read_bytes()[44 + len(samples) :]
    assert b"Jazz" in file.read_bytes()[44 + len(samples) :]


def test_the_same_shelf_is_written_every_time(tmp_path: Path) -> None:
    write_songs(tmp_path / "one", seconds=0.8, styles=STYLES[:1])
    write_songs(tmp_path / "two", seconds=0.8, styles=STYLES[:1])

    one, two = ([f.read_bytes() for f in sorted((tmp_path / name).rglob("*.wav"))] for name in ("one", "two"))
    assert one == two
