"""The page's own files, read once into memory.

A path is looked up in a dictionary, never on the disk, so there is nothing to climb out of.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parents[1] / "static"

_KINDS: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
_WORTH_PACKING = 300
_SPARE: Mapping[str, re.Pattern[str]] = {
    ".js": re.compile(r"^[ \t]*//.*\n|^[ \t]+|^\n", re.MULTILINE),
    ".css": re.compile(r"^[ \t]+|/\*.*?\*/|(?<=[;:,{]) |;?\s+(?=[{}])|(?<=[;,{}])\n|^\n", re.MULTILINE),
    ".html": re.compile(
        r"(?<=>)\n\s*(?=</?(?:div|section|dialog|[ou]l|li|p|h[123])\b)|^[ \t]+|^\n", re.MULTILINE
    ),
}
"""What only those who read the source want: indentation, comments on lines of their own."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the page."""

    kind: str
    """Its media type."""
    plain: bytes
    """Its content."""
    packed: bytes
    """The same with gzip; empty if that isn't worth it."""
    tag: str
    """The ETag: changes with the content."""


def static_files(folder: Path = STATIC) -> Mapping[str, StaticFile]:
    """Return the files of the page by their paths below `folder`, such as "views/now.js"."""
    return {
        file.relative_to(folder).as_posix(): _static_file(file)
        for file in sorted(folder.rglob("*"))
        if file.suffix in _KINDS
    }


def _static_file(file: Path) -> StaticFile:
    plain = file.read_bytes()
    if file.suffix in _SPARE:
        plain = lean(file.suffix, plain.decode()).encode()
    packed = gzip.compress(plain, mtime=0) if len(plain) > _WORTH_PACKING and file.suffix != ".png" else b""
    return StaticFile(_KINDS[file.suffix], plain, packed, f'"{hashlib.sha256(plain).hexdigest()[:16]}"')


def lean(suffix: str, text: str) -> str:
    """Return a file of the page without what only those who read its source want: a tenth less to send."""
    return _SPARE[suffix].sub("", text)


def static_response(file: StaticFile, request: Request) -> Response:
    """Return the file, or 304 if the browser has it: it asks every time, so its copy is never stale."""
    headers = {"ETag": file.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)
