"""The state of every part of the speaker: `mien doctor`, and the health of a running speaker."""
