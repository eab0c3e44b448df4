"""Training sounds as a room, a microphone and the music in it would change them: on decibels [B,T,BANDS].

Powers of sounds that do not know each other add up, so noise, other voices and music are added as power;
an echo is each band's power smeared over time. Nothing here needs the waveform again.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

from mien.ear.voice.voice_log_mel import BANDS, CLIP, DECIBELS, FRAMES
from mien_voice.recipe import Augment

_LONGEST = 1.5  # a window is cut from so many times its length, so that it can be sped up
RAW_FRAMES = int(FRAMES * _LONGEST)
_FLOOR = -70.0  # decibels


class Changed:
    """Draws changes of a batch; all chance comes from one generator."""

    def __init__(self, by: Augment, rng: torch.Generator, music: Tensor) -> None:
        """`music`: decibels of music, [frames, BANDS]."""
        self._by, self._rng, self._music = by, rng, music

    def __call__(self, loud: Tensor) -> Tensor:
        """Return levelled windows [B,1,FRAMES,BANDS] of decibels [B,RAW_FRAMES,BANDS]."""
        by, count = self._by, len(loud)
        loud = self._warped(loud)
        power = 10.0 ** (loud / 10.0)
        power = torch.where(self._some(count, by.room), _echoed(power, self._unit(count)), power)
        level = _level(loud)
        if count > 1:
            other = power.roll(1, 0) * 10.0 ** ((level - level.roll(1, 0)) / 10.0)
            power = power + other * self._below(count, by.babble, (4.0, 25.0))
        music = self._cuts(count)
        music = 10.0 ** ((music - _level(music) + level) / 10.0)
        power = power + music * self._below(count, by.music, (-5.0, 25.0))
        power = power + self._noise(count) * 10.0 ** (level / 10.0) * self._below(
            count, by.noise, (0.0, 35.0)
        )
        loud = 10.0 * torch.log10(power + 1e-7) + self._response(count)
        loud = torch.where(self._some(count, by.narrow), self._narrowed(loud), loud)
        return self._hidden(levelled(loud)).unsqueeze(1)

    def _unit(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self._rng)

    def _either(self, count: int) -> Tensor:
        return 2.0 * self._unit(count) - 1.0

    def _some(self, count: int, share: float) -> Tensor:
        return (self._unit(count) < share)[:, None, None]

    def _below(self, count: int, share: float, decibels: tuple[float, float]) -> Tensor:
        """Return factors of power for `share` of the sounds, so many decibels below; 0 for the others."""
        low, high = decibels
        factor = 10.0 ** (-(low + (high - low) * self._unit(count)) / 10.0)
        return torch.where(self._some(count, share), factor[:, None, None], torch.zeros(()))

    def _warped(self, loud: Tensor) -> Tensor:
        """Return windows with another tempo and another pitch."""
        count = len(loud)
        tempo = torch.exp(self._by.faster * self._either(count))
        pitch = torch.exp(self._by.higher * self._either(count))
        span = FRAMES * tempo / RAW_FRAMES  # of the raw window, which is -1..1
        start = (1.0 - span) * self._either(count)
        along = torch.linspace(-1.0, 1.0, FRAMES)[None] * span[:, None] + start[:, None]
        across = (torch.linspace(0.0, 2.0, BANDS)[None] * pitch[:, None] - 1.0).clamp(-1.0, 1.0)
        grid = torch.stack(
            [across[:, None].expand(-1, FRAMES, -1), along[:, :, None].expand(-1, -1, BANDS)], dim=3
        )
        warped = functional.grid_sample(loud[:, None], grid, padding_mode="border", align_corners=True)
        return warped[:, 0]

    def _cuts(self, count: int) -> Tensor:
        starts = (self._unit(count) * (len(self._music) - FRAMES)).long()
        return torch.stack([self._music[start : start + FRAMES] for start in starts.tolist()])

    def _noise(self, count: int) -> Tensor:
        """Return noise of mean power 1 with a smooth spectrum, from hiss to rumble."""
        colour = 10.0 ** (_smooth(torch.randn(count, 6, generator=self._rng) * 6.0) / 10.0)
        slope = 10.0 ** (self._either(count)[:, None] * torch.linspace(-1.5, 1.5, BANDS))
        spectrum = colour * slope
        flicker = -torch.log(self._unit(count, FRAMES, BANDS).clamp_min(1e-6))
        return (spectrum / spectrum.mean(1, keepdim=True))[:, None] * (0.4 + 0.6 * flicker)

    def _response(self, count: int) -> Tensor:
        """Return what microphone and place do to each band, decibels [B,1,BANDS]."""
        tilt = self._by.tilt * self._either(count)[:, None] * torch.linspace(-0.5, 0.5, BANDS)
        bumps = _smooth(torch.randn(count, 8, generator=self._rng) * self._by.colour)
        return (tilt + bumps)[:, None]

    def _narrowed(self, loud: Tensor) -> Tensor:
        top = (BANDS * (0.6 + 0.35 * self._unit(len(loud)))).long()
        gone = torch.arange(BANDS)[None] >= top[:, None]
        floor = loud.amin((1, 2), keepdim=True)
        return torch.where(gone[:, None], floor, loud)

    def _hidden(self, values: Tensor) -> Tensor:
        """Return the windows with a stretch of time and some bands covered in a share of them."""
        count = len(values)
        for side, most in ((1, 24), (2, 7)):
            size = values.shape[side]
            length = (most * self._unit(count)).long()
            start = (self._unit(count) * (size - length)).long()
            place = torch.arange(size)[None]
            covered = (place >= start[:, None]) & (place < (start + length)[:, None])
            covered = covered[:, :, None] if side == 1 else covered[:, None, :]
            values = torch.where(covered & self._some(count, self._by.hide), torch.full((), -1.0), values)
        return values


def _level(loud: Tensor) -> Tensor:
    """Return the level of each sound: the mean of the louder half of its frames, decibels [B,1,1]."""
    level = loud.mean(2).sort(1).values
    return level[:, level.shape[1] // 2 :].mean(1)[:, None, None]


def levelled(loud: Tensor) -> Tensor:
    """Return decibels without loudness, as `log_mel.levelled` does it."""
    return ((loud - _level(loud)) / DECIBELS).clamp(-CLIP, CLIP)


def _echoed(power: Tensor, wet: Tensor) -> Tensor:
    """Return power smeared over time: an exponential tail of 0.15 to 0.9 s to -60 dB."""
    lasts = (0.15 + 0.75 * wet) * 50.0  # frames
    tail = torch.exp(-math.log(1e6) * torch.arange(48)[None] / lasts[:, None])
    count, frames, bands = power.shape
    flat = functional.pad(power.transpose(1, 2).reshape(1, count * bands, frames), (47, 0))
    kernel = tail.flip(1).repeat_interleave(bands, 0)[:, None]
    smeared = functional.conv1d(flat, kernel, groups=count * bands)
    return smeared.reshape(count, bands, frames).transpose(1, 2)


def _smooth(knots: Tensor) -> Tensor:
    """Return a smooth curve over the bands through `knots` [B,K]."""
    return functional.interpolate(knots[:, None], BANDS, mode="linear", align_corners=True)[:, 0]
