"""A connection to MPD, against a server that says whatever a test wants."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from mien.music.player.mpd import MpdPlayer
from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_protocol import command
from mien.music.player.player import (
    Add,
    Entry,
    PlayerGoneError,
    PlayerRefusedError,
    UnableError,
    VanishedError,
)

HELLO = b"OK MPD 0.23.12\n"
PATIENCE = 1.0


@contextlib.asynccontextmanager
async def mpd_that_says(path: Path, *replies: bytes, hello: bytes = HELLO) -> AsyncGenerator[list[bytes]]:
    """Serve one reply per request; yield the lines that were asked."""
    asked: list[bytes] = []
    served: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            writer.write(hello)
            for reply in replies:
                line = await reader.readline()
                while line not in {b"command_list_end\n", b""}:
                    asked.append(line)
                    line = await reader.readline()
                writer.write(reply)
                await writer.drain()
            await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield asked
    await asyncio.gather(*(task for task in served if task is not None))


async def test_an_mpd_that_dies_in_mid_request_is_said_so_in_words(path: Path) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        server.settimeout(0)
        opening = asyncio.create_task(MpdConnection.open(str(path), None, PATIENCE))
        line, _ = await loop.sock_accept(server)
        await loop.sock_sendall(line, HELLO)
        connection = await opening
        asking = asyncio.create_task(connection.ask(command("status")))
        await asyncio.sleep(0.1)
        line.close()  # with the request unread: the kernel says "connection reset"
        with pytest.raises(PlayerGoneError, match=r"^MPD closed the connection$"):
            await asking


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "socket"


async def ask(path: Path, *replies: bytes) -> dict[str, str]:
    async with mpd_that_says(path, *replies):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        try:
            return dict((await connection.ask(command("status"))).all()[0])
        finally:
            await connection.close()


async def test_an_answer_is_read(path: Path) -> None:
    assert await ask(path, b"state: play\nlist_OK\nOK\n") == {"state": "play"}


async def test_a_forged_ok_inside_an_answer_does_not_end_it(path: Path) -> None:
    assert await ask(path, b"title: x\nOK\nstate: stop\nlist_OK\nOK\n") == {
        "title": "x",
        "ok": "",
        "state": "stop",
    }


@pytest.mark.parametrize(
    "reply",
    [
        b"OK\n",
        b"list_OK\nlist_OK\nOK\n",
        b"ACK [50@3] {status} no\n",
        b"state: pl",
        b"x" * (1 << 21) + b"\nlist_OK\nOK\n",
    ],
    ids=["no answer", "two answers", "refusal of another", "half a line", "a line of 2 MB"],
)
async def test_a_reply_that_does_not_fit_ends_the_connection(path: Path, reply: bytes) -> None:
    async with mpd_that_says(path, reply, b"state: play\nlist_OK\nOK\n"):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        with pytest.raises(PlayerGoneError):
            await connection.ask(command("status"))
        with pytest.raises(PlayerGoneError):
            await connection.ask(command("status"))


async def test_what_nobody_asked_for_is_not_taken_for_the_next_answer(path: Path) -> None:
    async with mpd_that_says(path, b"list_OK\nOK\nstate: play\nlist_OK\nOK\n", b"list_OK\nOK\n"):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        await connection.ask(command("ping"))
        await asyncio.sleep(0.05)
        with pytest.raises(PlayerGoneError, match="unasked"):
            await connection.ask(command("status"))


async def test_bytes_that_are_no_text_are_shown_as_such(path: Path) -> None:
    assert await ask(path, b"title: \xff\xfe\nlist_OK\nOK\n") == {"title": "\ufffd\ufffd"}


async def test_an_error_number_that_nobody_knows_is_a_refusal_all_the_same(path: Path) -> None:
    with pytest.raises(PlayerRefusedError, match="strange"):
        await ask(path, b"ACK [999@0] {status} strange\n")


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (b"ACK [50@0] {sticker} No such song\n", VanishedError),
        (b"ACK [5@0] {sticker} sticker database is disabled\n", UnableError),
        (b'ACK [4@0] {sticker} you don\'t have permission for "sticker"\n', UnableError),
        (b"ACK [52@0] {sticker} disk I/O error\n", PlayerRefusedError),
    ],
)
async def test_a_refusal_says_what_it_is_about(
    path: Path, reply: bytes, refusal: type[PlayerRefusedError]
) -> None:
    with pytest.raises(PlayerRefusedError) as no:
        await ask(path, reply)

    assert no.type is refusal


async def test_after_a_refusal_the_connection_goes_on(path: Path) -> None:
    async with mpd_that_says(path, b"ACK [50@0] {x} no\n", b"a: b\nlist_OK\nOK\n"):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        refused = await connection.ask(command("x"))
        (answer,) = (await connection.ask(command("y"))).all()
        await connection.close()

    assert (refused.refused, refused.code, answer) == ("no", 50, (("a", "b"),))


async def test_who_waits_for_a_change_when_the_connection_is_closed_learns_of_it(path: Path) -> None:
    async with mpd_that_says(path):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        waiting = asyncio.create_task(connection.idle("player"))
        await asyncio.sleep(0.05)
        await connection.close()
        with pytest.raises(PlayerGoneError, match="closed"):
            await waiting


async def test_an_mpd_that_never_answers_is_gone(path: Path) -> None:
    async with mpd_that_says(path):
        connection = await MpdConnection.open(str(path), None, PATIENCE)
        with pytest.raises(PlayerGoneError, match="did not answer"):
            await connection.ask(command("status"))


@pytest.mark.parametrize("hello", [b"220 ftp ready\n", b"", b"OK"], ids=["another server", "nothing", "half"])
async def test_what_does_not_greet_as_mpd_is_no_mpd(path: Path, hello: bytes) -> None:
    async with mpd_that_says(path, hello=hello):
        with pytest.raises(PlayerGoneError):
            await MpdConnection.open(str(path), None, PATIENCE)


async def test_a_wrong_password_is_a_refusal_that_names_it(path: Path) -> None:
    async with mpd_that_says(path, b"ACK [3@0] {password} incorrect password\n"):
        with pytest.raises(PlayerRefusedError, match="incorrect password"):
            await MpdConnection.open(str(path), "guess", PATIENCE)


async def test_an_address_is_a_path_or_a_host_and_port() -> None:
    with pytest.raises(PlayerGoneError, match="localhost:1"):
        await MpdConnection.open("localhost:1", None, PATIENCE)
    with pytest.raises(PlayerGoneError, match="/nowhere"):
        await MpdConnection.open("/nowhere", None, PATIENCE)
    with pytest.raises(PlayerGoneError, match="host:port"):
        await MpdConnection.open("host:port", None, PATIENCE)


@pytest.mark.parametrize("text", ["a\nclear", "a\rb", "a\0b", "\x7f", "\x1b[2J"])
def test_an_argument_with_a_control_character_is_not_sent(text: str) -> None:
    with pytest.raises(PlayerRefusedError, match="control character"):
        command("add", text)


TAGS = b"tagtype: Title\nlist_OK\nOK\n"
DONE = b"list_OK\nlist_OK\nOK\n"


async def player_for(path: Path) -> MpdPlayer:
    return await MpdPlayer.connected(str(path), patience=PATIENCE)


async def test_forged_entries_and_weird_numbers_are_left_out(path: Path) -> None:
    queue = (
        b"state: play\nlist_OK\n"
        b"file: a.mp3\nTitle: A\nPos: 0\nId: 4\n"
        b"file: forged.mp3\nTitle: no id\n"
        b"file: b.mp3\nPos: 99999999999999999999\nId: -3\n"
        b"file: c.mp3\nTitle: x\x1b[31m\nPos: 1\nId: 5\nId: 6\nlist_OK\nOK\n"
    )
    async with mpd_that_says(path, TAGS, DONE, queue):
        player = await player_for(path)
        entries = (await player.snapshot()).queue
        await player.close()

    assert entries == (Entry(4, "a.mp3", 0, "A"), Entry(5, "c.mp3", 1, "x [31m"))


async def test_a_status_full_of_nonsense_is_a_player_at_rest(path: Path) -> None:
    status = b"state: dance\nvolume: 900\nsongid: \xc2\xb2\nelapsed: nan\nduration: -inf\nlist_OK\nOK\n"
    async with mpd_that_says(path, TAGS, DONE, status):
        player = await player_for(path)
        said = await player.status()
        await player.close()

    assert (said.state, said.volume, said.entry, said.elapsed, said.duration) == ("stop", None, None, 0, 0)


async def test_an_addition_that_is_not_acknowledged_with_an_id_ends_the_connection(path: Path) -> None:
    async with mpd_that_says(path, TAGS, DONE, b"Id: x\nlist_OK\nOK\n"):
        player = await player_for(path)
        with pytest.raises(PlayerGoneError):
            await player.execute((Add("a.mp3"),))
        await player.close()


async def test_a_cover_that_is_awaited_when_the_player_is_closed_is_gone_too(path: Path) -> None:
    async with mpd_that_says(path, TAGS, DONE):
        player = await player_for(path)
        waiting = asyncio.create_task(player.cover("a.mp3"))
        await asyncio.sleep(0.05)
        await player.close()
        with pytest.raises(PlayerGoneError):
            await waiting


@pytest.mark.parametrize("what", ["ask", "wait"])
async def test_a_broken_half_of_the_player_breaks_the_whole(path: Path, what: str) -> None:
    async with mpd_that_says(path, TAGS, DONE):
        player = await player_for(path)
        waiting = asyncio.create_task(anext(player.changes()))
        await asyncio.sleep(0.05)
        broken: Callable[[], object] = player.status if what == "ask" else player.close
        with contextlib.suppress(PlayerGoneError):
            await broken()  # type: ignore[misc]  # both are coroutines
        with pytest.raises(PlayerGoneError):
            await waiting
        await player.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("127.0.0.1:1", "no MPD at 127.0.0.1:1: nothing answers there"),
        ("localhost:1", "no MPD at localhost:1: nothing answers there"),
        ("/nowhere/socket", "no MPD at /nowhere/socket: there is no such socket"),
        ("no-such-host.invalid:6600", "no MPD at no-such-host.invalid:6600: there is no host with that name"),
    ],
)
async def test_why_there_is_no_connection_is_said_in_words(address: str, says: str) -> None:
    with pytest.raises(PlayerGoneError) as gone:
        await MpdConnection.open(address, None, 5.0)

    assert str(gone.value) == says
