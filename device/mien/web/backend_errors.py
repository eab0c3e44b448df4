"""Why the speaker does not do what the page asks for."""

from mien.errors import MienError


class RefusedError(MienError):
    """The speaker can't do what was asked; says why in one sentence for the owner."""


class MissingError(RefusedError):
    """What was asked for isn't there: a song, a playlist, an entry of the queue."""


class ConflictError(RefusedError):
    """Somebody else changed it in the meantime."""
