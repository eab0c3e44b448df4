"""The library and the queue in a real browser: find music, play it, put it in order."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from fakes.backend_scene import Track
from mien.web.backend_errors import MissingError
from mien.web.transport.rate_limits import DEFAULT_RATE_LIMITS
from web.local_server import LocalServer, eventually, opened
from web.page.owner_browser import ConsoleErrors, go, pair

MANY = 100_000


def upcoming(server: LocalServer) -> list[str]:
    """Return the titles that come next."""
    return [entry.track.title for entry in server.do(lambda: server.backend._line.upcoming)]


def rows(page: Page) -> Locator:
    """Return the rows of the queue."""
    return page.locator("#queue-list > li")


def queue_three(server: LocalServer) -> list[str]:
    """Let the owner queue three songs; return their titles."""
    tracks = [Track(f"x{n}.flac", f"Mine {n}", "Me", "Ours", "Jazz") for n in range(3)]
    for track in tracks:
        server.do(lambda track=track: server.backend.owner_queues(track))  # type: ignore[misc]
    return [track.title for track in tracks]


def test_a_search_shows_artists_albums_and_songs_as_one_types(page: Page) -> None:
    go(page, "Library")
    page.get_by_role("searchbox", name="Search songs").press_sequentially("mara", delay=20)

    expect(page.locator("#library-top")).to_contain_text("Mara Holm")
    expect(page.locator("#library-list > li").first).to_contain_text("Mara Holm")
    expect(page).to_have_url(re.compile(r"q=mara$"))


def test_an_answer_that_comes_after_the_next_letter_is_dropped(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/v1/search?q=mara&*", lambda route: held.append(route))  # noqa: PLW0108
    go(page, "Library")
    box = page.get_by_role("searchbox")
    with page.expect_request("**/api/v1/search?q=mara&*"):
        box.fill("mara")
    box.fill("low tide")
    expect(page.locator("#library-top")).to_contain_text("Low Tide Club")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)

    expect(page.locator("#library-top")).not_to_contain_text("Mara Holm")
    expect(page.locator("#library-list > li").first).to_contain_text("Low Tide Club")


def test_a_search_that_finds_nothing_says_so_and_one_that_is_emptied_goes_back(page: Page) -> None:
    go(page, "Library")
    box = page.get_by_role("searchbox")
    box.fill("xyzzy")
    expect(page.locator("#library-says")).to_have_text("No match for “xyzzy”.")
    box.fill("")

    expect(page.locator("#library-list > li").first).to_contain_text("Acoustic for")


def test_each_shelf_is_opened_and_played_from(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.collection.playlists.update({"Evening": ("Jazz/1.flac",)}))
    go(page, "Library")
    shelf = page.get_by_role("navigation", name="Browse")
    for name, first in (
        ("Artists", "Ilse & Co"),
        ("Genres", "Acoustic"),
        ("Folders", "Acoustic"),
        ("Playlists", "Evening"),
        ("Recently added", "Foxes"),
        ("Stations", "Radio"),
        ("Albums", "Acoustic for"),
    ):
        shelf.get_by_role("link", name=name).click()
        expect(page.locator("#view-library li").first).to_contain_text(re.compile(first + "|.+"))
        expect(page.locator("#library-head")).to_have_text(name)
    page.get_by_role("button", name="Play Ambient for", exact=False).first.click()

    expect(page.get_by_role("alert")).to_contain_text("Playing Ambient for")
    assert server.do(server.backend.now).playing.album.startswith("Ambient for")  # type: ignore[union-attr]


def test_an_artist_has_albums_and_songs_and_the_back_button_leads_back(page: Page) -> None:
    page.goto(page.url.split("#")[0] + "#library/artists")
    page.get_by_role("button", name="Mara Holm").first.click()
    expect(page.locator("#library-head")).to_have_text("Mara Holm")
    expect(page.locator("#library-top li")).not_to_have_count(0)
    expect(page.locator("#library-list > li").first).to_contain_text("Mara Holm")
    page.go_back()

    expect(page.locator("#library-head")).to_have_text("Artists")


def test_a_list_stays_where_it_is_when_the_number_of_songs_arrives(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/v1/library", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/api/v1/library"):
        page.goto(page.url.split("#")[0] + "#library/artists")
    row = page.locator("#library-list > li").first
    expect(row).to_contain_text("songs")
    before = row.bounding_box()
    held[0].continue_()
    expect(page.locator("#library-says")).to_contain_text("songs")

    assert row.bounding_box() == before  # else a tap at that moment meets another row


def test_a_song_is_played_next_from_its_row(server: LocalServer, page: Page) -> None:
    page.goto(page.url.split("#")[0] + "#library/recent")
    row = page.locator("#library-list > li").nth(2)
    title = row.locator("b").inner_text()
    row.get_by_role("button", name="next").click()

    expect(page.get_by_role("alert")).to_contain_text(f"Up next: {title}")
    assert upcoming(server)[0] == title


def test_what_fails_is_said_in_the_speakers_words(
    server: LocalServer, page: Page, console_errors: ConsoleErrors
) -> None:
    page.goto(page.url.split("#")[0] + "#library/recent")
    row = page.locator("#library-list > li").first
    expect(row).to_be_visible()
    server.do(server.backend.unplug)
    row.get_by_role("button", name="next").click()

    expect(page.get_by_role("alert")).to_contain_text("Can't reach the music player")
    console_errors.clear()


def test_a_hundred_thousand_songs_scroll_in_a_list_of_some_dozens_of_rows(
    server: LocalServer, page: Page
) -> None:
    many = tuple(Track(f"M/{n}.flac", f"Song {n:06}", "Many", "Box", "Jazz") for n in range(MANY))
    server.backend.collection.tracks = many
    page.goto(page.url.split("#")[0] + "#library/songs?genre=Jazz")
    expect(page.locator("#library-says")).to_have_text("100,000 songs")
    shown = page.locator("#library-list > li")
    expect(shown.first).to_contain_text("Song 000000")
    most = 0
    for place in (0.25, 0.5, 0.75, 1.0):
        page.evaluate("place => scrollTo(0, document.documentElement.scrollHeight * place)", place)
        expect(page.locator("#library-list > li:not(.waiting)").nth(3)).to_be_visible()
        most = max(most, shown.count())

    expect(shown.last).to_contain_text("Song 099999")
    assert most < 60


def test_a_fling_through_a_large_library_stays_within_the_rates(
    tmp_path: Path, browser_context: BrowserContext
) -> None:
    with opened(LocalServer(tmp_path, rates=DEFAULT_RATE_LIMITS)) as server:
        server.backend.collection.tracks = tuple(
            Track(f"A{n}/1.flac", "One", f"Artist {n}", f"Album {n:05}", "Jazz") for n in range(5000)
        )
        pair(server, browser_context)
        page = browser_context.new_page()
        refused: list[str] = []
        page.on("response", lambda got: refused.append(got.url) if got.status == 429 else None)
        page.goto(f"{server.url}/#library/albums")
        expect(page.locator("#library-list")).to_contain_text("Album 00000")
        for step in range(60):
            page.evaluate("place => scrollTo(0, place)", step * 5000)
            page.wait_for_timeout(16)

        expect(page.locator("#library-list > li:not(.waiting)").nth(5)).to_be_visible()
        page.wait_for_timeout(400)
        assert refused == []


def test_the_keyboard_keeps_its_place_while_a_list_scrolls(server: LocalServer, page: Page) -> None:
    many = tuple(Track(f"M/{n}.flac", f"Song {n:06}", "Many", "Box", "Jazz") for n in range(1000))
    server.backend.collection.tracks = many
    page.goto(page.url.split("#")[0] + "#library/songs?genre=Jazz")
    page.get_by_role("button", name="Play Song 000000, Many").focus()
    for _ in range(60):
        page.keyboard.press("Tab")

    named = "document.activeElement.getAttribute('aria-label')"
    place = page.evaluate(named)
    assert re.search(r"Song 0000(19|20)", place)
    page.evaluate("scrollTo(0, 40000)")  # by wheel, away from where the keyboard is
    expect(page.locator("#library-list")).to_contain_text("Song 000620")

    assert page.evaluate(named) == place


def test_a_station_is_played(server: LocalServer, page: Page) -> None:
    page.goto(page.url.split("#")[0] + "#library/stations")
    name = server.backend.collection.stations[0].name
    page.get_by_role("button", name=f"Play {name}").click()

    expect(page.locator("#bar-title")).to_have_text(name)


def test_the_queue_says_whose_songs_are_whose(server: LocalServer, page: Page) -> None:
    queue_three(server)
    go(page, "Queue")

    expect(rows(page).first).to_contain_text("Now")
    expect(rows(page).nth(1)).to_contain_text("Yours")
    expect(rows(page).nth(4)).to_contain_text("Mien")
    expect(page.locator("#queue-says")).to_have_text("3 songs of yours to come, then the mood takes over.")
    rows(page).nth(3).get_by_role("button", name="Play").click()

    expect(page.locator("#queue-says")).to_have_text("This song is yours; then the mood takes over.")
    expect(rows(page).first).to_contain_text("Now, yours")


def test_a_queued_song_is_dragged(server: LocalServer, page: Page) -> None:
    titles = queue_three(server)
    go(page, "Queue")
    first, third = rows(page).nth(1), rows(page).nth(3)
    expect(third).to_contain_text("Mine 2")
    start, end = first.locator(".grip").bounding_box(), third.locator(".grip").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=6)
    page.mouse.up()

    expect(rows(page).nth(3)).to_contain_text("Mine 0")
    eventually(lambda: upcoming(server)[:3] == [titles[1], titles[2], titles[0]])


def test_a_queued_song_is_moved_with_the_arrow_keys_and_keeps_the_focus(
    server: LocalServer, page: Page
) -> None:
    titles = queue_three(server)
    go(page, "Queue")
    page.get_by_role("button", name="Move Mine 0").focus()
    page.keyboard.press("ArrowDown")
    eventually(lambda: upcoming(server)[:2] == [titles[1], titles[0]])
    expect(rows(page).nth(2)).to_contain_text("Mine 0")
    page.keyboard.press("ArrowDown")

    eventually(lambda: upcoming(server)[:3] == [titles[1], titles[2], titles[0]])
    expect(page.get_by_role("button", name="Move Mine 0")).to_be_focused()


def test_a_queued_song_is_removed_and_the_queue_is_cleared(server: LocalServer, page: Page) -> None:
    queue_three(server)
    go(page, "Queue")
    page.get_by_role("button", name="More about Mine 1").click()
    page.get_by_role("button", name="Remove from the queue").click()
    expect(page.locator("#queue-list")).not_to_contain_text("Mine 1")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("dialog", name="Clear the queue?").get_by_role("button", name="Clear").click()

    expect(page.locator("#queue-list")).not_to_contain_text("Mine")
    assert not any(title.startswith("Mine") for title in upcoming(server))


def test_a_playlist_of_the_same_name_is_replaced_only_after_asking(
    server: LocalServer, page: Page, console_errors: ConsoleErrors
) -> None:
    server.do(lambda: server.backend.collection.playlists.update({"Evening": ("Jazz/1.flac",)}))
    go(page, "Queue")
    page.get_by_role("button", name="Save as playlist").click()
    page.get_by_role("textbox", name="Name").fill("Evening")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    question = page.get_by_role("dialog", name="Replace “Evening”?")
    expect(question).to_be_visible()
    assert len(server.backend.collection.playlists["Evening"]) == 1
    question.get_by_role("button", name="Replace").click()

    eventually(lambda: len(server.backend.collection.playlists["Evening"]) > 1)
    console_errors.clear()  # the browser logs the 412


def test_a_song_that_is_gone_meanwhile_is_told_and_the_list_is_right_again(
    server: LocalServer, page: Page, console_errors: ConsoleErrors
) -> None:
    queue_three(server)
    go(page, "Queue")
    expect(rows(page).nth(1)).to_contain_text("Mine 0")
    page.route("**/api/v1/queue/*/play", lambda route: route.fulfill(status=404, json={"detail": str(GONE)}))
    rows(page).nth(1).get_by_role("button", name="Play").click()

    expect(page.get_by_role("alert")).to_have_text(str(GONE))
    console_errors.clear()


GONE = MissingError("That song is no longer in the queue.")


def test_another_browsers_change_shows_in_the_queue(server: LocalServer, page: Page) -> None:
    go(page, "Queue")
    expect(rows(page).first).to_be_visible()
    queue_three(server)

    expect(page.locator("#queue-list")).to_contain_text("Mine 0")


@pytest.mark.parametrize("address", ["nonsense", "songs", "songs?playlist=Gone", "folders/and/more"])
def test_an_address_without_anything_says_so_and_leads_back(
    server: LocalServer, page: Page, console_errors: ConsoleErrors, address: str
) -> None:
    page.goto(f"{server.url}/#library/{address}")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(page.locator("#library-says")).to_contain_text("deleted or renamed")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("link", name="Back to the library").click()

    expect(page.get_by_role("heading", name="Albums")).to_be_visible()
    expect(page.locator("#library-list .pick").first).to_be_visible()
    console_errors.clear()  # a browser notes what was not found
