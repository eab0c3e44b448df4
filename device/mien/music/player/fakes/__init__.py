"""A player that needs no MPD, for tests and development: it passes the contract tests of the real one."""
