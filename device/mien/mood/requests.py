"""The owner's requests, by button, page or MQTT, and their effects."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mien.mood.emotion import Absence, Emotion
from mien.mood.estimation.hysteresis import HysteresisState
from mien.mood.estimation.room import lost
from mien.mood.evening import plays_on, sleeps, sounds
from mien.mood.events import (
    Ask,
    AskCloseEye,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskSleep,
    AskUndo,
    AskVolume,
    Button,
    Press,
)
from mien.mood.guests.guest_session import overruled, taken_back
from mien.mood.loudness import risen_from, set_by_hand
from mien.mood.mood import Mood, Policy
from mien.mood.sharing import wanted
from mien.mood.state import MoodOverride, Outcome, PauseReason, Session, holds, plays
from mien.mood.wishes import (
    CloseEye,
    EyeState,
    OpenEye,
    OpenPairing,
    Pause,
    Previous,
    Resume,
    Skip,
    UndoSkip,
    Wish,
)
from mien.types import PlayState, Seconds

# The order of the mood button: the most popular moods come first.
ROUND = (
    Emotion.HAPPY,
    Emotion.NEUTRAL,
    Emotion.SAD,
    Emotion.ANGRY,
    Emotion.SURPRISED,
    Emotion.FEARFUL,
    Emotion.DISGUSTED,
)

# Wake-up music starts at this volume, in percent, and rises for three minutes to the previous volume; to this
# much if it had been turned down further, since an alarm must be audible.
WAKE_FROM, WAKE_LEAST = 4, 25
WAKE_RISE: Seconds = 180.0

WAKE_LASTS: Seconds = 300.0
"""For how long after its time an alarm may still start the music: the player may have been restarting."""

SIMPLE: Mapping[type[Ask], Wish] = MappingProxyType(
    {AskSkip: Skip(), AskPrevious: Previous(), AskUndo: UndoSkip()}
)
PRESSES: Mapping[tuple[Button, Press], Ask] = MappingProxyType(
    {
        (Button.SKIP, Press.SHORT): AskSkip(),
        (Button.SKIP, Press.HOLD): AskPrevious(),
        (Button.SKIP, Press.DOUBLE): AskUndo(),
        (Button.MOOD, Press.HOLD): AskMood(None),
    }
)


def pressed(session: Session, button: Button, how: Press) -> Outcome:
    """Return the effect of a press of `button`; one without a meaning does nothing."""
    if (button, how) in PRESSES:
        return asked(session, PRESSES[button, how])
    match (button, how):
        case (Button.MOOD, Press.SHORT):
            return asked(session, AskMood(next_mood(session)))
        case (Button.PLAY, Press.SHORT):
            return asked(session, AskPause(paused=not silent(session)))
        case (Button.PLAY, Press.HOLD):
            return opened(session) if session.eye is EyeState.CLOSED else closed(session)
        case (Button.PAIR, Press.HOLD):
            return session, (OpenPairing(session.settings.pairing),)
    return session, ()


def asked(session: Session, ask: Ask) -> Outcome:
    """Return the effect of the request `ask`. No request opens the eye."""
    match ask:
        case AskPause():
            return _paused(session) if ask.paused else _resumed(session)
        case AskVolume():
            return sounds(session, set_by_hand(session.loudness, ask.percent))
        case AskSleep():
            return sleeps(session, ask.minutes), ()
        case AskMood() | AskPolicy() | AskCloseEye():
            return _mood_request(session, ask)
        case _:
            return _another_song(session, ask)


def _another_song(session: Session, ask: Ask) -> Outcome:
    """Return the effect of asking for another song; none while a guest plays, since nobody would hear it."""
    if holds(session):
        return session, ()
    wishes = (SIMPLE[type(ask)],)
    return _heard(session, wishes) if isinstance(ask, AskSkip) else (session, wishes)


def _mood_request(session: Session, ask: AskMood | AskPolicy | AskCloseEye) -> Outcome:
    match ask:
        case AskMood():
            return held(session, ask.emotion)
        case AskPolicy():
            return _with_policy(session, ask.policy)
        case _:
            return closed(session)


def next_mood(session: Session) -> Emotion:
    """Return the mood after the one music plays for, in a circle; the first if there is none."""
    mood = wanted(session)
    if mood is None or not isinstance(mood.name, Emotion):
        return ROUND[0]
    return ROUND[(ROUND.index(mood.name) + 1) % len(ROUND)]


def closed(session: Session) -> Outcome:
    """Return the session with the eye closed. The settled mood stays, and so does the music."""
    return blind(session, EyeState.CLOSED), (CloseEye(),)


def blind(session: Session, eye: EyeState) -> Session:
    """Return the session with an eye that sees nothing: the moment is unknown."""
    room = lost(session.estimate.room)
    estimate = replace(session.estimate, room=room, moment=HysteresisState(Absence.UNSURE, session.at))
    return replace(session, eye=eye, estimate=estimate)


def opened(session: Session) -> Outcome:
    """Return the session with the eye open, unless it is already; only somebody at the speaker may ask."""
    if session.eye is not EyeState.CLOSED:
        return session, ()
    return replace(session, eye=EyeState.OPEN), (OpenEye(),)


def silent(session: Session) -> bool:
    """Return whether nothing of ours plays, so that the button means "play" and not "pause"."""
    is_silent = session.quiet is not PauseReason.NO or session.player is PlayState.STOP
    return is_silent or holds(session)


def _paused(session: Session) -> Outcome:
    return replace(session, quiet=PauseReason.OWNER, alarm=0.0), (Pause(),)


def _resumed(session: Session) -> Outcome:
    if holds(session):
        return _heard(*taken_back(session))
    return _heard(replace(session, quiet=PauseReason.NO), (Resume(),))


def _heard(session: Session, wishes: tuple[Wish, ...]) -> Outcome:
    """Add calm music to the `wishes` if music is requested while no mood is known."""
    if wanted(session) is not None:
        return session, wishes
    session, more = plays(session, Mood(Emotion.NEUTRAL, since=session.at), soon=False)
    return session, wishes + more


def held(session: Session, emotion: Emotion | None) -> Outcome:
    """Hold `emotion` from now on, or return to automatic; either takes effect at once.

    Choosing a mood ends a pause, since the owner wants to hear it.
    """
    if emotion is not None:
        chosen = MoodOverride(emotion, session.at, session.settings.override_hold)
        session = replace(session, chosen=chosen)
        session, first = _unpaused(session)
        session, music = plays(session, wanted(session), soon=True)
        return session, first + music
    session = replace(session, chosen=None)
    mood = wanted(session)
    if mood is None or session.playing is None or mood.name is session.playing.name:
        return session, ()
    return plays(session, mood, soon=True)


def _unpaused(session: Session) -> Outcome:
    """Return the effect of ending a pause; a guest isn't stopped, but the music plays afterwards."""
    if holds(session):
        return replace(session, quiet=PauseReason.GUEST), ()
    return (session, ()) if session.quiet is PauseReason.NO else _resumed(session)


def _with_policy(session: Session, policy: Policy) -> Outcome:
    """Use `policy` from now on; the owner hears the difference at once."""
    if policy is session.policy:
        return session, ()
    session = replace(session, policy=policy)
    return plays(session, wanted(session), soon=True)


def woken(session: Session, emotion: Emotion) -> Outcome:
    """Hold `emotion`; if music has to start for that, it starts softly and rises. Ends the sleep timer."""
    session, stop = overruled(replace(session, sleep=None))
    if plays_on(session):
        return held(session, emotion)
    session, first = sounds(session, risen_from(session.loudness, WAKE_FROM, WAKE_LEAST, WAKE_RISE))
    session, music = held(session, emotion)
    return session, stop + first + music


def met_player(session: Session) -> Outcome:
    """Plan the queue of a player that is back; an alarm that rang while it was away rings now."""
    if session.alarm > 0.0 and session.chosen is not None:
        return woken(session, session.chosen.emotion)
    return plays(session, wanted(session), soon=False)
