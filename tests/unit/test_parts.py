from datetime import datetime

import pytest

from mien.config import read_config
from mien.mood.settings import Settings
from mien.parts import is_night, mood_settings, panel_or_none, wall_clock

CONFIG = read_config("", "defaults")


def test_the_shipped_settings_of_the_mood_are_those_that_were_measured() -> None:
    assert mood_settings(CONFIG) == Settings()


def test_a_panel_that_is_not_there_does_not_silence_the_speaker(caplog: pytest.LogCaptureFixture) -> None:
    wired = CONFIG.panel.model_copy(update={"kind": "gpio", "ring": "apa102", "spi": "/nowhere"})

    assert panel_or_none(wired).leds == 0
    assert "goes on without it" in caplog.text


def test_a_time_zone_set_while_the_speaker_runs_counts_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offsets = []
    for zone in ("Europe/Berlin", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        offsets.append(wall_clock().utcoffset())
    monkeypatch.undo()
    wall_clock()

    assert offsets[0] != offsets[1]


@pytest.mark.parametrize(
    ("quiet", "at", "night"),
    [
        (("22:00", "07:00"), "21:59", False),
        (("22:00", "07:00"), "22:00", True),
        (("22:00", "07:00"), "03:30", True),
        (("22:00", "07:00"), "07:00", False),
        (("13:00", "15:00"), "14:00", True),
        (("13:00", "15:00"), "15:00", False),
        (("08:00", "08:00"), "08:00", False),
    ],
)
def test_the_night_may_span_midnight(quiet: tuple[str, str], at: str, night: bool) -> None:  # noqa: FBT001
    panel = CONFIG.panel.model_copy(update={"quiet_from": quiet[0], "quiet_to": quiet[1]})

    assert is_night(panel, datetime.fromisoformat(f"2026-11-22T{at}")) is night
