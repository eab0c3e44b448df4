"""The page with the house's own certificate."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mien.web.access.pairing_window import ALONE
from mien.web.server import ConnectionLimits
from mien.web.transport.listener import PortError, tls_context
from web.house_certificate import write_certificate
from web.local_server import LocalServer, opened


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return write_certificate(tmp_path)


@pytest.fixture
def server(tmp_path: Path, certificate: tuple[Path, Path]) -> Iterator[LocalServer]:
    limits = ConnectionLimits(slowest=0.5)
    with opened(LocalServer(tmp_path, limits=limits, tls=tls_context(*certificate))) as server:
        yield server


@pytest.fixture
def browser(server: LocalServer, certificate: tuple[Path, Path]) -> Iterator[httpx.Client]:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    origin = f"https://127.0.0.1:{server.port}"
    with httpx.Client(base_url=origin, verify=trusting, headers={"Origin": origin}) as client:
        yield client


def test_a_browser_that_trusts_the_house_is_paired_with_a_cookie_that_never_leaves_https(
    server: LocalServer, browser: httpx.Client
) -> None:
    server.do(server.pairing.open_window)
    browser.post("/api/v1/pairing")
    server.skew += ALONE
    answer = browser.post("/api/v1/pairing")

    assert answer.json() == {"answer": "admitted"}
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("mien="))
    assert {"Secure", "HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert browser.get("/api/v1/session").status_code == 200


def test_http_is_not_answered_at_the_port_of_https(server: LocalServer) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{server.port}/")


def test_nobody_holds_up_the_page_by_never_ending_a_handshake(
    server: LocalServer, browser: httpx.Client
) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20.0) as silent:
        silent.sendall(b"\x16\x03\x01")
        assert browser.get("/").status_code == 200
        assert silent.recv(100) == b""

    assert time.monotonic() - began < 15


def test_old_versions_of_tls_are_refused(certificate: tuple[Path, Path]) -> None:
    assert tls_context(*certificate).minimum_version >= ssl.TLSVersion.TLSv1_2


def test_files_that_cannot_be_used_are_explained(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    (tmp_path / "other").mkdir()
    other, _ = write_certificate(tmp_path / "other")
    (tmp_path / "sealed").mkdir()
    sealed = write_certificate(tmp_path / "sealed", b"secret")

    with pytest.raises(PortError, match="can't be read: No such file"):
        tls_context(tmp_path / "none.crt", certificate[1])
    with pytest.raises(PortError, match="aren't a certificate and its key"):
        tls_context(other, certificate[1])
    with pytest.raises(PortError, match="without a password"):
        tls_context(*sealed)
