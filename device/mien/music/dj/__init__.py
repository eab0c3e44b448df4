"""Keeps the player's queue filled for the mood, follows the library, reports problems."""
