"""The page as a player, on the whole speaker and a real MPD: what the owner does in an evening."""

import os
import subprocess
import sys
import time
from typing import Any

import httpx
import pytest

from whole.conftest import DEVICE, WholeSpeaker, wait_for
from whole.page_state import now, song


def queue(page: httpx.Client) -> list[dict[str, Any]]:
    """Return what comes after the current song."""
    told = page.get("/api/v1/queue", params={"count": 50}).json()
    return list(told["entries"][1:])


def forgotten(speaker: WholeSpeaker) -> str:
    """Forget at the machine; return what that prints."""
    config = speaker.folder / "config.toml"
    environment = {**os.environ, "PYTHONPATH": str(DEVICE), **speaker.environment}
    command = [sys.executable, "-m", "mien", "forget", "--config", str(config)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_song_is_found_queued_and_liked_and_other_apps_see_it(
    speaker: WholeSpeaker,
    guest: httpx.Client,
) -> None:
    playing = song(guest)
    assert playing["target"]
    assert playing["emotion"]
    found = guest.get("/api/v1/search", params={"q": "jazz", "count": 5}).json()["songs"]["songs"]
    wanted = found[0]["uri"]
    assert guest.post("/api/v1/queue", json={"uris": [wanted], "place": "next"}).json() == {"added": 1}
    assert (queue(guest)[0]["song"]["uri"], queue(guest)[0]["ours"]) == (wanted, False)
    assert wanted in speaker.mpc("-f", "%file%", "playlist").splitlines()

    assert guest.put("/api/v1/opinion", json={"uri": wanted, "opinion": "like"}).status_code < 300
    assert speaker.mpc("sticker", wanted, "get", "like").strip() == "like=2"
    opinions = guest.get("/api/v1/opinions").json()["opinions"]
    assert [(each["song"]["uri"], each["opinion"]) for each in opinions] == [(wanted, "like")]

    assert forgotten(speaker).startswith("Erased what was learnt about")
    assert guest.get("/api/v1/opinions").json()["opinions"] == [], "the speaker that runs knows it at once"
    assert all(each["ours"] for each in queue(guest) if each["song"]["uri"] != wanted)


def test_a_seek_by_the_page_or_by_another_app_shows_within_a_second(
    speaker: WholeSpeaker,
    guest: httpx.Client,
) -> None:
    song(guest)
    guest.put("/api/v1/paused", json={"paused": True})
    wait_for(lambda: now(guest, "music", "paused"), 10, "a pause")
    assert guest.put("/api/v1/position", json={"seconds": 2}).status_code < 300
    assert now(guest, "music", "playing")["elapsed"] == pytest.approx(2, abs=0.2)
    speaker.mpc("seek", "1")
    time.sleep(1)
    assert now(guest, "music", "playing")["elapsed"] == pytest.approx(1, abs=0.2)
    assert guest.put("/api/v1/position", json={"seconds": 500}).status_code == 409


def test_the_queue_is_saved_cleared_and_brought_back(
    speaker: WholeSpeaker,
    guest: httpx.Client,
) -> None:
    song(guest)
    assert guest.put("/api/v1/playlists/Evening", json={}).status_code < 300
    assert "Evening" in speaker.mpc("lsplaylists")
    assert guest.delete("/api/v1/queue").status_code < 300
    wait_for(lambda: [each["ours"] for each in queue(guest)] == [True] * 3, 10, "a queue of the mood's only")
    assert guest.post("/api/v1/queue", json={"playlist": "Evening", "place": "end"}).json()["added"] == 4
    assert guest.delete("/api/v1/playlists/Evening").status_code < 300


def test_a_music_player_that_is_gone_is_said_so_in_words(speaker: WholeSpeaker, guest: httpx.Client) -> None:
    song(guest)
    speaker.mpd_process.kill()
    wait_for(lambda: now(guest, "state", "player_away"), 20, "that MPD is gone")
    refused = guest.post("/api/v1/queue", json={"uris": ["x"], "place": "now"})

    assert refused.status_code in {404, 409}
    assert "Errno" not in str(guest.get("/api/v1/now").json()["state"]["troubles"])
