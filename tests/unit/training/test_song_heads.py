"""Learning linear heads, and the network in its two forms."""

from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray

from mien_music.learning.norms import tags_of
from mien_music.learning.probing import auc, fitted, left_out

RNG = np.random.default_rng(18)


def test_auc_is_how_often_a_positive_is_above() -> None:
    labels = np.array([1.0, 1, -1, -1])

    assert auc(labels, np.array([3.0, 1, 2, 0])) == pytest.approx(0.75)
    assert auc(labels, np.ones(4)) == pytest.approx(0.5)


@pytest.mark.parametrize("numbers", [3, 200], ids=["fewer than songs", "more than songs"])
def test_a_head_finds_the_number_that_tells(numbers: int) -> None:
    heard = RNG.normal(5, 2, (80, numbers))
    labels = np.where(heard[:, 1] > 5, 1.0, -1.0)

    slopes, bias = fitted(heard, labels, np.ones(80), 0.3)

    assert int(np.argmax(np.abs(slopes))) == 1
    assert auc(labels, heard @ slopes + bias) > 0.95


def test_both_labels_count_alike_however_rare_one_is() -> None:
    heard = RNG.normal(0, 1, (400, 1))
    labels = np.where(np.arange(400) < 20, 1.0, -1.0)
    heard[:20] += 2

    slopes, bias = fitted(heard, labels, np.ones(400), 10.0)

    assert -bias / slopes[0] == pytest.approx(1.0, abs=0.3)


def test_a_series_is_judged_by_a_head_that_never_saw_it() -> None:
    """Every series has its own sign, so nothing carries over: a head that had seen it would be right."""
    series = np.repeat(np.array(["a", "b"]), 50)
    heard = RNG.normal(0, 1, (100, 1))
    labels = np.sign(heard[:, 0] * np.where(series == "a", 1, -1))

    scores = left_out(heard, labels, series, np.ones(100), 1.0)

    assert auc(labels, scores) < 0.1


def weights() -> dict[str, NDArray[np.float32]]:
    """Return weights as a checkpoint has them, made up; a channel in five has a negative batch norm."""
    made: dict[str, NDArray[np.float32]] = {}
    shapes = [(7, 38, 1, 204), (7, 67, 1, 204), (128, 1, 1, 51), (64, 1, 1, 51), (32, 1, 1, 51)]
    shapes += [(7, 561, 1, 64), (7, 64, 1, 64), (7, 64, 1, 64)]
    for place, shape in enumerate(shapes):
        name = f"conv2d_{place}" if place else "conv2d"
        made[f"{name}/kernel"] = normal(shape) / np.float32(np.sqrt(np.prod(shape[:3])))
        made[f"{name}/bias"] = normal(shape[3:])
    for place, size in enumerate([1, 204, 204, 51, 51, 51, 64, 64, 64, 1506, 200]):
        name = f"batch_normalization_{place}" if place else "batch_normalization"
        made[f"{name}/gamma"] = normal((size,)) + np.float32(0.8)
        made[f"{name}/beta"], made[f"{name}/moving_mean"] = normal((size,)), normal((size,))
        made[f"{name}/moving_variance"] = np.square(normal((size,))) + np.float32(0.5)
    for name, one in (("dense", (1506, 200)), ("dense_1", (200, 50))):
        made[f"{name}/kernel"] = normal(one) / np.float32(np.sqrt(one[0]))
        made[f"{name}/bias"] = normal(one[1:])
    return made


def normal(shape: tuple[int, ...]) -> NDArray[np.float32]:
    return RNG.normal(0, 1, shape).astype(np.float32)


def test_the_network_that_is_converted_computes_what_its_authors_wrote() -> None:
    torch = pytest.importorskip("torch", reason="torch is only in the training environment")
    from mien_music.learning.network import Reference, Serving, in_eights

    made = weights()
    mels = np.abs(normal((2, 187, 96)))
    reference = Reference(made)
    with torch.no_grad():
        _, logits = reference(torch.from_numpy(mels))
        wide = MappingProxyType({place: 3 * most for place, most in reference.ranges().items()})
        units = Serving(made, wide)(torch.from_numpy(in_eights(mels, made)))
    kernel, bias = tags_of(made)

    assert units.numpy() @ kernel + bias == pytest.approx(logits.numpy(), abs=2e-3)
