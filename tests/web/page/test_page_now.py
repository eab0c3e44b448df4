"""The view "Now" in a real browser: the mood, the song, and how to overrule them."""

import re

import pytest
from playwright.sync_api import Page, expect

from mien.mood.emotion import Emotion
from mien.mood.events import AskPolicy
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.mood import Policy
from mien.web.backend import Opinion
from web.local_server import LocalServer, eventually


def test_the_mood_of_the_room_is_shown_as_it_changes(server: LocalServer, page: Page) -> None:
    for mood, word in ((Emotion.HAPPY, "Happy"), (Emotion.SAD, "Sad")):
        server.do(lambda mood=mood: server.backend.see(mood, 0.91))  # type: ignore[misc]
        expect(page.locator("#mood-word")).to_have_text(word)
        expect(page.locator("#ring use")).to_have_attribute("href", f"#f-{mood}")
        expect(page.locator("body")).to_have_attribute("data-mood", mood.value)
    expect(page.locator("#mood-line")).to_contain_text("Very likely")


def test_when_the_face_flickers_the_page_says_what_the_music_follows(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.SAD))
    server.do(lambda: server.backend.see(Emotion.SURPRISED, settle=False))

    expect(page.locator("#mood-word")).to_have_text("Surprised")
    expect(page.locator("#mood-settled")).to_have_text("Music is still set for sad.")


def test_the_song_why_it_plays_and_what_comes_next_are_shown(server: LocalServer, page: Page) -> None:
    playing = server.do(server.backend.now).playing
    assert playing
    expect(page.locator("#song-title")).to_have_text(playing.title)
    expect(page.locator("#why")).to_have_text(playing.why)
    expect(page.locator("#wanted li")).to_have_text(["Lo-Fi", "Jazz", "Ambient"])
    expect(page.locator("#next li")).to_have_count(3)
    page.get_by_text("How it was chosen").click()
    expect(page.locator("#reasons li", has_text="freshness")).to_contain_text("20 %")


def test_skip_plays_another_and_undo_brings_it_back(server: LocalServer, page: Page) -> None:
    first = page.locator("#song-title").inner_text()
    expect(page.get_by_role("button", name="Undo skip")).to_be_disabled()
    page.get_by_role("button", name="Skip this song").click()
    expect(page.locator("#song-title")).not_to_have_text(first)
    page.get_by_role("button", name="Undo skip").click()

    expect(page.locator("#song-title")).to_have_text(first)
    assert len(server.backend.asked) == 2


def test_pause_and_volume_work_and_show(server: LocalServer, page: Page) -> None:
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_role("slider", name="Volume").fill("65")

    eventually(lambda: server.do(server.backend.now).volume == 65)
    assert server.do(server.backend.now).shown.paused


def test_a_second_choice_holds_as_long_as_the_first_one_did(server: LocalServer, page: Page) -> None:
    for mood in ("Angry", "Sad"):
        page.get_by_role("button", name=re.compile("Choose a mood|Change")).click()
        page.get_by_role("dialog").get_by_role("button", name=mood).click()
        expect(page.locator("#mood-line")).to_have_text("Chosen by you · 60 min left")
        server.skew += 1800
        page.reload()
        expect(page.locator("#mood-line")).to_have_text("Chosen by you · 30 min left")


def test_the_policy_is_chosen_with_the_keyboard(server: LocalServer, page: Page) -> None:
    page.get_by_role("radio", name="Match").focus()
    page.keyboard.press("ArrowRight")

    eventually(lambda: server.backend.asked == [AskPolicy(Policy.LIFT)])
    expect(page.locator("#policy-says")).to_contain_text("lift your mood")


def test_undo_waits_while_the_player_is_away(server: LocalServer, page: Page) -> None:
    page.get_by_role("button", name="Skip this song").click()
    undo = page.get_by_role("button", name="Undo skip")
    expect(undo).to_be_enabled()
    server.do(server.backend.unplug)
    expect(undo).to_be_disabled()
    server.do(lambda: server.backend.unplug(unplugged=False))

    expect(undo).to_be_enabled()


def test_likes_are_listed_with_a_way_back(server: LocalServer, page: Page) -> None:
    page.get_by_role("button", name="Like this song").click()
    expect(page.get_by_role("button", name="Like this song")).to_have_attribute("aria-pressed", "true")
    song = server.do(server.backend.now).playing
    assert song
    assert song.opinion is Opinion.LIKE
    page.goto(page.url.split("#")[0] + "#library/liked")
    page.get_by_role("button", name=f"Undo: {song.title}").click()
    expect(page.locator("#library-says")).to_contain_text("No likes or dislikes yet")
    page.get_by_role("alert").get_by_role("button", name="Undo").click()

    expect(page.locator("#library-list")).to_contain_text(song.title)


def test_more_like_this_and_dislike_are_behind_the_three_dots(server: LocalServer, page: Page) -> None:
    song = server.do(server.backend.now).playing
    assert song
    page.get_by_role("button", name="More about this song").click()
    page.get_by_role("button", name="More like this").click()
    expect(page.get_by_role("alert")).to_contain_text(f"like {song.title}")
    page.get_by_role("button", name="More about this song").click()
    page.get_by_role("button", name="Dislike").click()

    eventually(lambda: server.do(server.backend.now).playing.opinion is Opinion.DISLIKE)  # type: ignore[union-attr]
    expect(page.locator("#like use")).to_have_attribute("href", "#i-dislike")


@pytest.mark.parametrize(
    ("hold", "words"),
    [(3600, "an hour"), (7200, "2 hours"), (1800, "30 minutes"), (5400, "90 minutes"), (60, "1 minute")],
)
def test_a_choice_says_for_how_long_it_would_hold(
    server: LocalServer, page: Page, hold: float, words: str
) -> None:
    server.backend.hold = hold
    server.do(server.backend.wake)
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    expect(page.locator("#mood-word")).to_have_text("Happy")
    page.get_by_role("button", name="wrong").click()

    expect(page.get_by_role("dialog")).to_contain_text(f"Mien will go with this for {words}.")


def test_what_is_said_for_a_moment_covers_no_button_of_the_first_screen(
    server: LocalServer, page: Page
) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    page.get_by_role("button", name="Like this song").click()
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Liked")
    words = said.bounding_box()
    assert words
    covered = [
        button.inner_text() or button.get_attribute("aria-label")
        for button in page.locator("#view-now button:visible, nav a").all()
        if (box := button.bounding_box())
        and box["y"] < words["y"] + words["height"]
        and words["y"] < box["y"] + box["height"]
    ]

    assert covered == []


def test_who_plays_by_airplay_is_named_and_gone_once_they_have_ended(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.guest_plays(Guest(GuestPlayer.AIRPLAY, "<b>Anna's iPhone")))
    expect(page.locator("#guest")).to_have_text(
        "<b>Anna's iPhone is playing by AirPlay. Press play for Mien’s music."  # noqa: RUF001
    )
    server.do(lambda: server.backend.guest_plays(Guest(GuestPlayer.BLUETOOTH)))
    expect(page.locator("#guest")).to_contain_text("Somebody is playing by Bluetooth.")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    server.do(lambda: server.backend.guest_plays(None))
    expect(page.locator("#guest")).to_be_hidden()
