"""The mood of the room and what follows from it: pure decisions, without clock, files, network or numpy."""
