"""Errors whose text is for the owner: one clear sentence that says what, where, and what to do."""


class MienError(Exception):
    """An error that the owner can read and act on; every error of the project is one."""


def as_sentence(text: object) -> str:
    """Return `text` with a full stop, unless it already ends like a sentence, as a question does."""
    plain = str(text).rstrip()
    return plain if plain.endswith((".", "?", "!", "…")) else f"{plain}."


def reason(bad: Exception) -> str:
    """Return why something failed, for the owner: the system's message without error number and file."""
    return bad.strerror or str(bad) if isinstance(bad, OSError) else str(bad)
