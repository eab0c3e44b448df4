"""Mien: the speaker that reads the room.

The eye (its own process): camera -> faces -> emotion -> Glance, over a UNIX socket. Pixels stay there.
The speaker: every event -> mood.session.step() -> wishes -> music, ring, page. It cannot see.
"""

__version__ = "0.1.0"
