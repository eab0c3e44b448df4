"""Writes files that a power cut cannot leave half written."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Replace the contents of `file` by `text`; a power cut leaves either the old or the new file whole."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
