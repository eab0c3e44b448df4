"""A room with some history, to be read."""

import pytest

from mien.mood.emotion import Emotion
from web.local_server import LocalServer


@pytest.fixture
def at_home(server: LocalServer) -> LocalServer:
    """Return a server with some history."""
    for mood in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL, Emotion.HAPPY):
        server.skew += 120
        server.do(lambda mood=mood: server.backend.see(mood, 0.8))  # type: ignore[misc]
        server.do(server.backend.song_ends)
        server.do(server.broadcaster.look)
    return server
