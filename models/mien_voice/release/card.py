"""The model card: CARD.md, made of metrics.json and the manifest and nothing else."""

import json
from typing import Any

from mien.ear.voice.voice_manifest import VoiceManifest, load_voice_manifest
from mien_training.release.text_table import percent, share, text_table
from mien_voice.data.corpora import CLASSES
from mien_voice.evaluation.evaluate import METRICS_FILE
from mien_voice.recipe import MODELS, SEXES, SHIPPED, Recipe

_NAMES = {"ravdess": "RAVDESS, 8 classes", "emodb": "EMO-DB, 7 classes"}


def write_card(recipe: Recipe) -> None:
    """Write CARD.md beside the network that ships."""
    figures = json.loads((SHIPPED / METRICS_FILE).read_text(encoding="utf-8"))
    manifest = load_voice_manifest(SHIPPED)
    if figures["sha256"] != manifest.sha256:
        raise ValueError(f"{METRICS_FILE} judged another network: evaluate first")
    (SHIPPED / "CARD.md").write_text(card_text(figures, manifest, recipe.folds), encoding="utf-8")


def card_text(figures: dict[str, Any], manifest: VoiceManifest, folds: dict[str, int]) -> str:
    """Return the card: the template with every figure in its place."""
    across, left_out, cost = figures["across"], figures["left_out"], figures["cost"]
    worst = sorted(across.values(), key=lambda one: one["arousal"]["balanced"]["value"])
    int8 = figures["int8"]
    temperatures = (manifest.temperature, manifest.arousal_temperature, manifest.valence_temperature)
    template = (MODELS / "mien_voice" / "release" / "card.md").read_text(encoding="utf-8")
    return template.format(
        version=manifest.version,
        ravdess_folds=folds["ravdess"],
        emodb_speakers=left_out["emodb"]["speakers"],
        across_worst=" and ".join(percent(one["arousal"]["balanced"]) for one in worst),
        worst_across=share(min(one["arousal"]["worst_speaker"] for one in worst)),
        sad_ravdess=share(left_out["ravdess"]["recall"]["sad"]),
        sad_excited=share(left_out["ravdess"]["arousal"]["said_high"]["sad"]),
        **_of_the_sexes(across["ravdess"]["arousal"]["by_sex"]),
        valence_across=" and ".join(percent(one["valence"]["balanced"]) for one in across.values()),
        valence_temperature=manifest.valence_temperature,
        left_out=_table(left_out),
        across=_table(across),
        across_sexes=_across_sexes(figures["across_sexes"]),
        by_sex=_by_sex(figures),
        recall=_by_class(left_out, lambda one: one["recall"]),
        excited=_by_class(left_out, lambda one: one["arousal"]["said_high"]),
        **_in_rooms(figures),
        kilobytes=f"{cost['bytes'] / 1e3:.0f} kB",
        milliseconds=cost["milliseconds_a_second"],
        vad=cost["speech_detector_milliseconds_a_second"],
        int8=f"the same emotion for {share(int8['same_emotion'])} of {int8['utterances']} utterances, "
        f"the same side of the arousal for {share(int8['same_arousal'])}",
        temperatures=", ".join(f"{one:g}" for one in temperatures),
        recipe=manifest.recipe,
        sha256=manifest.sha256,
    )


def _in_rooms(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the words of the template about music and codecs."""
    alone, codecs = figures["music_alone"], figures["codecs"]
    return {
        "music_alone": "Taken for speech, an hour of music alone: "
        + ", ".join(f"{one['an_hour']:.0f} times at {one['level']} dB" for one in alone)
        + " below full scale.",
        "minutes": alone[0]["minutes"],
        "over_music": _over_music(figures["over_music"]),
        "codecs": _codecs(codecs),
        "codec_speakers": codecs[0]["speakers"],
    }


def _across_sexes(by_corpus: dict[str, Any]) -> str:
    return _table(
        {
            f"{_NAMES[corpus]}: {sex}": one
            for corpus, by_sex in by_corpus.items()
            for sex, one in by_sex.items()
        }
    )


def _of_the_sexes(by_sex: dict[str, Any]) -> dict[str, str]:
    """Return the words of the template that say how often men and women are taken for excited."""
    return {
        f"{how}_{sex}": share(by_sex[sex][f"{how}_said_high"]) for how in ("excited", "calm") for sex in SEXES
    }


def _table(by_corpus: dict[str, Any]) -> str:
    rows = (
        (
            _NAMES.get(name, name),
            percent(one["unweighted"]),
            share(one["chance"]),
            percent(one["arousal"]["balanced"]),
            share(one["arousal"]["disgust_as_low"]),
            share(one["arousal"]["against_own_usual"]),
            share(one["arousal"]["worst_speaker"]),
            percent(one["valence"]["balanced"]),
        )
        for name, one in by_corpus.items()
    )
    head = ("judged on", "emotion, unweighted", "chance", "arousal, high or low", "with disgust as low")
    return text_table((*head, "own usual taken off", "worst speaker", "valence"), rows)


def _by_sex(figures: dict[str, Any]) -> str:
    """Return how often voices of men and of women are said to be excited: who is taken for what."""
    rows = (
        (
            f"{_NAMES[corpus]}, {left}",
            *(
                share(one["arousal"]["by_sex"][sex][which])
                for which in ("excited_said_high", "calm_said_high")
                for sex in SEXES
            ),
        )
        for left, by_corpus in (
            ("speakers left out", figures["left_out"]),
            ("from the other corpus", figures["across"]),
        )
        for corpus, one in by_corpus.items()
    )
    head = ("", "men who are excited", "women who are", "men who are calm", "women who are")
    return text_table(head, rows)


def _by_class(by_corpus: dict[str, Any], of: Any) -> str:
    rows = ((name, *(share(of(one).get(name)) for one in by_corpus.values())) for name in CLASSES)
    return text_table(("", *(_NAMES[name] for name in by_corpus)), rows)


def _over_music(rows: list[dict[str, Any]]) -> str:
    """Return the table of voices over music, worst first."""
    order = sorted({(one["above"], one["corpus"], one["way"]) for one in rows})
    by_place = {(one["above"], one["corpus"], one["way"]): one for one in rows}
    ways = list(dict.fromkeys(one["way"] for one in rows))
    table = (
        (
            f"{above:+.0f} dB",
            _NAMES[corpus],
            *(f"{percent(one['unweighted'])}; {percent(one['arousal'])}" for one in found),
        )
        for above, corpus in dict.fromkeys((above, corpus) for above, corpus, _ in order)
        for found in [[by_place[above, corpus, way] for way in ways]]
    )
    return text_table(("voice above music", "", *ways), table)


def _codecs(rows: list[dict[str, Any]]) -> str:
    table = ((one["codec"], percent(one["unweighted"]), percent(one["arousal"])) for one in rows)
    return text_table(("codec", "emotion, unweighted", "arousal, high or low"), table)
