"""Rate limits: a token bucket per key. Nothing but the buckets changes; the time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from mien.types import Seconds

_MOST_KEYS = 1024


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests are allowed."""

    burst: float
    """At once."""
    each_second: float
    """In the long run."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The rates for each kind of request."""

    stranger: Rate = Rate(40, 5)
    """From an address without a paired browser."""
    asking: Rate = Rate(10, 2)
    """From an address that asks to be paired."""
    paired: Rate = Rate(120, 40)
    """From a paired browser, reading."""
    changes: Rate = Rate(40, 10)
    """From a paired browser, changing something."""
    searches: Rate = Rate(20, 6)
    """From a paired browser, searching: as fast as people type, for a search of a large library is work."""


DEFAULT_RATE_LIMITS = RateLimits()


class Buckets:
    """One bucket per key. When there are too many keys, the one unused for longest is dropped."""

    def __init__(self, rate: Rate, most_keys: int = _MOST_KEYS) -> None:
        self._rate = rate
        self._most_keys = most_keys
        self._buckets: OrderedDict[str, tuple[float, Seconds]] = OrderedDict()

    def wait(self, key: str, at: Seconds) -> Seconds:
        """Take a token and return 0, or return how long to wait for one."""
        level, before = self._buckets.pop(key, (self._rate.burst, at))
        level = min(self._rate.burst, level + max(0.0, at - before) * self._rate.each_second)
        lacking = max(0.0, 1.0 - level)
        self._buckets[key] = (level if lacking else level - 1.0, at)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return lacking / self._rate.each_second


def client_key(address: str) -> str:
    """Return what to count `address` under: with IPv6 one household, or one attacker, has a whole /64."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return str(parsed)
