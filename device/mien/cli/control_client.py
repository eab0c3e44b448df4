"""Commands that ask the speaker on the same machine: pair, explain, status, open, close and record."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from mien.cli.replay import record
from mien.ipc.control import ControlError, NoSpeakerError, ask_speaker, glances_of_speaker


def pair(out: TextIO) -> int:
    """Let the next browser pair; raises `ControlError` when no speaker is running or its page is off."""
    answer = ask_speaker("pair", os.environ)
    if not answer["on"]:
        raise ControlError("the page is off; set [web] on = true and restart the speaker")
    out.write(f"The next browser within {answer['open_for']:.0f} seconds is paired. Open one of:\n")
    out.writelines(f"  {address}\n" for address in answer["addresses"])
    return 0


def explain(*, as_json: bool, out: TextIO) -> int:
    """Show why the current song plays, in a sentence and in numbers; raises `ControlError`."""
    answer = ask_speaker("explain", os.environ)
    out.write(json.dumps(answer) + "\n" if as_json else _in_words(answer))
    return 0


def open_camera(out: TextIO) -> int:
    """Turn the camera on; raises `ControlError` where only a button may."""
    ask_speaker("open", os.environ)
    out.write("The camera is on.\n")
    return 0


def close_camera(out: TextIO) -> int:
    """Turn the camera off; raises `ControlError`."""
    answer = ask_speaker("close", os.environ)
    out.write(f"The camera is off; {answer['how_to_open']}.\n")
    return 0


def forget_at_speaker() -> int | None:
    """Have a running speaker forget likes and skips; return for how many songs, None without a speaker."""
    try:
        return int(ask_speaker("forget", os.environ)["songs"])
    except NoSpeakerError:
        return None


def status(*, as_json: bool, out: TextIO) -> int:
    """Show the speaker's status; raises `ControlError`."""
    answer = ask_speaker("status", os.environ)
    out.write(json.dumps(answer) + "\n" if as_json else "".join(f"{line}\n" for line in status_lines(answer)))
    return 0


def status_lines(status: Mapping[str, Any]) -> list[str]:
    """Return what `mien status` shows."""
    mood = f"{status['mood']}, chosen by hand" if status["by_owner"] else status["mood"]
    music = status["title"] or "nothing"
    if status["artist"]:
        music = f"{music} by {status['artist']}"
    lines = [f"Mood:    {mood} ({status['policy']})"]
    lines.append(f"Music:   {_PLAYER[status['player']].format(music)}")
    if guest := status["guest"]:
        lines.append(f"Guest:   {guest['name'] or 'somebody'} plays by {_BY[guest['player']]}")
    if status["volume"] is not None:
        limit = "" if status["volume_limit"] == 100 else f", at most {status['volume_limit']} % now"
        lines.append(f"Volume:  {status['volume']} %{limit}")
    if status["sleep_left"] is not None:
        lines.append(f"Sleep:   the music pauses in {max(1, round(status['sleep_left'] / 60.0))} min")
    lines.append(f"Camera:  {_CAMERA[status['camera']].format(status['how_to_open'])}")
    return lines + [f"Problem: {problem}" for problem in status["problems"]]


_PLAYER = {
    "play": "{}",
    "pause": "{}, paused",
    "stop": "stopped",
    "away": "can't reach the music player",
}
_BY = {"airplay": "AirPlay", "bluetooth": "Bluetooth"}
_CAMERA = {"open": "on", "closed": "off; {}", "gone": "unavailable"}


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
