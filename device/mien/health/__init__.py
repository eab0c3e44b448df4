"""How the speaker is: what systemd, the owner and a doctor are told."""
