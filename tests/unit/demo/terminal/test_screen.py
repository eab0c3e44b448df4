import itertools
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from mien.demo.terminal.glyphs import ASCII, UNICODE, Glyphs
from mien.demo.terminal.screen import picture
from mien.demo.view import View
from unit.demo.views import ALL, BEGINNING, HAPPY, LONG, NOBODY, WITHOUT_CAMERA, WORDY

SIZES = ((80, 24), (120, 40), (200, 60), (72, 20), (60, 12), (40, 8))
STORY = ("0:01  Mood: nobody here", "0:05  Mood: happy, very likely", f"0:06  {LONG}")


def lines_of(
    view: View, size: tuple[int, int] = (80, 24), glyphs: Glyphs = UNICODE, *, colour: bool = False
) -> list[str]:
    columns, rows = size
    console = Console(
        width=columns, height=rows, force_terminal=True, color_system="truecolor", no_color=not colour
    )
    with console.capture() as captured:
        console.print(picture(view, STORY, "q ends it", size, glyphs), end="")
    text = captured.get() if colour else "\n".join(_plain(line) for line in captured.get().split("\n"))
    return text.rstrip("\n").split("\n")


def _plain(line: str) -> str:
    pieces = line.split("\x1b[")
    return pieces[0] + "".join(piece.partition("m")[2] for piece in pieces[1:])


@pytest.mark.parametrize(("size", "view"), list(itertools.product(SIZES, ALL)))
def test_every_moment_fills_the_terminal_exactly(size: tuple[int, int], view: View) -> None:
    lines = lines_of(view, size)

    assert len(lines) == size[1]
    assert {cell_len(line) for line in lines} == {size[0]}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_nothing_jumps_as_words_come_and_go(size: tuple[int, int]) -> None:
    places = {tuple(row for row, line in enumerate(lines_of(view, size)) if line[0] in "╭╰") for view in ALL}

    assert len(places) == 1


def test_the_first_moment_already_says_what_this_is_what_is_being_prepared_and_how_to_end_it() -> None:
    shown = "\n".join(lines_of(BEGINNING))

    assert "Mien plays music for your mood" in shown
    assert "an invented person walks in" in shown
    assert "Starting the camera" in shown
    assert "q ends it" in shown


def test_a_stranger_reads_the_mood_the_song_and_why() -> None:
    shown = "\n".join(lines_of(HAPPY))

    assert "The face looks happy. Music that suits it: upbeat pop, dance, energetic." in shown
    assert "Golden Rivers by Odd Numbers" in shown
    assert "Why: Upbeat pop for a happy mood." in shown
    assert "1:38 left" in shown


def test_the_face_is_drawn_when_there_is_one_and_larger_where_there_is_room() -> None:
    def ink(view: View, size: tuple[int, int]) -> int:
        return sum("\u2800" < letter < "\u28ff" for line in lines_of(view, size) for letter in line)

    assert ink(NOBODY, (80, 24)) == 0
    assert 50 < ink(HAPPY, (80, 24)) < ink(HAPPY, (120, 40))


def test_a_camera_that_is_gone_says_why_in_place_of_the_face() -> None:
    shown = lines_of(WITHOUT_CAMERA)

    assert "Camera unavailable: a sentence" in shown[1]
    assert "a sentence that is far too" in "\n".join(shown[3:14])


def test_a_terminal_without_unicode_gets_plain_characters_only() -> None:
    assert all(line.isascii() for line in lines_of(HAPPY, glyphs=ASCII))


def test_no_emoji_font_is_needed() -> None:
    assert max(letter for line in lines_of(HAPPY) for letter in line) < "\u2900"


def test_without_colours_the_screen_says_the_same() -> None:
    assert [_plain(line) for line in lines_of(HAPPY, colour=True)] == lines_of(HAPPY)
    assert "\x1b[38;2" in "".join(lines_of(HAPPY, colour=True))


@pytest.mark.parametrize("size", SIZES)
def test_how_to_end_it_is_readable_at_every_size(size: tuple[int, int]) -> None:
    assert lines_of(HAPPY, size)[0].endswith(" q ends it ")


def test_a_long_reason_does_not_push_out_what_comes_next() -> None:
    assert "Next: Quiet" in lines_of(replace(HAPPY, playing=WORDY.playing))[19]
