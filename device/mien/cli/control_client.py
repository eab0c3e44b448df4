"""What somebody on the machine may ask of the speaker that runs there: let in, explain, record."""

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
    """Let the next browser in that asks; raises `ControlError` when no speaker runs or its page is off."""
    answer = ask_speaker("pair", os.environ)
    if not answer["on"]:
        raise ControlError("the page is off; set [web] on = true and start the speaker again")
    port = answer["port"]
    out.write(
        f"For {answer['open_for']:.0f} seconds the next browser that asks is let in. Open now:\n"
        f"  http://{socket.gethostname()}.local:{port}   or, on this machine,   http://localhost:{port}\n"
    )
    return 0


def explain(*, as_json: bool, out: TextIO) -> int:
    """Say why the song at hand plays, in a sentence and in numbers; raises `ControlError`."""
    answer = ask_speaker("explain", os.environ)
    out.write(json.dumps(answer) + "\n" if as_json else _in_words(answer))
    return 0


def _in_words(answer: Mapping[str, Any]) -> str:
    if answer["song"] is None:
        return "Nothing plays.\n"
    name = answer["title"] or answer["song"]
    by = f" by {answer['artist']}" if answer["artist"] else ""
    if not answer["ours"]:
        return f"{name}{by}: you queued it yourself.\n"
    row = "  {criterion:<16} weight {weight:.2f}  value {value:.2f}  {phrase}\n"
    return f"{name}{by}: {answer['why']}\n" + "".join(row.format(**reason) for reason in answer["reasons"])


def record_to(file: Path, out: TextIO) -> int:
    """Write the speaker's glances to `file` until it ends or is interrupted; raises `ControlError`."""
    asyncio.run(record(glances_of_speaker(os.environ), file, out))
    return 0
