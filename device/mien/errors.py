"""The family of errors whose text is meant for the owner: one clear sentence, what, where, what to do."""


class MienError(Exception):
    """Something the owner can read and act on; every error of the project is one."""
