"""The state machine of the speaker: an event goes in, a new session and its wishes come out.

Pure: no clock, no input or output. Invariants:

- Time is `event.at`, and it only moves forward: an event older than the newest takes no time. Remaining
  times are kept as durations, so a jump of the clock costs no more than the jump itself. Evidence is ordered
  and weighted by the eye's own `glance.at` (see `room.seen`): a late glance changes nothing, a gap is not
  evidence, a thousand glances at one instant have no weight.
- Music is requested when the settled mood becomes another emotion; "nobody" and "unsure" leave it as it is.
  After boot it waits until a mood has settled, or somebody presses play or skip, which starts calm music.
  A mood that the owner chooses by hand is played at once (`soon`).
- A mood chosen by hand overrides the eye until it is taken back or its time is up.
- The eye never ends a pause by the owner. A pause because the room was empty ends when somebody comes in.
  A mood chosen by hand ends both kinds.
- Somebody who starts the music at the player itself counts as present, though unseen: the wait until an empty
  room pauses starts again. A player that starts by itself, as after a restart, looks the same.
- A closed eye sees nothing; glances still on their way are ignored. Only somebody at the speaker opens it.
- A closed eye is a closed ear. A voice keeps a room from being empty, but starts no music by itself.
- While a guest plays on the loudspeaker, the music waits: see `guest_session.py`.
- Volume and sleep timer: see `loudness.py` and `evening.py`.
- The session is bounded: at most `MOST_LISTENERS` faces, no history.
"""

from dataclasses import replace

from mien.mood.choices import kept
from mien.mood.conversation import ducked, noise_followed, room_heard
from mien.mood.emotion import Absence, Emotion
from mien.mood.estimation.estimate import (
    after_evidence,
    after_glance,
    blank,
    is_in_the_dark,
    left_empty,
    moment_mood,
    settled_mood,
)
from mien.mood.evening import fell_asleep, plays_on, sounds, timed, volume_returned
from mien.mood.events import (
    AlarmRang,
    Asked,
    Event,
    EyeBack,
    EyeGone,
    GuestChanged,
    LimitSet,
    OpenedHere,
    PlayerSaid,
    PlayerStatus,
    Pressed,
    RoomHeard,
    Seen,
    Sensed,
    SharedMoodHeard,
)
from mien.mood.glance import Glance
from mien.mood.guests.guest_session import came_back, gave_way, guest_changed, music_owed
from mien.mood.loudness import limited, reported, unheard
from mien.mood.mood import Mood
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import WAKE_LASTS, asked, blind, closed, met_player, opened, pressed, silent, woken
from mien.mood.senses.evidence import Evidence, Sense
from mien.mood.sharing import followed, wanted
from mien.mood.state import Outcome, PauseReason, Session, chosen_mood, holds, plays
from mien.mood.wishes import DisplayState, EyeState, Pause, Resume, ShowMood
from mien.types import PlayState, Seconds

COMES_TO_STAY: Seconds = 2.5  # somebody seen for less than this is only passing through
DARK_LASTS = 4.0  # in a room that went dark with somebody in it, the wait is this many times as long
STEP = 0.05  # a change of valence, arousal or confidence by this much is shown


def begin(settings: MoodSettings, at: Seconds, eye: EyeState = EyeState.OPEN) -> Session:
    """Return the session of a speaker switched on at `at`, which has seen nothing yet."""
    return Session(settings, at, blank(at), settings.policy, eye=eye)


def step(session: Session, event: Event) -> Outcome:
    """Return the session after `event`, and its wishes, in order."""
    session, wishes = _after_time(session, event.at)
    session, more = _after_event(session, event)
    wishes += more
    for follow in FOLLOWS:
        session, more = follow(session)
        wishes += more
    return session, wishes


def _after_time(session: Session, at: Seconds) -> Outcome:
    """Return the session at `at`: chosen moods expire, an empty room's time passes, fades continue."""
    dt = max(0.0, at - session.at)
    chosen = session.chosen
    if chosen is not None:
        chosen = replace(chosen, left=chosen.left - dt) if chosen.left > dt else None
    empty = session.empty + dt * _empty_pace(session)
    alarm = max(0.0, session.alarm - dt)
    return timed(replace(session, at=session.at + dt, chosen=chosen, empty=empty, alarm=alarm), dt)


def _empty_pace(session: Session) -> float:
    """Return how fast an empty room's time passes, 0 to 1; slower in the dark: somebody may be asleep."""
    if session.eye is not EyeState.OPEN or followed(session) is not None:
        return 0.0
    if session.estimate.settled.name is Absence.NOBODY:
        return 1.0
    return 1.0 / DARK_LASTS if is_in_the_dark(session.estimate) else 0.0


def _after_event(session: Session, event: Event) -> Outcome:
    """Return the session after `event`, and the wishes that follow from it directly."""
    match event:
        case Seen():
            return _glanced(session, event.glance), ()
        case Sensed():
            return _sensed(session, event.evidence), ()
        case PlayerSaid():
            return _player_said(session, event.status)
        case EyeGone() | EyeBack():
            return _after_eye_change(session, there=isinstance(event, EyeBack))
        case GuestChanged() | LimitSet() | RoomHeard():
            return _after_report(session, event)
        case _:
            return _after_request(session, event)


def _after_report(session: Session, event: GuestChanged | LimitSet | RoomHeard) -> Outcome:
    """Return the session after news of another player, of the room's sound, or of the volume limit."""
    if isinstance(event, GuestChanged):
        return guest_changed(session, event.guest), ()
    if isinstance(event, RoomHeard):
        return room_heard(session, event), ()
    return sounds(session, limited(session.loudness, event.percent, plays=plays_on(session)))


def _after_request(session: Session, event: Event) -> Outcome:
    """Return the session after a request, from here, from another room, or from an alarm."""
    match event:
        case Pressed():
            return pressed(_with_presence(session), event.button, event.how)
        case Asked():
            return asked(_with_presence(session), event.ask)
        case OpenedHere():
            return opened(_with_presence(session))
        case AlarmRang():
            return woken(replace(_with_presence(session), alarm=WAKE_LASTS), event.emotion)
        case SharedMoodHeard():
            return replace(session, shared=event.shared), ()
        case _:
            return session, ()


def _with_presence(session: Session) -> Session:
    """Return the session with the empty room's time restarted: somebody asked, so is present."""
    return replace(session, empty=0.0)


def _after_eye_change(session: Session, *, there: bool) -> Outcome:
    """Return the session after the eye went or came back. One that should be closed is closed again."""
    if session.eye is EyeState.CLOSED:
        return closed(session) if there else (session, ())
    return (replace(session, eye=EyeState.OPEN) if there else blind(session, EyeState.GONE)), ()


def _glanced(session: Session, glance: Glance) -> Session:
    """Return the session after a glance; ignore one that a closed eye sent before it closed."""
    if session.eye is EyeState.CLOSED:
        return session
    estimate = after_glance(session.estimate, glance, session.at, session.settings)
    somebody = estimate.settled.name is not Absence.NOBODY and not is_in_the_dark(estimate)
    return replace(session, eye=EyeState.OPEN, estimate=estimate, empty=0.0 if somebody else session.empty)


def _sensed(session: Session, evidence: Evidence) -> Session:
    """Return the session after evidence of another sense. A closed eye is a closed ear."""
    if session.eye is EyeState.CLOSED and evidence.sense is Sense.VOICE:
        return session
    return replace(session, estimate=after_evidence(session.estimate, evidence, session.at))


def _player_said(session: Session, status: PlayerStatus | None) -> Outcome:
    """Return the session after a change of the player; one that is back is met."""
    if status is None:
        session = replace(session, loudness=unheard(session.loudness))
        heard_of = PauseReason.NO if session.quiet is PauseReason.ASKED else session.quiet
        return replace(session, player=None, player_away=True, quiet=heard_of), ()
    was_away = session.player is None
    if status.state is PlayState.PLAY and session.player in {PlayState.PAUSE, PlayState.STOP}:
        session = _with_presence(session)
    quiet = _pause_reason_after(session, status)
    if quiet is PauseReason.ROOM and session.quiet is PauseReason.NO:  # since before a restart
        session = replace(session, estimate=left_empty(session.estimate, session.at))
    alarm = 0.0 if status.state is PlayState.PLAY else session.alarm
    session = replace(session, player=status.state, player_away=False, quiet=quiet, alarm=alarm)
    session, wishes = sounds(session, reported(session.loudness, status.volume))
    session, more = met_player(session) if was_away else (session, ())
    return session, wishes + more


def _pause_reason_after(session: Session, status: PlayerStatus) -> PauseReason:
    """Return why the music is paused, now that the player reports `status`."""
    quiet = session.quiet
    if quiet is PauseReason.GUEST:
        # An unchanged report is out of date; a change was made by somebody at the player.
        return quiet if status.state in {PlayState.PAUSE, session.player} else PauseReason.NO
    if status.state is PlayState.PAUSE:
        anew = quiet is PauseReason.NO and status.for_room
        return (
            PauseReason.ROOM if anew or quiet in {PauseReason.ASKED, PauseReason.ROOM} else PauseReason.OWNER
        )
    if status.state is PlayState.PLAY and quiet is not PauseReason.ASKED:
        return PauseReason.NO
    return quiet


def _room_paused(session: Session) -> Outcome:
    """Pause the music once it has played to an empty room for long enough."""
    long = session.settings.empty_pause
    plays_on = session.player is PlayState.PLAY and session.quiet is PauseReason.NO
    if long <= 0.0 or session.empty < long or not plays_on:
        return session, ()
    return replace(session, quiet=PauseReason.ASKED), (Pause(for_room=True),)


def _room_resumed(session: Session) -> Outcome:
    """Resume the music once somebody has come and stayed, if it paused because the room was empty."""
    estimate = session.estimate
    somebody = isinstance(estimate.moment.name, Emotion) or estimate.settled.name is not Absence.NOBODY
    stays = any(listener.stayed >= COMES_TO_STAY for listener in estimate.room.listeners)
    if session.quiet not in {PauseReason.ASKED, PauseReason.ROOM} or not somebody or not stays:
        return session, ()
    if holds(session):
        return replace(session, quiet=PauseReason.GUEST, empty=0.0), ()
    return replace(session, quiet=PauseReason.NO, empty=0.0), (Resume(),)


def _music_followed(session: Session) -> Outcome:
    """Request music for the present mood, unless it plays already."""
    mood = wanted(session)
    if mood is None or (session.playing is not None and mood.name is session.playing.name):
        return session, ()
    return plays(session, mood, soon=False)


def _shown(session: Session) -> Outcome:
    """Update ring and page if what they show has changed."""
    settled = settled_mood(session.estimate, session.settings)
    shown = DisplayState(
        moment=moment_mood(session.estimate, session.settings),
        settled=settled if session.chosen is None else chosen_mood(session.chosen),
        policy=session.policy,
        by_owner=session.chosen is not None,
        eye=session.eye,
        paused=silent(session),
        player_away=session.player_away,
        shared=followed(session),
        guest=session.guests.guest,
    )
    before = session.shown or shown
    shown = replace(
        shown, moment=_rounded(before.moment, shown.moment), settled=_rounded(before.settled, shown.settled)
    )
    if shown == session.shown:
        return session, ()
    return replace(session, shown=shown), (ShowMood(shown),)


def _rounded(before: Mood, mood: Mood) -> Mood:
    """Return `mood` as it is shown: a number changes only after it has moved by a whole `STEP`."""
    return replace(
        mood,
        valence=_step(before.valence, mood.valence),
        arousal=_step(before.arousal, mood.arousal),
        confidence=_step(before.confidence, mood.confidence),
    )


def _step(before: float, now: float) -> float:
    near = before if abs(now - before) < STEP else now
    return round(round(near / STEP) * STEP, 2)


FOLLOWS = (
    gave_way,
    came_back,
    music_owed,
    _room_paused,
    _room_resumed,
    fell_asleep,
    volume_returned,
    ducked,
    noise_followed,
    _music_followed,
    _shown,
    kept,
)
