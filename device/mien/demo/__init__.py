"""The demo: an invented room, person and music library, and a private MPD to play the songs."""
