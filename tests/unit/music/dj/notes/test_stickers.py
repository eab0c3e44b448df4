"""What the speaker writes on songs."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.music.dj.notes.ratings import LIKE, PLAYS
from mien.music.dj.notes.stickers import (
    HANG_UPS,
    LONGEST,
    LOUD,
    PICK,
    SAID,
    KnownStickers,
    Stickers,
    forget,
    pick_note,
    read_pick_note,
)
from mien.music.dj.queue.queue_fingerprint import QUEUE
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import Entry, PlayerGoneError, PlayerRefusedError, UnableError
from mien.music.selection.criteria import Criterion
from mien.music.selection.history import Said
from mien.music.song import Pick, Reason, Song, Uri

REASON = Reason("genre", 0.32, 0.5, 'lo-fi suits "neutral"\n\U0001f3b6')
PICKED = Pick(Song("a"), 0.75, (REASON,))


async def test_why_a_song_was_queued_is_read_back_as_it_was_written() -> None:
    player = FakePlayer((Song("a"),))
    await Stickers(player).note_pick(7, PICKED)
    noted = await Stickers(player).read(("a", "b"))

    assert noted.ours((Entry(7, "a", 0), Entry(8, "a", 1), Entry(7, "b", 2))) == {7: ("a", PICKED)}


async def test_what_the_owner_said_is_kept_by_mood_and_can_be_taken_back() -> None:
    player = FakePlayer((Song("a"), Song("b")))
    said: Said = {(Emotion.SAD, "a"): -1.0, (Emotion.HAPPY, "a"): 1.0, (Emotion.SAD, "b"): 1.0}
    for uri in ("a", "b"):
        await Stickers(player).note_said(said, uri)
    kept = (await Stickers(player).read()).said
    await Stickers(player).note_said({}, "a")

    assert kept == said
    assert (await Stickers(player).read()).said == {(Emotion.SAD, "b"): 1.0}


async def test_everything_can_be_forgotten() -> None:
    player = FakePlayer((Song("a"),))
    await Stickers(player).note_pick(7, PICKED)
    await Stickers(player).note_said({(Emotion.SAD, "a"): -1.0}, "a")
    await Stickers(player).note_loud("a", 70)
    await player.set_sticker("a", QUEUE, "[]")

    assert await forget(player) == 1  # song, with four notes
    assert await Stickers(player).read(("a",)) == KnownStickers()
    assert await player.stickers(QUEUE) == {}


async def test_an_owner_who_wants_no_notes_gets_none() -> None:
    player = FakePlayer((Song("a"),))
    await Stickers(player, kept=False).note_pick(7, PICKED)

    assert dict(await player.stickers(PICK)) == {}


class NoStickers(FakePlayer):
    """An MPD without a sticker file."""

    asked = 0

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        del uri, name, value
        self.asked += 1
        raise UnableError("sticker database is disabled")


async def test_a_player_without_stickers_is_told_of_once_and_then_left_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    player = NoStickers((Song("a"),))
    notes = Stickers(player)
    for _ in range(3):
        await notes.note_pick(7, PICKED)

    assert (len(caplog.records), player.asked) == (1, 1)
    assert await notes.read() == KnownStickers()


@pytest.mark.parametrize("uri", ["http://radio.example/stream", "gone.mp3"])
async def test_a_song_that_can_have_no_note_costs_no_other_song_its_own(
    uri: Uri, caplog: pytest.LogCaptureFixture
) -> None:
    player = FakePlayer((Song("a"),))
    notes = Stickers(player)
    await notes.note_said({(Emotion.SAD, uri): -1.0}, uri)
    await notes.note_pick(6, Pick(Song(uri), 0.5, ()))
    await notes.note_room(uri, empty=True)
    await notes.note_room(uri, empty=False)
    await notes.note_said({(Emotion.SAD, "a"): -1.0}, "a")

    assert (await notes.read()).said == {(Emotion.SAD, "a"): -1.0}
    assert caplog.records == []


class FullDisk(FakePlayer):
    """An MPD that cannot write its stickers, and once cannot even read them."""

    full = True

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        if self.full:
            raise PlayerRefusedError("database or disk is full")
        await super().set_sticker(uri, name, value)

    async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
        if self.full:
            raise PlayerRefusedError("disk I/O error")
        return await super().stickers(name, of)


async def test_a_disk_that_is_full_is_told_of_once_and_notes_are_kept_again_once_it_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    player = FullDisk((Song("a"),))
    notes = Stickers(player)
    lost = await notes.read()
    for _ in range(3):
        await notes.note_pick(7, PICKED)
    player.full = False
    await notes.note_pick(7, PICKED)
    player_again_full = len(caplog.records)
    player.full = True
    await notes.note_pick(7, PICKED)
    player.full = False

    assert lost == KnownStickers()
    assert (player_again_full, len(caplog.records)) == (1, 2)
    assert (7, "a") in (await notes.read(("a",))).picks


@pytest.mark.parametrize(
    "note",
    [
        "",
        "[]",
        "null",
        '{"entry": 1}',
        '{"entry": "x", "score": 0.5, "reasons": []}',
        '{"entry": 1, "score": 7, "reasons": []}',
        '{"entry": 1, "score": 0.5, "reasons": [["fame", 1, 1, ""]]}',
        '{"entry": 1, "score": NaN, "reasons": []}',
        '{"entry": 1e999, "score": 0.5, "reasons": []}',
        '{"sad": 7, "bored": 1, "happy": "yes"}',
        "0",
        "101",
        "-5",
        "[" * 5000,
    ],
)
async def test_what_somebody_else_wrote_there_is_no_note(note: str) -> None:
    player = FakePlayer((Song("a"),))
    await player.set_sticker("a", PICK, note)
    await player.set_sticker("a", SAID, note)
    await player.set_sticker("a", LOUD, note)

    assert await Stickers(player).read(("a",)) == KnownStickers()


async def test_a_player_that_hangs_up_on_the_notes_of_other_clients_is_not_asked_for_them_for_ever() -> None:
    class Hangs(FakePlayer):
        """Too many songs were counted by another client."""

        async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
            if name == PLAYS:
                raise PlayerGoneError("MPD closed the connection")
            return await super().stickers(name, of)

    player = Hangs((Song("a"),))
    await player.set_sticker("a", LIKE, "2")
    notes = Stickers(player)
    for _ in range(HANG_UPS):
        with pytest.raises(PlayerGoneError):
            await notes.read()

    assert (await notes.read()).ratings.like == {"a": "2"}


REASONS = st.builds(Reason, st.sampled_from(Criterion), st.floats(0, 1), st.floats(0, 1), st.text())


@given(st.lists(REASONS, max_size=9))
def test_a_note_is_short_has_no_control_character_and_says_what_was_picked(reasons: list[Reason]) -> None:
    note = pick_note(3, Pick(Song("a"), 0.5, tuple(reasons)))
    read = read_pick_note("a", note)

    assert len(note) <= LONGEST
    assert note.isprintable()
    assert read is not None
    assert (read[0], len(read[1].reasons)) == (3, len(reasons))
