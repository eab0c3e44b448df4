"""To which addresses the player may be sent."""

import pytest

from mien.app.page.stream_address import checked_stream, resolved
from mien.web.backend_errors import RefusedError


async def found(host: str) -> tuple[str, ...]:
    return {
        "radio.example": ("93.184.216.34", "2606:2800::1"),
        "router.lan": ("192.168.1.1",),
        "both.example": ("93.184.216.34", "127.0.0.1"),
        "mapped.example": ("::ffff:10.0.0.1",),
        "link.example": ("fe80::1%eth0",),
    }.get(host, (host,) if host.replace(".", "").isdigit() or ":" in host else ())


@pytest.mark.parametrize("uri", ["http://radio.example/a.mp3", "https://93.184.216.34:8000/"])
async def test_a_stream_on_the_internet_may_be_played(uri: str) -> None:
    await checked_stream(uri, found)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "router.lan",
            "both.example",
            "mapped.example",
            "link.example",
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
        ),
        *(
            "169.254.169.254",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]",
            "0.0.0.0",  # noqa: S104  an address, not a server
            "100.64.0.1",
            "nowhere.example",
            "224.0.0.1",
        ),
    ],
)
async def test_the_houses_own_devices_are_never_asked(host: str) -> None:
    with pytest.raises(RefusedError):
        await checked_stream(f"http://{host}/reboot/stream", found)


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "file:///etc/passwd.mp3",
            "http://radio.example/",
            "http://me:secret@radio.example/a.mp3",
            "alsa://hw/a.mp3",
        ),
        *("http://radio.example/a.mp3\nclear", "", "radio.mp3", "../../a.mp3"),
    ],
)
async def test_what_is_no_stream_is_refused(uri: str) -> None:
    with pytest.raises(RefusedError):
        await checked_stream(uri, found)


async def test_this_machine_is_resolved_to_what_is_refused() -> None:
    assert set(await resolved("localhost")) <= {"127.0.0.1", "::1"}
    assert await resolved("a" * 300) == ()
