"""The command line."""

import sys

from mien.cli.parser import parser
from mien.errors import MienError


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; return its exit status."""
    asked = parser().parse_args(arguments)
    try:
        return int(asked.do(asked))
    except MienError as trouble:
        print(f"mien: {trouble}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `mien look ... | head`
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
