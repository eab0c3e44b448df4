"""The house's other speakers, as avahi lists them: lines as it printed them, and lines that lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.home.rooms.other_speakers import MOST_SPEAKERS, OtherSpeaker, SpeakersFound, published

KITCHEN = (
    r"=;wlan0;IPv4;Mien\032kitchen\059\032\034x\034;_mien._tcp;local;speaker-a.local;10.77.0.1;8080;"
    r'"tls=0" "place=K\195\188che \\ \"1\"" "id=mien_1"'
)
NOBODY = SpeakersFound("mien_0")


def heard(*lines: str) -> tuple[OtherSpeaker, ...]:
    found = NOBODY
    for line in lines:
        found = found.after(line + "\n")
    return found.speakers


def entry(name: str = "Den", host: str = "den.local", port: str = "80", txt: str = '"id=mien_2"') -> str:
    return f"=;wlan0;IPv4;{name};_mien._tcp;local;{host};10.0.0.2;{port};{txt}"


def test_a_speaker_is_found_with_its_name_place_and_page() -> None:
    assert heard(KITCHEN) == (
        OtherSpeaker('Mien kitchen; "x"', 'Küche \\ "1"', "http://speaker-a.local:8080/"),
    )


def test_a_page_by_tls_is_linked_so() -> None:
    (found,) = heard(entry(port="443", txt='"tls=1" "id=mien_2"'))

    assert found.page == "https://den.local/"


def test_a_speaker_that_is_reached_in_two_ways_is_one_and_stays_until_both_are_gone() -> None:
    both = (entry(), entry().replace("IPv4", "IPv6"))
    gone = "-;wlan0;IPv4;Den;_mien._tcp;local"
    assert len(heard(*both)) == 1
    assert len(heard(*both, gone)) == 1
    assert heard(*both, gone, gone.replace("IPv4", "IPv6")) == ()


def test_this_very_speaker_is_none_of_the_others() -> None:
    assert heard(entry(txt='"id=mien_0"')) == ()


def test_they_are_listed_by_name_and_only_so_many() -> None:
    found = heard(*(entry(name=f"S{n:03}", host=f"s{n}.local") for n in range(300, 0, -1)))

    assert len(found) == MOST_SPEAKERS
    assert list(found) == sorted(found, key=lambda one: one.name)


@pytest.mark.parametrize(
    "line",
    [
        *("", ";", "=;a;b;c", entry(host="javascript:alert(1)"), entry(host="x.local/../y"), entry(host="")),
        *(entry(port="0"), entry(port="65536"), entry(port="80@evil"), entry(port=""), entry(host="a" * 300)),
        *("+;wlan0;IPv4;Den;_mien._tcp;local", "?;wlan0;IPv4;Den;_mien._tcp;local;den.local;1;80;"),
    ],
)
def test_what_is_no_speaker_is_none(line: str) -> None:
    assert heard(line) == ()


@given(st.text(max_size=300))
def test_no_line_does_harm(line: str) -> None:
    for speaker in heard(line, entry(name=line.replace(";", "")), entry(txt=f'"place={line}"')):
        assert speaker.page.startswith(("http://", "https://"))
        assert "\n" not in speaker.name + speaker.place


@pytest.mark.parametrize(
    ("name", "told"), [("--help", "help"), ("", "Mien"), ("ü" * 60, "ü" * 31), ("Den", "Den")]
)
def test_a_name_is_no_option_and_fits_into_dns(name: str, told: str) -> None:
    assert published(name, 80, {"id": "x"}) == (told, "_mien._tcp", "80", "id=x")
