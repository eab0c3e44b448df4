"""From sound to what a voice is like: voice activity, log-mel, the voice network and its manifest."""
