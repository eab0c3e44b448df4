"""The owner's radio stations as the page knows them: as the file is now, or was before a mistake in it."""

import logging

from mien.app.factories import OwnersFileError, stations_of
from mien.music.song import Song

logger = logging.getLogger(__name__)


class PageStations:
    """Reads `file`, "" for none, whenever it is asked: the owner may be editing it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._stations: tuple[Song, ...] = ()
        self._problem = ""

    def __call__(self) -> tuple[Song, ...]:
        """Return the stations; a file with mistakes leaves those read before, and is logged once."""
        try:
            self._stations, problem = stations_of(self._file), ""
        except OwnersFileError as bad:
            problem = str(bad)
        if problem and problem != self._problem:
            logger.warning("The stations stay as they were: %s", problem)
        self._problem = problem
        return self._stations
