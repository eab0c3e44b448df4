"""Why a song, in words: one phrase per criterion that speaks for it. Pure."""

from collections.abc import Mapping

from mien.mood.emotion import Emotion
from mien.music.library.library import NO_ARTIST, Library, Row
from mien.music.selection.alike.flow import carried
from mien.music.selection.criteria import FINE, TASTE_TRUST, UNKNOWN, Criterion, Moment
from mien.music.song import Reason


def reasons(
    library: Library,
    moment: Moment,
    row: Row,
    values: Mapping[Criterion, float],
    weights: Mapping[Criterion, float],
) -> tuple[Reason, ...]:
    """Return the reasons for a song in numbers and words, one for each criterion; a phrase may be ""."""
    phrases = {
        Criterion.GENRE: _genre(library, moment, row),
        Criterion.FEELING: _feeling(library, moment, row, values[Criterion.FEELING]),
        Criterion.CIRCUMSTANCES: _circumstances(moment, values[Criterion.CIRCUMSTANCES]),
        Criterion.FRESHNESS: "not heard lately" if values[Criterion.FRESHNESS] >= 1 else "",
        Criterion.SPACING: _spacing(library, moment, row, values[Criterion.SPACING]),
        Criterion.LIKING: _opinion_phrase(library, moment, row, values[Criterion.LIKING]),
    }
    return tuple(Reason(c.value, weights[c], values[c], phrases[c]) for c in Criterion)


def a_mood(emotion: Emotion) -> str:
    """Return the mood with its article: "a happy mood"."""
    return f"{'an' if emotion.value[0] in 'aeiou' else 'a'} {emotion} mood"


def _genre(library: Library, moment: Moment, row: Row) -> str:
    has = set(library.families(row))
    for name in moment.target.genres:
        if library.genres.family(name) in has:
            probably = "probably " if library.estimated[library.tagged[row]] else ""
            return f"{probably}{name} for {a_mood(moment.target.emotion)}"
    return ""


def _feeling(library: Library, moment: Moment, row: Row, fit: float) -> str:
    return ", ".join(filter(None, (_place(library, moment, row, fit), _in_common(library, moment, row))))


def _in_common(library: Library, moment: Moment, row: Row) -> str:
    """Return what it has in common with the previous song, on Ease's path."""
    if moment.way is None or moment.way.costs is None:
        return ""
    *most, last = carried(library, moment.way.last, row) or ("",)
    same = f"{', '.join(most)} and {last}" if most else last
    return f"same {same} as the song before" if same else ""


def _place(library: Library, moment: Moment, row: Row, fit: float) -> str:
    if fit <= UNKNOWN:
        return ""
    place = moment.target.place
    words = _place_words(*(float(x) for x in library.place[:, row]))
    close = "" if words == _place_words(place.valence, place.arousal) else ", close to the mood"
    return f"{'mostly ' if library.guessed[row] else ''}{words}{close}"


def _place_words(valence: float, arousal: float) -> str:
    first = "lively" if arousal > 0.25 else "calm" if arousal < -0.25 else "unhurried"
    second = "bright" if valence > 0.25 else "dark" if valence < -0.25 else "even"
    return f"{first} and {second}"


def _spacing(library: Library, moment: Moment, row: Row, value: float) -> str:
    known = library.artist[row] != NO_ARTIST
    return "a different artist from last time" if known and value >= 1 and moment.heard else ""


def _circumstances(moment: Moment, fit: float) -> str:
    return f"good for {moment.preference.why}" if moment.preference.why and fit > UNKNOWN else ""


def _opinion_phrase(library: Library, moment: Moment, row: Row, value: float) -> str:
    unsaid = moment.taste is not None and abs(value - UNKNOWN) <= TASTE_TRUST / 2
    if unsaid and library.uris[row] not in moment.liking:
        return "sounds like songs you like" if value > UNKNOWN + FINE else ""
    if value > UNKNOWN:
        return "you like it"
    return ("you dislike it" if value <= 0 else "you tend to skip it") if value < UNKNOWN else ""
