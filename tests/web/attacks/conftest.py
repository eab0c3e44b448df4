"""The server that is attacked."""

from collections.abc import Generator

import pytest

from web.local_server import LocalServer, opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalServer]:
    """Return one server for all attacks: it must withstand them all."""
    with opened(LocalServer(tmp_path_factory.mktemp("server"))) as on:
        yield on
