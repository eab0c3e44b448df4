"""Describes voices: voice activity, log-mel, the voice network and its manifest."""
