"""Why a song, in words: one phrase per criterion that speaks for it. Pure."""

from collections.abc import Mapping

from mien.music.criteria import UNKNOWN, Criterion, Moment
from mien.music.library import Library, Row
from mien.music.song import Reason


def reasons(
    library: Library,
    moment: Moment,
    row: Row,
    values: Mapping[Criterion, float],
    weights: Mapping[Criterion, float],
) -> tuple[Reason, ...]:
    """Return the reasons for a song in numbers and words, by criterion; phrases may be ""."""
    phrases = {
        Criterion.GENRE: _genre(library, moment, row),
        Criterion.FEELING: _feeling(library, moment, row, values[Criterion.FEELING]),
        Criterion.CIRCUMSTANCES: _circumstances(moment, values[Criterion.CIRCUMSTANCES]),
        Criterion.FRESHNESS: "not heard lately" if values[Criterion.FRESHNESS] >= 1 else "",
        Criterion.SPACING: "another artist than just now"
        if values[Criterion.SPACING] >= 1 and moment.heard
        else "",
        Criterion.LIKING: _liking(moment, values[Criterion.LIKING]),
    }
    return tuple(Reason(c.value, weights[c], values[c], phrases[c]) for c in Criterion)


def _genre(library: Library, moment: Moment, row: Row) -> str:
    has = set(library.families(row))
    for name in moment.wanted.genres:
        if library.genres.family(name) in has:
            return f"{name} suits {moment.wanted.emotion}"
    return ""


def _feeling(library: Library, moment: Moment, row: Row, fit: float) -> str:
    if fit <= UNKNOWN:
        return ""
    words = _place_words(moment)
    return (
        f"such music is mostly {words}, as wanted"
        if library.guessed[row]
        else f"it sounds {words}, as wanted"
    )


def _place_words(moment: Moment) -> str:
    place = moment.wanted.place
    arousal = "lively" if place.arousal > 0.25 else "calm" if place.arousal < -0.25 else "unhurried"
    valence = "bright" if place.valence > 0.25 else "dark" if place.valence < -0.25 else "even"
    return f"{arousal} and {valence}"


def _circumstances(moment: Moment, fit: float) -> str:
    return f"suits {moment.leaning.why}" if moment.leaning.why and fit > UNKNOWN else ""


def _liking(moment: Moment, value: float) -> str:
    if value > UNKNOWN:
        return f"you liked it when {moment.wanted.emotion}"
    return f"you skipped it when {moment.wanted.emotion}" if value < UNKNOWN else ""
