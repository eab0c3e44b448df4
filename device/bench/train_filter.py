"""Train the mood's filter (`mien/mood/estimation/gru.py`) over the families of simulated rooms; wants torch.

    python device/bench/train_filter.py rooms FOLDER            make the rooms' evidence, once
    python device/bench/train_filter.py fit FOLDER              train on every family; write gru_weights.py
    python device/bench/train_filter.py fit FOLDER --without F  leave a family out; write filter_without_F.txt

The loss is the cross entropy of the true mood after each step. Steps soon after a change of mood count more
(`TILT`), so that a change is believed about as readily as its delay costs, not as rarely as it happens.
"""

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from classifiers import N
from evidence import evidence
from numpy.typing import NDArray
from room_parts import NOBODY
from simulated_rooms import FAMILIES, Kind, make

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "mien/mood/estimation/gru_weights.py"
INPUTS, UNITS = 2 * N + 1, 24
LENGTH = 1200  # steps: ten minutes of one face, from its first sight or from anywhere within
LENGTHS = (240, 240, 600, LENGTH)  # what is learnt from, at most: short pieces first
LEAST = 60  # steps that count; a shorter piece teaches nothing
ROOMS, HOURS = 10, 1.0
BATCH, FASTEST, TILT, TILT_LASTS, CHRONO = 64, 1.5e-2, 6.0, 20.0, 60.0
HEADER = '''"""The numbers of the mood's filter, in thousandths; `bench/train_filter.py` wrote them.

Rows of the matrices `reset`, `update`, `seen`, `own` and `out`, one after the other.
"""

INPUTS, SIZE, OUTPUTS = {inputs}, {units}, {outputs}
TABLE = """
{table}
"""
'''


def pieces(kind: Kind, seed: int) -> tuple[NDArray[np.float16], NDArray[np.int8], NDArray[np.bool_]]:
    """Return inputs [n, LENGTH, INPUTS], moods and where they count [n, LENGTH] of a batch's faces."""
    seen = evidence(make(kind, seed, ROOMS, HOURS))
    counts = seen.here & (seen.truth != NOBODY)
    out = []
    for room in range(ROOMS):
        begins = [0, *np.flatnonzero(seen.starts[room]).tolist(), counts.shape[1]]
        for start, end in pairwise(begins):
            out += [
                (room, at, min(at + LENGTH, end))
                for at in range(start, end, LENGTH)
                if counts[room, at : min(at + LENGTH, end)].sum() >= LEAST
            ]
    inputs = np.zeros((len(out), LENGTH, INPUTS), np.float16)
    moods, mask = np.zeros((len(out), LENGTH), np.int8), np.zeros((len(out), LENGTH), bool)
    for i, (room, at, end) in enumerate(out):
        inputs[i, : end - at] = seen.inputs[room, at:end]
        mask[i, : end - at] = counts[room, at:end]
        moods[i, : end - at] = np.where(counts[room, at:end], seen.truth[room, at:end], 0)
    return inputs, moods, mask


def make_rooms(folder: Path, seeds: int) -> None:
    """Write the evidence of every kind's rooms into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (kind for kinds in FAMILIES.values() for kind in kinds):
        each = [pieces(kind, seed) for seed in range(seeds)]
        inputs, moods, mask = (np.concatenate(column) for column in zip(*each, strict=True))
        np.savez(folder / f"{kind.__name__}.npz", inputs=inputs, moods=moods, mask=mask)


class Filter(torch.nn.Module):  # type: ignore[misc]
    """The network; it begins with memories of many lengths (Tallec & Ollivier 2018, arXiv:1804.11188)."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, UNITS, batch_first=True)
        self.out = torch.nn.Linear(UNITS, N, bias=False)
        with torch.no_grad():
            self.gru.bias_ih_l0.zero_()
            self.gru.bias_hh_l0.zero_()
            self.gru.bias_ih_l0[UNITS : 2 * UNITS] = torch.log(1 + torch.rand(UNITS) ** 2 * CHRONO)
            self.gru.weight_hh_l0[: 2 * UNITS].mul_(0.3)

    def forward(self, inputs: Any) -> Any:
        """Return the logits after each step."""
        return self.out(self.gru(inputs)[0])


def loss_weights(moods: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return how much each step counts: more soon after a change."""
    since, out = np.zeros(len(moods)), np.empty(moods.shape, np.float32)
    for step in range(moods.shape[1]):
        if step:
            since = np.where(moods[:, step] != moods[:, step - 1], 0.0, since + 1.0)
        out[:, step] = 1.0 + TILT * np.exp(-since / TILT_LASTS)
    return out


def disturbed(inputs: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the inputs with stretches in which some faces cannot be read, or only poorly."""
    for i in np.flatnonzero(rng.random(len(inputs)) < 0.15):
        at = rng.integers(0, inputs.shape[1])
        inputs[i, at : at + int(np.exp(rng.uniform(np.log(10), np.log(800))))] = 0.0
    for i in np.flatnonzero(rng.random(len(inputs)) < 0.2):
        at = rng.integers(0, inputs.shape[1])
        inputs[i, at : at + int(np.exp(rng.uniform(np.log(20), np.log(1200))))] *= rng.uniform(0.15, 0.9)
    return inputs


def fit(folder: Path, without: str, steps: int, longest: int) -> Filter:
    """Return the filter trained for so many steps on all families but `without`."""
    names = [k.__name__ for family, kinds in FAMILIES.items() if family != without for k in kinds]
    files = [np.load(folder / f"{name}.npz") for name in names]
    inputs, moods, mask = (np.concatenate([f[key] for f in files]) for key in ("inputs", "moods", "mask"))
    torch.manual_seed(0)
    rng, model = np.random.default_rng(0), Filter()
    optimiser = torch.optim.Adam(model.parameters())
    for step in range(steps):
        done = step / steps
        rate = FASTEST * min(1.0, (step + 1) / 50) * (0.5 * (1.0 + np.cos(np.pi * done)) + 0.01)
        optimiser.param_groups[0]["lr"] = rate
        length = min(longest, LENGTHS[int(done * len(LENGTHS))])
        at = int(rng.integers(0, LENGTH - length + 1))
        piece = rng.choice(len(inputs), BATCH), slice(at, at + length)
        loss = loss_of(model, disturbed(inputs[piece].astype(np.float32), rng), moods[piece], mask[piece])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step % 100 == 0:
            sys.stdout.write(f"{step} of {steps}: {float(loss.detach()):.3f}\n")
            sys.stdout.flush()
    return model


def loss_of(
    model: Filter, given: NDArray[np.float32], moods: NDArray[np.int8], mask: NDArray[np.bool_]
) -> Any:
    """Return the weighted cross entropy of the moods where they count."""
    counts, weights = torch.from_numpy(mask), torch.from_numpy(loss_weights(moods))[mask]
    truth = torch.from_numpy(moods.astype(np.int64))[counts]
    each = torch.nn.functional.cross_entropy(model(torch.from_numpy(given))[counts], truth, reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1.0)


def table_of(model: Filter) -> str:
    """Return the network's numbers as text, in thousandths, in the order that `gru.weights_from` reads."""
    given, kept = (getattr(model.gru, f"weight_{part}_l0").detach().numpy() for part in ("ih", "hh"))
    bias, own_bias = (getattr(model.gru, f"bias_{part}_l0").detach().numpy() for part in ("ih", "hh"))
    gate, fresh = slice(0, 2 * UNITS), slice(2 * UNITS, 3 * UNITS)
    gates = np.column_stack([given[gate], kept[gate], bias[gate] + own_bias[gate]])
    seen = np.column_stack([given[fresh], bias[fresh]])
    own = np.column_stack([kept[fresh], own_bias[fresh]])
    rows = [*gates, *seen, *own, *model.out.weight.detach().numpy()]
    words = [str(word) for row in rows for word in np.round(np.array(row) * 1000).astype(int).tolist()]
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) + 1 > 108:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def main() -> None:
    """Make rooms, or fit and write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", choices=("rooms", "fit"))
    options.add_argument("folder", type=Path)
    options.add_argument("--seeds", type=int, default=10, help="batches of rooms of each kind")
    options.add_argument("--without", default="", choices=("", *FAMILIES), help="a family to leave out")
    options.add_argument("--steps", type=int, default=2400)
    options.add_argument("--longest", type=int, default=LENGTH, help="steps of a piece, at most")
    asked = options.parse_args()
    torch.set_num_threads(1)
    if asked.what == "rooms":
        make_rooms(asked.folder, asked.seeds)
        return
    table = table_of(fit(asked.folder, asked.without, asked.steps, asked.longest))
    if asked.without:
        (HERE / f"filter_without_{asked.without.replace(' ', '_')}.txt").write_text(table + "\n")
    else:
        SHIPPED.write_text(HEADER.format(inputs=INPUTS, units=UNITS, outputs=N, table=table))


if __name__ == "__main__":
    main()
