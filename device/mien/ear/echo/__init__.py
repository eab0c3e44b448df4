"""Takes the speaker's own music out of what the microphone hears."""
