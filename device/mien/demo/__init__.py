"""The demo: a room, a reel of faces and a record shelf, all made up, and a private MPD to play them."""
