"""Decodes a music file with ffmpeg, which reads everything that MPD reads, from MP3 to AAC.

A file may be damaged or hostile. So ffmpeg is a process of its own, with limits on its memory, its time and
what it writes; it opens local files only.
"""

import subprocess
from pathlib import Path

import numpy as np

from mien.errors import MienError
from mien.music.audio.features import RATE, Samples
from mien.types import Seconds

LONGEST: Seconds = 120.0
"""How much of a song is analysed, from its middle."""
_PATIENCE: Seconds = 60.0
"""Wall-clock time, enough for a busy Pi reading from a slow share."""
_MOST_PROCESSOR, _MOST_MEMORY = 20, 512 << 20  # seconds; bytes of addresses, of which it uses a tenth
_PROBE: Seconds = 15.0
_LIMITED = ("prlimit", f"--cpu={_MOST_PROCESSOR}", f"--as={_MOST_MEMORY}", "--core=0", "--fsize=0")
_CAREFUL = ("-v", "error", "-protocol_whitelist", "file")


class DecodeError(MienError):
    """A file can't be decoded; says why."""


def samples_of(path: Path) -> Samples:
    """Return the middle of a file, mono, at features.RATE.

    Raises:
        DecodeError: it isn't music that can be read, or reading it takes too long or too much memory.
    """
    begin = max(0.0, (_duration(path) - LONGEST) / 2)
    source = (*(("-ss", f"{begin:.2f}") if begin else ()), "-i", f"file:{path}", "-map", "0:a:0")
    sink = ("-t", f"{LONGEST:g}", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-bitexact", "pipe:1")
    raw = _output(path, ("ffmpeg", *_CAREFUL, "-nostdin", "-threads", "1", *source, *sink), _PATIENCE)
    samples: Samples = np.frombuffer(raw, "<i2", len(raw) // 2).astype(np.float32)
    samples *= np.float32(1 / 32768)
    if not len(samples):
        raise DecodeError(f"{path.name} has no sound in it")
    return samples


def _duration(path: Path) -> Seconds:
    """Return the duration in the file's header; 0 without one."""
    asked = ("-show_entries", "format=duration", "-of", "csv=p=0", f"file:{path}")
    said = _output(path, ("ffprobe", *_CAREFUL, *asked), _PROBE)
    try:
        return float(said)
    except ValueError:
        return 0.0


def _output(path: Path, command: tuple[str, ...], patience: Seconds) -> bytes:
    try:
        done = subprocess.run(
            (*_LIMITED, *command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            check=False,
        )
    except FileNotFoundError as low:
        raise DecodeError("ffmpeg isn't installed") from low
    except subprocess.TimeoutExpired as low:
        raise DecodeError(f"{path.name} can't be read: it took over {patience:g} seconds") from low
    if done.returncode:
        raise DecodeError(f"{path.name} can't be read: {_reason(done)}")
    return done.stdout


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the last line that ffmpeg wrote, usually the most informative one."""
    if done.returncode < 0:
        return "reading it needed too much time or memory"
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].strip()[-200:] if lines else f"ffmpeg ended with {done.returncode}"
