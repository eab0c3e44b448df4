"""What the room feels: pure decisions, without clock, files, network or numpy."""
