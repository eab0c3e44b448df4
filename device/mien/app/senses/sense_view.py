"""What each sense says now, read from the speaker's state: for the house, and side by side."""

from mien.app.app_state import AppState
from mien.home.senses import HomeSenses, SenseReading, SenseState
from mien.mood.emotion import AFFECTS, Scores
from mien.mood.glance import Face, Glance
from mien.mood.senses import utterance as voice
from mien.mood.wishes import EyeState
from mien.pulse.wearer import TRUST
from mien.types import Seconds

_OFF = SenseReading()


def senses_of(state: AppState, now: Seconds) -> HomeSenses:
    """Return what each sense says at `now`."""
    eye = state.display.eye if state.display else EyeState.OPEN
    return HomeSenses(_face(state, eye), _voice(state, eye, now), _pulse(state))


def _face(state: AppState, eye: EyeState) -> SenseReading:
    if eye is EyeState.CLOSED:
        return _OFF
    if state.glance is None:
        return SenseReading(SenseState.NOT_WORKING, why=state.eye_problem or "nothing was seen yet")
    return face_reading(state.glance)


def face_reading(glance: Glance) -> SenseReading:
    """Return what the largest face in `glance` says."""
    if not glance.faces:
        return SenseReading(SenseState.QUIET, why="nobody is in view")
    face = max(glance.faces, key=_size)
    valence, arousal = _place(face.scores)
    return SenseReading(SenseState.ACTIVE, arousal, valence, face.quality, face.why_low)


def _size(face: Face) -> float:
    return face.box[2] * face.box[3]


def _place(scores: Scores) -> tuple[float, float]:
    """Return where the emotions lie on average, valence and arousal."""
    places = [(AFFECTS[emotion], share) for emotion, share in scores.items()]
    return sum(at.valence * share for at, share in places), sum(at.arousal * share for at, share in places)


def _voice(state: AppState, eye: EyeState, now: Seconds) -> SenseReading:
    ear = state.ear
    if not ear.is_on or eye is EyeState.CLOSED:
        return _OFF
    if ear.problem:
        return SenseReading(SenseState.NOT_WORKING, why=ear.problem)
    heard = ear.utterance
    if heard is None or now - heard.start - heard.seconds > voice.LASTS:
        return SenseReading(SenseState.QUIET, why="somebody speaks" if ear.speech else "nobody speaks")
    trust = voice.evidence_of(heard).trust
    return SenseReading(SenseState.ACTIVE, heard.arousal, heard.valence, trust, heard.why_low)


def _pulse(state: AppState) -> SenseReading:
    pulse = state.pulse
    if pulse is None:
        return _OFF
    if pulse.bpm is None:
        return SenseReading(SenseState.NOT_WORKING, why=pulse.silence)
    above = None if pulse.rest is None else pulse.bpm / pulse.rest - 1.0
    if pulse.silence:
        return SenseReading(SenseState.QUIET, why=pulse.silence, rate=pulse.bpm, above_rest=above)
    return SenseReading(SenseState.ACTIVE, quality=TRUST, rate=pulse.bpm, above_rest=above)
