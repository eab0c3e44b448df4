"""Reports on how the speaker is: to systemd, to the journal, and to `mien doctor`."""
