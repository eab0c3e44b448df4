"""The page of a whole speaker, asked by a browser of ours."""

from typing import Any

import httpx

from whole.conftest import wait_for


def now(guest: httpx.Client, part: str, what: str) -> Any:
    """Return `what` of a part of how things stand."""
    return guest.get("/api/v1/now").json()[part][what]


def song(guest: httpx.Client) -> dict[str, Any]:
    """Wait for a song of ours on the page; return it."""
    found: dict[str, Any] = wait_for(lambda: now(guest, "music", "playing"), 60, "a song on the page", 0.3)
    return found


def wait_for_a_face(guest: httpx.Client) -> None:
    wait_for(lambda: now(guest, "mood", "faces"), 40, "a face on the page", 0.3)
