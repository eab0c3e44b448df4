"""The health of a running speaker: its parts as `mien doctor` checks them, and its last warnings."""

import asyncio
import json
import logging
import resource
from asyncio.subprocess import DEVNULL, PIPE
from collections import deque
from collections.abc import Callable

from mien.app.app_state import EarState
from mien.app.senses.sense_view import face_reading
from mien.config.config_file import text_of
from mien.config.settings import Config, HomeConfig
from mien.health.findings import Finding
from mien.home.senses import SenseReading
from mien.ipc.child_process import mien_command
from mien.mood.estimation.room import DARK
from mien.mood.glance import Glance
from mien.pulse.monitor import Pulse
from mien.types import Seconds
from mien.web import backend as page

MOST_COMPLAINTS = 50
_EAR_TODO = "Check that it is plugged in, and with Ansible that mien_ear is true."
HOME_TODO = "Check that the broker runs, and [home] in the settings file: broker, user, password, tls_ca."
_DOCTOR_LIMIT: Seconds = 60.0


class Complaints(logging.Handler):
    """Stores the last warnings and errors for the page; in memory only."""

    def __init__(self, clock: Callable[[], Seconds]) -> None:
        super().__init__(logging.WARNING)
        self._clock = clock
        self._records: deque[tuple[Seconds, str]] = deque(maxlen=MOST_COMPLAINTS)

    def emit(self, record: logging.LogRecord) -> None:
        """Store a record."""
        self._records.append((self._clock(), record.getMessage()))

    def newest_first(self) -> tuple[page.LoggedProblem, ...]:
        """Return the stored records."""
        now = self._clock()
        return tuple(page.LoggedProblem(now - at, says) for at, says in reversed(self._records))


async def doctor(config: Config) -> tuple[Finding, ...]:
    """Return what `mien doctor` finds, except for camera and microphone, which eye and ear are using.

    It is a process of its own because the networks that it loads would stay in this one's memory. It gets the
    settings in force, including those set on the page, through a pipe: they may hold a password.
    """
    skip = ("--skip", "camera", "--skip", "microphone", "--skip", "home")  # these are in use here
    command = mien_command("doctor", "--json", *skip, "--config", "-")
    doctor = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        async with asyncio.timeout(_DOCTOR_LIMIT):
            output, _ = await doctor.communicate(text_of(config).encode())
        return tuple(Finding(**json.loads(line)) for line in output.splitlines())
    except (TimeoutError, ValueError, TypeError) as bad:
        return (
            Finding("doctor", ok=False, says=f"did not answer: {bad}", todo="Run `mien doctor` yourself."),
        )
    finally:
        if doctor.returncode is None:
            doctor.kill()
            await doctor.wait()


def eye_finding(problem: str, glance: Glance | None, *, closed: str) -> Finding:
    """Return how the camera is.

    `problem`: what the eye's connection reports, "" when nothing. `closed`: what turns it on, "" if it is on.
    """
    if closed:
        return Finding("camera", ok=True, says=f"off; {closed}")
    if problem or glance is None:
        return Finding(
            "camera", ok=False, says=problem or "has seen nothing yet", todo="Check that it is plugged in."
        )
    if glance.light < DARK:
        return Finding("camera", ok=True, says="too dark to see anybody: lights off, or its shutter closed")
    says = (
        f"on; light {glance.light:.2f}, frames {glance.age * 1e3:.0f} ms old; {_said(face_reading(glance))}"
    )
    return Finding("camera", ok=True, says=says)


def _said(face: SenseReading) -> str:
    """Return what a face says now."""
    if face.arousal is None or face.valence is None:
        return face.why
    return f"a face: arousal {face.arousal:+.1f}, valence {face.valence:+.1f}, quality {face.quality:.1f}"


def ear_findings(ear: EarState) -> tuple[Finding, ...]:
    """Return how the microphone is, and what was heard last; nothing if the ear is turned off."""
    if not ear.is_on:
        return ()
    if ear.problem:
        return (Finding("microphone", ok=False, says=ear.problem, todo=_EAR_TODO),)
    if ear.level is None:
        return (Finding("microphone", ok=True, says="off with the camera, or starting"),)
    said = "no voice yet"
    if ear.utterance is not None:
        said = f"last voice: arousal {ear.utterance.arousal:+.1f}, quality {ear.utterance.quality:.1f}"
    says = f"on; the room is {-ear.level:.0f} dB below full scale; {said}"
    return (Finding("microphone", ok=True, says=says),)


def home_finding(home: HomeConfig, problem: str) -> tuple[Finding, ...]:
    """Return the state of the MQTT connection; nothing if it is turned off."""
    if not home.on:
        return ()
    if problem:
        return (Finding("home", ok=False, says=problem, todo=HOME_TODO),)
    return (Finding("home", ok=True, says=f"publishes to the MQTT broker at {home.broker}"),)


def pulse_finding(pulse: Pulse | None) -> tuple[Finding, ...]:
    """Return what the strap says; nothing if it is turned off."""
    if pulse is None:
        return ()
    if pulse.bpm is None:
        return (Finding("pulse", ok=True, says=pulse.silence),)
    rest = f", at rest {pulse.rest}" if pulse.rest else ""
    why = f"; {pulse.silence}" if pulse.silence else ""
    return (Finding("pulse", ok=True, says=f"{pulse.bpm} beats a minute{rest}{why}"),)


def memory_finding() -> Finding:
    """Return the peak memory use of this process."""
    mega = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Finding("memory", ok=True, says=f"the speaker needed {mega:.0f} MB at its peak")


def as_part(finding: Finding) -> page.HealthItem:
    """Return a finding as a model of the page's API."""
    state = page.HealthState.OK if finding.ok else page.HealthState.BAD
    return page.HealthItem(finding.part, state, finding.says, finding.todo)
