import io
import tomllib
from pathlib import Path

import pytest

from mien.config.config_file import ConfigError, default_text, load_config, read_config, text_of


def mistakes(text: str) -> list[str]:
    """Return the mistakes found in `text`, without the file's name."""
    with pytest.raises(ConfigError) as caught:
        read_config(text, "mine.toml")
    return [line.removeprefix("mine.toml") for line in str(caught.value).splitlines()]


def test_the_shipped_defaults_load() -> None:
    assert read_config("", "mine.toml").mood.listener == "main"


def test_an_owner_changes_one_line_and_keeps_the_rest() -> None:
    config = read_config('[mood]\npolicy = "lift"\n', "mine.toml")

    assert (config.mood.policy, config.mood.listener) == ("lift", "main")


def test_every_mistake_is_named_at_once_with_its_line() -> None:
    found = mistakes('[eye]\ncamra = "webcam:0"\n\n[mood]\nlistener = "mian"\nempty_pause = -1.0\n')

    assert found == [
        ":2: unknown key eye.camra; did you mean 'camera'?",
        ":5: mood.listener must be 'main', 'majority' or 'average', not 'mian'; did you mean 'main'?",
        ":6: mood.empty_pause must be greater than or equal to 0, not -1.0",
    ]


def test_a_key_in_the_wrong_section_is_told_where_it_belongs() -> None:
    assert mistakes("[eye]\ncrossfade = 3\n") == [":2: unknown key eye.crossfade; it belongs in [music]"]


def test_a_misspelt_section_is_told_what_was_meant() -> None:
    assert mistakes("\n[panle]\nleds = 3\n") == [":2: unknown key panle; did you mean 'panel'?"]


def test_a_word_where_a_section_belongs_is_told_so() -> None:
    assert mistakes('eye = "open"\n') == [":1: eye is a section: write [eye] on a line of its own"]


def test_a_time_of_day_must_be_one() -> None:
    assert mistakes('[panel]\nquiet_from = "25:00"\n') == [
        ":2: panel.quiet_from must be a time like \"22:00\", not '25:00'"
    ]


def test_what_is_not_toml_says_where() -> None:
    assert "isn't valid TOML" in mistakes("[eye\n")[0]


def test_there_are_few_enough_keys_to_read() -> None:
    table = tomllib.loads(default_text())

    assert sum(len(section) for section in table.values()) <= 57


@pytest.mark.parametrize("given", ["[60, 20]", "[20]", "[20, 40, 60]", "[30, 30]"])
def test_the_ends_of_a_volume_that_follows_noise_are_two(given: str) -> None:
    assert mistakes(f"[ear]\nfollow_noise = {given}\n") == [
        f":2: ear.follow_noise must be the lowest and the highest percentage, as [20, 60], or [], not {given}"
    ]


@pytest.mark.parametrize("given", ["Kitchen", "a b", "a/b", "+", "a" * 33])
def test_an_id_in_topics_is_plain(given: str) -> None:
    assert mistakes(f'[home]\nid = "{given}"\n') == [
        f':2: home.id must be at most 32 of a to z, 0 to 9 and _, as "kitchen", or "", not \'{given}\''
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "[panel]\nskip_pin = 6\n",
            ":2: panel.mood_pin must be a pin of its own, not 6, which is panel.skip_pin",
        ),
        (
            "[panel]\nplay_pin = 20\npair_pin = 20\n",
            ":3: panel.pair_pin must be a pin of its own, not 20, which is panel.play_pin",
        ),
    ],
)
def test_no_two_buttons_share_a_pin(text: str, mistake: str) -> None:
    assert mistakes(text) == [mistake]


@pytest.mark.parametrize("host", ["", "0.0.0", "300.1.1.1", "a b", "http://mien", "::zz"])
def test_a_host_that_nothing_can_listen_at_is_refused(host: str) -> None:
    assert mistakes(f'[web]\nhost = "{host}"\n') == [
        f":2: web.host must be an address or a name of this machine, not {host!r}"
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "::", "::1", "localhost", "mien.local"])  # noqa: S104
def test_addresses_and_names_of_a_machine_are_hosts(host: str) -> None:
    assert read_config(f'[web]\nhost = "{host}"\n', "mine.toml").web.host == host


def test_a_certificate_without_its_key_is_a_mistake() -> None:
    sentence = "web.tls_key must be given together with web.tls_cert, or not at all, not ''"

    assert mistakes('[web]\ntls_cert = "house.crt"\n') == [f":2: {sentence}"]


ODD = '[music]\npassword = "\\u007f\\u0001\\"\\\\ 🎵"\n[web]\nnames = ["mien.local", "küche"]\n'


def test_settings_that_are_written_out_are_read_as_the_same() -> None:
    config = read_config(ODD, "odd.toml")

    assert read_config(text_of(config), "again.toml") == config


def test_settings_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(ODD))

    assert load_config(Path("-")) == read_config(ODD, "odd.toml")


@pytest.mark.parametrize(
    ("broker", "tls", "host", "port"),
    [
        ("localhost", "", "localhost", 1883),
        ("ha.lan", "system", "ha.lan", 8883),
        ("ha.lan:1884", "system", "ha.lan", 1884),
        ("192.0.2.7:1883", "", "192.0.2.7", 1883),
        ("[fe80::1%eth0]:1883", "", "fe80::1%eth0", 1883),
        ("[::1]", "", "::1", 1883),
    ],
)
def test_a_broker_is_a_host_with_or_without_a_port(broker: str, tls: str, host: str, port: int) -> None:
    home = read_config(f'[home]\nbroker = "{broker}"\ntls_ca = "{tls}"\n', "mine.toml").home

    assert home.host_and_port == (host, port)


@pytest.mark.parametrize(
    "broker", ["", "mqtt://ha.lan", "ha.lan:0", "ha.lan:99999", "a b", "m@ha.lan", "::1"]
)
def test_what_is_no_broker_says_what_one_is(broker: str) -> None:
    assert mistakes(f'[home]\nbroker = "{broker}"\n') == [
        f":2: home.broker must be a host or \"host:port\", not '{broker}'"
    ]


@pytest.mark.parametrize("prefix", ["", "+", "home/#", "/a", "a//b", "a b"])
def test_a_discovery_prefix_is_the_beginning_of_a_topic(prefix: str) -> None:
    assert "the beginning of a topic" in mistakes(f'[home]\ndiscovery_prefix = "{prefix}"\n')[0]


def test_a_token_that_could_be_guessed_is_refused() -> None:
    assert "at least 16 plain characters" in mistakes('[web]\nmetrics_token = "secret"\n')[0]
