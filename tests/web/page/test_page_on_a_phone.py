"""What a phone's own software asks of the page: to be installed, and to take what other apps share."""

import base64
import hashlib
import json
import ssl
import urllib.parse
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Page, Playwright, expect

from mien.web.access.pairing_window import ALONE
from mien.web.transport.listener import tls_context
from web.house_certificate import write_certificate
from web.local_server import LocalServer, eventually, opened
from web.page.conftest import CHROMIUM

STREAM = "http://radio.example:8000/live.mp3"


@pytest.fixture
def over_https(tmp_path: Path, playwright: Playwright) -> Generator[tuple[Page, LocalServer]]:
    """Give the page in a lasting profile of Chromium that trusts the house's own certificate."""
    crt, key = write_certificate(tmp_path)
    public = x509.load_pem_x509_certificate(crt.read_bytes()).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    trust = base64.b64encode(hashlib.sha256(der).digest()).decode()
    server = LocalServer(tmp_path, tls=tls_context(crt, key))
    with opened(server):
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=["--no-sandbox", f"--ignore-certificate-errors-spki-list={trust}"],
        )
        at = f"https://127.0.0.1:{server.port}"
        context.add_cookies([{"name": "mien", "value": _paired(server, crt), "url": at, "secure": True}])
        page = context.new_page()
        page.goto(at)
        yield page, server
        context.close()


def _paired(server: LocalServer, authority: Path) -> str:
    """Return the cookie of a browser that was paired over HTTPS."""
    trusting = ssl.create_default_context(cafile=str(authority))
    at = f"https://127.0.0.1:{server.port}"
    with httpx.Client(base_url=at, verify=trusting, headers={"Origin": at}) as client:
        server.do(server.pairing.open_window)
        client.post("/api/v1/pairing")
        server.skew += ALONE
        client.post("/api/v1/pairing")
        return str(client.cookies["mien"])


def test_chromium_would_install_the_page_over_the_houses_own_https(
    over_https: tuple[Page, LocalServer],
) -> None:
    page, server = over_https
    session = page.context.new_cdp_session(page)
    wrong = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = session.send("Page.getAppManifest")

    assert page.evaluate("isSecureContext")
    assert wrong == []
    assert not [error for error in manifest["errors"] if error["critical"]]
    assert manifest["url"] == f"https://127.0.0.1:{server.port}/app.webmanifest"
    assert json.loads(manifest["data"])["share_target"]["action"] == "/"


def shared(page: Page, server: LocalServer, **what: str) -> None:
    """Open the page as a phone does when an app shares something with it."""
    page.goto(f"{server.url}/?{urllib.parse.urlencode(what)}")
    expect(page.locator("#mood-word")).not_to_have_text("…")


def test_a_song_that_is_shared_is_looked_for_in_the_library(page: Page, server: LocalServer) -> None:
    shared(page, server, title="Sunny by Ada - YouTube", text="https://youtu.be/1")

    expect(page.locator("#search")).to_have_value("Sunny Ada")
    assert urllib.parse.urlsplit(page.url).query == ""


def test_a_stream_that_is_shared_plays_once_the_owner_agrees(page: Page, server: LocalServer) -> None:
    shared(page, server, text=f"Listen to {STREAM}")
    ask = page.get_by_role("dialog", name="Play this on Mien?")
    expect(ask).to_contain_text(STREAM)
    with server.paired() as other:
        before = other.get("/api/v1/now").json()["music"]["playing"]
        assert before is None or before["uri"] != STREAM
        ask.get_by_role("button", name="Play").click()
        eventually(lambda: other.get("/api/v1/now").json()["music"]["playing"]["uri"] == STREAM)


@pytest.mark.parametrize(
    "what",
    [
        {"url": "javascript:alert(document.domain)//a.mp3"},
        {"title": "<img src=x onerror=alert(1)>", "text": "<script>alert(1)</script>"},
        {"text": "http://192.168.1.1/reboot"},
        {"title": "x" * 3000},
        {"title": "\u202e\x00", "url": "http://radio.example/a.mp3\r\nclear"},
    ],
)
def test_what_somebody_else_wrote_into_a_link_plays_nothing(
    page: Page, server: LocalServer, what: dict[str, str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    shared(page, server, **what)
    page.wait_for_timeout(500)

    assert not [url for url in asked if url.endswith("/station")]


def test_a_browser_that_is_not_paired_shares_nothing(server: LocalServer) -> None:
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as stranger:
        assert stranger.post("/api/v1/share", json={"text": STREAM}).status_code == 401
        page = stranger.get("/", params={"url": STREAM})

    assert "Pair this browser" in page.text
    assert STREAM not in page.text


@pytest.mark.parametrize("body", [{"text": "x" * 4001}, {"text": 1}, {"text": None}, []])
def test_a_share_that_is_none_is_refused(server: LocalServer, body: object) -> None:
    with server.paired() as paired:
        assert paired.post("/api/v1/share", json=body).status_code in {400, 413, 422}


def test_another_site_cannot_share_in_the_owners_name(server: LocalServer) -> None:
    with server.paired() as paired:
        for headers in ({"Origin": "http://evil.example"}, {"X-Mien-Token": "x"}):
            assert paired.post("/api/v1/share", json={"text": STREAM}, headers=headers).status_code == 403


def test_the_house_has_a_page_under_settings(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#settings")
    page.get_by_role("link", name="House", exact=True).click()
    expect(page.locator("#view-house")).to_contain_text(
        "Connected to broker.local. In Home Assistant, add MQTT."
    )

    expect(page.get_by_role("link", name="Mien study")).to_have_attribute("href", "http://study.local/")
