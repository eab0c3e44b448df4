"""Which entries of the queue are ours, known by the order of its songs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.dj.queue.queue_fingerprint import (
    KEPT,
    LONGEST,
    QUEUE,
    SHORTEST,
    Fingerprint,
    QueueFingerprint,
    fingerprint,
    read_fingerprint_note,
    recognised,
)
from mien.music.dj.queue.queue_fingerprint import fingerprint_note as note_of
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import Add, Entry, PlayerRefusedError, UnableError
from mien.music.song import Song

SONGS = tuple(f"song {n}" for n in range(SHORTEST + 4))


def queue(*uris: str, first: int = 1) -> tuple[Entry, ...]:
    return tuple(Entry(first + place, uri, place) for place, uri in enumerate(uris))


def test_ours_are_known_in_the_same_queue_under_other_ids() -> None:
    marked = fingerprint(queue(*SONGS, first=500), {501, 503})

    assert [entry.id for entry in recognised(queue(*SONGS), (marked,))] == [2, 4]


@pytest.mark.parametrize(
    "other",
    [
        (*SONGS, "one more"),
        SONGS[:-1],
        ("another", *SONGS[1:]),
        (SONGS[1], SONGS[0], *SONGS[2:]),
    ],
)
def test_in_a_queue_that_differs_by_a_song_nothing_is_ours(other: tuple[str, ...]) -> None:
    assert recognised(queue(*other), (fingerprint(queue(*SONGS), range(1, 30)),)) == ()


def test_a_short_queue_is_the_owners() -> None:
    few = queue(*SONGS[: SHORTEST - 1])

    assert recognised(few, (fingerprint(few, {1, 2}),)) == ()


def test_what_one_mark_of_two_does_not_say_is_the_owners() -> None:
    marks = (fingerprint(queue(*SONGS), {1, 2, 3}), fingerprint(queue(*SONGS), {2, 3, 4}))

    assert [entry.id for entry in recognised(queue(*SONGS), marks)] == [2, 3]


@given(
    st.lists(st.builds(Fingerprint, st.text("0123456789abcdef", max_size=32), st.tuples(st.integers(0, 9))))
)
def test_a_note_says_the_newest_marks_and_fits(marks: list[Fingerprint]) -> None:
    note = note_of(tuple(marks))

    assert len(note) <= LONGEST
    assert read_fingerprint_note(note) == tuple(marks[len(marks) - len(read_fingerprint_note(note)) :])


@pytest.mark.parametrize(
    "note", ["", "{", "3", '["ab"]', '[["a", "b"]]', "[" * 100_000, "[null]", '[["a", 1e999]]']
)
def test_what_is_no_note_says_nothing(note: str) -> None:
    assert read_fingerprint_note(note) == ()


def test_of_marks_that_do_not_fit_the_newest_are_noted() -> None:
    marks = tuple(Fingerprint(f"queue {n}", tuple(range(300))) for n in range(KEPT))

    assert read_fingerprint_note(note_of(marks)) == marks[-2:]
    assert len(note_of(marks)) <= LONGEST


async def queued(player: FakePlayer) -> tuple[Entry, ...]:
    return (await player.snapshot()).queue


async def test_a_fingerprint_is_kept_on_one_song_and_only_the_last_marks_of_it() -> None:
    player = FakePlayer(tuple(Song(uri) for uri in SONGS))
    await player.execute(tuple(Add(uri) for uri in SONGS))
    fingerprint = QueueFingerprint(player)
    for _ in range(KEPT + 3):
        await player.execute((Add(SONGS[0]),))
        queue = await queued(player)
        await fingerprint.keep(queue, {entry.id for entry in queue[1:3]})
    await fingerprint.keep(queue, {entry.id for entry in queue[:3]})
    await fingerprint.keep(queue, {entry.id for entry in queue[1:3]})
    await fingerprint.keep(queue, {entry.id for entry in queue[1:4]})
    notes = await player.stickers(QUEUE)
    (note,) = notes.values()

    assert set(notes) == {SONGS[2]}
    assert len(read_fingerprint_note(note)) == KEPT
    assert await QueueFingerprint(player).read(await queued(player)) == (await queued(player))[1:3]


async def test_a_fingerprint_moves_on_when_its_song_leaves_the_queue() -> None:
    player = FakePlayer(tuple(Song(uri) for uri in SONGS))
    await player.execute(tuple(Add(uri) for uri in SONGS))
    fingerprint = QueueFingerprint(player)
    first = await queued(player)
    await fingerprint.keep(first, {first[0].id})
    await fingerprint.keep(first[1:], {first[-1].id})

    assert set(await player.stickers(QUEUE)) == {SONGS[-1]}


class Refusing(FakePlayer):
    """Refuses every sticker for the reason in `why`, while there is one."""

    why: PlayerRefusedError | None = None

    async def set_sticker(self, uri: str, name: str, value: str) -> None:
        if self.why:
            raise self.why
        await super().set_sticker(uri, name, value)


async def test_a_song_that_left_the_library_does_not_cost_the_fingerprint() -> None:
    player = FakePlayer(tuple(Song(uri) for uri in SONGS))
    await player.execute(tuple(Add(uri) for uri in SONGS))
    gone = SONGS[-1]
    del player.library[gone]
    entries = await queued(player)
    fingerprint = QueueFingerprint(player)
    await fingerprint.keep(entries, {entry.id for entry in entries})
    await fingerprint.keep(entries, {entries[0].id})

    assert set(await player.stickers(QUEUE)) == {SONGS[-2]}
    assert await QueueFingerprint(player).read(entries) == entries[:1]


@pytest.mark.parametrize(
    ("why", "kept"), [(PlayerRefusedError("disk full"), True), (UnableError("no stickers"), False)]
)
async def test_a_fingerprint_is_given_up_only_where_there_can_be_none(
    why: PlayerRefusedError, *, kept: bool
) -> None:
    player = Refusing(tuple(Song(uri) for uri in SONGS))
    await player.execute(tuple(Add(uri) for uri in SONGS))
    entries = await queued(player)
    fingerprint = QueueFingerprint(player)
    player.why = why
    await fingerprint.keep(entries, {entries[0].id})
    player.why = None
    await fingerprint.keep(entries, {entries[0].id})

    assert bool(await player.stickers(QUEUE)) is kept


async def test_entries_that_an_owner_put_in_the_place_of_the_same_songs_of_ours_are_theirs() -> None:
    player = FakePlayer(tuple(Song(uri) for uri in SONGS))
    await player.execute(tuple(Add(uri) for uri in SONGS))
    fingerprint = QueueFingerprint(player)
    queue = await queued(player)
    await fingerprint.keep(queue, {entry.id for entry in queue})
    await fingerprint.keep(queue, ())

    assert await QueueFingerprint(player).read(queue) == ()
