"""Who else may control the player."""

import asyncio

import pytest

from mien.app.health.other_apps import CLOSED, LOCKED, OPEN, other_apps

ACK = b'ACK [4@0] {status} you don\'t have permission for "status"\n'


async def found(*answers: bytes) -> str:
    """Return what is said of a player that greets and answers like this; {} stands for its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            writer.write(answer)
            await reader.readline()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        return (await other_apps(f"127.0.0.1:{port}")).replace(str(port), "{}")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.app.health.other_apps.own_address", lambda: "127.0.0.1")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((b"OK MPD 0.23.5\n", ACK), LOCKED),
        ((b"OK MPD 0.23.5\n", b"volume: 40\nOK\n"), OPEN),
        ((b"SSH-2.0-OpenSSH\n", b""), CLOSED),
        ((b"", b""), CLOSED),
        ((b"x" * 100_000, b""), CLOSED),
    ],
)
async def test_who_knocks_like_an_app_finds_out_who_is_let_in(answers: tuple[bytes, ...], says: str) -> None:
    assert await found(*answers) == says


async def test_a_player_that_only_listens_at_its_socket_lets_nobody_else_in() -> None:
    assert await other_apps("127.0.0.1:1") == CLOSED


async def test_who_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.app.health.other_apps.PATIENCE", 0.05)

    assert await found(b"OK MPD 0.23.5\n", b"") == CLOSED
