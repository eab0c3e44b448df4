"""The speaker's numbers as OpenMetrics text, for Prometheus and compatible systems. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mien.home.speaker import CameraState, Diagnostics, HomeState, MusicActivity

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One number."""

    value: float | None
    """None leaves it out: it is unknown."""
    label: str = ""
    """Name of its label; "" without one."""
    of: str = ""
    """The label's value."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One family of numbers."""

    name: str
    """Without the suffix that its type adds."""
    kind: str
    """OpenMetrics' type: gauge, counter or info."""
    help: str
    """What it counts."""
    samples: tuple[Sample, ...]
    """Its numbers."""
    unit: str = ""
    """The suffix of its name; "" without one."""


def exposition(state: HomeState, numbers: Diagnostics, release: str) -> str:
    """Return everything as OpenMetrics text."""
    metrics = _metrics(state, numbers, release)
    return "".join(line for metric in metrics for line in _lines(metric)) + "# EOF\n"


def _metrics(state: HomeState, numbers: Diagnostics, release: str) -> Iterator[Metric]:
    yield Metric("mien_release", "info", "The release that runs.", (Sample(1, "release", release),))
    yield from _mood(state, numbers)
    yield from _eye(state, numbers)
    yield from _music(state, numbers)
    yield from _house_and_board(state, numbers)


def _mood(state: HomeState, numbers: Diagnostics) -> Iterator[Metric]:
    since = tuple(Sample(seconds, "mood", mood) for mood, seconds in sorted(numbers.mood_seconds.items()))
    yield Metric("mien_mood_seconds", "counter", "How long each mood was the settled one.", since, "seconds")
    yield _gauge(
        "mien_mood_confidence_ratio", "How sure the settled mood is.", state.settled.confidence, "ratio"
    )
    yield _gauge("mien_people", "Faces that are followed.", state.people)


def _eye(state: HomeState, numbers: Diagnostics) -> Iterator[Metric]:
    yield Metric("mien_glances", "counter", "Glances taken in.", (Sample(numbers.glances),))
    yield _gauge("mien_frame_age_seconds", "Age of the newest glance's frame.", numbers.frame_age, "seconds")
    yield _gauge("mien_light_ratio", "How bright the room is.", numbers.light, "ratio")
    yield _gauge("mien_camera_on", "Whether the camera is on.", state.camera is CameraState.ON)


def _music(state: HomeState, numbers: Diagnostics) -> Iterator[Metric]:
    reply, took = numbers.player_reply_age, numbers.player_reply_took
    yield _gauge("mien_player_up", "Whether MPD answers.", state.music is not MusicActivity.AWAY)
    yield _gauge("mien_player_reply_seconds", "How long MPD's newest answer took.", took, "seconds")
    yield _gauge("mien_player_reply_age_seconds", "How long ago MPD last answered.", reply, "seconds")
    yield _gauge("mien_playing", "Whether music plays.", state.music is MusicActivity.PLAYING)
    yield _gauge("mien_queue_songs", "Songs that follow the one that plays.", numbers.queue)
    yield _gauge("mien_library_songs", "Songs in the library.", numbers.songs)


def _house_and_board(state: HomeState, numbers: Diagnostics) -> Iterator[Metric]:
    celsius = numbers.temperature
    yield _gauge("mien_problems", "Number of present problems.", len(state.problems))
    reconnects = (Sample(numbers.reconnects),)
    yield Metric("mien_broker_reconnects", "counter", "Reconnections to the MQTT broker.", reconnects)
    yield _gauge("mien_memory_bytes", "Memory that the speaker's process holds.", numbers.memory, "bytes")
    yield _gauge("mien_board_temperature_celsius", "Of the board's processor.", celsius, "celsius")
    yield _gauge("mien_board_throttled", "Whether the board is throttled.", numbers.throttled)


def _gauge(name: str, text: str, value: float | None, unit: str = "") -> Metric:
    return Metric(name, "gauge", text, (Sample(value),), unit)


_SUFFIX: Mapping[str, str] = {"counter": "_total", "info": "_info", "gauge": ""}


def _lines(metric: Metric) -> Iterator[str]:
    known = [sample for sample in metric.samples if sample.value is not None]
    if not known:
        return
    yield f"# TYPE {metric.name} {metric.kind}\n"
    if metric.unit:
        yield f"# UNIT {metric.name} {metric.unit}\n"
    yield f"# HELP {metric.name} {metric.help}\n"
    for sample in known:
        label = f'{{{sample.label}="{_escaped(sample.of)}"}}' if sample.label else ""
        yield f"{metric.name}{_SUFFIX[metric.kind]}{label} {float(sample.value or 0):.15g}\n"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
