"""Process 1: the one that sees. No network, nothing written; pixels live and die here."""
