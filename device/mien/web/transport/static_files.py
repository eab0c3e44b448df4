"""The page's own files, read once into memory.

A path is looked up in a dictionary, never on the disk, so there is nothing to climb out of.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from mien.web.transport.lean import lean

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
_LEAN = (".js", ".css", ".html", ".webmanifest")


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
    if file.suffix in _LEAN:
        plain = lean(file.suffix, plain.decode()).encode()
    packed = gzip.compress(plain, mtime=0) if len(plain) > _WORTH_PACKING and file.suffix != ".png" else b""
    return StaticFile(_KINDS[file.suffix], plain, packed, f'"{hashlib.sha256(plain).hexdigest()[:16]}"')


def static_response(file: StaticFile, request: Request) -> Response:
    """Return the file, or 304 if the browser has it: it asks every time, so its copy is never stale."""
    headers = {"ETag": file.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)
