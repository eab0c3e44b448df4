"""What carries glances from the eye to the speaker: the socket's near end, and the eye as a child."""
