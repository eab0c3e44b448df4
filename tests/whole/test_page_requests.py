"""The page on the real speaker: paired at the machine, it shows the mood and the song, and overrules them."""

import signal
import time
from pathlib import Path

import httpx
import pytest

from whole.conftest import WholeSpeaker, genre_of, wait_for
from whole.page_state import now, song, wait_for_a_face


def test_the_page_shows_the_mood_the_song_and_why_and_skips_it(guest: httpx.Client) -> None:
    before = song(guest)
    assert before["why"]
    assert guest.post("/api/v1/skip").status_code < 300

    wait_for(lambda: song(guest)["title"] != before["title"], 10, "another song", 0.3)


def test_a_mood_chosen_on_the_page_is_played_at_once(speaker: WholeSpeaker, guest: httpx.Client) -> None:
    song(guest)
    assert guest.put("/api/v1/mood", json={"mood": "angry"}).status_code < 300

    wait_for(lambda: genre_of(speaker.playing()) in {"rock", "metal", "punk"}, 10, "angry music")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_speaker_that_ends_in_the_middle_of_a_fade_leaves_no_quiet_music(
    speaker: WholeSpeaker, guest: httpx.Client, end: signal.Signals
) -> None:
    song(guest)
    speaker.mpc("volume", "80")
    guest.put("/api/v1/mood", json={"mood": "angry"})
    wait_for(lambda: 0 <= speaker.volume() < 60, 10, "a fade", every=0.01)
    speaker.process.send_signal(end)
    speaker.process.wait(30)
    if end is signal.SIGKILL:
        assert speaker.volume() < 60
        speaker.process = speaker.start()

    wait_for(lambda: speaker.volume() == 80, 20 if end is signal.SIGKILL else 0.5, "the volume from before")


def test_an_eye_closed_on_the_page_sees_nothing_and_stays_closed(guest: httpx.Client) -> None:
    wait_for_a_face(guest)
    assert guest.post("/api/v1/eye/close").status_code < 300

    wait_for(lambda: not now(guest, "mood", "faces"), 5, "no face any more", 0.3)
    time.sleep(2)
    assert not now(guest, "mood", "faces")


def test_the_live_view_ends_when_nobody_watches(guest: httpx.Client) -> None:
    wait_for_a_face(guest)
    with guest.stream("GET", "/api/v1/live") as stream:
        seen = b""
        for chunk in stream.iter_bytes():
            seen += chunk
            if seen.count(b"\xff\xd8\xff") >= 3:
                break

    assert seen.count(b"\xff\xd8\xff") >= 3
    wait_for(lambda: now(guest, "state", "watching") == 0, 10, "nobody watching", 0.3)


def test_rules_edited_on_the_page_are_followed(speaker: WholeSpeaker, guest: httpx.Client) -> None:
    song(guest)
    text = '[happy.match]\ngenres = ["metal"]\nvalence = 0.0\narousal = 0.9\n'
    assert guest.put("/api/v1/rules", json={"text": text}).status_code < 300

    wait_for(lambda: genre_of(speaker.playing()) == "metal", 20, "metal for a happy face")
    speaker.restart()
    wait_for(lambda: speaker.log.count("The page is at") == 2, 20, "the page again")

    assert guest.get("/api/v1/rules").json()["text"] == text
    guest.put("/api/v1/mood", json={"mood": "sad"})
    guest.put("/api/v1/mood", json={"mood": "happy"})
    wait_for(lambda: genre_of(speaker.playing()) == "metal", 40, "metal again, after a restart")


def test_broken_rules_of_a_previous_run_are_ignored_and_logged(
    speaker: WholeSpeaker, guest: httpx.Client
) -> None:
    (Path(speaker.environment["STATE_DIRECTORY"]) / "rules.toml").write_text("[happy\n", encoding="utf-8")
    speaker.restart()
    wait_for(lambda: speaker.log.count("The page is at") == 2, 20, "the page again")

    shown = guest.get("/api/v1/rules").json()
    assert shown["text"] == shown["shipped"]
    assert "Ignoring the rules written on the page" in speaker.log


def test_an_eye_that_was_closed_stays_closed_over_a_restart(
    speaker: WholeSpeaker, guest: httpx.Client
) -> None:
    """Nobody is seen, not for a moment, until the button is pressed."""
    wait_for_a_face(guest)
    assert guest.post("/api/v1/eye/close").status_code < 300
    wait_for(lambda: now(guest, "state", "eye") == "closed", 10, "a closed eye")
    speaker.restart()
    wait_for(lambda: speaker.log.count("The page is at") == 2, 20, "the page again")
    wait_for(lambda: "The eye sees" in speaker.log.rsplit("The page is at", 1)[1], 20, "the eye's answer")

    assert now(guest, "state", "eye") == "closed"
    assert now(guest, "mood", "faces") == []


def test_the_health_page_names_every_part(guest: httpx.Client) -> None:
    wait_for_a_face(guest)
    parts = {part["name"]: part["state"] for part in guest.get("/api/v1/health").json()["parts"]}

    assert {"emotion model", "MPD", "music", "camera"} <= set(parts)
    assert set(parts.values()) == {"ok"}
