"""The composition root, as far as it decides something itself."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from mien.app.alarms import Alarm
from mien.app.app_state import Change, StatusChanged
from mien.app.application import Application, memory_in
from mien.app.factories import clock
from mien.app.speaker_access import ApplySettings, SetAlarms, ShowPairing
from mien.app.storage.eye_flag import EyeFlag
from mien.config.config_file import read_config
from mien.health.notify import SPEAKER, stalled
from mien.ipc.eye_client import EyeLink
from mien.mood.emotion import Absence, Emotion
from mien.mood.events import AskCloseEye, Asked, AskMood, AskPolicy, AskSleep, EyeBack, EyeGone, Seen, Tick
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import CloseEye, DisplayState, EyeState, OpenEye, OpenPairing, ShowMood
from mien.music.dj.music_events import MusicProblem

CONFIG = read_config("", "defaults")
NOTHING = Mood(Absence.UNSURE, since=0.0)
CROWD = Seen(Glance(0.0, light=0.02), 0.0)


@pytest.fixture
def speaker(tmp_path: Path) -> Application:
    return Application(CONFIG, tmp_path / "eye.socket")


def heard_by(speaker: Application) -> list[Change]:
    """Return what a subscriber hears from now on."""
    heard: list[Change] = []
    speaker.state.subscribe(heard.append)
    return heard


def test_what_was_seen_last_is_no_circumstance_once_the_eye_is_closed_or_gone(speaker: Application) -> None:
    speaker._eye_event(CROWD)
    assert speaker._circumstances().light == 0.02

    speaker._eye_event(EyeGone("it crashed", 1.0))
    assert speaker._circumstances().light is None

    speaker._eye_event(EyeBack(2.0))
    speaker._loop.take(Asked(AskCloseEye(), 3.0), speaker._carry_out)
    assert speaker._loop.session.eye is EyeState.CLOSED
    speaker._eye_event(CROWD)
    assert speaker._circumstances().light is None


def test_an_eye_that_is_opened_again_has_its_time_until_the_first_glance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The glance before it was closed is old: it must not look as if the eye hung ever since."""
    now = 0.0
    monkeypatch.setattr("mien.app.application.clock", lambda: now)
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    speaker._carry_out(ShowMood(DisplayState(NOTHING, NOTHING, Policy.MATCH, eye=EyeState.OPEN)))
    speaker._eye_event(CROWD)
    now = 3600.0
    speaker._loop.take(Tick(now), speaker._carry_out)
    assert stalled(speaker._progress(), SPEAKER) is not None

    speaker._carry_out(CloseEye())
    speaker._carry_out(OpenEye())

    assert speaker._progress().glance is None
    assert stalled(speaker._progress(), SPEAKER) is None


@pytest.mark.parametrize(
    ("happens", "field", "value"),
    [
        (lambda speaker: speaker._eye_event(EyeGone("it crashed", 1.0)), "eye_problem", "it crashed"),
        (lambda speaker: speaker._eye_event(CROWD), "glance", CROWD.glance),
        (lambda speaker: speaker._music_event(MusicProblem("No songs.")), "music_problem", "No songs."),
        (lambda speaker: speaker.request(ShowPairing(is_open=True)), "pairing_open", True),
    ],
)
def test_the_state_holds_a_change_before_anybody_hears_of_it(
    speaker: Application, happens: Callable[[Application], None], field: str, value: object
) -> None:
    seen: list[object] = []
    speaker.state.subscribe(lambda _change: seen.append(getattr(speaker.state.current, field)))

    happens(speaker)

    assert seen == [value]


def test_who_ends_a_subscription_hears_no_more(speaker: Application) -> None:
    heard: list[Change] = []
    unsubscribe = speaker.state.subscribe(heard.append)
    unsubscribe()

    speaker.request(ShowPairing(is_open=True))

    assert heard == []


def test_settings_of_a_frontend_reach_state_and_session(speaker: Application) -> None:
    heard = heard_by(speaker)
    changed = read_config("[mood]\ncertainty = 0.7\n", "a test")

    speaker.request(ApplySettings(changed))

    assert heard == [StatusChanged()]
    assert speaker.state.current.config is changed
    assert speaker._loop.session.settings.certainty == 0.7


def test_the_button_for_pairing_is_passed_on_to_whoever_pairs(speaker: Application) -> None:
    heard = heard_by(speaker)

    speaker._carry_out(OpenPairing(120.0))

    assert heard == [OpenPairing(120.0)]


async def test_the_state_says_that_the_live_view_is_watched_for_as_long_as_it_is(
    speaker: Application,
) -> None:
    pictures = speaker.access.pictures.watched()
    speaker._eye_event(CROWD)
    waiting = asyncio.ensure_future(anext(pictures))
    await asyncio.sleep(0.01)
    assert speaker.state.current.live_view_watched
    speaker.access.pictures.show(b"jpeg")
    assert await waiting == b"jpeg"

    await pictures.aclose()

    assert not speaker.state.current.live_view_watched


async def test_that_the_camera_was_turned_off_is_stored_even_while_the_eye_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a speaker that is stopped right then comes up with an open eye."""

    async def hang(_link: EyeLink, *, is_open: bool) -> None:
        await asyncio.Event().wait()
        assert not is_open

    monkeypatch.setattr(EyeLink, "open_eye", hang)
    flag = EyeFlag(tmp_path / "eye-closed")
    speaker = Application(CONFIG, tmp_path / "eye.socket", eye_flag=flag)
    working = asyncio.ensure_future(speaker._do_eye_jobs())

    speaker._carry_out(CloseEye())
    for _ in range(100):
        await asyncio.sleep(0.02)
        if flag.is_closed:
            break

    working.cancel()
    assert flag.is_closed


async def test_choices_and_alarms_are_stored_while_the_speaker_runs_and_found_by_the_next(
    tmp_path: Path,
) -> None:
    """The policy went back to match, and a held mood was gone, with every restart."""
    memory = memory_in(tmp_path, CONFIG)
    speaker = Application(CONFIG, tmp_path / "eye.socket", memory=memory)
    working = asyncio.ensure_future(speaker._store())
    alarm = Alarm("07:30", (), Emotion.HAPPY)

    for ask in (AskPolicy(Policy.LIFT), AskMood(Emotion.SAD), AskSleep(20.0)):
        speaker._loop.take(Asked(ask, clock()), speaker._carry_out)
    speaker.request(SetAlarms((alarm,)))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if speaker._to_store.empty() and (tmp_path / "alarms.json").exists():
            break
    working.cancel()
    after = Application(CONFIG, tmp_path / "eye.socket", memory=memory_in(tmp_path, CONFIG))

    session = after._loop.session
    assert session.policy is Policy.LIFT
    assert session.chosen is not None
    assert session.chosen.emotion is Emotion.SAD
    assert 3500.0 < session.chosen.left <= 3600.0
    assert session.sleep is not None
    assert after.state.current.alarms == (alarm,)
