"""The player behind a protocol, and MPD as that player."""
