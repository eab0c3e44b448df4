"""How often is too often: a bucket of tokens per key. Pure but for the buckets; the time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from mien.types import Seconds

_MOST_KEYS = 1024


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `each_second` in the long run."""

    burst: float
    each_second: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How often is too often: a stranger, a stranger who asks to come in, a paired browser, its changes."""

    stranger: Rate = Rate(40, 5)
    asking: Rate = Rate(10, 2)
    paired: Rate = Rate(120, 40)
    changes: Rate = Rate(40, 10)


USUAL_RATES = Rates()


class Buckets:
    """One bucket per key. When there are too many keys, the longest unused is forgotten."""

    def __init__(self, rate: Rate, most_keys: int = _MOST_KEYS) -> None:
        self._rate = rate
        self._most_keys = most_keys
        self._buckets: OrderedDict[str, tuple[float, Seconds]] = OrderedDict()

    def wait(self, key: str, at: Seconds) -> Seconds:
        """Take a token and return 0; or return how long to wait until there is one."""
        level, before = self._buckets.pop(key, (self._rate.burst, at))
        level = min(self._rate.burst, level + max(0.0, at - before) * self._rate.each_second)
        lacking = max(0.0, 1.0 - level)
        self._buckets[key] = (level if lacking else level - 1.0, at)
        if len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)
        return lacking / self._rate.each_second


def neighbour(address: str) -> str:
    """Return whom to count `address` as: IPv6 hands out a whole /64 to one household or attacker."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return str(parsed)
