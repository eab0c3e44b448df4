"""Caches a slow result, and computes it once for all who ask at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from mien.types import Seconds

T = TypeVar("T")


class AsyncCache(Generic[T]):
    """Calls `find_out`, and caches the result for `good_for` seconds; callers in between wait for it.

    An error is passed on but not cached: the next caller tries again.
    """

    def __init__(
        self, find_out: Callable[[], Awaitable[T]], clock: Callable[[], Seconds], good_for: Seconds
    ) -> None:
        self._find_out, self._clock, self._good_for = find_out, clock, good_for
        self._asking: asyncio.Future[T] | None = None
        self._until: Seconds = float("-inf")

    async def __call__(self) -> T:
        """Return the value."""
        asking = self._asking
        if asking is None or (asking.done() and self._clock() >= self._until):
            asking = self._asking = asyncio.ensure_future(self._ask())
        return await asyncio.shield(asking)  # a cancelled caller must not cancel the answer for the others

    def forget(self) -> None:
        """Discard the result: it is known to have changed."""
        self._asking = None

    async def _ask(self) -> T:
        answer = await self._find_out()
        self._until = self._clock() + self._good_for
        return answer
