"""The connection to another process of the speaker, and what is said when there is none."""

import asyncio
from pathlib import Path

from mien.ipc.process_link import LinkEvents, stay_connected


async def no_talk(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    raise AssertionError("nobody is there")


async def test_a_process_that_is_not_there_is_said_so_in_words(tmp_path: Path) -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    events = LinkEvents(converse=no_talk, hung_up=lambda: None, hang=lambda: None, lost=said.put_nowait)
    link = asyncio.create_task(stay_connected(tmp_path / "eye.sock", "eye", 1.0, events))
    async with asyncio.timeout(20):
        why = await said.get()
    link.cancel()

    assert why == "the eye cannot be reached (No such file or directory)"
