"""The model card: CARD.md and its pictures, made of metrics.json and the manifest and nothing else."""

from pathlib import Path
from typing import Any

from mien.eye.emotion.manifest import Manifest, load_manifest
from mien_training.data.dataset import EMOTIONS
from mien_training.evaluation.evaluate import SHIPPED, load_metrics
from mien_training.recipe import Recipe
from mien_training.release.strangers_card import by_source, failures, recall_by_source, together
from mien_training.release.text_table import percent, points, share, text_table

_TEMPLATE = Path(__file__).with_name("card.md")


def write_card(_recipe: Recipe, folder: Path = SHIPPED) -> None:
    """Write CARD.md, confusion.png and reliability.png into `folder`."""
    from mien_training.release.pictures import draw_confusion, draw_reliability

    figures, manifest = load_metrics(folder), load_manifest(folder)
    (folder / "CARD.md").write_text(card_text(figures, manifest), encoding="utf-8")
    private = figures["private_test"]
    draw_confusion(private["fer2013"]["confusion"], folder / "confusion.png")
    draw_reliability(private["ferplus"]["reliability"], folder / "reliability.png")


def card_text(figures: dict[str, Any], manifest: Manifest) -> str:
    """Return the card: the template with every figure in its place."""
    cost = figures["cost"]
    return _TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest.version,
        sha256=manifest.sha256,
        recipe=manifest.recipe,
        data=manifest.data,
        size=manifest.size,
        nearer=figures["nearer"],
        labels=", ".join(manifest.labels),
        temperature=manifest.temperature,
        abstain=manifest.abstain,
        looks=figures["private_test_looks"],
        kilobytes=f"{cost['bytes'] / 1e6:.2f} MB",
        macs=f"{cost['multiply_accumulates'] / 1e6:.1f} million",
        parameters=f"{cost['parameters'] / 1e6:.2f} million",
        failures=failures(figures["strangers"]),
        together=together(figures["strangers"]),
        by_source=by_source(figures["strangers"]),
        recall_by_source=recall_by_source(figures["strangers"]),
        ece=f"{figures['strangers']['calibration']['ece']:.3f}",
        answered=_withheld(figures["strangers"]["calibration"]["abstain"]),
        headline=_headline(figures),
        recall=_recall(figures),
        photographs=_photographs(figures),
        others=_others(figures),
        corruptions=_corruptions(figures["corruptions"]),
        withheld=_withheld(figures["private_test"]["ferplus"]["abstain"]),
    )


def _headline(figures: dict[str, Any]) -> str:
    fer2013, ferplus = figures["private_test"]["fer2013"], figures["private_test"]["ferplus"]
    rows = [
        ("seven emotions, all pictures", percent(fer2013["seven"]), percent(ferplus["seven"])),
        (
            "the same, without pictures that also stand in the training part",
            percent(fer2013["seven_without_in_train"]),
            percent(ferplus["seven_without_in_train"]),
        ),
        ("five emotions", percent(fer2013["five"]), percent(ferplus["five"])),
        ("balanced over seven", f"{100 * fer2013['balanced']:.1f} %", f"{100 * ferplus['balanced']:.1f} %"),
        ("calibration error (15 bins)", f"{fer2013['ece']:.3f}", f"{ferplus['ece']:.3f}"),
        ("pictures", str(fer2013["seven"]["pictures"]), str(ferplus["seven"]["pictures"])),
    ]
    return text_table(("PrivateTest, the int8 file itself", "FER2013 label", "FER+ majority"), rows)


def _recall(figures: dict[str, Any]) -> str:
    fer2013, ferplus = figures["private_test"]["fer2013"], figures["private_test"]["ferplus"]
    photographs = figures.get("photographs", {"recall": {}})["recall"]
    sets = (fer2013["recall"], ferplus["recall"], photographs)
    rows = ([emotion, *(share(recall.get(emotion)) for recall in sets)] for emotion in EMOTIONS)
    return text_table(("recall", "FER2013 label", "FER+ majority", "news photographs"), rows)


def _photographs(figures: dict[str, Any]) -> str:
    if "photographs" not in figures:
        return "Not measured for this release."
    found = figures["photographs"]
    return (
        f"{found['five']['pictures']} whole news photographs through `mien look`, no face found counted as "
        f"wrong: five emotions {percent(found['five'])}, seven {percent(found['seven'])}; "
        f"{found['without_a_face']} of {found['seven']['pictures']} without a face found."
    )


def _others(figures: dict[str, Any]) -> str:
    lines = [f"- int8 minus float, paired: {points(figures['int8_minus_float'])}"]
    if "other_interpreter" in figures:
        lines.append(_other_interpreter(figures["other_interpreter"]))
    if "baseline" in figures:
        lines += _baseline(figures["baseline"], "the same pictures")
    if "baseline" in figures.get("photographs", {}):
        lines += _baseline(
            figures["photographs"]["baseline"], "the news photographs, its faces found and framed by ours"
        )
    return "\n".join(lines)


def _other_interpreter(other: dict[str, Any]) -> str:
    pictures = other["seven"]["pictures"]
    return (
        f"- under {other['name']}: {percent(other['seven'])}; another answer on {other['differing']} of "
        f"{pictures} pictures, no output further off than {other['most_steps']} of 255 steps"
    )


def _baseline(baseline: dict[str, Any], where: str) -> list[str]:
    seven, five = points(baseline["ours_minus_baseline_seven"]), points(baseline["ours_minus_baseline_five"])
    its_own = f"seven {percent(baseline['seven'])}, five {percent(baseline['five'])}"
    return [
        f"- {baseline['name']}, {where}: {its_own}",
        f"- ours minus that, paired: seven {seven}, five {five}",
    ]


def _corruptions(table: dict[str, Any]) -> str:
    rows = (
        [name, *(f"{row['strength']:g}: {share(row['right'])} ({share(row['withheld'])})" for row in rows)]
        for name, rows in table.items()
        if name != "none"
    )
    clean = table["none"][0]
    undamaged = f"Undamaged: {share(clean['right'])} right, {share(clean['withheld'])} withheld.\n\n"
    return undamaged + text_table(("corruption", "1", "2", "3", "4", "5"), rows)


def _withheld(curve: list[dict[str, float]]) -> str:
    rows = ((f"{at['threshold']:g}", share(at["answered"]), share(at["right"])) for at in curve)
    return text_table(("threshold", "answered", "of these right"), rows)
