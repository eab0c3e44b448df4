"""What a room and a camera do to a face, done to training pictures: whole batches at once, as tensors."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from mien_training.recipe import Augment

LEAST_SPREAD = 8.0  # grey levels; see preprocess.standardised
CLIP = 3.0
CANVAS = 0.8  # size of the face on a canvas, times FER2013's framing
_KERNEL = torch.tensor([1.0, 2.0, 1.0])
_OVAL = (0.52, 0.68)  # half axes of a face on a canvas, of half its side
_FACELESS = 1e-3  # share of background from which a pixel counts as background


def augmented(canvases: Tensor, by: Augment, side: int, rng: torch.Generator) -> Tensor:
    """Return float [B,1,side,side], standardised, from canvases uint8 [B,S,S], whose background is 0."""
    grey = _reframed(canvases, by, side, rng)
    grey = _other_sharpness(grey, by.softer, rng)
    grey = _other_light(grey, by, rng)
    grey = grey + torch.randn(grey.shape, generator=rng) * by.noise * _uniform(len(grey), rng, 0, 1)
    return _erased(standardised(grey.clamp(0, 1) * 255), by.erase, rng)


def plain_view(canvases: Tensor, nearer: float, side: int) -> Tensor:
    """Return `cropped(...)`, standardised."""
    return standardised(cropped(canvases, nearer, side))


def cropped(canvases: Tensor, nearer: float, side: int) -> Tensor:
    """Return the canvases, uint8 [B,S,S], as the eye would crop them: grey levels, float [B,1,side,side].

    `nearer`: size of the face, times FER2013's framing. Background stays black.
    """
    zoom = CANVAS / nearer
    maps = torch.tensor([[zoom, 0, 0], [0, zoom, 0]]).expand(len(canvases), 2, 3)
    return _sampled(canvases.float()[:, None], maps, side)


def standardised(grey: Tensor) -> Tensor:
    """Return [B,1,S,S] of grey levels as `preprocess.standardised` does; a test compares the two."""
    middle = grey.mean((-2, -1), keepdim=True)
    spread = grey.std((-2, -1), keepdim=True, correction=0).clamp(min=LEAST_SPREAD)
    return ((grey - middle) / spread).clamp(-CLIP, CLIP)


def _uniform(count: int, rng: torch.Generator, low: float, high: float) -> Tensor:
    return torch.rand((count, 1, 1, 1), generator=rng) * (high - low) + low


def _sampled(pictures: Tensor, maps: Tensor, side: int) -> Tensor:
    grid = functional.affine_grid(maps, [len(pictures), 1, side, side], align_corners=False)
    return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def _reframed(canvases: Tensor, by: Augment, side: int, rng: torch.Generator) -> Tensor:
    """Return float [B,1,side,side] in 0..1: crops of random framing, with a background put in."""
    hidden = (canvases == 0) | _outside_oval(canvases, by.background, rng)
    both = torch.stack([canvases.float() / 255, hidden.float()], 1)
    views = _sampled(both, _jitter(len(canvases), by, rng)[:, :2], side)
    return torch.where(views[:, 1:] > _FACELESS, _backgrounds(views[:, :1], rng), views[:, :1])


def _outside_oval(canvases: Tensor, share: float, rng: torch.Generator) -> Tensor:
    """Return what lies outside an oval around the face, bool [B,S,S], in `share` of the pictures."""
    axis = torch.linspace(-1, 1, canvases.shape[-1])
    size = _uniform(len(canvases), rng, 0.9, 1.3)[:, 0]
    distance = (axis[None, None] / _OVAL[0]) ** 2 + ((axis[None, :, None] - 0.05) / _OVAL[1]) ** 2
    chosen = torch.rand((len(canvases), 1, 1), generator=rng) < share
    return (distance > size**2) & chosen


def _backgrounds(views: Tensor, rng: torch.Generator) -> Tensor:
    """Return something to stand behind a face: flat, sloping, or another picture out of focus."""
    count, side = len(views), views.shape[-1]
    ramp = torch.linspace(-1, 1, side)
    level, slope = _uniform(count, rng, 0, 1), _uniform(count, rng, -0.5, 0.5)
    flat = level + slope * ramp + _uniform(count, rng, -0.5, 0.5) * ramp[:, None]
    others = views[torch.randperm(count, generator=rng)]
    coarse = functional.interpolate(others, size=(5, 5), mode="area")
    soft = functional.interpolate(coarse, size=(side, side), mode="bilinear", align_corners=False)
    return torch.where(_uniform(count, rng, 0, 1) < 0.5, flat, soft).clamp(0, 1)


def _jitter(count: int, by: Augment, rng: torch.Generator) -> Tensor:
    """Return random maps from crop to canvas, [B,3,3] on -1..1."""

    def spread(reach: float) -> Tensor:
        return (torch.rand(count, generator=rng) * 2 - 1) * reach

    low, high = (math.log(CANVAS / nearer) for nearer in by.nearer)
    zoom = (torch.rand(count, generator=rng) * (high - low) + low).exp()
    turn, wide, shear = spread(by.turn), spread(by.stretch).exp(), spread(by.stretch)
    mirror = torch.randint(0, 2, (count,), generator=rng) * 2.0 - 1
    maps = torch.zeros(count, 3, 3)
    maps[:, 0, 0], maps[:, 0, 1] = turn.cos() * zoom * wide * mirror, (shear - turn.sin()) * zoom
    maps[:, 1, 0], maps[:, 1, 1] = turn.sin() * zoom * mirror, turn.cos() * zoom
    maps[:, 0, 2], maps[:, 1, 2] = spread(2 * by.shift), spread(2 * by.shift)
    maps[:, 2, 2] = 1
    return maps


def _other_sharpness(grey: Tensor, share: float, rng: torch.Generator) -> Tensor:
    """Blur or sharpen a part of the batch, and let another lose resolution."""
    count, side = round(len(grey) * share / 2), grey.shape[-1]
    kernel = (_KERNEL[:, None] * _KERNEL / 16)[None, None]
    some, others, rest = grey[:count], grey[count : 2 * count], grey[2 * count :]
    blurred = functional.conv2d(functional.pad(some, (1, 1, 1, 1), "replicate"), kernel)
    blurred = functional.conv2d(functional.pad(blurred, (1, 1, 1, 1), "replicate"), kernel)
    some = some + _uniform(count, rng, -1, 1.5) * (some - blurred)
    small = int(torch.randint(side * 2 // 5, side, (1,), generator=rng))
    others = functional.interpolate(others, size=(small, small), mode="area")
    others = functional.interpolate(others, size=(side, side), mode="bilinear", align_corners=False)
    return torch.cat([some, others, rest])


def _other_light(grey: Tensor, by: Augment, rng: torch.Generator) -> Tensor:
    """Change gamma, light the face from one side, and take contrast from some."""
    count, side = len(grey), grey.shape[-1]
    ramp = torch.linspace(-1, 1, side)
    slope = _uniform(count, rng, -by.side_light, by.side_light) * ramp
    slope = slope + _uniform(count, rng, -by.side_light, by.side_light) * ramp[:, None]
    gamma = _uniform(count, rng, -by.gamma, by.gamma).exp()
    lit = grey.clamp(1e-3, 1) ** gamma * (1 + slope)
    is_dim = torch.rand((count, 1, 1, 1), generator=rng) < by.dim
    return torch.where(is_dim, lit * _uniform(count, rng, 0.1, 0.6), lit)


def _erased(grey: Tensor, share: float, rng: torch.Generator) -> Tensor:
    """Cover a rectangle of some pictures with one random grey: a hand, hair, a mask."""
    count, side = len(grey), grey.shape[-1]
    place = torch.rand((4, count, 1), generator=rng)
    half = side * (0.06 + 0.16 * place[2:])  # of the rectangle
    axis = torch.arange(side)[None]
    rows = (axis - place[0] * side).abs() < half[0]
    columns = (axis - place[1] * side).abs() < half[1]
    chosen = torch.rand((count, 1, 1), generator=rng) < share
    covered = (rows[:, :, None] & columns[:, None, :] & chosen).unsqueeze(1)
    fill = torch.randn((count, 1, 1, 1), generator=rng)
    return torch.where(covered, fill, grey)


def mixed(pictures: Tensor, targets: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return each picture with a little of another, and the targets likewise (mixup)."""
    share = torch.rand(1, generator=rng).item() * 0.3
    share = 0.5 - 0.5 * math.cos(math.pi * share)  # mostly little
    other = torch.randperm(len(pictures), generator=rng)
    return pictures.lerp(pictures[other], share), targets.lerp(targets[other], share)
