"""The heads: what the tags and the measured features say, as one file of linear maps (heads.npz).

What is usual comes from recorded music of all kinds. The heads for a piano alone are learnt from VGMIDI; the
others are the recipe's. The embedding is the principal directions of the tags, so that it keeps what sets
songs apart; each counts by the fourth root of its variance, or the first few would decide alone.
"""

import json
import math
from dataclasses import asdict
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.features import VECTOR
from mien.music.audio.song_manifest import FORMAT, HEADS_FILE, MANIFEST_FILE, NetworkFile, SongManifest
from mien.music.audio.sound import EMBEDDING_SIZE
from mien.networks.model_files import sha256_of
from mien_music.data.corpus import Heard, Labelled, labelled, usual
from mien_music.data.tags import SHARES, TAGS
from mien_music.learning.checkpoint import CHECKPOINTS, fetch, weights_of
from mien_music.learning.norms import tags_of
from mien_music.learning.probing import fitted
from mien_music.recipe import SHIPPED, Recipe, Row

NAMES = (*VECTOR, *TAGS)
"""What the heads take, in order."""
FAR = 8.0
_LEAST_SPREAD = 1.5
"""Of a tag's logit: one that our music hardly has would stand out at the least trace of it."""
Array = NDArray[np.float64]
Tags: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Weights [networks,200,50] and biases [networks,50] of the tags' logits."""


def heads(recipe: Recipe) -> None:
    """Write heads.npz and the manifest."""
    np.savez(SHIPPED / HEADS_FILE, **heads_of(recipe, tag_heads(recipe), usual(), labelled(recipe)))
    write_manifest(recipe)


def heads_of(
    recipe: Recipe, tags: Tags, usual_music: list[Heard], pieces: list[Labelled]
) -> dict[str, NDArray[np.float32]]:
    """Return all arrays of heads.npz."""
    usual_rows = rows_of(usual_music, tags)
    scale = scale_of(usual_rows)
    unusual = standardised(rows_of([piece.heard for piece in pieces], tags), scale)
    arrays: dict[str, NDArray[Any]] = {
        "tag_weights": tags[0],
        "tag_biases": tags[1],
        "mean": scale[0],
        "spread": scale[1],
        "piano_affect": piano_affect(recipe, unusual, pieces),
        "piano": _of_the_logit(recipe.is_piano, scale),
        **_written(recipe),
        "genre": _genre(recipe, scale, standardised(usual_rows, scale)),
        "embedding": _embedding(standardised(usual_rows, scale)),
    }
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def write_manifest(recipe: Recipe, networks: tuple[NetworkFile, ...] | None = None) -> None:
    """Write the manifest, for the heads that lie there and these networks, by default those it names."""
    file = SHIPPED / MANIFEST_FILE
    if networks is None:
        plain = json.loads(file.read_text(encoding="utf-8"))
        networks = tuple(NetworkFile(**one) for one in plain["networks"])
    manifest = SongManifest(
        format=FORMAT,
        version=recipe.version,
        patches=recipe.patches,
        networks=networks,
        tags=TAGS,
        families=tuple(recipe.genre),
        moods=recipe.moods,
        heads_sha256=sha256_of(SHIPPED / HEADS_FILE),
        recipe=f"models/recipes/{recipe.name}.toml",
        data=recipe.data,
    )
    file.write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def tag_heads(recipe: Recipe) -> Tags:
    """Return weights [networks,200,50] and biases [networks,50] of the tags' logits."""
    wheel = fetch(recipe.run)
    both = [tags_of(weights_of(wheel, name)) for name in CHECKPOINTS]
    return np.stack([weights for weights, _ in both]), np.stack([bias for _, bias in both])


def rows_of(music: list[Heard], tags: Tags) -> Array:
    """Return what the heads take of each file, [N,S]."""
    units = np.stack([one.units for one in music]).astype(np.float64)
    logits = np.einsum("snu,nut->snt", units, tags[0]) + tags[1]
    return np.concatenate([np.stack([one.features for one in music]), logits.reshape(len(music), -1)], axis=1)


def scale_of(usual: Array) -> tuple[Array, Array]:
    """Return mean and spread of each number over these rows."""
    spread = usual.std(axis=0) + 1e-6
    spread[len(VECTOR) :] = np.maximum(spread[len(VECTOR) :], _LEAST_SPREAD)
    return usual.mean(axis=0), spread


def standardised(rows: Array, scale: tuple[Array, Array]) -> Array:
    """Return how unusual each number is, in standard deviations, as the device computes it."""
    return np.clip((rows - scale[0]) / scale[1], -FAR, FAR)


def piano_columns(recipe: Recipe) -> tuple[list[int], list[int]]:
    """Return which numbers valence and arousal are told by."""
    arousal = [place for place, name in enumerate(NAMES) if not name.startswith("msd:")]
    return [NAMES.index(name) for name in recipe.piano.valence], arousal


def piano_affect(recipe: Recipe, unusual: Array, pieces: list[Labelled]) -> Array:
    """Return the learnt heads, [2,S+1]; tanh of what they say is twice the probability, minus one."""
    even = evenly(pieces)
    out = np.zeros((2, len(NAMES) + 1))
    variances = recipe.piano.valence_variance, recipe.piano.arousal_variance
    said = [[piece.valence for piece in pieces], [piece.arousal for piece in pieces]]
    for row, columns, variance, labels in zip(out, piano_columns(recipe), variances, said, strict=True):
        slopes, bias = fitted(unusual[:, columns], np.array(labels, float), even, variance)
        row[columns], row[-1] = slopes / 2, bias / 2
    return out


def evenly(pieces: list[Labelled]) -> Array:
    """Return how much each render counts: all of one piece count as one."""
    names = [piece.heard.file.stem for piece in pieces]
    return np.array([1 / names.count(name) for name in names])


def _written(recipe: Recipe) -> dict[str, Array]:
    """Return the heads that the recipe spells out."""
    return {
        "affect": np.stack([_row(recipe.affect[name]) for name in ("valence", "arousal")]),
        "vocal": _row(recipe.vocal),
        "danceability": _row(recipe.danceability),
    }


def _row(weights: Row) -> Array:
    row = np.zeros(len(NAMES) + 1)
    for name, weight in weights.items():
        row[-1 if name == "bias" else NAMES.index(name)] = weight
    return row


def _of_the_logit(weights: Row, scale: tuple[Array, Array]) -> Array:
    """Return a head of the numbers themselves, as one of how unusual they are."""
    row = _row(weights)
    return np.append(row[:-1] * scale[1], row[-1] + row[:-1] @ scale[0])


def _beyond_chance(weights: Row) -> Row:
    """Return a row that counts how far a tag's logit is above that of its share in what was taught."""
    usual = {tag: math.log(share / (1 - share)) for tag, share in zip(TAGS, SHARES, strict=True)}
    bias = -sum(weight * usual[tag] for tag, weight in weights.items() if tag in usual)
    return {**weights, "bias": weights.get("bias", 0.0) + bias}


def _genre(recipe: Recipe, scale: tuple[Array, Array], unusual: Array) -> Array:
    """Return the heads of the genres, less a share of what each says on average of music of all kinds."""
    rows = np.stack([_of_the_logit(_beyond_chance(row), scale) for row in recipe.genre.values()])
    rows[:, -1] -= recipe.genre_evenness * scores_of(rows, unusual).mean(axis=0)
    return rows


def scores_of(rows: Array, unusual: Array) -> Array:
    """Return what heads say of each file, [N,heads]."""
    scores: Array = unusual @ rows[:, :-1].T + rows[:, -1]
    return scores


def _embedding(unusual: Array) -> Array:
    """Return the principal directions of the tags, [64,S+1]; measured features have no part in it."""
    tags = unusual[:, len(VECTOR) :]
    centre = tags.mean(axis=0)
    _, sizes, directions = np.linalg.svd(tags - centre, full_matrices=False)
    size = EMBEDDING_SIZE
    weights = np.zeros((size, unusual.shape[1] + 1))
    count = min(size, len(sizes))
    scaled = directions[:count] / np.sqrt(sizes[:count] + 1e-6)[:, None]
    weights[:count, len(VECTOR) : -1] = scaled
    weights[:count, -1] = -scaled @ centre
    return weights
