"""The ring: what it shows, and that it can be read without colour."""

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.panel.ring_motion import Motion, edges_of
from mien.panel.ring_patterns import (
    CLOSED,
    DARK,
    FRAME,
    GONE,
    GUEST_STEP,
    GUESTS,
    LIVE_RED,
    MOODS,
    PAIRING,
    TROUBLE,
    WHITE,
    Brightness,
    Pattern,
    next_change,
    pattern_of,
    ring_colours,
)
from mien.panel.spi_ring import linear

ALL_PATTERNS = (*MOODS.values(), CLOSED, GONE, TROUBLE, PAIRING)
patterns = st.sampled_from(ALL_PATTERNS).flatmap(
    lambda pattern: st.builds(
        replace,
        st.just(pattern),
        half=st.booleans(),
        by_owner=st.booleans(),
        live=st.booleans(),
        guest=st.sampled_from([None, *GuestPlayer]),
    )
)
times = st.floats(0, 1e6)
sizes = st.sampled_from([8, 12, 16, 24, 60])


def shown(name: MoodName = Emotion.NEUTRAL, **changes: object) -> DisplayState:
    """Return what is shown when the face and the music agree on `name`."""
    return replace(DisplayState(Mood(name), Mood(name), Policy.MATCH), **changes)  # type: ignore[arg-type]


@cache
def brightness_film(pattern: Pattern, count: int = 16) -> NDArray[np.float64]:
    """Return the brightness of the LEDs, as seen without colour: [time, LED], 0..1, 20 frames a second."""
    plain = replace(pattern, colour=WHITE)
    pictures = [ring_colours(plain, at, count) for at in np.arange(0, 14, 0.05)]
    return np.array(pictures, dtype=np.float64)[:, :, 1] / 255


def flashes_a_second(light: NDArray[np.float64]) -> int:
    """Return the most flashes in any second: changes of a tenth of full light or more (WCAG 2.3.1)."""
    if np.ptp(light) < 0.1:
        return 0
    rises = np.flatnonzero(np.diff((light > (light.min() + light.max()) / 2).astype(int)) > 0) * 0.05
    return max((int(((rises >= begin) & (rises < begin + 1)).sum()) for begin in rises), default=0)


def test_each_mood_and_state_has_a_motion_of_its_own() -> None:
    assert len({pattern.motion for pattern in ALL_PATTERNS}) == len(ALL_PATTERNS) == len(Motion)


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations(ALL_PATTERNS, 2)), ids=lambda pattern: pattern.name
)
@pytest.mark.parametrize("count", [8, 16])
def test_two_looks_are_told_apart_without_colour(one: Pattern, other: Pattern, count: int) -> None:
    one_film, other_film = brightness_film(one, count), brightness_film(other, count)
    long = len(other_film) // 2
    unlike = [
        np.abs(one_film[:long] - other_film[shift : shift + long]).mean() for shift in range(0, long, 4)
    ]

    # Whenever each of them began, the LEDs always differ by more than 5 % of full light on average.
    assert min(unlike) > 0.05


@given(pattern=patterns, at=times, count=sizes)
def test_every_led_has_a_colour_that_can_be_sent(pattern: Pattern, at: float, count: int) -> None:
    colours = ring_colours(pattern, at, count)

    assert len(colours) == count
    assert all(0 <= part <= 255 for colour in colours for part in colour)


@given(pattern=patterns, at=times, count=sizes, share=st.floats(0, 0.999))
def test_a_sleeping_ring_misses_nothing(pattern: Pattern, at: float, count: int, share: float) -> None:
    wake = next_change(pattern, at)
    if edges_of(pattern.motion) is None:
        assert wake is not None
        assert wake - at <= FRAME + 1e-6
        return
    meanwhile = at + 100 * share if wake is None else at + max(0.0, wake - 0.002 - at) * share

    assert ring_colours(pattern, meanwhile, count) == ring_colours(pattern, at, count)


@given(pattern=patterns, at=times)
def test_the_next_change_is_always_ahead(pattern: Pattern, at: float) -> None:
    wake = next_change(pattern, at)

    assert wake is None or wake > at


@pytest.mark.parametrize("pattern", [GONE, TROUBLE, replace(MOODS[Emotion.NEUTRAL], live=True)])
def test_the_ring_has_changed_when_it_wakes(pattern: Pattern) -> None:
    at = 1000.0
    for _ in range(20):
        wake = next_change(pattern, at)
        assert wake is not None
        assert ring_colours(pattern, wake, 16) != ring_colours(pattern, wake - 0.002, 16)
        at = wake


def test_a_still_ring_does_not_wake_the_processor() -> None:
    still = [pattern for pattern in ALL_PATTERNS if next_change(pattern, 5.0) is None]

    assert still == [MOODS[Emotion.NEUTRAL], MOODS[Absence.NOBODY], CLOSED]


def test_darkness_does_not_wake_the_processor_either() -> None:
    dark = [replace(pattern, level=0.0) for pattern in ALL_PATTERNS]

    assert [pattern for pattern in dark if next_change(pattern, 5.0) is not None] == []
    assert next_change(replace(dark[0], live=True), 5.0) is not None


@pytest.mark.parametrize("pattern", [pattern for pattern in ALL_PATTERNS if edges_of(pattern.motion) is None])
def test_a_moving_ring_is_smooth_at_thirty_pictures_a_second(pattern: Pattern) -> None:
    pictures = np.array([ring_colours(pattern, 10 + i * FRAME, 24) for i in range(300)], dtype=np.int64)

    assert np.abs(np.diff(pictures, axis=0)).max() <= 0.45 * 255


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("pattern", ALL_PATTERNS, ids=lambda pattern: pattern.name)
def test_nothing_flashes_more_than_three_times_a_second(pattern: Pattern, live: bool) -> None:  # noqa: FBT001
    film = brightness_film(replace(pattern, live=live))

    assert flashes_a_second(film.mean(axis=1)) <= 3
    assert max(flashes_a_second(led) for led in film.T) <= 3


def test_the_ring_follows_the_moment_not_the_music() -> None:
    changed = replace(shown(Emotion.SAD), moment=Mood(Emotion.HAPPY))

    assert pattern_of(changed).name == "happy"


def test_a_mood_chosen_by_hand_is_shown_with_a_mark() -> None:
    pattern = pattern_of(replace(shown(Emotion.HAPPY, by_owner=True), moment=Mood(Emotion.SAD)))

    assert pattern.name == "happy"
    assert ring_colours(pattern, 3.0, 16)[7:10] == (DARK, WHITE, DARK)


@given(pattern=patterns, count=sizes, at=times)
def test_whoever_is_watched_sees_it_whatever_else_the_ring_says(
    pattern: Pattern, count: int, at: float
) -> None:
    watched = replace(pattern, live=True)
    blink = {ring_colours(watched, at + i / 2, count)[0] for i in range(4)}
    beside = {ring_colours(watched, at, count)[index] for index in (1, count - 1)}

    assert blink == {LIVE_RED, DARK}
    assert beside == {DARK}


@given(name=st.sampled_from(list(MOODS)), eye=st.sampled_from(EyeState), paused=st.booleans(), at=times)
def test_at_night_nothing_but_the_live_mark_is_bright(
    name: MoodName,
    eye: EyeState,
    paused: bool,  # noqa: FBT001
    at: float,
) -> None:
    pattern = pattern_of(shown(name, eye=eye, paused=paused), night=True, brightness=Brightness(1.0, 0.05))

    brightest = max(max(linear(colour)) for colour in ring_colours(pattern, at, 24))
    assert brightest <= 0.05 * 255 + 1


@pytest.mark.parametrize(
    "pattern", [MOODS[Emotion.SAD], MOODS[Emotion.HAPPY]], ids=lambda pattern: pattern.name
)
def test_a_motion_can_still_be_seen_at_night(pattern: Pattern) -> None:
    dim = pattern_of(shown(Emotion(pattern.name)), night=True)
    currents = {linear(colour) for i in range(100) for colour in ring_colours(dim, i / 10, 16)}

    assert len(currents) >= 8


def test_at_night_an_empty_room_is_dark() -> None:
    pattern = pattern_of(shown(Absence.NOBODY), night=True)

    assert set(ring_colours(pattern, 3.0, 24)) == {DARK}
    assert next_change(pattern, 3.0) is None


def test_the_live_mark_stays_visible_at_night() -> None:
    pattern = pattern_of(shown(Absence.NOBODY), night=True, live=True)

    assert max(ring_colours(pattern, 0.1, 24)[0]) >= 100


def test_pause_leaves_the_lower_half_of_the_ring() -> None:
    colours = ring_colours(pattern_of(shown(Emotion.NEUTRAL, paused=True)), 3.0, 16)

    assert [colour != DARK for colour in colours] == [False] * 4 + [True] * 9 + [False] * 3


def test_what_matters_most_is_shown_first() -> None:
    troubled = shown(Emotion.HAPPY, eye=EyeState.GONE, player_away=True)

    assert pattern_of(troubled, pairing=True).name == "pairing"
    assert pattern_of(troubled).name == "trouble"
    assert pattern_of(replace(troubled, player_away=False)).name == "eye gone"
    assert pattern_of(shown(Emotion.HAPPY), trouble=True).name == "trouble"
    assert pattern_of(shown(Emotion.HAPPY, eye=EyeState.CLOSED, by_owner=True)).name == "eye closed"


def test_every_mood_the_room_can_have_has_a_look() -> None:
    assert set(MOODS) == {*Emotion, *Absence}


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_ring_of_any_size_can_be_lit(count: int) -> None:
    pattern = replace(CLOSED, live=True, by_owner=True)

    assert len(ring_colours(pattern, 1.0, count)) == count


def test_who_plays_instead_is_seen_in_the_dark_half_of_the_mood() -> None:
    anna, ben = Guest(GuestPlayer.AIRPLAY, "Anna"), Guest(GuestPlayer.BLUETOOTH)
    by_air = pattern_of(shown(Emotion.NEUTRAL, guest=anna, paused=True))
    by_blue = pattern_of(shown(Emotion.NEUTRAL, guest=ben, paused=True))
    white = [ring_colours(by_air, at, 16) for at in np.arange(0.1, 2.4, GUEST_STEP)]
    blue = [ring_colours(by_blue, at, 16) for at in np.arange(0.1, 2.4, GUEST_STEP)]

    assert {sum(colour == GUESTS[GuestPlayer.AIRPLAY] for colour in ring) for ring in white} == {1}
    assert {sum(colour == GUESTS[GuestPlayer.BLUETOOTH] for colour in ring) for ring in blue} == {1, 2}
    lit = {index for ring in white for index, colour in enumerate(ring) if colour == WHITE}
    assert lit == {0, 1, 2, 3, 13, 14, 15}
    assert all(ring[8] == MOODS[Emotion.NEUTRAL].colour for ring in white), "the mood is shown on"


@pytest.mark.parametrize("eye", [EyeState.CLOSED, EyeState.GONE])
def test_a_guest_is_seen_with_the_camera_off_but_not_over_a_problem_or_pairing(eye: EyeState) -> None:
    guest = Guest(GuestPlayer.AIRPLAY)

    assert pattern_of(shown(guest=guest, eye=eye)).guest is GuestPlayer.AIRPLAY
    assert pattern_of(shown(guest=guest), trouble=True).guest is None
    assert pattern_of(shown(guest=guest), pairing=True).guest is None


def test_a_ring_that_is_dark_at_night_stays_dark_and_still_under_a_guest() -> None:
    night = pattern_of(shown(Absence.NOBODY, guest=Guest(GuestPlayer.AIRPLAY)), night=True)

    assert set(ring_colours(night, 0.1, 16)) == {DARK}
    assert next_change(night, 0.1) is None
