"""The averages of many faces at once: the arrays' twin of `mien.mood.estimation.bank`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.mood.evidence import Evidence
from bench.rooms.classifiers import NEUTRAL, N
from bench.rooms.processes import Array
from mien.mood.estimation.bank import FEW, LASTS, PREDICTED_LASTS, READ_LASTS, UNREAD_LASTS
from mien.mood.estimation.filter import STEP

LENGTHS = np.array(LASTS)
VIEWS = 2 * len(LASTS)


@dataclass(frozen=True)
class Views:
    """What the network is given after each step.

    `moods` [rooms, steps, N, VIEWS]: of each mood its averages and their logarithms; `room` [rooms, steps,
    any]: what the room is like.
    """

    moods: NDArray[np.float32]
    room: NDArray[np.float32]


def views(seen: Evidence) -> Views:
    """Return what the network is given of each room's main face."""
    rooms, steps, _ = seen.inputs.shape
    sums, misses = np.zeros((rooms, len(LASTS), 2 * N + 1)), np.zeros((rooms, len(LASTS)))
    predicted, read = np.zeros(rooms), np.zeros(rooms)
    moods, room = [], []
    for step in range(steps):
        whole, same = seen.inputs[:, step].astype(float), ~seen.starts[:, step]
        if not same.all():
            sums, misses = sums * same[:, None, None], misses * same[:, None]
            predicted, read = predicted * same, read * same
        trust = whole[:, -1]
        shown = whole[:, :N] / np.maximum(trust, 1e-9)[:, None]
        missed = ((_averages(sums) - shown[:, None]) ** 2).sum(axis=2)
        keep, covered = np.exp(-STEP * trust / PREDICTED_LASTS), STEP * trust
        misses = keep[:, None] * misses + covered[:, None] * missed
        predicted = keep * predicted + covered
        fades = trust[:, None] / LENGTHS + (1.0 - trust)[:, None] / np.maximum(LENGTHS, UNREAD_LASTS)
        sums = np.exp(-STEP * fades)[:, :, None] * sums + STEP * whole[:, None]
        read = read + STEP / READ_LASTS * (trust - read)
        of_moods = _of_moods(sums)
        moods.append(of_moods)
        room.append(_of_room(sums, of_moods, (misses, predicted), np.stack([read, trust], axis=1)))
    return Views(np.stack(moods, axis=1), np.stack(room, axis=1))


def _averages(sums: Array) -> Array:
    """Return the average scores [rooms, lengths, N]."""
    return np.asarray((sums[:, :, :N] + FEW / N) / (sums[:, :, -1:] + FEW))


def _of_moods(sums: Array) -> NDArray[np.float32]:
    """Return averages and logarithms of each mood [rooms, N, VIEWS]."""
    logs = sums[:, :, N : 2 * N] / (sums[:, :, -1:] + FEW)
    both = np.concatenate([_averages(sums), logs], axis=1)
    return np.asarray(np.moveaxis(both, 1, 2), np.float32)


def _of_room(
    sums: Array, of_moods: NDArray[np.float32], predicting: tuple[Array, Array], read: Array
) -> NDArray[np.float32]:
    """Return what the room is like, in the order of `bank.views`; [rooms, any]."""
    misses, predicted = predicting
    missed = np.log((misses + 0.1) / (predicted + 0.2)[:, None])
    usual = missed.mean(axis=1, keepdims=True)
    full = sums[:, :, -1] / (sums[:, :, -1] + LENGTHS)
    favours = (of_moods[:, :, : len(LASTS)].astype(float) ** 2).sum(axis=1)
    parts = [2.0 * (missed - usual), 0.5 * usual + 1.0, favours, of_moods[:, NEUTRAL], full, read]
    return np.asarray(np.concatenate(parts, axis=1), np.float32)
