"""Texts and keys in a form that can be sent. Pure."""

import base64
import binascii


def plain_text(text: str) -> str:
    """Return text that can be sent: a file's name may hold invalid UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def cover_key(uri: str) -> str:
    """Return the key of a song's cover; "" if it can't have one, like a station."""
    if "://" in uri:
        return ""
    return base64.urlsafe_b64encode(uri.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def cover_uri(key: str) -> str:
    """Return the song that a key names, "" if it names none."""
    try:
        return base64.b64decode(key + "=" * (-len(key) % 4), "-_", validate=True).decode(
            "utf-8", "surrogatepass"
        )
    except (binascii.Error, ValueError):
        return ""
