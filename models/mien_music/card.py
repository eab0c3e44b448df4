"""The model card: what the network is worth, from metrics.json and the text beside this file."""

import json
from pathlib import Path
from typing import Any

from mien_music.evaluate import METRICS_FILE
from mien_music.recipe import SHIPPED, Recipe

CARD_FILE = "CARD.md"
_TEXT = Path(__file__).with_name("card.md")


def card(recipe: Recipe) -> None:
    """Write CARD.md."""
    metrics = json.loads((SHIPPED / METRICS_FILE).read_text(encoding="utf-8"))
    (SHIPPED / CARD_FILE).write_text(card_text(recipe.version, metrics), encoding="utf-8")


def card_text(version: str, metrics: dict[str, Any]) -> str:
    """Return the card."""
    rows = [_row(feeling, metrics[feeling]) for feeling in ("valence", "arousal")]
    text = _TEXT.read_text(encoding="utf-8")
    for name, value in {"version": version, "feelings": "\n".join(rows), **metrics}.items():
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
