"""Keeps the player's queue as the mood wants it: refills it, follows the library, reports problems."""
