"""What makes the queue of a restarted player the one that was known."""

from hypothesis import given
from hypothesis import strategies as st

from mien.music.dj.queue.queue_plan import ours_after
from mien.music.dj.queue.revival import LastKnown, queue_commands
from mien.music.player.player import Add, Entry, Playing, Remove
from mien.types import PlayState


def queue(uris: list[str], first: int = 1) -> tuple[Entry, ...]:
    return tuple(Entry(first + pos, uri, pos) for pos, uri in enumerate(uris))


URIS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(URIS, URIS)
def test_the_commands_make_one_queue_the_other(known: list[str], found: list[str]) -> None:
    entries = list(queue(found))
    for command in queue_commands(queue(known, 100), tuple(entries)):
        match command:
            case Remove(entry):
                entries = [each for each in entries if each.id != entry]
            case Add(uri, None):
                entries.append(Entry(0, uri, len(entries)))

    assert [entry.uri for entry in entries] == known


def test_what_is_there_already_is_not_touched() -> None:
    assert queue_commands(queue(["a", "b"]), queue(["a", "b"], 7)) == ()
    assert queue_commands(queue(["a", "b", "c"]), queue(["a", "b"], 7)) == (Add("c"),)


def test_the_owners_copy_of_a_song_stays_the_owners_in_a_queue_that_came_back_as_it_was() -> None:
    before, after = queue(["a", "b", "a"]), queue(["a", "b", "a"], 50)

    assert ours_after({1: ("a", "why")}, before, after, restarted=True) == {50: ("a", "why")}
    assert ours_after({3: ("a", "why")}, before, after, restarted=True) == {52: ("a", "why")}


def test_the_place_is_that_of_the_current_song() -> None:
    known = LastKnown(Playing(PlayState.PLAY, 2), queue(["a", "b"]), 12.0, 0.0)

    assert known.place == 1
    assert known.is_same_queue(queue(["a", "b"], 9))
    assert not known.is_same_queue(queue(["b", "a"], 9))
