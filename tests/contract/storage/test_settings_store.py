import tomllib
from pathlib import Path

import pytest

from mien.app.storage.settings_store import SettingsStore
from mien.app.storage.shown_settings import shown
from mien.config.config_file import read_config
from mien.web.backend_errors import RefusedError

CONFIG = read_config("", "defaults")


def test_what_is_set_on_the_page_holds_after_a_restart(tmp_path: Path) -> None:
    changed = SettingsStore(tmp_path / "settings.toml").set(CONFIG, "mood.listener", "majority")

    again = SettingsStore(tmp_path / "settings.toml").laid_over(CONFIG)
    assert changed.mood.listener == again.mood.listener == "majority"


def test_two_settings_of_one_section_are_both_kept(tmp_path: Path) -> None:
    kept = SettingsStore(tmp_path / "settings.toml")
    config = kept.set(CONFIG, "panel.brightness", 0.7)
    kept.set(config, "panel.quiet_from", "21:30")

    panel = SettingsStore(tmp_path / "settings.toml").laid_over(CONFIG).panel
    assert (panel.brightness, panel.quiet_from) == (0.7, "21:30")


def test_a_value_that_will_not_do_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    kept = SettingsStore(tmp_path / "settings.toml")

    with pytest.raises(RefusedError, match="brightness"):
        kept.set(CONFIG, "panel.brightness", 7.0)
    assert not (tmp_path / "settings.toml").exists()


def test_on_a_full_disk_a_setting_holds_until_the_next_start_and_that_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("in the way, as a full disk is", encoding="utf-8")

    changed = SettingsStore(tmp_path / "state/settings.toml").set(CONFIG, "panel.brightness", 0.7)

    assert changed.panel.brightness == 0.7
    assert "The settings could not be kept" in caplog.text


@pytest.mark.parametrize("key", ["music.mpd", "eye.camera", "web.host", "nonsense", ""])
def test_nobody_on_the_network_may_point_the_speaker_elsewhere(tmp_path: Path, key: str) -> None:
    with pytest.raises(RefusedError, match="can't be changed on the page"):
        SettingsStore(tmp_path / "settings.toml").set(CONFIG, key, "elsewhere")


def test_text_with_quotes_is_kept_as_text(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        SettingsStore(tmp_path / "settings.toml").set(
            CONFIG, "panel.quiet_from", '22:00"\n[web]\nhost = "evil'
        )


@pytest.mark.parametrize("held", [b"[mood\n", b"\0\0\0", b"\xff\xfe", b"[mood]\nof_the_next_release = 1\n"])
def test_a_damaged_file_is_told_and_left_alone_and_the_speaker_starts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, held: bytes
) -> None:
    """The page, which could mend it, comes up only with the speaker."""
    file = tmp_path / "settings.toml"
    file.write_bytes(held)

    assert SettingsStore(file).laid_over(CONFIG) == CONFIG
    assert "Ignoring the settings" in caplog.text
    assert file.read_bytes() == held


ROLLED_BACK = """\
[mood]
listener = "majority"
of_the_next_release = 1

[panel]
brightness = 7.0

[radio]
on = true
"""


def test_what_isnt_understood_costs_no_other_setting_and_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(ROLLED_BACK, encoding="utf-8")

    config = SettingsStore(file).laid_over(CONFIG)

    assert (config.mood.listener, config.panel) == ("majority", CONFIG.panel)
    (record,) = caplog.records
    assert "settings.toml:3: unknown key mood.of_the_next_release" in record.getMessage()
    assert "panel.brightness" in record.getMessage()
    assert "radio" in record.getMessage()


def test_what_isnt_understood_stays_in_the_file_for_the_release_that_knows_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(ROLLED_BACK, encoding="utf-8")
    store = SettingsStore(file)
    config = store.set(store.laid_over(CONFIG), "mood.certainty", 0.9)
    store.set(config, "panel.brightness", 0.7)

    assert tomllib.loads(file.read_text(encoding="utf-8")) == {
        "mood": {"listener": "majority", "of_the_next_release": 1, "certainty": 0.9},
        "panel": {"brightness": 0.7},
        "radio": {"on": True},
    }


@pytest.mark.parametrize(
    "held", [b"[mood\n", b"\xff\xfe", b"mood = 1\n", b"[mood.at]\nnoon = 1\n", b"[mood]\nx = 2026-11-30\n"]
)
def test_a_file_that_cant_be_written_again_is_copied_before_the_first_change(
    tmp_path: Path, held: bytes
) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(held)
    store = SettingsStore(file)
    config = store.set(store.laid_over(CONFIG), "mood.certainty", 0.9)
    store.set(config, "mood.certainty", 0.8)

    assert SettingsStore(file).laid_over(CONFIG).mood.certainty == 0.8
    assert (tmp_path / "settings.toml.damaged").read_bytes() == held


def test_every_setting_shown_has_the_value_in_force() -> None:
    values = {setting.key: setting.value for setting in shown(CONFIG)}

    assert values["mood.listener"] == CONFIG.mood.listener
    assert values["panel.quiet_to"] == CONFIG.panel.quiet_to


def test_what_is_only_shown_cannot_be_changed_on_the_page(tmp_path: Path) -> None:
    """A browser that could name another broker would have the password sent there."""
    with pytest.raises(RefusedError, match="can't be changed"):
        SettingsStore(tmp_path / "settings.toml").set(CONFIG, "home.broker", "evil.example")


def test_no_password_is_shown_on_the_page() -> None:
    secret = read_config('[home]\npassword = "hush"\n[web]\nmetrics_token = "0123456789abcdef"\n', "a test")

    assert not [setting for setting in shown(secret) if setting.value in ("hush", "0123456789abcdef")]


def test_a_whole_number_is_one_however_a_browser_writes_it(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")

    assert store.set(CONFIG, "music.volume_limit", 60.0).music.volume_limit == 60
    assert store.set(CONFIG, "mood.empty_pause", 60).mood.empty_pause == 60.0
    with pytest.raises(RefusedError):
        store.set(CONFIG, "music.volume_limit", 60.5)


def test_the_volume_follows_the_noise_between_two_ends(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    on = store.set(CONFIG, "ear.follow_noise", "20-60")
    off = store.set(on, "ear.follow_noise", "")

    assert (on.ear.follow_noise, off.ear.follow_noise) == ([20, 60], [])


def test_an_owners_own_ends_are_among_the_choices() -> None:
    own = read_config("[ear]\nfollow_noise = [25, 55]\n", "a test")
    (setting,) = (one for one in shown(own) if one.key == "ear.follow_noise")

    assert setting.value == "25-55"
    assert ("25-55", "25 to 55 %") in setting.choices


@pytest.mark.parametrize("ends", ["60-20", "20", "0-50", "20-60-80", "20-", "loud", 20, True])
def test_ends_that_will_not_do_are_refused(tmp_path: Path, ends: str | int) -> None:
    with pytest.raises(RefusedError):
        SettingsStore(tmp_path / "settings.toml").set(CONFIG, "ear.follow_noise", ends)


def test_the_music_falls_by_as_many_decibels_as_the_page_says(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")

    assert store.set(CONFIG, "ear.duck", 12).ear.duck == 12.0
    with pytest.raises(RefusedError):
        store.set(CONFIG, "ear.duck", 31)
