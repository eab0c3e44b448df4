"""Checks whether a JPEG or PNG is complete: OpenCV silently fills missing parts with grey.

It follows the structure of the file, since neither end of the file is enough: phones append a video to the
picture and put a thumbnail before it, and both may contain any bytes.
"""

import re

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_END = 0xD9
# All markers but those without a length: a stuffed zero, TEM, restarts, start of image, padding.
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")


def is_complete(content: bytes) -> bool:
    """Return whether the picture in `content` is complete; True for formats other than JPEG and PNG."""
    if content.startswith(_JPEG):
        return _jpeg_ends(content)
    return _png_ends(content) if content.startswith(_PNG) else True


def _jpeg_ends(content: bytes) -> bool:
    """Skip each segment by its length, and the pixels after a scan header up to the next marker."""
    at = len(_JPEG)
    while found := _MARKER.search(content, at):
        if found[1][0] == _END:
            return True
        at = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2], "big"))
    return False


def _png_ends(content: bytes) -> bool:
    """Skip the chunks (length, name, data, checksum) up to the last one, IEND."""
    at = len(_PNG)
    while (name := content[at + 4 : at + 8]) and name != b"IEND":
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return at + 12 <= len(content)
