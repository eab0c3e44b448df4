"""Finding faces, following them, and telling which can be read."""
