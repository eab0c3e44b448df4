"""Errors whose text is for the owner: one clear sentence that says what, where, and what to do."""


class MienError(Exception):
    """Something the owner can read and act on; every error of the project is one."""


def as_sentence(text: object) -> str:
    """Return `text` with its full stop, unless it ends as a sentence already: it may be a question."""
    plain = str(text).rstrip()
    return plain if plain.endswith((".", "?", "!", "…")) else f"{plain}."


def reason(bad: Exception) -> str:
    """Return why something failed, for the owner: what the system says, without its number and its file."""
    return bad.strerror or str(bad) if isinstance(bad, OSError) else str(bad)
