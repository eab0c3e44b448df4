"""The folds of the voice network: who speaks is never in both halves."""

from pathlib import Path

import numpy as np

from mien_voice.data.corpora import Corpus, fold_of, learnt_from
from mien_voice.recipe import load_recipe

RECIPE = load_recipe(Path(__file__).parents[3] / "models/recipes/voice.toml")


def corpus(name: str, speakers: int) -> Corpus:
    """Return a corpus in which each speaker says three things."""
    who = np.repeat(np.arange(1, speakers + 1), 3)
    silent = [np.zeros((1, 48))] * len(who)
    return Corpus(name, silent, np.zeros_like(who), who, np.zeros(len(who), bool), who % 2 == 1)


def test_emodbs_speakers_are_left_out_one_at_a_time_and_everybody_once() -> None:
    emodb = corpus("emodb", 10)
    folds = [part for part in RECIPE.parts() if part.startswith("fold_")]
    left = [set(emodb.speaker[~learnt_from(emodb, part, RECIPE.folds)].tolist()) for part in folds]

    assert [len(one) for one in left] == [1] * 10
    assert set.union(*left) == set(range(1, 11))


def test_a_fold_never_learns_from_a_speaker_whom_it_leaves_out() -> None:
    ravdess = corpus("ravdess", 24)
    group = fold_of(ravdess, RECIPE.folds)
    for number in range(10):
        learnt = learnt_from(ravdess, f"fold_{number}", RECIPE.folds)

        assert not set(ravdess.speaker[learnt].tolist()) & set(ravdess.speaker[~learnt].tolist())
        assert (group[~learnt] == number % 5).all()


def test_a_run_of_one_sex_learns_from_no_voice_of_the_other() -> None:
    ravdess = corpus("ravdess", 24)

    assert ravdess.man[learnt_from(ravdess, "men", RECIPE.folds)].all()
    assert not ravdess.man[learnt_from(ravdess, "women", RECIPE.folds)].any()
    assert {"men", "women"} <= set(RECIPE.parts())
