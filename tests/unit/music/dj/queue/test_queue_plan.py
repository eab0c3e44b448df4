"""From the queue as it is to the queue as it should be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.dj.queue.queue_plan import (
    KEEP_PLAYED,
    QueueMode,
    fell_silent,
    known_again,
    left_off,
    missing,
    plan,
    position,
    still_ours,
)
from mien.music.player.player import (
    Add,
    Entry,
    Playing,
    QueueCommand,
    Remove,
)
from mien.types import EntryId, PlayState


def entries(*uris: str) -> tuple[Entry, ...]:
    return tuple(Entry(id=10 + pos, uri=uri, pos=pos) for pos, uri in enumerate(uris))


def carried_out(queue: tuple[Entry, ...], commands: tuple[QueueCommand, ...]) -> tuple[Entry, ...]:
    """Do what MPD would do; refuse what it would refuse."""
    after = list(queue)
    new_id = 1000
    for command in commands:
        if isinstance(command, Remove):
            (gone,) = [entry for entry in after if entry.id == command.entry]
            after.remove(gone)
        elif isinstance(command, Add):
            assert command.pos is None or 0 <= command.pos <= len(after)
            after.insert(len(after) if command.pos is None else command.pos, Entry(new_id, command.uri, 0))
            new_id += 1
    return tuple(replace(entry, pos=pos) for pos, entry in enumerate(after))


def uris(queue: tuple[Entry, ...]) -> list[str]:
    return [entry.uri for entry in queue]


def test_a_new_mood_takes_the_places_of_ours_and_the_owners_songs_keep_theirs() -> None:
    queue = entries("now", "a", "owners", "b", "c")
    wanted = plan(queue, 10, {11, 13, 14}, ("x", "y", "z"), QueueMode.REPLACE)

    assert uris(carried_out(queue, wanted.commands)) == ["now", "x", "owners", "y", "z"]
    assert wanted.play is None


def test_what_is_chosen_again_stays_where_it_is() -> None:
    queue = entries("now", "a", "b")
    wanted = plan(queue, 10, {11, 12}, ("b", "x"), QueueMode.REPLACE)

    assert wanted.commands == (Remove(11), Add("x", 1))


def test_the_same_picks_again_change_nothing() -> None:
    assert plan(entries("now", "a", "b"), 10, {11, 12}, ("a", "b"), QueueMode.REPLACE).commands == ()


def test_topping_up_goes_behind_what_the_owner_queued() -> None:
    queue = entries("now", "a", "owners")

    assert plan(queue, 10, {11}, ("x", "y"), QueueMode.TOP_UP).commands == (Add("x"), Add("y"))


def test_music_that_is_wanted_now_comes_before_the_owners_next_song_which_is_kept() -> None:
    queue = entries("now", "owners", "a", "b")
    wanted = plan(queue, 10, {12, 13}, ("x", "y"), QueueMode.NOW)
    after = carried_out(queue, wanted.commands)

    assert uris(after) == ["now", "x", "owners", "y"]
    assert wanted.play == 0


def test_a_queue_that_has_run_out_goes_on_at_its_end() -> None:
    queue = entries("old", "owners")

    assert uris(carried_out(queue, plan(queue, None, (), ("x",), QueueMode.NOW).commands)) == [
        "old",
        "owners",
        "x",
    ]


def test_ours_that_played_long_ago_are_tidied_away_but_not_the_owners() -> None:
    queue = entries("owners", *(f"a{i}" for i in range(KEEP_PLAYED + 3)), "now")
    ours = {entry.id for entry in queue[1:]}
    wanted = plan(queue, queue[-1].id, ours, (), QueueMode.TOP_UP)

    assert [c.entry for c in wanted.commands if isinstance(c, Remove)] == [11, 12, 13]


def test_songs_are_missing_until_enough_of_ours_are_ahead() -> None:
    queue = entries("a", "now", "b", "owners")

    assert missing(queue, 11, {10, 12}, ahead=3) == 2
    assert missing(queue, 11, {10, 12}, ahead=1) == 0
    assert missing((), None, (), ahead=3) == 3


def test_an_id_that_means_another_song_now_is_not_ours_any_more() -> None:
    assert still_ours(entries("a", "b"), {10: ("a", 1), 11: ("other", 2), 99: ("b", 3)}) == {10: ("a", 1)}


def test_after_a_restart_ours_are_known_again_by_their_songs_and_a_copy_of_the_owners_stays_theirs() -> None:
    queue = entries("a", "b", "a")

    assert known_again(queue, {501: ("a", "why a"), 502: ("c", "why c")}) == {12: ("a", "why a")}


def test_after_a_restart_two_of_ours_with_one_song_are_both_known_again() -> None:
    queue = entries("a", "a")

    assert known_again(queue, {11: ("a", "why"), 501: ("a", "why")}) == {10: ("a", "why"), 11: ("a", "why")}


@pytest.mark.parametrize(
    ("after", "left", "restarted", "silent"),
    [
        (Playing(PlayState.STOP, entry=3), 5, False, False),  # somebody pressed stop
        (Playing(PlayState.STOP), 0, False, False),  # somebody emptied the queue
        (Playing(PlayState.STOP), 5, False, True),  # it ran out
        (Playing(PlayState.STOP, entry=3, error="Failed to open"), 5, False, True),
        (Playing(PlayState.STOP), 0, True, True),  # the player was restarted
        (Playing(PlayState.PAUSE, entry=3), 5, True, False),
    ],
)
def test_music_fell_silent_only_if_nobody_stopped_it(
    *, after: Playing, left: int, restarted: bool, silent: bool
) -> None:
    assert fell_silent(Playing(PlayState.PLAY, entry=3), after, left, restarted=restarted) is silent


def test_a_player_that_was_silent_before_did_not_fall_silent() -> None:
    assert not fell_silent(Playing(PlayState.PAUSE), Playing(PlayState.STOP), 5, restarted=True)


SONGS = st.sampled_from("abcdefgh")


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[Entry, ...], EntryId | None, set[EntryId]]:
    queue = entries(*draw(st.lists(SONGS, max_size=12)))
    ids = [entry.id for entry in queue]
    current = draw(st.sampled_from([None, *ids]))
    return queue, current, set(draw(st.lists(st.sampled_from(ids), unique=True))) if ids else set()


@given(situations(), st.lists(SONGS, max_size=5, unique=True), st.sampled_from(QueueMode))
def test_whatever_is_planned_the_owners_entries_and_the_song_at_hand_stay_in_order(
    situation: tuple[tuple[Entry, ...], EntryId | None, set[EntryId]], picks: list[str], how: QueueMode
) -> None:
    queue, current, ours = situation
    after = carried_out(queue, plan(queue, current, ours, tuple(picks), how).commands)
    kept = [entry.id for entry in queue if entry.id not in ours or entry.id == current]

    assert [entry.id for entry in after if entry.id in kept] == kept


@given(
    situations(),
    st.lists(SONGS, max_size=5, unique=True),
    st.sampled_from([QueueMode.REPLACE, QueueMode.NOW]),
)
def test_whatever_was_ours_to_come_is_exactly_the_picks_afterwards(
    situation: tuple[tuple[Entry, ...], EntryId | None, set[EntryId]], picks: list[str], how: QueueMode
) -> None:
    queue, current, ours = situation
    after = carried_out(queue, plan(queue, current, ours, tuple(picks), how).commands)
    here = position(after, current)
    owners = {entry.id for entry in queue if entry.id not in ours}
    first_new = here + 1 if current is not None else len(queue)
    mine = [entry.uri for entry in after[first_new:] if entry.id not in owners]

    assert sorted(mine) == sorted(picks)


@given(situations(), st.lists(SONGS, min_size=1, max_size=5, unique=True))
def test_what_is_wanted_now_stands_right_behind_the_song_at_hand(
    situation: tuple[tuple[Entry, ...], EntryId | None, set[EntryId]], picks: list[str]
) -> None:
    queue, current, ours = situation
    wanted = plan(queue, current, ours, tuple(picks), QueueMode.NOW)
    after = carried_out(queue, wanted.commands)
    place = position(after, current) + 1 if current is not None else len(queue)

    assert wanted.play == 0
    assert after[place].uri == picks[0]
    assert after[place].id == 1000


@given(situations(), st.lists(SONGS, max_size=4, unique=True))
def test_an_owners_song_comes_no_later_for_a_change_of_mood(
    situation: tuple[tuple[Entry, ...], EntryId | None, set[EntryId]], picks: list[str]
) -> None:
    queue, current, ours = situation
    after = carried_out(queue, plan(queue, current, ours, tuple(picks), QueueMode.REPLACE).commands)
    places = {entry.id: entry.pos for entry in after}

    assert all(places[entry.id] <= entry.pos for entry in queue if entry.id in places)


@pytest.mark.parametrize(
    ("current", "last", "ours", "goes_on"),
    [
        (11, None, set(), ["b", "c", "d"]),  # stopped in the middle
        (11, None, {11, 12}, ["b", "d"]),  # in the middle of a song of ours
        (None, None, {10}, ["b", "c", "d"]),  # never began
        (None, 99, {10}, ["b", "c", "d"]),  # what was current last is gone
        (None, 11, {12}, ["d"]),  # it ran out, and more was queued since
        (None, 13, set(), []),  # it ran out
    ],
)
def test_music_goes_on_with_the_song_at_hand_and_the_owners_that_have_not_had_their_turn(
    *, current: int | None, last: int | None, ours: set[int], goes_on: list[str]
) -> None:
    assert uris(left_off(entries("a", "b", "c", "d"), current, last, ours)) == goes_on
