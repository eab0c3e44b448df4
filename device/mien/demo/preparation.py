"""How far the demo's preparation is."""

from dataclasses import dataclass

from mien.demo.view import Step


@dataclass(frozen=True, slots=True)
class Preparation:
    """What must be ready before anything can be shown; each share is 0..1."""

    songs: float = 0.0
    """Share of the songs that are written."""

    music: float = 0.0
    """1 once the music player runs and has read the songs."""

    camera: float = 0.0
    """1 once the camera has sent a glance."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in the order in which they are done; () once all are."""
        steps = (
            Step("Writing a few short songs", self.songs),
            Step("Starting the music player", self.music),
            Step("Starting the camera", self.camera),
        )
        return () if all(step.share >= 1.0 for step in steps) else steps
