"""Why the speaker refuses a request of the page."""

from mien.errors import MienError


class RefusedError(MienError):
    """The speaker can't do what was asked; says why in one sentence for the owner."""


class MissingError(RefusedError):
    """Something that a request names doesn't exist: a song, a playlist, an entry of the queue."""


class ConflictError(RefusedError):
    """Somebody else changed it in the meantime."""
