"""The command line."""

import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; return its exit status."""
    try:
        _forget_current_folder()
        _quieten_libraries()
        _use_one_thread()
        return _run(arguments)
    except BrokenPipeError:  # `mien look ... | head`
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:  # also while modules are still being imported
        return 130


def _run(arguments: list[str] | None) -> int:
    from mien.cli.parser import parser
    from mien.errors import MienError

    parsed = parser().parse_args(arguments)
    try:
        return int(parsed.do(parsed))
    except MienError as bad:
        print(f"mien: {bad}", file=sys.stderr)
        return 2


def _forget_current_folder() -> None:
    """Import nothing from the folder in which Mien was started: its `mpd.py` or `cv2.py` is not ours.

    `python -m` puts that folder first, and so does an empty entry of PYTHONPATH. A folder that holds Mien
    itself, as a checkout does, stays.
    """
    here = os.getcwd()  # noqa: PTH109  as the interpreter writes it
    if Path(__file__).parents[1] != Path(here):
        sys.path[:] = [entry for entry in sys.path if entry not in {"", ".", here}]


def _quieten_libraries() -> None:
    """Keep OpenCV's warnings off the terminal, unless somebody set these variables: our messages suffice."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


def _use_one_thread() -> None:
    """Multiply matrices on one thread, unless somebody set this variable: ours are small.

    OpenBLAS's threads spin while they wait for each other. On a machine with other work that made a choice
    of a song take 100 ms instead of 5.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


if __name__ == "__main__":
    sys.exit(main())
