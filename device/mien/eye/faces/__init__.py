"""Finding faces, tracking them, and judging how well they can be read."""
