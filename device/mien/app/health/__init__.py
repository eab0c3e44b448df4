"""How every part of the speaker is: `mien doctor`, and the health of a running speaker."""
