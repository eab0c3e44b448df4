"""What sounds alike: songs like a song, the way from one to another, what an owner may like. Pure."""
