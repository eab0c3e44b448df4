"""Reads "host:port" of an MQTT broker."""

import re

_BROKER = re.compile(r"(?P<host>\[[0-9A-Za-z:.%]+\]|[^\s:/\[\]@]+)(:(?P<port>\d{1,5}))?")


def broker_parts(broker: str) -> tuple[str, int | None] | None:
    """Return host and port of "host:port", port None if there is none; None if the text is neither."""
    found = _BROKER.fullmatch(broker)
    if found is None or not 0 < int(found["port"] or 1) <= 65_535:
        return None
    return found["host"].strip("[]"), int(found["port"]) if found["port"] else None
