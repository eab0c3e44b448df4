"""The page in a real browser: what an owner does on the sofa."""

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from fakes.backend_scene import Track
from mien.mood.emotion import Emotion
from mien.mood.events import AskMood, AskPolicy
from mien.mood.mood import Policy
from mien.web.access.pairing_window import ALONE
from web.local_server import LocalServer, eventually, opened
from web.owner_browser import ConsoleErrors, go, pair, watched

NASTY = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def test_a_first_visit_pairs_by_the_button_and_tells_what_is_seen(
    server: LocalServer, browser_context: BrowserContext, console_errors: ConsoleErrors
) -> None:
    page = browser_context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    page.get_by_role("button", name="Pair this browser").click()
    expect(page.get_by_role("status")).to_contain_text("hold the pair button")
    server.do(server.pairing.open_window)
    expect(page.get_by_role("status")).to_contain_text("found you")
    server.skew += ALONE
    watched(page, console_errors)

    notice = page.get_by_role("dialog", name="What Mien sees and keeps")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="I understand").click()
    expect(notice).to_be_hidden()
    page.reload()
    expect(page.locator("#mood-word")).to_have_text("Nobody here")
    expect(notice).to_be_hidden()
    assert console_errors == []


def test_two_browsers_that_ask_at_once_are_told_so(
    server: LocalServer, browser_context: BrowserContext
) -> None:
    page = browser_context.new_page()
    page.goto(server.url)
    server.do(server.pairing.open_window)
    page.get_by_role("button", name="Pair this browser").click()
    expect(page.get_by_role("status")).to_contain_text("found you")
    with server.stranger() as thief:
        thief.post("/api/v1/pairing")

    expect(page.get_by_role("status")).to_contain_text("Another browser asked")
    expect(page.get_by_role("button", name="Pair this browser")).to_be_enabled()


def test_a_paired_owner_who_comes_by_a_link_from_elsewhere_is_let_in(server: LocalServer, page: Page) -> None:
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(body=f"<a href='{server.url}'>my speaker</a>", content_type="text/html"),
    )
    page.goto("http://elsewhere.example/")
    page.get_by_role("link").click()

    expect(page.locator("#mood-word")).to_have_text("Nobody here")


def test_the_mood_of_the_room_is_shown_as_it_changes(server: LocalServer, page: Page) -> None:
    for mood, word, sign in ((Emotion.HAPPY, "Happy", "😊"), (Emotion.SAD, "Sad", "😢")):
        server.do(lambda mood=mood: server.backend.see(mood, 0.91))  # type: ignore[misc]
        expect(page.locator("#mood-word")).to_have_text(word)
        expect(page.locator("#mood-emoji")).to_have_text(sign)
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
    expect(page.get_by_role("row", name=re.compile("freshness"))).to_contain_text("20 %")


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


def test_the_owner_overrules_the_mood_and_goes_back(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    page.get_by_role("button", name="wrong").click()
    page.get_by_role("dialog").get_by_role("button", name="Angry").click()
    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#mood-line")).to_have_text(re.compile(r"Chosen by you · \d+ min left"))
    page.get_by_role("button", name="Back to automatic").click()

    expect(page.locator("#mood-word")).to_have_text("Happy")
    assert server.backend.asked == [AskMood(Emotion.ANGRY), AskMood(None)]


def test_a_second_choice_holds_as_long_as_the_first_one_did(server: LocalServer, page: Page) -> None:
    for mood in ("Angry", "Sad"):
        page.get_by_role("button", name=re.compile("wrong|Change")).click()
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


def test_the_live_view_is_off_until_asked_for_and_ends_when_one_leaves(
    server: LocalServer, page: Page
) -> None:
    go(page, "Live")
    assert server.backend.live_open == 0
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#watched")).to_contain_text("Live view on")
    expect(page.locator("#picture")).to_have_attribute("data-pictures", re.compile(r"^([5-9]|\d\d)"))
    go(page, "Now")

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#watched")).to_be_hidden()


def test_two_taps_on_watch_are_one_live_view_that_stop_ends(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.evaluate("for (let tap = 0; tap < 2; tap++) document.getElementById('watch').click()")
    expect(page.locator("#picture")).to_have_attribute("data-pictures", re.compile(r"^([5-9]|\d\d)"))
    page.get_by_role("button", name="Stop").click()

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#picture")).to_be_hidden()


def test_the_live_view_ends_when_the_tab_is_closed(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    page.close()

    eventually(lambda: server.backend.live_open == 0)


def test_the_live_view_ends_when_the_tab_is_hidden(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#live-says")).to_contain_text("in the background")


def test_a_camera_that_fails_is_not_called_closed(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    server.backend.frame_gap = 2.0  # what the eye does is told before the picture ends
    server.do(server.backend.lose_eye)

    expect(page.locator("#live-says")).to_have_text("The camera failed. Restarting it…")


def test_the_camera_is_turned_off_from_the_page_and_back_on_by_the_button(
    server: LocalServer, page: Page
) -> None:
    go(page, "Settings")
    page.get_by_role("button", name="Turn off the camera").click()
    page.get_by_role("button", name="Turn it off").click()
    go(page, "Now")
    expect(page.locator("#mood-word")).to_have_text("Camera off")
    server.do(server.backend.open_eye)

    expect(page.locator("#mood-word")).to_have_text("Nobody here")


def test_the_timeline_shows_the_hour_and_is_cleared(server: LocalServer, page: Page) -> None:
    for mood in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL):
        server.skew += 30
        server.do(lambda mood=mood: server.backend.see(mood))  # type: ignore[misc]
        server.do(server.broadcaster.look)
    go(page, "Timeline")
    expect(page.locator("#chart")).to_have_attribute("aria-label", re.compile("The last hour: .*Happy"))
    expect(page.locator("#heard li")).not_to_have_count(0)
    page.get_by_role("switch", name="Keep after restart").check()
    eventually((server.folder / "timeline.json").exists)
    page.get_by_role("button", name="Clear history").click()

    expect(page.locator("#chart-empty")).to_be_visible()


def test_rules_are_edited_checked_and_saved(server: LocalServer, page: Page) -> None:
    go(page, "Music")
    rules = page.get_by_role("textbox", name="Rules")
    expect(rules).to_have_value(server.backend.rules_text)
    rules.fill('[happy]\ngenres = ["Jazz"\n[sad]\n')
    expect(page.locator("#mistakes")).to_contain_text("Line 3")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    rules.fill('[happy]\ngenres = ["Jazz"]\n')
    expect(page.locator("#preview li")).to_have_count(1)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_have_text("Rules saved.")
    assert server.backend.rules_text == '[happy]\ngenres = ["Jazz"]\n'


def test_rules_edited_during_a_save_are_not_called_saved(server: LocalServer, page: Page) -> None:
    go(page, "Music")
    rules = page.get_by_role("textbox", name="Rules")
    rules.fill('[happy]\ngenres = ["Jazz"]\n')
    put = page.get_by_role("button", name="Save")
    expect(put).to_be_enabled()

    def write_on(route: Route) -> None:
        if route.request.method == "PUT":
            page.evaluate("document.getElementById('rules').value += '# not yet\\n'")
        route.continue_()

    page.route("**/api/v1/rules", write_on)
    with page.expect_response("**/rules/preview"):  # after which the buttons are set anew
        put.click()
    page.wait_for_timeout(100)
    expect(page.get_by_role("alert")).to_have_text("Rules saved.")

    assert "not yet" not in server.backend.rules_text
    expect(put).to_be_enabled()


def test_leaving_with_unsaved_rules_asks_first(page: Page) -> None:
    go(page, "Music")
    rules = page.get_by_role("textbox", name="Rules")
    expect(rules).not_to_have_value("")
    leaving = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving)
    rules.press_sequentially("#")

    assert not page.evaluate(leaving)


def test_settings_are_set_at_once(server: LocalServer, page: Page) -> None:
    go(page, "Settings")
    page.get_by_label("Whose mood counts").select_option("majority")
    page.get_by_role("switch", name="Glow at night").uncheck()

    def kept() -> dict[str, object]:
        return {key: setting.value for key, setting in server.backend._settings.items()}

    eventually(lambda: kept()["listener"] == "majority" and kept()["night_light"] is False)


def test_the_library_says_that_it_is_being_read_how_much_it_has_and_what_an_empty_one_needs(
    server: LocalServer, page: Page
) -> None:
    server.backend.tracks, server.backend.reading = server.backend.tracks[:1], True
    go(page, "Music")
    expect(page.locator("#songs")).to_have_text("1 song so far; still reading…")
    server.backend.reading = False
    expect(page.locator("#songs")).to_have_text("1 song")
    server.backend.tracks = ()
    go(page, "Now")
    go(page, "Music")

    expect(page.locator("#songs")).to_have_text(re.compile("No songs yet. Put some in MPD.s music folder"))


def test_undo_waits_while_the_player_is_away(server: LocalServer, page: Page) -> None:
    page.get_by_role("button", name="Skip this song").click()
    undo = page.get_by_role("button", name="Undo skip")
    expect(undo).to_be_enabled()
    server.do(server.backend.unplug)
    expect(undo).to_be_disabled()
    server.do(lambda: server.backend.unplug(unplugged=False))

    expect(undo).to_be_enabled()


def test_health_says_which_part_has_a_problem_and_what_to_do(server: LocalServer, page: Page) -> None:
    server.do(server.backend.unplug)
    expect(page.locator("#troubles")).to_contain_text("Can't reach the music player")
    expect(page.get_by_role("button", name="Skip this song")).to_be_disabled()
    go(page, "Settings")

    expect(page.locator("#parts")).to_contain_text("systemctl status mpd")


def test_a_song_title_with_markup_is_shown_as_text(server: LocalServer, page: Page) -> None:
    nasty = Track("x.flac", NASTY, NASTY, NASTY, "Jazz")
    server.do(lambda: server.backend.queue(nasty))
    expect(page.locator("#next li").first).to_contain_text("<script>")
    server.do(server.backend.song_ends)
    expect(page.locator("#song-title")).to_have_text(NASTY)
    go(page, "Timeline")

    expect(page.locator("#heard")).to_contain_text("<script>")
    assert page.title() == "Timeline · Mien"


def test_the_page_says_that_it_cannot_reach_the_speaker_and_finds_it_again(
    server: LocalServer, page: Page, console_errors: ConsoleErrors
) -> None:
    server.stop()
    expect(page.locator("#away")).to_be_visible()
    server.start()
    server.do(lambda: server.backend.see(Emotion.SURPRISED))

    expect(page.locator("#away")).to_be_hidden()
    expect(page.locator("#mood-word")).to_have_text("Surprised")
    page.get_by_role("button", name="Skip this song").click()
    eventually(lambda: server.backend.asked)
    console_errors.clear()  # what was asked of it while it was away was refused, and the browser said so


def test_what_one_browser_does_the_other_shows(server: LocalServer, page: Page, chromium: Browser) -> None:
    other = chromium.new_context()
    pair(server, other)
    second = other.new_page()
    second.goto(server.url)
    second.get_by_role("radio", name="Ease").check(force=True)

    expect(page.locator("#policy-says")).to_contain_text("song by song")
    other.close()


def test_a_paired_browser_hears_when_another_one_is_paired(server: LocalServer, page: Page) -> None:
    with server.paired():
        expect(page.get_by_role("alert")).to_contain_text("Another browser was paired")


def test_a_browser_that_is_removed_finds_itself_outside(
    server: LocalServer, page: Page, chromium: Browser
) -> None:
    other = chromium.new_context()
    pair(server, other)
    second = other.new_page()
    second.goto(server.url)
    expect(second.locator("#mood-word")).to_have_text("Nobody here")
    go(page, "Settings")
    page.on("dialog", lambda question: question.accept())
    page.locator("#browsers li", has_not_text="this one").last.get_by_role("button").click()

    expect(second.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    other.close()


def test_the_page_opens_from_the_cache_while_the_speaker_is_off(
    server: LocalServer, chromium: Browser
) -> None:
    phone = chromium.new_context()
    pair(server, phone)
    page = phone.new_page()
    page.goto(server.url)
    page.evaluate("navigator.serviceWorker.ready")
    kept = page.evaluate(
        "caches.open('mien-static-2').then(s => s.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert "/app.js" in kept
    assert not [path for path in kept if path.startswith("/api/")]
    server.stop()
    page.reload()

    expect(page.locator("#away")).to_be_visible()
    server.start()
    phone.close()


def test_nothing_but_the_speaker_is_ever_asked(server: LocalServer, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    for view in ("Live", "Timeline", "Music", "Settings"):
        go(page, view)
        page.wait_for_timeout(100)

    assert asked
    assert [url for url in asked if not url.startswith(server.url)] == []


def test_no_picture_of_the_live_view_is_kept_by_the_browser(page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    stored = page.evaluate(
        "Promise.all([caches.keys(), indexedDB.databases()])"
        ".then(([c, d]) => [c, d.length, localStorage.length, sessionStorage.length])"
    )

    assert stored[0] == []
    assert stored[1:] == [0, 0, 0]


def test_a_page_that_was_left_open_for_days_still_works(server: LocalServer, page: Page) -> None:
    server.skew += 3 * 24 * 3600
    page.reload()
    expect(page.locator("#mood-word")).to_have_text("Nobody here")
    page.get_by_role("button", name="Skip this song").click()

    eventually(lambda: server.backend.asked)


def test_a_live_view_too_many_is_refused_in_words(tmp_path: Path, browser_context: BrowserContext) -> None:
    from mien.web.api.api_context import StreamLimits

    with opened(LocalServer(tmp_path, streams=StreamLimits(live_of_one=0))) as server:
        pair(server, browser_context)
        page = browser_context.new_page()
        page.goto(f"{server.url}/#live")
        page.get_by_role("button", name="Watch").click()

        expect(page.locator("#live-says")).to_have_text("Too many people are watching already.")
