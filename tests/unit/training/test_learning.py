"""What needs torch: skipped where the training environment is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien.eye.emotion.preprocess import standardised  # noqa: E402 - only with torch
from mien_training.data import augment  # noqa: E402
from mien_training.learning import train, warm_start  # noqa: E402
from mien_training.learning.lessons import Lessons  # noqa: E402
from mien_training.learning.network import EmotionNetwork, ServingNetwork, convolutions, multiply_accumulates  # noqa: E402
from mien_training.recipe import Augment, load_recipe  # noqa: E402

RECIPE = load_recipe(Path(__file__).parents[3] / "models" / "recipes" / "strangers.toml")
STILL = Augment((1.0, 1.0), *[0.0] * 11)
# Two threads on a busy machine may add up in another order, and two runs then differ in the last bit.
torch.set_num_threads(1)


def canvases(count: int) -> Any:
    return torch.from_numpy(np.random.default_rng(3).integers(1, 256, (count, 64, 64)).astype(np.uint8))


def rng() -> Any:
    return torch.Generator().manual_seed(1)


def test_training_standardises_as_the_device_does() -> None:
    images = canvases(5)

    ours = augment.standardised(images.float().unsqueeze(1))

    device = standardised(images.numpy(), augment.LEAST_SPREAD, augment.CLIP)
    assert ours[:, 0].numpy() == pytest.approx(device, abs=1e-4)


def test_without_strength_augmenting_only_mirrors() -> None:
    images = canvases(16)

    changed = augment.augmented(images, STILL, 48, rng())[:, 0]

    plain = augment.plain_view(images, 1.0, 48)[:, 0]
    as_is, mirrored = ((changed - side).abs().amax((1, 2)) for side in (plain, plain.flip(2)))
    assert (torch.minimum(as_is, mirrored) < 0.02).all()
    assert (as_is < 0.02).any()
    assert (mirrored < 0.02).any()


def test_a_nearer_view_shows_the_middle_of_the_canvas_larger() -> None:
    blob = torch.full((1, 64, 64), 200, dtype=torch.uint8)
    blob[:, 24:40, 24:40] = 90

    shares = [(augment.cropped(blob, nearer, 48) < 145).float().mean().item() for nearer in (0.8, 1.6)]

    assert shares == pytest.approx([(16 / 64) ** 2, (32 / 64) ** 2], abs=0.02)


def test_the_background_of_a_cut_out_face_is_filled_and_the_face_is_kept() -> None:
    """Otherwise the network learns the mask: black means AffectNet."""
    face = canvases(64) // 4 + 180
    face[:, :, :32] = 0

    shown = augment._reframed(face, replace(STILL, nearer=(0.8, 0.8)), 64, rng())[:, 0]

    left, right = shown[:, :, :30], shown[:, :, 34:]
    kept = torch.where((left.amin((1, 2)) > 0.7)[:, None, None], left, right)  # some are mirrored
    assert kept.amin().item() > 0.7
    assert shown.amin((1, 2)).std().item() > 0.1


def test_full_strength_keeps_shape_range_and_is_repeatable() -> None:
    images = canvases(32)

    once, again = (augment.augmented(images, RECIPE.augment, 48, rng()) for _ in range(2))

    assert once.shape == (32, 1, 48, 48)
    assert torch.isfinite(once).all()
    assert torch.equal(once, again)


def restless(network: Any) -> Any:
    """Return `network` with norms that do something."""
    for norm in (part for part in network.modules() if isinstance(part, torch.nn.BatchNorm2d)):
        torch.nn.init.uniform_(norm.running_mean)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2.0)
        torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
    return network.eval()


def test_the_serving_network_is_the_trained_one_with_its_norms_folded_and_a_bias() -> None:
    trained = restless(EmotionNetwork((8, 12), (1, 1)))
    x = torch.randn(3, 1, 48, 48)
    plain, bias = trained(x).detach(), torch.arange(7.0)

    served = ServingNetwork(trained, bias)(x).detach()

    assert served.numpy() == pytest.approx((plain + bias).numpy(), abs=1e-4)


def test_the_network_keeps_its_budget() -> None:
    network = ServingNetwork(EmotionNetwork(RECIPE.widths, RECIPE.blocks))

    assert multiply_accumulates(network) <= 60e6
    assert sum(weights.numel() for weights in network.parameters()) <= 1.4e6


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    schedule = replace(RECIPE.schedule, epochs=20, warm=2, cool=10, peak=0.1)

    rates = [train.rate_at(step, schedule) for step in (0, 1, 5, 10, 15, 20)]

    assert rates == pytest.approx([0.0005, 0.0505, 0.1, 0.1, 0.05, 0.0])


def test_learning_goes_on_where_a_checkpoint_left_it(tmp_path: Path) -> None:
    """Two epochs at a stretch end at the same weights as one, a stop, and one more."""
    whole, halves = (small_run(tmp_path / name, stops) for name, stops in (("a", [2]), ("b", [1, 2])))

    for name, weights in whole.items():
        assert torch.equal(weights, halves[name]), name


def small_run(folder: Path, stops: list[int]) -> dict[str, Any]:
    folder.mkdir()
    schedule = replace(RECIPE.schedule, batch=8, pictures=32)
    recipe = replace(RECIPE, widths=(8, 8), blocks=(1, 1), schedule=schedule, start="")
    lessons = Lessons(canvases(32), torch.full((32, 7), 1 / 7), torch.ones(32))
    for stop in stops:
        learning = train.started(recipe, folder, lessons)
        while learning.epoch < stop:
            train.one_epoch(learning, recipe, lessons)
            train.keep(learning, folder)
    weights: dict[str, Any] = torch.load(folder / "last.pt", weights_only=True)["mean"]
    return weights


def test_norms_found_on_pictures_leave_a_file_as_it_answers_and_can_learn_on() -> None:
    network, pictures = EmotionNetwork((8, 12), (1, 1), dropout=0.0), torch.randn(64, 1, 48, 48)
    biases = [torch.randn(pair[0].out_channels) for pair in convolutions(network)]

    warm_start._find_norms(network, biases, pictures)

    for (convolution, norm), bias in zip(convolutions(network), biases, strict=True):
        x = torch.randn(2, convolution.out_channels, 4, 4)
        assert torch.allclose(norm.eval()(x), x + bias[:, None, None], atol=1e-3)
    learning_on = network.train()(pictures).detach()
    assert torch.allclose(learning_on, network.eval()(pictures), atol=1e-2)


def test_the_mean_of_two_runs_lies_between_them() -> None:
    one, other = (restless(EmotionNetwork((4,), (1,))) for _ in range(2))

    evenly, mostly = warm_start.averaged([one, other]), warm_start.averaged([one, other], [3, 1])

    assert torch.allclose(evenly["head.weight"], (one.head.weight + other.head.weight) / 2)
    assert torch.allclose(mostly["head.weight"], 0.75 * one.head.weight + 0.25 * other.head.weight)


def test_frozen_parts_stay_as_they_began(tmp_path: Path) -> None:
    schedule = replace(RECIPE.schedule, batch=8, pictures=32)
    recipe = replace(RECIPE, widths=(8, 8), blocks=(1, 1), schedule=schedule, start="", frozen=1)
    lessons = Lessons(canvases(32), torch.full((32, 7), 1 / 7), torch.ones(32))
    learning = train.started(recipe, tmp_path, lessons)
    before = {name: value.clone() for name, value in learning.network.state_dict().items()}

    train.one_epoch(learning, recipe, lessons)

    changed = {
        name for name, value in learning.network.state_dict().items() if not torch.equal(value, before[name])
    }
    assert not any(name.startswith(("stem", "stages.0")) for name in changed)
    assert any(name.startswith("stages.1") for name in changed)
