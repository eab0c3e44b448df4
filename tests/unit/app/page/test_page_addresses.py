"""Where the page can be opened."""

import socket

import pytest

from mien.app.page.page_addresses import addresses_of


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])  # noqa: S104
def test_a_page_that_listens_everywhere_names_addresses_that_can_be_opened(
    monkeypatch: pytest.MonkeyPatch, everywhere: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "kitchen.lan")
    named = addresses_of(everywhere, 8080)

    assert named[0] == "http://kitchen.local:8080"
    assert not any(everywhere in address for address in named)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8080, "http://127.0.0.1:8080"),
        ("::1", 8080, "http://[::1]:8080"),
        ("mien.local", 80, "http://mien.local"),
    ],
)
def test_a_page_that_listens_at_one_address_names_that(host: str, port: int, address: str) -> None:
    assert addresses_of(host, port) == (address,)


def test_a_page_with_a_certificate_is_named_as_https() -> None:
    assert addresses_of("mien.local", 443, is_tls=True) == ("https://mien.local",)
    assert addresses_of("mien.local", 8443, is_tls=True) == ("https://mien.local:8443",)
    assert addresses_of("mien.local", 80, is_tls=True) == ("https://mien.local:80",)
