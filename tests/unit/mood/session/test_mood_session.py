"""What the speaker wishes, event by event."""

import pytest

from mien.mood.emotion import Absence, Emotion
from mien.mood.events import Asked, AskMood, AskPolicy, PlayerSaid, PlayerStatus, Tick
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin, step
from mien.mood.wishes import PlayMood, ShowMood
from unit.mood.glancing import acts, looks, settled_on, told, watched
from unit.mood.session.playing import PAUSES, PLAYS, STOPS, left_alone, playing


def test_a_face_that_stays_happy_is_played_to_once() -> None:
    _, wishes = watched(begin(MoodSettings(), 0.0), looks(Emotion.HAPPY, start=0.0, seconds=60.0))

    (wish,) = acts(wishes)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert wish.policy is Policy.MATCH
    assert not wish.soon


def test_an_empty_room_gets_no_music_of_its_own() -> None:
    session, wishes = watched(begin(MoodSettings(), 0.0), looks(None, start=0.0, seconds=60.0))

    assert acts(wishes) == []
    assert session.estimate.settled.name is Absence.NOBODY


def test_before_anything_is_seen_the_mood_is_unsure() -> None:
    _, wishes = step(begin(MoodSettings(), 0.0), Tick(0.0))

    (wish,) = wishes
    assert isinstance(wish, ShowMood)
    assert wish.shown.moment.name is Absence.UNSURE
    assert wish.shown.settled.name is Absence.UNSURE


def test_music_goes_on_when_everybody_leaves() -> None:
    _, wishes = watched(settled_on(Emotion.SAD), looks(None, start=60.0, seconds=60.0))

    assert acts(wishes) == []


def test_the_music_of_the_mood_before_is_not_wished_again_on_return() -> None:
    _, wishes = watched(
        left_alone(settled_on(Emotion.SAD)), looks(Emotion.SAD, start=90.0, seconds=60.0, track=2)
    )

    assert acts(wishes) == []


def test_another_settled_mood_is_played_to() -> None:
    _, wishes = watched(settled_on(Emotion.HAPPY), looks(Emotion.ANGRY, start=60.0, seconds=60.0))

    assert [wish.mood.name for wish in wishes if isinstance(wish, PlayMood)] == [Emotion.ANGRY]


def test_a_mood_chosen_by_hand_gives_way_once_its_time_is_up() -> None:
    session = settled_on(Emotion.HAPPY, MoodSettings(override_hold=100.0))
    session, _ = told(session, Asked(AskMood(Emotion.SAD), 60.0))

    session, early = told(session, Tick(159.0))
    session, late = told(session, Tick(161.0))

    assert acts(early) == []
    (wish,) = acts(late)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert not wish.soon
    assert session.shown is not None
    assert not session.shown.by_owner


def test_a_clock_that_runs_back_takes_no_time_from_a_chosen_mood() -> None:
    session, _ = told(begin(MoodSettings(override_hold=100.0), 1000.0), Asked(AskMood(Emotion.SAD), 1000.0))
    session, _ = told(session, Tick(10.0))
    back = session.chosen
    session, _ = told(session, Tick(1090.0))

    assert back is not None
    assert back.left == pytest.approx(100.0)
    assert session.chosen is not None
    assert session.chosen.left == pytest.approx(10.0)


@pytest.mark.parametrize(("says", "silent"), [(STOPS, True), (PAUSES, True), (PLAYS, False)])
def test_what_is_shown_as_paused_is_all_that_play_would_end(says: PlayerStatus, *, silent: bool) -> None:
    """The page's button says "play" and not "pause" after a start, and once the queue has ended."""
    session, _ = told(begin(MoodSettings(), 0.0), PlayerSaid(says, 0.0))

    assert session.shown is not None
    assert session.shown.paused is silent


def test_a_player_that_comes_back_gets_its_queue_planned_again() -> None:
    session, gone = told(playing(Emotion.HAPPY), PlayerSaid(None, 61.0))
    _, back = told(session, PlayerSaid(PLAYS, 62.0))

    assert session.shown is not None
    assert session.shown.player_away
    assert acts(gone) == []
    (wish,) = acts(back)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert not wish.soon


def test_a_player_at_boot_has_no_music_wished_before_a_mood_is_known() -> None:
    _, wishes = told(begin(MoodSettings(), 0.0), PlayerSaid(STOPS, 0.0))

    assert acts(wishes) == []


def test_another_policy_is_heard_at_once_and_the_same_not_at_all() -> None:
    session, (wish, *_) = told(settled_on(Emotion.SAD), Asked(AskPolicy(Policy.LIFT), 61.0))
    _, again = told(session, Asked(AskPolicy(Policy.LIFT), 62.0))

    assert isinstance(wish, PlayMood)
    assert wish.policy is Policy.LIFT
    assert wish.soon
    assert again == []


def test_a_policy_before_any_mood_is_kept_for_the_first() -> None:
    session, early = told(begin(MoodSettings(), 0.0), Asked(AskPolicy(Policy.RAMP), 0.0))
    _, later = watched(session, looks(Emotion.SAD, start=1.0, seconds=60.0))

    assert acts(early) == []
    assert [wish.policy for wish in later if isinstance(wish, PlayMood)] == [Policy.RAMP]


def test_what_is_shown_is_not_shown_again() -> None:
    session = settled_on(Emotion.HAPPY)
    _, wishes = watched(session, looks(Emotion.HAPPY, start=60.0, seconds=60.0))

    assert len(wishes) < 6  # a confidence that still creeps up by a step or two


def test_numbers_are_shown_in_whole_steps() -> None:
    _, wishes = watched(begin(MoodSettings(), 0.0), looks(Emotion.SAD, start=0.0, seconds=60.0))

    for wish in wishes:
        if isinstance(wish, ShowMood):
            number = wish.shown.settled.confidence * 20
            assert number == pytest.approx(round(number))
