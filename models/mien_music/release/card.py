"""The model card: what the network is worth, from metrics.json and the text beside this file."""

import json
from pathlib import Path
from typing import Any

from mien_music.evaluation.evaluate import METRICS_FILE
from mien_music.recipe import SHIPPED, Recipe

CARD_FILE = "CARD.md"
_MOVED = {
    "tempo": "70 to 150 beats a minute",
    "minor": "minor to major",
    "loud": "20 times as loud (26 dB)",
    "bright": "1 to 12 overtones",
}
_TEXT = Path(__file__).with_name("card.md")


def card(recipe: Recipe) -> None:
    """Write CARD.md."""
    metrics = json.loads((SHIPPED / METRICS_FILE).read_text(encoding="utf-8"))
    (SHIPPED / CARD_FILE).write_text(card_text(recipe.version, metrics), encoding="utf-8")


def card_text(version: str, metrics: dict[str, Any]) -> str:
    """Return the card."""
    rows = [_row(feeling, metrics[feeling]) for feeling in ("valence", "arousal")]
    text = _TEXT.read_text(encoding="utf-8")
    tables = {
        "feelings": "\n".join(rows),
        "genres": _genres(metrics["genre"]),
        "probes": _probes(metrics["probes"]),
    }
    genre = {f"genre {name}": _shown(value) for name, value in metrics["genre"].items()}
    for name, value in {**metrics, "version": version, **tables, **genre}.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _row(feeling: str, found: dict[str, Any]) -> str:
    low, high = found["interval"]
    least, most = found["interval over pieces"]
    fonts = ", ".join(f"{value}" for value in found["by soundfont"].values())
    across = min(found["trained on other soundfonts"].values())
    everything = found["everything heard, nothing chosen"]
    whole = f"{found['auc']} | {least} to {most} | {low} to {high}"
    return f"| {feeling} | {whole} | {fonts} | {across} | {everything} |"


def _genres(found: dict[str, Any]) -> str:
    """Return a row for each of the ten families, the worst first."""
    order = sorted(found["by family"].items(), key=lambda one: (one[1][0] / one[1][1], -one[1][1]))
    rows = []
    for family, (right, of) in order:
        others = ", ".join(f"{other} {count}" for other, count in found["taken for"][family].items())
        rows.append(f"| {family} | {right} of {of} | {others} |")
    return "\n".join(rows)


def _probes(found: list[dict[str, Any]]) -> str:
    rows = []
    for one in found:
        ends = "; ".join(f"{low:.2f} to {high:.2f}" for low, high in one["answers"].values())
        asked = f"{_MOVED[one['moved']]} | {one['answer']} | {'rise' if one['up'] else 'keep still'}"
        rows.append(f"| {asked} | {one['right']} of {one['of']} | {ends} |")
    return "\n".join(rows)


def _shown(value: object) -> str:
    """Return a share in per cent, an interval as two, anything else as it is."""
    if isinstance(value, list):
        return " to ".join(_shown(one) for one in value)
    return f"{value:.0%}".replace("%", " %") if isinstance(value, float) else str(value)
