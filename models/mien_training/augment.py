"""What a room and a camera do to a face, done to training pictures: whole batches at once, as tensors."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from mien_training.recipe import Augment

LEAST_SPREAD = 8.0  # grey levels; see preprocess.standardised
CLIP = 3.0
_KERNEL = torch.tensor([1.0, 2.0, 1.0])


def augmented(images: Tensor, framings: Tensor, by: Augment, dice: torch.Generator) -> Tensor:
    """Return float [B,1,S,S], standardised, from uint8 [B,S,S] and framings [B,2,3] (picture -> crop)."""
    grey = _reframed(images.float().unsqueeze(1) / 255, framings, by, dice)
    grey = _other_sharpness(grey, by.softer, dice)
    grey = _other_light(grey, by, dice)
    grey = grey + torch.randn(grey.shape, generator=dice) * by.noise * _uniform(len(grey), dice, 0, 1)
    return _erased(standardised(grey.clamp(0, 1) * 255), by.erase, dice)


def standardised(grey: Tensor) -> Tensor:
    """Return [B,1,S,S] of grey levels as `preprocess.standardised` does; a test compares the two."""
    middle = grey.mean((-2, -1), keepdim=True)
    spread = grey.std((-2, -1), keepdim=True, correction=0).clamp(min=LEAST_SPREAD)
    return ((grey - middle) / spread).clamp(-CLIP, CLIP)


def _uniform(count: int, dice: torch.Generator, low: float, high: float) -> Tensor:
    return torch.rand((count, 1, 1, 1), generator=dice) * (high - low) + low


def _reframed(grey: Tensor, framings: Tensor, by: Augment, dice: torch.Generator) -> Tensor:
    """Move some pictures to the eye's framing, then turn, shift, scale, stretch and mirror all a little."""
    count = len(grey)
    aligned = torch.rand(count, generator=dice) < by.aligned
    same = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]]).expand(count, 2, 3)
    base = torch.where(aligned[:, None, None], _sampling(framings), same)
    full = torch.cat([base, torch.tensor([0.0, 0, 1]).expand(count, 1, 3)], 1)
    grid = functional.affine_grid((full @ _jitter(count, by, dice))[:, :2], list(grey.shape), False)  # noqa: FBT003 - align_corners
    return functional.grid_sample(grey, grid, padding_mode="border", align_corners=False)


def _sampling(framings: Tensor) -> Tensor:
    """Return maps from crop to picture on -1..1, as sampling wants, for maps from picture to crop on 0..1."""
    inverse = torch.linalg.inv(framings[:, :, :2])
    move = -inverse @ framings[:, :, 2:]
    move = 2 * move + inverse.sum(2, keepdim=True) - 1
    return torch.cat([inverse, move], 2)


def _jitter(count: int, by: Augment, dice: torch.Generator) -> Tensor:
    """Return random affine maps [B,3,3] on -1..1."""

    def spread(reach: float) -> Tensor:
        return (torch.rand(count, generator=dice) * 2 - 1) * reach

    turn, zoom = spread(by.turn), spread(by.scale).exp()
    wide, shear = spread(by.stretch).exp(), spread(by.stretch)
    mirror = torch.randint(0, 2, (count,), generator=dice) * 2.0 - 1
    maps = torch.zeros(count, 3, 3)
    maps[:, 0, 0], maps[:, 0, 1] = turn.cos() * zoom * wide * mirror, (shear - turn.sin()) * zoom
    maps[:, 1, 0], maps[:, 1, 1] = turn.sin() * zoom * mirror, turn.cos() * zoom
    maps[:, 0, 2], maps[:, 1, 2] = spread(2 * by.shift), spread(2 * by.shift)
    maps[:, 2, 2] = 1
    return maps


def _other_sharpness(grey: Tensor, share: float, dice: torch.Generator) -> Tensor:
    """Blur or sharpen a part of the batch, and let another lose resolution."""
    count, side = round(len(grey) * share / 2), grey.shape[-1]
    kernel = (_KERNEL[:, None] * _KERNEL / 16)[None, None]
    some, others, rest = grey[:count], grey[count : 2 * count], grey[2 * count :]
    blurred = functional.conv2d(functional.pad(some, (1, 1, 1, 1), "replicate"), kernel)
    blurred = functional.conv2d(functional.pad(blurred, (1, 1, 1, 1), "replicate"), kernel)
    some = some + _uniform(count, dice, -1, 1) * (some - blurred)
    small = int(torch.randint(side * 2 // 5, side, (1,), generator=dice))
    others = functional.interpolate(others, size=(small, small), mode="area")
    others = functional.interpolate(others, size=(side, side), mode="bilinear", align_corners=False)
    return torch.cat([some, others, rest])


def _other_light(grey: Tensor, by: Augment, dice: torch.Generator) -> Tensor:
    """Change gamma, and light the face from one side."""
    count, side = len(grey), grey.shape[-1]
    ramp = torch.linspace(-1, 1, side)
    slope = _uniform(count, dice, -by.side_light, by.side_light) * ramp
    slope = slope + _uniform(count, dice, -by.side_light, by.side_light) * ramp[:, None]
    gamma = _uniform(count, dice, -by.gamma, by.gamma).exp()
    return grey.clamp(1e-3, 1) ** gamma * (1 + slope)


def _erased(grey: Tensor, share: float, dice: torch.Generator) -> Tensor:
    """Cover a rectangle of some pictures with one random grey: a hand, hair, a mask."""
    count, side = len(grey), grey.shape[-1]
    place = torch.rand((4, count, 1), generator=dice)
    half = side * (0.06 + 0.16 * place[2:])  # of the rectangle
    axis = torch.arange(side)[None]
    rows = (axis - place[0] * side).abs() < half[0]
    columns = (axis - place[1] * side).abs() < half[1]
    chosen = torch.rand((count, 1, 1), generator=dice) < share
    covered = (rows[:, :, None] & columns[:, None, :] & chosen).unsqueeze(1)
    fill = torch.randn((count, 1, 1, 1), generator=dice)
    return torch.where(covered, fill, grey)


def mixed(pictures: Tensor, targets: Tensor, dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return each picture with a little of another, and the targets likewise (mixup)."""
    share = torch.rand(1, generator=dice).item() * 0.3
    share = 0.5 - 0.5 * math.cos(math.pi * share)  # mostly little
    other = torch.randperm(len(pictures), generator=dice)
    return pictures.lerp(pictures[other], share), targets.lerp(targets[other], share)
