"""The library as arrays: songs, genres, mood tags, identity of songs and artists."""
