"""Reports the speaker's state: to systemd, to the journal, and to `mien doctor`."""
