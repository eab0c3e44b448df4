"""Similarity of songs: songs like a song, the path from one to another, what an owner may like. Pure."""
