"""The player's queue: what is in it, whose it is, and how it changes."""
