"""The other speakers in the house, as reported by multicast DNS. Untrusted. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mien.home.speaker import text

SERVICE = "_mien._tcp"
MOST_SPEAKERS = 32
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9-]{1,63}){0,4}")
_ESCAPE = re.compile(rb"\\(\d{3}|.)")
_TXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FOUND, _GONE = "=", "-"
_BROWSED = 6
"""Fields of a line about an entry: what happened, interface, protocol, name, type, domain."""
_RESOLVED = 10
"""And host, address, port, text records, once it is resolved."""


@dataclass(frozen=True, slots=True)
class OtherSpeaker:
    """Another speaker."""

    name: str
    """Its name for the owner."""
    place: str
    """Its room; "" if unknown."""
    page: str
    """The address of its page."""


@dataclass(frozen=True, slots=True)
class SpeakersFound:
    """The speakers that answer, by interface, protocol and name, as `avahi-browse --parsable` lists them."""

    own: str
    """This speaker's own id, to leave it out."""
    entries: Mapping[tuple[str, str, str], OtherSpeaker] = field(default_factory=dict)
    """Speakers, one entry for each way to reach them."""

    def after(self, line: str) -> "SpeakersFound":
        """Return the speakers that answer after this line was printed."""
        fields = line.rstrip("\n").split(";")
        key = (fields[1], fields[2], fields[3]) if len(fields) >= _BROWSED else None
        if key is None:
            return self
        entries = dict(self.entries)
        if fields[0] == _GONE:
            entries.pop(key, None)
        elif (
            fields[0] == _FOUND
            and (found := self._speaker(fields)) is not None
            and len(entries) < 4 * MOST_SPEAKERS
        ):
            entries[key] = found
        return SpeakersFound(self.own, entries)

    @property
    def speakers(self) -> tuple[OtherSpeaker, ...]:
        """The other speakers, by name."""
        return tuple(sorted(set(self.entries.values()), key=_order))[:MOST_SPEAKERS]

    def _speaker(self, fields: list[str]) -> OtherSpeaker | None:
        """Return the speaker that a resolved entry describes; None if it isn't one, or is this one."""
        if len(fields) < _RESOLVED or not _HOST.fullmatch(fields[6]):
            return None
        about = _about(";".join(fields[9:]))
        port = fields[8]
        if about.get("id") == self.own or not re.fullmatch(r"\d{1,5}", port) or not 0 < int(port) <= 65_535:
            return None
        scheme, usual = ("https", "443") if about.get("tls") == "1" else ("http", "80")
        page = f"{scheme}://{fields[6]}{'' if port == usual else f':{port}'}/"
        return OtherSpeaker(_name(fields[3]), text(about.get("place", "")), page)


def published(name: str, port: int, about: Mapping[str, str]) -> tuple[str, ...]:
    """Return the arguments of `avahi-publish-service` for a speaker."""
    return (_no_option(name), SERVICE, str(port), *(f"{key}={value}"[:255] for key, value in about.items()))


def _no_option(name: str) -> str:
    """Return a name that can't be mistaken for an option and is short enough for DNS."""
    return name.lstrip("-").encode()[:63].decode(errors="ignore") or "Mien"


def _order(speaker: OtherSpeaker) -> tuple[str, str, str]:
    return speaker.name.casefold(), speaker.place, speaker.page


def _name(escaped: str) -> str:
    return text(_unescaped(escaped))[:63]


def _about(printed: str) -> Mapping[str, str]:
    """Return the text records, "key=value" each."""
    pairs: Iterable[str] = (_unescaped(each) for each in _TXT.findall(printed))
    return {key: value[:100] for key, _, value in (pair.partition("=") for pair in pairs)}


def _unescaped(printed: str) -> str:
    """Return what avahi writes with a backslash and three digits for the bytes that are not plain."""

    def byte(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said) & 0xFF]) if said.isdigit() else said

    return _ESCAPE.sub(byte, printed.encode()).decode(errors="replace")
