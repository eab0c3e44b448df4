"""The player in a real browser: on the first screen, in time with the song, by finger and by keyboard."""

import re
from collections.abc import Generator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from fakes.backend_scene import Track
from mien.mood.emotion import Emotion
from mien.mood.events import AskPrevious, AskSkip
from web.local_server import LocalServer, eventually
from web.page.owner_browser import ConsoleErrors, go, pair, watched

JAZZ = Track("x.flac", "Late", "Somebody", "Box", "Jazz")
CONTROLS = ("cover", "song-title", "song-artist", "like", "previous", "pause", "skip", "seek", "volume")


def play_from(server: LocalServer, seconds: float) -> None:
    """Let the song be there."""
    server.backend._began = server.backend.clock() - seconds
    server.backend.wake()


@pytest.fixture
def small(chromium: Browser, server: LocalServer, request: pytest.FixtureRequest) -> Generator[Page]:
    """Return the page on a screen of the size that the test asks for."""
    width, height = request.param
    server.backend.cover_picture = b"GIF89a\x01\0\x01\0\0\0\0;"
    context = chromium.new_context(viewport={"width": width, "height": height}, service_workers="block")
    pair(server, context)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#pause")).to_be_enabled()
    yield page
    context.close()


@pytest.mark.parametrize("small", [(360, 740), (390, 667), (740, 360), (667, 390)], indirect=True)
def test_the_whole_player_is_on_the_first_screen_of_a_phone(small: Page) -> None:
    nav = small.get_by_role("navigation", name="Views").bounding_box()
    screen = small.viewport_size
    assert nav
    assert screen
    floor = nav["y"] if nav["width"] > nav["height"] else screen["height"]
    below = {}
    for name in CONTROLS[1:]:
        box = small.locator(f"#{name}").bounding_box()
        assert box, name
        below[name] = box["y"] + box["height"] - floor

    assert {name: over for name, over in below.items() if over > 0} == {}


@pytest.mark.parametrize("small", [(1280, 800), (1920, 1080)], indirect=True)
def test_the_cover_is_large_on_a_desktop_and_the_controls_are_still_in_sight(small: Page) -> None:
    cover, knob = small.locator(".player .cover").bounding_box(), small.locator("#volume").bounding_box()
    screen = small.viewport_size
    assert cover
    assert knob
    assert screen

    assert cover["width"] > 300
    assert knob["y"] + knob["height"] < screen["height"]


def test_the_bar_never_goes_back_when_the_speaker_repeats_itself(server: LocalServer, page: Page) -> None:
    page.evaluate(
        "() => { globalThis.seen = [];"
        "setInterval(() => seen.push(Number(document.getElementById('seek').value)), 40); }"
    )
    for late in (0, 1.4, 0.6, 1.8, 0.2, 1.0):
        server.do(lambda late=late: play_from(server, 60 - late))  # type: ignore[misc]
        server.do(lambda: server.backend.owner_queues(JAZZ))  # so that the song is told again
        page.wait_for_timeout(600)
    seen = page.evaluate("seen")
    begun = seen[next(index for index, at in enumerate(seen) if at >= 55) :]

    assert len(begun) > 5
    assert begun == sorted(begun)


def test_the_bar_follows_a_real_seek_back_and_a_repeated_song(server: LocalServer, page: Page) -> None:
    server.do(lambda: play_from(server, 100))
    expect(page.locator("#elapsed")).to_have_text(re.compile(r"1:4\d"))
    server.do(lambda: play_from(server, 10))

    expect(page.locator("#elapsed")).to_have_text(re.compile(r"0:1\d"))
    expect(page.locator("#remaining")).to_have_text(re.compile(r"^.3:1\d"))


def test_a_seek_moves_the_song_and_the_bar_does_not_bounce(server: LocalServer, page: Page) -> None:
    page.evaluate(
        "() => { globalThis.seen = [];"
        "setInterval(() => seen.push(Number(document.getElementById('seek').value)), 30); }"
    )
    page.get_by_role("slider", name="Position in the song").fill("150")
    server.do(lambda: server.backend.owner_queues(JAZZ))  # told while the seek is on its way
    page.wait_for_timeout(1500)
    seen = page.evaluate("seen")
    moved = seen[next(index for index, at in enumerate(seen) if at >= 150) :]

    assert min(moved) >= 150
    song = server.do(server.backend.now).playing
    assert song
    assert 150 <= song.elapsed < 170


def test_the_arrow_keys_move_in_the_song(server: LocalServer, page: Page) -> None:
    server.do(lambda: play_from(server, 60))
    expect(page.locator("#elapsed")).to_have_text(re.compile("1:0"))
    page.keyboard.press("ArrowRight")

    eventually(lambda: server.do(server.backend.now).playing.elapsed > 69)  # type: ignore[union-attr]
    expect(page.locator("#elapsed")).to_have_text(re.compile("1:1"))


def test_play_with_an_empty_library_says_what_is_missing(server: LocalServer, page: Page) -> None:
    told = server.do(server.backend.now)
    empty = replace(told, playing=None, songs=0, shown=replace(told.shown, paused=True))
    server.backend.collection.tracks = ()
    server.backend.now = lambda: empty  # type: ignore[method-assign]
    server.do(server.backend.wake)
    expect(page.locator("#first-steps")).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Your library is empty")
    assert server.backend.asked == []


def test_the_position_speaks_in_minutes_and_its_slider_is_filled(server: LocalServer, page: Page) -> None:
    server.do(lambda: play_from(server, 100))
    knob = page.get_by_role("slider", name="Position in the song")

    expect(knob).to_have_attribute("aria-valuetext", re.compile(r"^1:4\d of 3:24$"))
    assert re.match(r"^(49|5\d)", knob.evaluate("it => it.style.getPropertyValue('--fill')"))


def test_until_the_speaker_has_answered_nothing_is_claimed(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/v1/events", lambda route: held.append(route))  # noqa: PLW0108
    page.reload()
    page.wait_for_timeout(200)

    expect(page.locator("body")).to_have_class(re.compile("loading"))
    expect(page.locator("#volume-row")).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    expect(page.locator("#ring use")).to_have_count(0)
    expect(page.locator("#mood-word")).not_to_have_text("Nobody here")


def test_an_empty_library_is_told_with_what_to_do(server: LocalServer, page: Page) -> None:
    server.do(server.backend.unplug)
    server.backend.collection.tracks = ()
    server.do(lambda: setattr(server.backend, "unplugged", True))
    server.do(server.backend.wake)

    expect(page.locator("#song-title")).to_have_text("No music yet")
    expect(page.locator("#first-steps")).to_contain_text("music folder")


def test_the_tab_says_what_plays(server: LocalServer, page: Page) -> None:
    song = server.do(server.backend.now).playing
    assert song
    expect(page).to_have_title(re.compile(f"^{song.title} . {song.artist} · Mien$"))
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    go(page, "Library")

    expect(page).to_have_title("Library · Mien")


def test_an_event_that_comes_late_leaves_the_bar_in_time(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))  # so that the page knows the speaker's clock
    expect(page.locator("#mood-word")).to_have_text("Happy")
    page.evaluate(
        "setTimeout(() => { const end = performance.now() + 2500; while (performance.now() < end); })"
    )
    server.do(lambda: play_from(server, 100))
    page.wait_for_timeout(3000)
    before = server.do(server.backend.now).playing
    shown = page.evaluate("Number(document.getElementById('seek').value)")
    after = server.do(server.backend.now).playing

    assert before
    assert after
    assert before.elapsed - 1.3 < shown + 0.5 < after.elapsed + 1.3


MEDIA = """
globalThis.keys = {};
globalThis.places = [];
const { mediaSession } = navigator;
mediaSession.setActionHandler = (name, act) => { keys[name] = act; };
mediaSession.setPositionState = (state) => places.push(state);
"""


def test_media_keys_and_lock_screen_get_the_song_its_cover_and_its_place(
    server: LocalServer, page: Page
) -> None:
    page.add_init_script(MEDIA)
    server.do(lambda: play_from(server, 60))
    page.reload()
    expect(page.locator("#elapsed")).to_have_text(re.compile("1:0"))
    song = server.do(server.backend.now).playing
    assert song
    metadata = "(({title, artist, album, artwork}) => [title, artist, album, artwork.length])"
    told = page.evaluate(f"{metadata}(navigator.mediaSession.metadata)")
    place = page.evaluate("places.at(-1)")

    assert told == [song.title, song.artist, song.album, 1]
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    assert (place["duration"], place["playbackRate"]) == (song.duration, 1)
    assert 59 < place["position"] < 66


def test_every_media_key_does_what_its_button_does(server: LocalServer, page: Page) -> None:
    page.add_init_script(MEDIA)
    page.reload()
    expect(page.locator("#pause")).to_be_enabled()
    assert set(page.evaluate("Object.keys(keys)")) == {
        *("play", "pause", "nexttrack", "previoustrack", "seekto", "seekbackward", "seekforward")
    }
    page.evaluate("keys.pause()")
    eventually(lambda: server.do(server.backend.now).shown.paused)
    page.evaluate("keys.play()")
    eventually(lambda: not server.do(server.backend.now).shown.paused)
    page.evaluate("keys.seekto({seekTime: 100})")
    eventually(lambda: 100 <= server.do(server.backend.now).playing.elapsed < 105)  # type: ignore[union-attr]
    page.evaluate("keys.seekforward()")
    eventually(lambda: 109 <= server.do(server.backend.now).playing.elapsed < 118)  # type: ignore[union-attr]
    page.evaluate("keys.nexttrack(), keys.previoustrack()")

    eventually(lambda: {AskSkip(), AskPrevious()} <= set(server.backend.asked))


def test_the_player_stays_while_other_views_are_open(server: LocalServer, page: Page) -> None:
    bar = page.get_by_role("complementary", name="Player")
    expect(bar).to_be_hidden()
    for view in ("Library", "Queue", "Mood", "Settings"):
        go(page, view)
        expect(bar).to_be_visible()
    bar.get_by_role("button", name="Pause").click()
    eventually(lambda: server.do(server.backend.now).shown.paused)
    bar.get_by_role("link", name="Open the player").click()

    expect(page.locator("#view-now")).to_be_visible()


def test_shortcuts_work_are_listed_and_can_be_turned_off(server: LocalServer, page: Page) -> None:
    page.keyboard.press("k")
    eventually(lambda: server.do(server.backend.now).shown.paused)
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(listed).to_contain_text("Play or pause")
    page.get_by_role("switch", name="Use keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Close the list").click()
    asked = len(server.backend.asked)
    page.keyboard.press("k")
    page.wait_for_timeout(200)

    assert len(server.backend.asked) == asked


def test_a_letter_typed_into_a_field_is_no_shortcut(server: LocalServer, page: Page) -> None:
    go(page, "Library")
    page.get_by_role("searchbox").press_sequentially("nk")
    page.wait_for_timeout(200)

    assert server.backend.asked == []


def test_that_is_wrong_is_not_offered_while_the_camera_is_off(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    expect(page.get_by_role("button", name="wrong")).to_be_visible()
    page.get_by_role("button", name="Turn off camera").click()
    page.get_by_role("button", name="Turn it off").click()

    expect(page.locator("#mood-word")).to_have_text("Camera off")
    expect(page.get_by_role("button", name="wrong")).to_have_count(0)
    expect(page.get_by_role("button", name="Turn off camera")).to_be_hidden()
    expect(page.locator("#mood-line")).to_contain_text("mien open")


def test_the_genres_under_a_song_are_those_it_was_chosen_for(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.ANGRY))  # the song goes on

    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#wanted li")).to_have_text(["Lo-Fi", "Jazz", "Ambient"])


def test_the_pairing_page_leaves_the_console_clean(
    server: LocalServer, chromium: Browser, console_errors: ConsoleErrors
) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = watched(context.new_page(), console_errors)
        page.goto(server.url)
        expect(page.get_by_role("heading", name="Meet your speaker")).to_be_visible()
        page.wait_for_timeout(300)

    assert console_errors == []


def test_a_song_without_end_shows_how_long_it_has_played(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.owner_queues(Track("http://r/1", "Radio", "", "", "Jazz", 0.0)))
    server.do(server.backend.song_ends)

    expect(page.locator("#remaining")).to_have_text("live")
    expect(page.get_by_role("slider", name="Position in the song")).to_be_disabled()
