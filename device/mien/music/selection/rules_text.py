"""Changes one rule in a text that the owner may have written, and leaves the rest as it is. Pure."""

import json
import re

from mien.config.toml_table import read_toml
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.selection.rules import Rule, RulesError

_HEADING = re.compile(r"^[ \t]*\[([^\[\]\n#]*)\][ \t]*(?:#.*)?$", re.MULTILINE)


def with_rule(text: str, emotion: Emotion, policy: Policy, rule: Rule) -> str | None:
    """Return the text with this rule; None if it is written in a way that only its owner can change.

    The comment beside the rule's heading stays, those within the rule are removed.
    """
    heading, body = f"{emotion}.{policy}", _body(rule)
    headers = list(_HEADING.finditer(text))
    place = next((i for i, found in enumerate(headers) if _plain(found[1]) == heading), None)
    if place is None:
        changed = f"{text.rstrip()}\n\n[{heading}]\n{body}".lstrip("\n")
    else:
        begin = headers[place].end()
        end = headers[place + 1].start() if place + 1 < len(headers) else len(text)
        changed = f"{text[:begin]}\n{body}{_tail(text[begin:end])}{text[end:]}"
    return changed if _has_only_this_change(changed, emotion, policy, rule, text) else None


def _body(rule: Rule) -> str:
    """Return the lines of a rule. A JSON string is a TOML string."""
    genres = ", ".join(json.dumps(name, ensure_ascii=False) for name in rule.genres)
    valence, arousal = round(rule.place.valence, 2), round(rule.place.arousal, 2)
    return f"genres = [{genres}]\nvalence = {valence}\narousal = {arousal}\n"


def _tail(section: str) -> str:
    """Return the blank lines and comments at the end of a rule: they are about what follows."""
    lines = section.splitlines(keepends=True)
    first = len(lines)
    while first and (not lines[first - 1].strip() or lines[first - 1].lstrip().startswith("#")):
        first -= 1
    return "".join(lines[first:])


def _plain(name: str) -> str:
    return ".".join(part.strip(" \t\"'") for part in name.split("."))


def _has_only_this_change(changed: str, emotion: Emotion, policy: Policy, rule: Rule, before: str) -> bool:
    """Return whether the changed text has the rule, and everything else as it was before."""
    try:
        old = dict(read_toml(before, RulesError).values)
        new = read_toml(changed, RulesError).values
    except RulesError:
        return False
    expected = {
        "genres": list(rule.genres),
        "valence": round(rule.place.valence, 2),
        "arousal": round(rule.place.arousal, 2),
    }
    mood = old.get(emotion.value, {})
    return isinstance(mood, dict) and new == {**old, emotion.value: {**mood, policy.value: expected}}
