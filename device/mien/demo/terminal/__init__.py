"""The live terminal of the demo: what it draws, with which characters, and the key that ends it."""
