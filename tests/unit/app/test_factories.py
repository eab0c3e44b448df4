import sys
from datetime import datetime

import pytest
from gpiozero.pins.mock import MockFactory

from fakes.spidev import fake_spidev
from mien.app.factories import dj_settings, is_night, mood_settings, panel_of, panel_or_none, wall_clock
from mien.config.config_file import read_config
from mien.config.settings import PanelConfig
from mien.mood.mood_settings import MoodSettings
from mien.music.player.player import PlaybackOptions
from mien.panel.panel import PanelError

CONFIG = read_config("", "defaults")
WIRED = CONFIG.panel.model_copy(update={"kind": "gpio", "ring": "apa102"})


def test_the_shipped_settings_of_the_mood_are_those_that_were_measured() -> None:
    assert mood_settings(CONFIG) == MoodSettings()


def test_songs_follow_each_other_as_the_settings_say() -> None:
    config = read_config('[music]\ncrossfade = 7\nreplay_gain = "album"\n', "config.toml")

    assert dj_settings(config).options == PlaybackOptions(crossfade=7, replay_gain="album")


def test_a_panel_that_is_not_there_does_not_silence_the_speaker(caplog: pytest.LogCaptureFixture) -> None:
    assert panel_or_none(WIRED.model_copy(update={"spi": "/nowhere"})).leds == 0
    assert "continues without it" in caplog.text


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


async def test_a_missing_ring_and_a_missing_button_are_each_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spidev", fake_spidev()[0])
    monkeypatch.setattr("mien.panel.gpio_buttons.lgpio_factory", MockFactory)

    panel = panel_or_none(WIRED.model_copy(update={"skip_pin": 99}))
    await panel.close()

    ring, button = sorted(record.getMessage().split(": ", 1)[1] for record in caplog.records)[::-1]
    assert ring == "there is no /dev/spidev0.0: turn SPI on (dtparam=spi=on in config.txt)"
    assert button.startswith("the skip button cannot use GPIO 99")


async def test_a_panel_that_must_be_whole_names_all_that_is_missing_and_lets_go_of_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module, made = fake_spidev("/dev/spidev0.0")
    monkeypatch.setitem(sys.modules, "spidev", module)
    factory = MockFactory()
    monkeypatch.setattr("mien.panel.gpio_buttons.lgpio_factory", lambda: factory)

    with pytest.raises(PanelError, match=r"skip button cannot use GPIO 99.*; the mood .*GPIO 98"):
        await panel_of(WIRED.model_copy(update={"skip_pin": 99, "mood_pin": 98}))

    assert [wire.closed for wire in made] == [True]
    assert await _is_whole(WIRED), "what was let go of can be had again"


async def _is_whole(config: PanelConfig) -> bool:
    panel = await panel_of(config)
    leds = panel.leds
    await panel.close()
    return leds == config.leds


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
