import errno
from collections.abc import Callable

import pytest

from mien.health.mlock import keep_off_the_disk

NO_SWAP = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
ON_THE_CARD = NO_SWAP + "/var/swap                               file\t\t524284\t\t1024\t\t-2\n"


def refused() -> None:
    raise OSError(errno.ENOMEM, "Cannot allocate memory")


def granted() -> None: ...


def test_a_picture_that_may_be_swapped_to_the_card_is_told(caplog: pytest.LogCaptureFixture) -> None:
    keep_off_the_disk(refused, lambda: ON_THE_CARD)

    assert "(Cannot allocate memory)" in caplog.text
    assert "swapped to /var/swap." in caplog.text


@pytest.mark.parametrize(("lock", "swaps"), [(granted, ON_THE_CARD), (refused, NO_SWAP), (refused, "")])
def test_memory_that_cannot_reach_a_disk_is_no_news(
    lock: Callable[[], None], swaps: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep_off_the_disk(lock, lambda: swaps)

    assert caplog.text == ""
