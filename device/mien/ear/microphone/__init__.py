"""Where sound comes from: a sound card, or recordings."""
