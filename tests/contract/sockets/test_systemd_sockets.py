"""systemd's own ends of the line: a notify socket and a journal stream, real ones."""

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mien.health.journal import is_journal, log_handler
from mien.health.notify import Notify


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen where NOTIFY_SOCKET points, as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def test_systemd_hears_ready_status_watchdog_and_stopping(manager: socket.socket) -> None:
    notify = Notify()
    notify.ready("Looking and listening")
    notify.status("Happy: Sunny Road by The Porch")
    notify.alive()
    notify.stopping()

    assert [manager.recv(1000).decode() for _ in range(4)] == [
        "READY=1\nSTATUS=Looking and listening",
        "STATUS=Happy: Sunny Road by The Porch",
        "WATCHDOG=1",
        "STOPPING=1",
    ]


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)

    Notify().ready("Looking and listening")


def test_a_message_reaches_the_journal_with_its_fields(tmp_path: Path) -> None:
    sent: list[tuple[str, dict[str, Any]]] = []
    with (tmp_path / "stderr").open("w") as stream:
        status = os.fstat(stream.fileno())
        here = {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
        handler = log_handler("mien", stream, here, send=lambda text, **fields: sent.append((text, fields)))
    made = logging.LogRecord("mien.app", logging.WARNING, "app.py", 3, "The mood is %s.", ("sad",), None)
    made.__dict__["MIEN_MOOD"] = "sad"
    handler.handle(made)

    ((text, fields),) = sent
    assert text == "The mood is sad."
    assert fields["MIEN_MOOD"] == "sad"
    assert fields["SYSLOG_IDENTIFIER"] == "mien"
    assert fields["PRIORITY"] == "4"
    assert set(fields) <= {
        *("MIEN_MOOD", "SYSLOG_IDENTIFIER", "PRIORITY", "LOGGER", "CODE_ARGS"),
        *("CODE_FILE", "CODE_LINE", "CODE_FUNC", "THREAD_NAME", "PROCESS_NAME"),
    }


def test_a_redirected_stream_is_not_the_journal(tmp_path: Path) -> None:
    with (tmp_path / "one").open("w") as one, (tmp_path / "other").open("w") as other:
        status = os.fstat(one.fileno())

        assert is_journal(one, f"{status.st_dev}:{status.st_ino}")
        assert not is_journal(other, f"{status.st_dev}:{status.st_ino}")
