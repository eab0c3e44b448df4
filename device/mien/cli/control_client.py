"""Commands that ask the speaker on the same machine: pair, explain and record."""

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from mien.cli.replay import record
from mien.ipc.control import ControlError, ask_speaker, glances_of_speaker


def pair(out: TextIO) -> int:
    """Let the next browser pair; raises `ControlError` when no speaker is running or its page is off."""
    answer = ask_speaker("pair", os.environ)
    if not answer["on"]:
        raise ControlError("the page is off; set [web] on = true and restart the speaker")
    port = answer["port"]
    out.write(
        f"The next browser within {answer['open_for']:.0f} seconds is paired. Open one of:\n"
        f"  http://{socket.gethostname()}.local:{port}   or, on this machine,   http://localhost:{port}\n"
    )
    return 0


def explain(*, as_json: bool, out: TextIO) -> int:
    """Show why the current song plays, in a sentence and in numbers; raises `ControlError`."""
    answer = ask_speaker("explain", os.environ)
    out.write(json.dumps(answer) + "\n" if as_json else _in_words(answer))
    return 0


def _in_words(answer: Mapping[str, Any]) -> str:
    if answer["song"] is None:
        return "Nothing is playing.\n"
    name = answer["title"] or answer["song"]
    by = f" by {answer['artist']}" if answer["artist"] else ""
    if not answer["ours"]:
        return f"{name}{by}: you queued it yourself.\n"
    row = "  {criterion:<16} weight {weight:.2f}  value {value:.2f}  {phrase}\n"
    return f"{name}{by}: {answer['why']}\n" + "".join(row.format(**reason) for reason in answer["reasons"])


def record_to(file: Path, out: TextIO) -> int:
    """Write the speaker's glances to `file` until it ends or you stop it; raises `ControlError`."""
    asyncio.run(record(glances_of_speaker(os.environ), file, out))
    return 0
