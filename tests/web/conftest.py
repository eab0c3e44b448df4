"""Local servers, and HTTP clients that use them."""

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from web.local_server import LocalServer, opened


@pytest.fixture
def server(tmp_path: Path) -> Generator[LocalServer]:
    """Return a running server."""
    with opened(LocalServer(tmp_path)) as on:
        yield on


@pytest.fixture
def paired(server: LocalServer) -> Generator[httpx.Client]:
    """Return an HTTP client that is paired."""
    with server.paired() as client:
        yield client


@pytest.fixture
def stranger(server: LocalServer) -> Generator[httpx.Client]:
    """Return an HTTP client that isn't paired."""
    with server.stranger() as client:
        yield client
