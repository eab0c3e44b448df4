"""/metrics over HTTP: for whoever has the token, for paired browsers, and for nobody else."""

from collections.abc import Generator
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from fakes.home_speaker import HAPPY, NUMBERS
from mien.app.application import Application
from mien.app.frontends import metrics_of
from mien.app.home.meter import SpeakerMeter
from mien.app.home.speaker_view import SpeakerView
from mien.app.storage.settings_store import SettingsStore
from mien.config.config_file import read_config
from mien.home.metrics import CONTENT_TYPE, exposition
from mien.web.server import Metrics
from web.local_server import LocalServer, opened

TOKEN = "0123456789abcdef"  # noqa: S105  of this test
METRICS = Metrics(TOKEN, CONTENT_TYPE, lambda: exposition(HAPPY, NUMBERS, "0.2.0"))


@pytest.fixture
def server(tmp_path: Path) -> Generator[LocalServer]:
    with opened(LocalServer(tmp_path, metrics=METRICS)) as on:
        yield on


def test_the_token_reads_the_numbers_as_openmetrics(server: LocalServer) -> None:
    with server.stranger() as client:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    families = list(text_string_to_metric_families(answer.text))  # type: ignore[no-untyped-call]
    assert {"mien_mood_seconds", "mien_people"} <= {family.name for family in families}


def test_a_paired_browser_reads_them_too(server: LocalServer) -> None:
    with server.paired() as client:
        assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer 0123456789abcde", f"Basic {TOKEN}", TOKEN, "Bearer \xe9"],
)
def test_without_the_token_there_is_nothing(server: LocalServer, authorization: str) -> None:
    with server.stranger() as client:
        answer = client.get("/metrics", headers=[(b"Authorization", authorization.encode("latin-1"))])

    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/now", "/api/v1/live", "/metrics/", "/app.js", "/api/v1/health"])
def test_the_token_opens_nothing_else(server: LocalServer, path: str) -> None:
    with server.stranger() as client:
        answer = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 401


def test_the_token_changes_nothing(server: LocalServer) -> None:
    with server.stranger() as client:
        for path in ("/metrics", "/api/v1/skip"):
            answer = client.post(path, headers={"Authorization": f"Bearer {TOKEN}"})
            assert answer.status_code in (401, 404, 405)


def test_without_a_token_in_the_settings_there_are_no_metrics(tmp_path: Path) -> None:
    with opened(LocalServer(tmp_path)) as server, server.paired() as client:
        assert client.get("/metrics").status_code == 404


def test_a_speakers_own_numbers_are_what_is_served(tmp_path: Path) -> None:
    config = read_config(f'[web]\nmetrics_token = "{TOKEN}"\n', "a test")
    speaker = Application(config, tmp_path / "eye.socket")
    meter = SpeakerMeter(speaker.state, lambda: 0.0)
    view = SpeakerView(speaker.access, SettingsStore(tmp_path / "settings.toml"), meter, lambda: 0.0)

    served = metrics_of(speaker.access, view)

    assert served is not None
    assert "mien_player_up 0\n" in served.text()
