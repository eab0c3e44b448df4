"""What needs torch: skipped where the training environment is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien.eye.emotion.preprocess import standardised  # noqa: E402 - only with torch
from mien_training import augment, serve, teach, train  # noqa: E402
from mien_training.dataset import Faces  # noqa: E402
from mien_training.network import EmotionNetwork, ServingNetwork, multiply_accumulates  # noqa: E402
from mien_training.recipe import Augment, Serve, Teach, load_recipe  # noqa: E402

RECIPE = load_recipe(Path(__file__).parents[3] / "models" / "recipes" / "two_heads.toml")
STILL = Augment(*[0.0] * 11)
SAME = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]])


def pictures(count: int) -> Any:
    return torch.from_numpy(np.random.default_rng(3).integers(0, 256, (count, 48, 48)).astype(np.uint8))


def dice() -> Any:
    return torch.Generator().manual_seed(1)


def test_training_standardises_as_the_device_does() -> None:
    images = pictures(5)

    ours = augment.standardised(images.float().unsqueeze(1))

    device = standardised(images.numpy(), augment.LEAST_SPREAD, augment.CLIP)
    assert ours[:, 0].numpy() == pytest.approx(device, abs=1e-4)


def test_without_strength_augmenting_only_mirrors() -> None:
    images = pictures(16)

    changed = augment.augmented(images, SAME.expand(16, 2, 3), STILL, dice())[:, 0]

    plain = augment.standardised(images.float().unsqueeze(1))[:, 0]
    as_is, mirrored = ((changed - side).abs().amax((1, 2)) for side in (plain, plain.flip(2)))
    assert (torch.minimum(as_is, mirrored) < 0.02).all()
    assert (as_is < 0.02).any()
    assert (mirrored < 0.02).any()


def test_an_aligned_picture_is_what_the_eye_would_crop() -> None:
    """A framing that enlarges twice about the middle shows the middle half."""
    blob = torch.zeros(8, 48, 48, dtype=torch.uint8)
    blob[:, 8:40, 8:40] = 200
    blob[:, 20:28, 20:28] = 90
    twice = torch.tensor([[2.0, 0, -0.5], [0, 2.0, -0.5]]).expand(8, 2, 3)

    shown = augment.augmented(blob, twice, replace(STILL, aligned=1.0), dice())[:, 0]

    inner = (shown < -1).float()
    assert inner.mean().item() == pytest.approx((16 / 48) ** 2, abs=0.02)


def test_full_strength_keeps_shape_range_and_is_repeatable() -> None:
    images = pictures(32)

    once, again = (augment.augmented(images, SAME.expand(32, 2, 3), RECIPE.augment, dice()) for _ in range(2))

    assert once.shape == (32, 1, 48, 48)
    assert torch.isfinite(once).all()
    assert torch.equal(once, again)


def test_the_serving_network_is_the_trunk_with_its_norms_folded_and_the_one_head() -> None:
    trained = EmotionNetwork((8, 12), (1, 1)).eval()
    for norm in trained.modules():
        if isinstance(norm, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(norm.running_mean)
            torch.nn.init.uniform_(norm.running_var, 0.5, 2.0)
    x = torch.randn(3, 1, 48, 48)
    head = torch.nn.Linear(12, 7)
    plain = head(trained.features(x)).detach()

    served = ServingNetwork(trained, head)(x).detach()

    assert served.numpy() == pytest.approx(plain.numpy(), abs=1e-4)


def test_the_network_keeps_its_budget() -> None:
    head = torch.nn.Linear(RECIPE.widths[-1], 7)
    network = ServingNetwork(EmotionNetwork(RECIPE.widths, RECIPE.blocks), head)

    assert multiply_accumulates(network) <= 60e6
    assert sum(weights.numel() for weights in network.parameters()) <= 1.6e6


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    schedule = replace(RECIPE.schedule, epochs=20, warm=2, cool=10, peak=0.1)

    rates = [train.rate_at(step, schedule) for step in (0, 1, 5, 10, 15, 20)]

    assert rates == pytest.approx([0.0005, 0.0505, 0.1, 0.1, 0.05, 0.0])


def test_a_picture_without_votes_teaches_the_label_head_alone() -> None:
    votes = np.zeros((1, 7), np.float32)
    faces = Faces(np.zeros((1, 48, 48), np.uint8), np.array([2]), votes, np.array([False]), np.array([0]))
    logits = torch.zeros(1, 14, requires_grad=True)

    train.two_losses(logits, train.soft_targets(faces, 0.1)).backward()

    assert logits.grad is not None
    assert logits.grad[0, :7].abs().max() > 0
    assert logits.grad[0, 7:].abs().max() == 0


def test_learning_goes_on_where_a_checkpoint_left_it(tmp_path: Path) -> None:
    """Two epochs at a stretch end at the same weights as one, a stop, and one more."""
    whole, halves = (small_run(tmp_path / name, stops) for name, stops in (("a", [2]), ("b", [1, 2])))

    for name, weights in whole.items():
        assert torch.equal(weights, halves[name]), name


def small_run(folder: Path, stops: list[int]) -> dict[str, Any]:
    folder.mkdir()
    recipe = replace(RECIPE, widths=(8, 8), blocks=(1, 1), schedule=replace(RECIPE.schedule, batch=8))
    data = (pictures(32), SAME.expand(32, 2, 3), torch.full((32, 14), 1 / 7))
    for stop in stops:
        learning = train.started(recipe, folder)
        while learning.epoch < stop:
            train.one_epoch(learning, recipe, data)
            train.keep(learning, folder)
    weights: dict[str, Any] = torch.load(folder / "last.pt", weights_only=True)["mean"]
    return weights


def test_taking_back_the_prior_favours_what_is_rare() -> None:
    votes = np.eye(7, dtype=np.float32)[[0, 1, 2, 3, 4, 5, 6, 3, 3, 3]]
    labels = votes.argmax(1)
    blank = np.zeros(10)
    faces = Faces(np.zeros((10, 48, 48), np.uint8), labels, votes, blank.astype(bool), blank.astype(int))

    even, as_learnt = (
        serve.mixture(
            torch.zeros(1, 14), serve.priors_of(faces), Serve(votes=0.5, evenly=evenly, abstain=0.4)
        )
        for evenly in (0.5, 0.0)
    )

    assert even.argmin() == 3
    assert even.sum().item() == pytest.approx(1)
    assert as_learnt.tolist() == [pytest.approx([1 / 7] * 7)]


def test_one_head_says_what_the_mixture_of_two_says() -> None:
    """Where one head is sure and the other is not, the mean of distributions listens to both."""
    features = torch.randn(400, 6, generator=dice())
    heads = torch.nn.Linear(6, 14)
    torch.nn.init.normal_(heads.weight, generator=dice())
    flat = torch.zeros(2, 7)
    mixed = serve.mixture(heads(features).detach(), flat, Serve(votes=0.5, evenly=0.0, abstain=0.4))

    head = serve.fitted(features, mixed, heads)

    said = head(features).detach().softmax(1)
    logits = heads(features).detach()
    geometric = (logits[:, :7] + logits[:, 7:]).div(2).softmax(1)
    assert missed(mixed, said) < missed(mixed, geometric)


def missed(wanted: Any, said: Any) -> float:
    return float(-(wanted * said.log()).sum(1).mean())


def test_a_teacher_has_its_share_and_speaks_alone_where_nobody_voted() -> None:
    targets = torch.zeros(2, 14)
    targets[:, 3] = 1
    targets[0, 7 + 2] = 1
    answers = torch.full((2, 14), 1 / 7)

    mixed = teach.mixed_in(targets, answers, 0.5)

    assert mixed[:, :7].sum(1).tolist() == pytest.approx([1, 1])
    assert mixed[0, 3].item() == pytest.approx(0.5 + 0.5 / 7)
    assert mixed[0, 7 + 2].item() == pytest.approx(0.5 + 0.5 / 7)
    assert mixed[1, 7:].tolist() == pytest.approx([1 / 7] * 7)


def test_a_taught_run_begins_as_its_teacher_ended(tmp_path: Path) -> None:
    small = replace(RECIPE, widths=(4,), blocks=(1,))
    (tmp_path / "teacher").mkdir()
    teacher = train.started(small, tmp_path / "teacher")
    train.keep(teacher, tmp_path / "teacher")
    pupil = replace(small, seed=RECIPE.seed + 1, teach=Teach(run="teacher", share=0.5, views=2))

    learning = train.started(pupil, tmp_path / "pupil")

    for name, weights in teacher.mean.state_dict().items():
        assert torch.equal(learning.network.state_dict()[name], weights)


def test_a_pupil_with_more_blocks_begins_by_saying_what_its_teacher_says() -> None:
    torch.manual_seed(3)
    teacher = EmotionNetwork((4, 8), (1, 1)).eval()
    for norm in (part for part in teacher.modules() if isinstance(part, torch.nn.BatchNorm2d)):
        norm.weight.data.uniform_(0.5, 1.5)
        norm.running_mean.uniform_(-0.5, 0.5)
    pupil = EmotionNetwork((4, 8), (2, 3)).eval()

    teach.begin_as(pupil, teacher)

    crops = torch.randn(5, 1, 16, 16)
    assert torch.allclose(pupil(crops), teacher(crops), atol=1e-6)
