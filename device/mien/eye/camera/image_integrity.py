"""Tells whether a JPEG or PNG is there to its end: OpenCV fills what is missing with grey and says nothing.

The picture's own structure is walked, since neither of its ends says enough: phones put a film behind the
picture in the same file, and a small picture before it, and both may hold any bytes.
"""

import re

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_END = 0xD9
# Any but those that stand alone, with nothing behind them: a stuffed zero, TEM, restarts, a start, padding.
_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")


def is_whole(content: bytes) -> bool:
    """Tell whether the picture in `content` is there to its end; of other formats than JPEG and PNG, True."""
    if content.startswith(_JPEG):
        return _jpeg_ends(content)
    return _png_ends(content) if content.startswith(_PNG) else True


def _jpeg_ends(content: bytes) -> bool:
    """Follow the segments by their lengths, and the pixels after each scan's header up to the next marker."""
    at = len(_JPEG)
    while found := _MARKER.search(content, at):
        if found[1][0] == _END:
            return True
        at = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2], "big"))
    return False


def _png_ends(content: bytes) -> bool:
    """Follow the chunks (length, name, data, checksum) to the last, IEND."""
    at = len(_PNG)
    while (name := content[at + 4 : at + 8]) and name != b"IEND":
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return at + 12 <= len(content)
