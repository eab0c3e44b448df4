"""What another app on the phone shared: words to search for, or the address of a stream. Untrusted. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_SEARCH = 100
_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_AUDIO = re.compile(r"\.(mp3|aac|ogg|oga|opus|flac|m4a)$|/;|/stream(/|$)", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(\||\bon (spotify|soundcloud|youtube|tidal|deezer|apple music)\b|- youtube$).*$", re.IGNORECASE
)
_APART = re.compile(r"\s+(by|–|—|-|·)\s+|[\"“”„«»]", re.IGNORECASE)  # noqa: RUF001  as titles are written


@dataclass(frozen=True, slots=True)
class SharedText:
    """What to do with it."""

    search: str
    """What to search the library for; "" for nothing."""
    stream: str
    """The stream to offer; "" for none."""


def shared_text(title: str, text: str, url: str) -> SharedText:
    """Return what was shared; apps fill the three fields in different ways."""
    links = _LINK.findall(f"{url} {text} {title}")
    stream = next((link for link in links if is_stream(link)), "")
    words = next(filter(None, map(_search_words, (title, text))), "")
    return SharedText("" if stream else words, stream)


def is_stream(link: str) -> bool:
    """Return whether an address looks like a stream rather than a page."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or not link.isprintable():
        return False
    is_bare = parts.path in {"", "/"} and port is not None and port >= 1024
    return is_bare or _AUDIO.search(parts.path) is not None


def _search_words(shared: str) -> str:
    """Return the words that name a song."""
    plain = " ".join(_LINK.sub(" ", shared).split())
    plain = _APART.sub(" ", _TAIL.sub("", plain))
    return "".join(c for c in " ".join(plain.split()) if c.isprintable())[:LONGEST_SEARCH].strip()
