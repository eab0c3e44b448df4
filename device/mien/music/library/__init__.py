"""What songs there are: genres, mood tags, identity of songs and artists, and the library as arrays."""
