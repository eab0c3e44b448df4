"""A copy of the player's library, kept up to date."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mien.music.audio.sound import SOUND, Sound, read_sound
from mien.music.dj.library_sync import MARGIN, MOST_UNKNOWN, SOUNDS_AT_ONCE, LibrarySync
from mien.music.library.browse import genres, songs_of_genre
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.library.update import updated
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlayerGoneError
from mien.music.song import Song

GENRES = shipped_genres()
SONGS = st.builds(
    Song,
    uri=st.sampled_from([f"s{i}" for i in range(6)] + [f"b/s{i}" for i in range(3)]),
    title=st.sampled_from(["", "One", "L'\u00e9t\u00e9"]),
    artist=st.sampled_from(["", "Ada", "Ben", "ADA ft. Ben"]),
    album=st.sampled_from(["", "Blue", "Red"]),
    genres=st.sampled_from([(), ("Jazz",), ("Rock", "Pop"), ("Strange",)]),
    moods=st.sampled_from([(), ("calm",)]),
    duration=st.sampled_from([0.0, 60.0]),
    valence=st.sampled_from([None, 0.5]),
    arousal=st.sampled_from([None, -0.25]),
    energy=st.sampled_from([None, 0.25]),
    explicit=st.sampled_from([None, True]),
    loudness=st.sampled_from([None, -12.5]),
    key=st.sampled_from(["", "A minor"]),
    estimated_genre=st.sampled_from(["", "rock", "unheard of", "spoken"]),
    embedding=st.sampled_from([None, bytes([90, 166] * 32)]),
    album_artist=st.sampled_from(["", "Cy"]),
)
SHELVES = st.lists(SONGS, unique_by=lambda song: song.uri)


def alike(numbers: NDArray[np.int32] | NDArray[np.intp], row: int) -> int:
    return int((numbers == numbers[row]).sum())


def seen(library: Library) -> list[tuple[object, ...]]:
    """Return all that a ranking can see of a library, song by song, whatever its numbers are."""
    titles = list(library.albums)
    rows = (
        (
            song.uri,
            repr(song),
            library.families(row),
            str(np.round(library.place[:, row], 4)),
            bool(library.guessed[row]),
            bool(library.estimated[library.tagged[row]]),
            library.song(row).embedding,
            titles[library.album[row]],
            alike(library.act, row),
            alike(library.recording, row),
            library.row(song.uri) == row,
        )
        for row, song in enumerate(library.songs())
    )
    return sorted(rows, key=str)


@given(SHELVES, SHELVES, st.sets(st.sampled_from([f"s{i}" for i in range(6)])))
def test_a_library_that_changed_bit_by_bit_is_as_if_read_whole(
    before: list[Song], changed: list[Song], gone: set[str]
) -> None:
    after = {song.uri: song for song in before if song.uri not in gone} | {song.uri: song for song in changed}
    bit_by_bit = updated(build_library(before, GENRES), gone, changed)
    whole = build_library(after.values(), GENRES)

    assert seen(bit_by_bit) == seen(whole)
    assert bit_by_bit.unknown == whole.unknown


@given(SHELVES, SHELVES)
def test_albums_are_told_apart_by_their_home_also_after_a_change(
    before: list[Song], changed: list[Song]
) -> None:
    library = updated(build_library(before, GENRES), (), changed)
    named: dict[int, set[tuple[str, ...]]] = {}
    for row, song in enumerate(library.songs()):
        home = song.album_artist or "in " + song.uri.rpartition("/")[0]
        named.setdefault(int(library.album[row]), set()).add((home, song.album) if song.album else ())

    assert all(len(names) == 1 for names in named.values())
    assert len(set().union(*named.values())) == len(named)


def songs(*uris: str) -> tuple[Song, ...]:
    return tuple(Song(uri, uri.upper(), genres=("Jazz",)) for uri in uris)


async def test_a_library_is_read_once_as_long_as_it_does_not_change() -> None:
    player = FakePlayer(songs("a", "b"))
    sync = LibrarySync(player, GENRES)

    assert [await sync.read(is_changed=False) for _ in range(3)] == [True, False, False]
    assert player.pages_from == [0.0]


async def test_only_what_changed_is_read_again() -> None:
    player = FakePlayer(songs("a", "b", "c"))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    player.change_library((*songs("a", "d"), Song("b", "tagged again")))
    player.touched = {"b"}
    await sync.read(is_changed=True)

    assert {song.title for song in sync.library.songs()} == {"A", "D", "tagged again"}
    assert player.pages_from[0] == 0.0 != player.pages_from[1]
    assert player.asked_for == ["d"]


async def test_when_much_is_new_everything_is_read() -> None:
    player = FakePlayer(songs("a"))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    player.change_library(songs(*(str(i) for i in range(MOST_UNKNOWN + 1))))
    await sync.read(is_changed=True)

    assert len(sync.library) == MOST_UNKNOWN + 1
    assert player.asked_for == []
    assert player.pages_from[-1] == 0.0


async def test_a_player_that_hangs_up_on_all_the_names_is_not_asked_for_them_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mien.music.dj.library_sync.MANY", 1)
    player = FakePlayer(songs("a", "b"))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    player.change_library(songs("a", "b", "c"))
    player.unplug_after(1)  # after the mark come the names
    with pytest.raises(PlayerGoneError):
        await sync.read(is_changed=True)
    player.plug_in()
    await sync.read(is_changed=True)
    player.change_library(songs("a", "b", "c", "d"))
    await sync.read(is_changed=True)

    assert len(sync.library) == 4
    assert player.pages_from == [0.0, 0.0, 0.0]


async def test_after_a_day_everything_is_read_for_dates_do_not_tell_all() -> None:
    player = FakePlayer(songs("a", "b"))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    player.change_library(songs("a", "b"), after=MARGIN)
    await sync.read(is_changed=True)

    assert player.pages_from == [0.0, 0.0]


async def test_what_was_measured_of_a_song_counts_and_its_own_tags_count_more() -> None:
    player = FakePlayer((*songs("a", "b", "c"), Song("d", valence=-0.5)))
    for uri in ("a", "d"):
        await player.set_sticker(uri, SOUND, Sound("audio 1", valence=0.25, arousal=-0.5, tempo=90.0).note())
    await player.set_sticker("b", SOUND, "nonsense")
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    heard = {song.uri: (song.valence, song.arousal, song.tempo) for song in sync.library.songs()}

    assert heard["a"] == (0.25, -0.5, 90.0)
    assert heard["b"] == heard["c"] == (None, None, None)
    assert heard["d"] == (-0.5, -0.5, 90.0)


HEARD = Sound("ear 1", valence=0.5, arousal=0.1, genre="jazz", genre_share=0.8, key="C major", loudness=-9.0)


async def test_what_is_measured_later_is_read_later() -> None:
    player = FakePlayer((*songs("a", "b"), Song("c")))
    await player.set_sticker("a", SOUND, Sound("audio 1", valence=-0.5, tempo=90.0).note())
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    before = sync.library
    nothing_new = await sync.read_sounds()
    for uri in ("a", "c"):
        await player.set_sticker(uri, SOUND, HEARD.note())

    assert not nothing_new
    assert sync.library is before
    assert await sync.read_sounds()
    heard = {song.uri: (song.valence, song.tempo, song.key, song.title) for song in sync.library.songs()}
    assert heard["a"] == (0.5, None, "C major", "A")
    assert heard["b"] == (None, None, "", "B")
    assert heard["c"] == (0.5, None, "C major", "")
    assert not await sync.read_sounds()


async def test_while_songs_are_analysed_they_are_read_now_and_then() -> None:
    player = FakePlayer(songs("a", "b"))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    await player.set_sticker("a", SOUND, HEARD.note())
    too_early = await sync.read_sounds_if_due()
    sync.note_sounds()
    first = await sync.read_sounds_if_due()
    await player.set_sticker("b", SOUND, HEARD.note())
    sync.note_sounds()

    assert (too_early, first, await sync.read_sounds_if_due()) == (False, True, False)


async def test_what_was_measured_counts_also_if_the_player_goes_while_it_is_read() -> None:
    player = FakePlayer(songs(*map(str, range(SOUNDS_AT_ONCE + 1))))
    sync = LibrarySync(player, GENRES)
    await sync.read(is_changed=False)
    first = sync.library.uris[0]
    await player.set_sticker(first, SOUND, HEARD.note())
    sync.note_sounds()
    player.unplug_after(1)
    with pytest.raises(PlayerGoneError):
        await sync.read_sounds_if_due()
    player.plug_in()

    assert await sync.read_sounds_if_due()
    assert sync.library.song_of(first).valence == 0.5


def test_an_estimated_genre_counts_where_no_tag_names_one() -> None:
    library = build_library(
        [
            Song("none", estimated_genre="jazz"),
            Song("tagged", genres=("Rock",), estimated_genre="jazz"),
            Song("odd", genres=("Strange",), estimated_genre="jazz"),
            Song("apart", estimated_genre=next(iter(GENRES.apart))),
            Song("unknown", estimated_genre="no such family"),
        ],
        GENRES,
    )

    assert [library.families(row) for row in range(5)] == [("jazz",), ("rock",), ("jazz",), (), ()]
    assert [song.estimated_genre for song in library.songs()] == ["jazz", "", "jazz", "", ""]
    assert [entry.tag for entry in genres(library)] == ["jazz (estimated)", "Rock", "Strange"]
    assert [library.uris[row] for row in songs_of_genre(library, "Jazz (estimated)")] == ["none", "odd"]


def test_a_mood_tag_tells_how_a_song_feels_and_is_no_guess() -> None:
    library = build_library(
        [Song("a", genres=("Metal",), moods=("Calm / Peaceful",)), Song("b", moods=("odd",))], GENRES
    )

    assert library.place[:, 0] == pytest.approx([0.4, -0.65])
    assert list(library.guessed) == [False, True]
    assert np.isnan(library.place[0, 1])


def test_energy_stands_in_for_an_arousal_that_nobody_measured() -> None:
    library = build_library(
        [Song("a", genres=("Metal",), energy=0.25), Song("b", energy=0.25, arousal=0.75)], GENRES
    )

    assert list(library.place[1]) == [-0.5, 0.75]


@pytest.mark.parametrize(
    "note",
    ["", "[]", "{}", '{"by": 3}', '{"by": "x", "valence": 7, "tempo": "fast"}', '{"by": "x", "energy": NaN}'],
)
def test_what_is_no_measurement_is_left_out(note: str) -> None:
    sound = read_sound(note)

    assert sound is None or sound == Sound("x")
