"""The player's queue: its entries, whose they are, and how it changes."""
