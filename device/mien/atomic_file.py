"""Writes files that a pulled plug cannot halve: the settings, the rules, the paired browsers, the diary."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Put `text` where `file` is, so that a power cut leaves the old or the new."""
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
