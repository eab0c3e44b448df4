"""The addresses at which a browser finds the page, also for a speaker that listens on every interface."""

import contextlib
import ipaddress
import socket

# Nothing is sent there: a datagram socket that is connected knows which of its addresses it would use.
_FAR_AWAY = (("192.0.2.1", 9), ("2001:db8::1", 9))


def addresses_of(host: str, port: int, *, is_tls: bool = False) -> tuple[str, ...]:
    """Return the addresses that can be opened of a page that listens at `host`, the first the best."""
    hosts = _own_hosts() if _is_everywhere(host) else (host,)
    scheme, usual = ("https", 443) if is_tls else ("http", 80)
    end = "" if port == usual else f":{port}"
    return tuple(f"{scheme}://{f'[{one}]' if ':' in one else one}{end}" for one in hosts)


def _is_everywhere(host: str) -> bool:
    """Return whether `host` stands for every address of the machine, as 0.0.0.0 does."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _own_hosts() -> tuple[str, ...]:
    """Return the machine's name on the local network, and the address others reach it by if it has one."""
    name = socket.gethostname().split(".", maxsplit=1)[0]
    named = () if name == "localhost" else (f"{name}.local",)
    return (*named, own_address() or "localhost")


def own_address() -> str:
    """Return the address by which others reach this machine, "" without a network."""
    return next((address for address in map(_source_address, _FAR_AWAY) if address), "")


def _source_address(to: tuple[str, int]) -> str:
    family = socket.AF_INET6 if ":" in to[0] else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as line:
        line.connect(to)
        return str(line.getsockname()[0])
    return ""
