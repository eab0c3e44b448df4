"""The fake backend's rules: a genre list for each mood, read, tried and replaced as the real ones are."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.backend_scene import GENRES, SHIPPED_RULES, RulesError, Track, genres_of, rules_of
from mien.mood.emotion import AFFECTS, Emotion
from mien.mood.mood import Policy
from mien.web.backend import PreviewModel, RuleModel, RulesMistake, RulesModel, UpcomingModel, rules_tag
from mien.web.backend_errors import ConflictError, RefusedError


@dataclass
class FakeRules:
    """See the module."""

    text: str = SHIPPED_RULES

    def shown(self) -> RulesModel:
        """Return the rules with those that ship, and every genre that there is."""
        return RulesModel(self.text, SHIPPED_RULES, tuple(sorted(set().union(*GENRES.values()))))

    def replaced(self, text: str, expected: str) -> tuple[RulesMistake, ...]:
        """Take rules that are right."""
        if expected not in ("", rules_tag(self.text)):
            raise ConflictError("Somebody else has changed the rules in the meantime.")
        mistakes = preview_of(text, Policy.MATCH, ()).mistakes
        if not mistakes:
            self.text = text
        return mistakes


def preview_of(text: str, policy: Policy, tracks: Sequence[Track]) -> PreviewModel:
    """Return what rules would do; `policy` lets sadness have what happiness has."""
    try:
        genres = genres_of(text)
    except RulesError as wrong:
        return PreviewModel((wrong.mistake,))
    if policy is Policy.LIFT:
        genres[Emotion.SAD] = genres.get(Emotion.HAPPY, ())
    songs = {
        emotion: tuple(
            UpcomingModel(t.uri, t.title, t.artist, why=f"{t.genre} fits")
            for t in tracks
            if t.genre in wanted
        )[:3]
        for emotion, wanted in genres.items()
    }
    return PreviewModel(
        (), {emotion: RuleModel(wanted, *_place(emotion)) for emotion, wanted in genres.items()}, songs
    )


def edited(text: str, emotion: Emotion, policy: Policy, rule: RuleModel) -> str:
    """Return the text with other genres in a rule; where they stand is kept nowhere."""
    if policy is Policy.RAMP:
        raise RefusedError("Change match and lift.")
    try:
        kept = genres_of(text) | {emotion: rule.genres}
    except RulesError as wrong:
        raise RefusedError("Edit the text.") from wrong
    return rules_of(kept)


def _place(emotion: Emotion) -> tuple[float, float]:
    return AFFECTS[emotion].valence, AFFECTS[emotion].arousal
