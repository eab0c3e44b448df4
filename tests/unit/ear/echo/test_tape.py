"""The last seconds of a stream, by the numbers of its samples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mien.ear.echo.tape import Tape


@given(
    st.lists(st.integers(0, 40), max_size=8),
    st.integers(-60, 200),
    st.integers(0, 60),
)
def test_a_part_is_what_was_added_there_and_silence_elsewhere(
    sizes: list[int], start: int, count: int
) -> None:
    tape, whole = Tape(50), np.arange(1, sum(sizes) + 1, dtype=np.int16)
    done = 0
    for size in sizes:
        tape.add(whole[done : done + size])
        done += size
    part = tape.part(start, start + count)

    numbers = np.arange(start, start + count)
    kept = (numbers >= max(0, done - 50)) & (numbers < done)
    assert part.tolist() == np.where(kept, numbers + 1, 0).tolist()


def test_it_begins_again_at_another_number() -> None:
    tape = Tape(10)
    tape.add(np.ones(10, np.int16))
    tape.begin(100)
    tape.add(np.full(2, 7, np.int16))

    assert tape.end == 102
    assert tape.part(98, 103).tolist() == [0, 0, 7, 7, 0]
