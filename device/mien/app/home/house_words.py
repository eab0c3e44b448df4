"""The page's sentences about the house: the connection, and what to enter where. Pure."""

from mien.config.settings import HomeConfig
from mien.types import Seconds

_HERE = ("localhost", "127.0.0.1", "::1")


def how_it_is(home: HomeConfig, problem: str, connected_for: Seconds | None) -> str:
    """Return the state of the connection as a sentence."""
    if not home.on:
        return "Off."
    if problem:
        return problem
    broker = f"{home.broker}{f' as {home.user}' if home.user else ''}{', encrypted' if home.tls_ca else ''}"
    if connected_for is None:
        return f"Connecting to {broker}…"
    return f"Connected to {broker}, {_duration(connected_for)}."


def what_to_do(home: HomeConfig, name: str, address: str) -> str:
    """Return what to enter in Home Assistant. `address`: this machine's, for a broker that runs on it."""
    host, port = home.host_and_port
    broker = f"{address if host in _HERE and address else host}, port {port}"
    place = f", in {home.area}" if home.area else ""
    return (
        f"In Home Assistant: Settings, Devices & services, Add integration, MQTT; broker {broker}. "
        f"“{name}” then appears by itself{place}. Its name, room, account and encryption are set under "
        "[home] in the speaker's settings file."
    )


def _duration(seconds: Seconds) -> str:
    if seconds < 90:
        return "just now"
    if seconds < 5400:
        return f"for {round(seconds / 60)} min"
    hours = round(seconds / 3600)
    return f"for {hours} h" if hours < 48 else f"for {round(hours / 24)} days"
