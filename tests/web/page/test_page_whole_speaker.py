"""The page before the whole speaker: both processes, a real MPD, faces from the reel."""

import re
import shutil
import socket
import time
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from web.page.conftest import CHROMIUM
from web.page.owner_browser import go
from web.page.whole_speaker import WholeSpeaker

SOON = 60_000
pytestmark = [
    pytest.mark.skipif(shutil.which("mpd") is None, reason="apt-get install mpd: there is no player"),
    pytest.mark.skipif(CHROMIUM is None, reason="apt-get install chromium: there is no browser"),
]
FELT = re.compile("Happy|Sad|Angry|Neutral|Surprised")


@pytest.fixture(scope="module")
def speaker(tmp_path_factory: pytest.TempPathFactory) -> Generator[WholeSpeaker]:
    """Return a speaker that is on."""
    whole = WholeSpeaker(tmp_path_factory.mktemp("w"))
    yield whole
    whole.end()


@pytest.fixture(scope="module")
def paired(speaker: WholeSpeaker, chromium: Browser) -> BrowserContext:
    """Return a browser that was paired as an owner pairs it from the machine."""
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", service_workers="block"
    )
    page = phone.new_page()
    arrive(speaker, page)
    page.get_by_role("button", name="Pair this browser").click()
    expect(page.get_by_role("status")).to_contain_text("hold the pair button")
    speaker.mien("pair")
    page.get_by_role("button", name="I understand").click(timeout=SOON)
    page.close()
    return phone


@pytest.fixture
def page(speaker: WholeSpeaker, paired: BrowserContext) -> Generator[Page]:
    """Return its page."""
    shown = paired.new_page()
    arrive(speaker, shown)
    expect(shown.locator("#mood-word")).to_have_text(FELT, timeout=SOON)
    yield shown
    shown.close()


def arrive(speaker: WholeSpeaker, page: Page) -> None:
    """Open the page of a speaker that may still be starting."""
    for _ in range(100):
        try:
            page.goto(speaker.url)
        except Exception:  # noqa: BLE001  the browser has many words for "nobody is there"
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the page did not come up: {speaker.log}")


def test_the_face_on_the_reel_is_on_the_page_and_its_music_plays(page: Page) -> None:
    first = page.locator("#mood-word").inner_text()
    expect(page.locator("#song-title")).not_to_have_text(re.compile("^(…|Nothing is playing)$"), timeout=SOON)
    expect(page.locator("#why")).to_have_text(re.compile(r"\w+.*\."))
    expect(page.locator("#wanted li")).not_to_have_count(0)

    expect(page.locator("#mood-word")).not_to_have_text(first, timeout=60_000)


def test_an_owner_overrules_it_and_other_music_plays_at_once(page: Page) -> None:
    page.get_by_role("button", name=re.compile("wrong|Change|Choose a mood")).click()
    page.get_by_role("dialog").get_by_role("button", name="Angry").click()
    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#wanted li").first).to_have_text("rock")
    page.get_by_role("button", name="Back to automatic").click()

    expect(page.get_by_role("button", name="Back to automatic")).to_be_hidden()


def test_what_another_client_stopped_plays_on_by_one_press(speaker: WholeSpeaker, page: Page) -> None:
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=SOON)
    speaker.mpc("stop")
    expect(page.locator("#remaining")).to_have_text("")
    page.get_by_role("button", name="Play", exact=True).click()

    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=SOON)
    expect(page.locator("#remaining")).to_have_text(re.compile(r"0:0\d"))
    assert speaker.mpd_state() == "play"


def test_skip_plays_another_song_and_undo_brings_the_first_back(page: Page) -> None:
    # Songs last six seconds. One that has only just begun has most of them left when it is brought back.
    expect(page.locator("#song-title")).not_to_have_text(
        page.locator("#song-title").inner_text(), timeout=SOON
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    first = page.locator("#song-title").inner_text()
    page.get_by_role("button", name="Skip this song").click()
    expect(page.locator("#song-title")).not_to_have_text(first)
    page.get_by_role("button", name="Undo skip").click()

    expect(page.locator("#song-title")).to_have_text(first)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()  # a skip plays on


def test_the_live_view_shows_what_the_eye_sees(page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_have_attribute("data-pictures", re.compile(r"^\d\d"), timeout=SOON)

    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#watched")).to_be_hidden()


def test_rules_are_previewed_and_the_defaults_restored(page: Page) -> None:
    go(page, "Rules")
    page.get_by_text("Edit as text").click()
    expect(page.locator("#preview li")).not_to_have_count(0)
    rules = page.get_by_role("textbox", name="Rules as TOML")
    rules.fill(rules.input_value() + "\nthis is not a rule\n")
    expect(page.locator("#mistakes")).to_contain_text("line", ignore_case=True)
    page.get_by_role("button", name="Restore defaults").click()

    expect(page.locator("#mistakes")).to_be_hidden()


def test_ten_thousand_connections_are_shed_while_the_music_plays_on_and_the_page_answers(
    speaker: WholeSpeaker, page: Page
) -> None:
    """Two neighbours open them, 500 at a time: more at once the test's own files would not allow."""
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    shed = 0
    for batch in range(20):
        with speaker.crowd(500, f"127.0.0.{2 + batch % 2}") as lines:
            assert page.evaluate("fetch('/api/v1/now').then(answer => answer.status)") == 200
            shed += eventually_hung_up(lines, at_least=400)
            assert speaker.open_files < 400

    assert shed >= 8000
    assert speaker.mpd_state() == "play"
    before = page.locator("#song-title").inner_text()
    expect(page.locator("#song-title")).not_to_have_text(before, timeout=SOON)  # songs last six seconds


def eventually_hung_up(lines: list[socket.socket], at_least: int) -> int:
    """Return how many of the lines the other side ended, once there are that many."""
    count = 0
    for _ in range(200):
        count = sum(hung_up(line) for line in lines)
        if count >= at_least:
            return count
        time.sleep(0.05)
    pytest.fail(f"only {count} of {len(lines)} connections were shed")


def hung_up(line: socket.socket) -> bool:
    """Return whether the other side has ended this line."""
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_when_mpd_dies_the_page_says_so_and_when_it_is_back_it_plays_on(
    speaker: WholeSpeaker, page: Page
) -> None:
    speaker.kill_mpd()
    expect(page.get_by_role("button", name="Skip this song")).to_be_disabled(timeout=SOON)
    speaker.start_mpd()

    expect(page.get_by_role("button", name="Skip this song")).to_be_enabled(timeout=SOON)


def test_the_page_survives_a_restart_of_the_speaker(speaker: WholeSpeaker, page: Page) -> None:
    speaker.stop()
    expect(page.locator("#away")).to_be_visible()
    speaker.start()

    expect(page.locator("#away")).to_be_hidden(timeout=SOON)
    expect(page.locator("#mood-word")).to_have_text(FELT, timeout=SOON)


def test_no_setting_the_speaker_offers_is_strange_to_the_page(page: Page) -> None:
    go(page, "Settings")
    expect(page.locator("#groups .setting")).not_to_have_count(0)
    page.get_by_label("Whose mood counts").select_option("average")
    page.reload()

    expect(page.get_by_label("Whose mood counts")).to_have_value("average")
    expect(page.locator("#parts li")).not_to_have_count(0, timeout=SOON)


def test_how_music_gives_way_to_people_and_noise_is_set_on_the_page(
    speaker: WholeSpeaker, page: Page
) -> None:
    go(page, "Settings")
    page.get_by_label("Lower the music while people talk").fill("12")
    expect(page.locator("output[for='set-ear.duck']")).to_have_text("12 dB")
    with page.expect_response("**/settings/ear.follow_noise"):  # a reload would cut it off
        page.get_by_label("Volume follows the noise in the room").select_option("20 to 60 %")
    page.reload()

    expect(page.get_by_label("Lower the music while people talk")).to_have_value("12")
    expect(page.get_by_label("Volume follows the noise in the room")).to_have_value("20-60")
    kept = speaker.settings_of_the_page()
    assert kept["ear"] == {"duck": 12, "follow_noise": [20, 60]}
