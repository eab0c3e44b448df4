"""Errors whose text is for the owner: one clear sentence that says what, where, and what to do."""


class MienError(Exception):
    """Something the owner can read and act on; every error of the project is one."""
