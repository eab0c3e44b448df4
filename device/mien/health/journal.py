"""Logging: to the journal, with fields, where systemd runs us; elsewhere as lines to stderr.

logger.info("The mood is %s now.", mood, extra={"MIEN_MOOD": mood, "MIEN_CONFIDENCE": 0.8})

journalctl -u mien MIEN_MOOD=sad                    # what an owner can search for
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

PLAIN = "%(levelname)s: %(message)s"  # no time: whatever collects the lines adds it

Sender = Callable[..., None]


def log_handler(
    name: str,
    stream: TextIO = sys.stderr,
    environment: Mapping[str, str] = os.environ,
    send: Sender | None = None,
) -> logging.Handler:
    """Return the handler for the root logger; `name` is the journal's SYSLOG_IDENTIFIER.

    JOURNAL_STREAM names the device and inode of the journal's own end; the lines belong there only if
    `stream` still is that one and was not redirected.
    """
    if is_journal(stream, environment.get("JOURNAL_STREAM", "")):
        try:
            return _journal_handler(name, send)
        except ImportError:  # the lines reach the journal anyway, but without fields
            pass
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(PLAIN))
    return handler


def is_journal(stream: TextIO, journal_stream: str) -> bool:
    """Return whether `stream` is connected to the journal that `journal_stream`, DEVICE:INODE, names."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):  # closed, or not a file at all
        return False
    return journal_stream == f"{status.st_dev}:{status.st_ino}"


def _journal_handler(name: str, send: Sender | None) -> logging.Handler:
    from systemd.journal import JournalHandler
    from systemd.journal import send as send_to_journal

    deliver = send_to_journal if send is None else send

    def tidy(message: str, /, **fields: Any) -> None:
        # systemd-python adds every attribute of Python's log record; keep the documented fields and ours.
        deliver(message, **{key: value for key, value in fields.items() if key.isupper()})

    handler: logging.Handler = JournalHandler(sender_function=tidy, SYSLOG_IDENTIFIER=name)
    return handler
