"""What takes effort is found out once for all who ask."""

import asyncio

import pytest

from mien.web.transport.async_cache import AsyncCache


class Effort:
    """Counts how often it was made; `wrong`: it fails."""

    def __init__(self) -> None:
        self.made, self.wrong, self.now = 0, False, 0.0
        self.once = AsyncCache(self.find_out, lambda: self.now, good_for=5.0)

    async def find_out(self) -> int:
        """Take a moment."""
        self.made += 1
        await asyncio.sleep(0.01)
        if self.wrong:
            raise ZeroDivisionError
        return self.made


async def test_those_who_ask_together_are_answered_together() -> None:
    effort = Effort()

    assert await asyncio.gather(*(effort.once() for _ in range(20))) == [1] * 20


async def test_an_answer_is_good_for_a_while_and_then_found_out_again() -> None:
    effort = Effort()
    answers = []
    for effort.now in (0.0, 4.9, 5.0):
        answers.append(await effort.once())

    assert answers == [1, 1, 2]


async def test_one_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    effort = Effort()
    first = asyncio.create_task(effort.once())
    await asyncio.sleep(0)
    second = asyncio.create_task(effort.once())
    await asyncio.sleep(0)
    first.cancel()

    assert await second == 1


async def test_what_could_not_be_found_out_is_tried_again_by_the_next() -> None:
    effort = Effort()
    effort.wrong = True
    with pytest.raises(ZeroDivisionError):
        await effort.once()
    effort.wrong = False

    assert await effort.once() == 2
