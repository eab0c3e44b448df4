"""What the page says of the house."""

import pytest

from mien.app.home.house_words import how_it_is, what_to_do
from mien.config.config_file import read_config
from mien.config.settings import HomeConfig


def home(settings: str = "") -> HomeConfig:
    return read_config(f"[home]\n{settings}", "a test").home


@pytest.mark.parametrize(
    ("settings", "problem", "connected_for", "says"),
    [
        ("", "", None, "Off."),
        ("on = true", "The broker is away.", 90.0, "The broker is away."),
        ("on = true", "", None, "Connecting to localhost…"),
        ("on = true", "", 5.0, "Connected to localhost, just now."),
        ("on = true", "", 600.0, "Connected to localhost, for 10 min."),
        ("on = true", "", 7200.0, "Connected to localhost, for 2 h."),
        ("on = true", "", 9e5, "Connected to localhost, for 10 days."),
        (
            'on = true\nbroker = "ha.lan:8883"\nuser = "mien"\ntls_ca = "system"',
            *("", 5.0, "Connected to ha.lan:8883 as mien, encrypted, just now."),
        ),
    ],
)
def test_the_house_is_described(settings: str, problem: str, connected_for: float | None, says: str) -> None:
    assert how_it_is(home(settings), problem, connected_for) == says


def test_a_password_is_never_shown() -> None:
    secret = home('on = true\nuser = "mien"\npassword = "hush"')

    assert "hush" not in how_it_is(secret, "", 1.0) + what_to_do(secret, "Mien", "")


def test_home_assistant_is_told_of_a_broker_that_it_can_reach() -> None:
    assert "broker 192.0.2.7, port 1883." in what_to_do(home(), "Mien", "192.0.2.7")
    assert "broker ha.lan, port 1884." in what_to_do(home('broker = "ha.lan:1884"'), "Mien", "192.0.2.7")
    assert "“Mien” then appears by itself, in Den." in what_to_do(home('area = "Den"'), "Mien", "")
