"""Train the mood's network (`mien/mood/estimation/network.py`) over the families of rooms; wants torch.

    train_filter.py rooms FOLDER            make what is learnt from, once
    train_filter.py fit FOLDER              train on every family; write network_weights.py
    train_filter.py fit FOLDER --without F  leave a family out; write filter_without_F.txt

The loss is the cross entropy of the true mood after a step. Steps soon after a change of mood are drawn more
often (`TILT`), so that a change is believed about as readily as its delay costs, not as rarely as it happens.
Three rooms in four are read as another network might read them (`other_networks.py`), one by a network that
averages over the last pictures.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from bench.mood.bank_twin import VIEWS, views
from bench.mood.evidence import Evidence, evidence
from bench.rooms.classifiers import NEUTRAL, N
from bench.rooms.other_networks import as_by_another, averaging
from bench.rooms.room_parts import NOBODY, Batch
from bench.rooms.simulated_rooms import FAMILIES, make

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "mien/mood/estimation/network_weights.py"
FIRST, SECOND = 12, 8  # units
BATCHES, ROOMS, HOURS, AS_THEY_ARE = 8, 10, 1.0, 4  # every fourth batch is read by the shipped network
FIRST_SEED = 40_000
DRAWN = 5000  # steps of a batch
TILT, TILT_LASTS = 6.0, 20.0  # steps
AT_ONCE, FASTEST = 1024, 6e-3
HEADER = '''"""The numbers of the mood's network, in thousandths; `bench/mood/train_filter.py` wrote them.

Matrices and vectors in the order of `network.NetworkWeights`, row after row.
"""

FIRST, SECOND, VIEWS, ROOM = {first}, {second}, {views}, {room}
TABLE = """
{table}
"""
'''


def make_rooms(folder: Path) -> None:
    """Write steps of every kind's rooms into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (kind for kinds in FAMILIES.values() for kind in kinds):
        drawn = []
        for seed in range(FIRST_SEED, FIRST_SEED + BATCHES):
            seen = evidence(_read(make(kind, seed, ROOMS, HOURS), seed))
            drawn.append(_drawn(seen, np.random.default_rng([seed, 9])))
        columns = (np.concatenate(column) for column in zip(*drawn, strict=True))
        np.savez(
            folder / f"{kind.__name__}.npz", **dict(zip(("moods", "room", "truth"), columns, strict=True))
        )
        sys.stdout.write(f"{kind.__name__}\n")
        sys.stdout.flush()


def _read(batch: Batch, seed: int) -> Batch:
    """Return the rooms as the shipped network reads them, as another does, or as another that averages."""
    if seed % AS_THEY_ARE == 0:
        return batch
    other = as_by_another(batch, seed)
    return averaging(other, seed) if seed % AS_THEY_ARE == AS_THEY_ARE - 1 else other


def _drawn(seen: Evidence, rng: np.random.Generator) -> tuple[NDArray[Any], ...]:
    """Return what the network is given at some steps, and the true mood there."""
    since, weights = np.zeros(len(seen.truth)), np.empty(seen.truth.shape)
    for step in range(seen.truth.shape[1]):
        if step:
            same = seen.truth[:, step] == seen.truth[:, step - 1]
            since = np.where(same, since + 1.0, 0.0)
        weights[:, step] = 1.0 + TILT * np.exp(-since / TILT_LASTS)
    chances = (weights * (seen.here & (seen.truth != NOBODY))).ravel()
    which = rng.choice(chances.size, DRAWN, p=chances / chances.sum())
    given = views(seen)
    return (
        given.moods.reshape(-1, N, VIEWS)[which].astype(np.float16),
        given.room.reshape(-1, given.room.shape[2])[which].astype(np.float16),
        seen.truth.ravel()[which].astype(np.int8),
    )


class Network(torch.nn.Module):  # type: ignore[misc]
    """The network of `mien/mood/estimation/network.py`."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.mood = torch.nn.Linear(VIEWS, FIRST, bias=False)
        self.calm, self.room = torch.nn.Linear(VIEWS, FIRST), torch.nn.Linear(room, FIRST)
        self.unit, self.others = torch.nn.Linear(FIRST, SECOND), torch.nn.Linear(FIRST, SECOND, bias=False)
        self.calm_too = torch.nn.Parameter(torch.zeros(SECOND))
        self.out, self.straight = torch.nn.Linear(SECOND, 1), torch.nn.Linear(VIEWS, 1, bias=False)
        self.often = torch.nn.Parameter(torch.zeros(N))
        self.register_buffer("is_calm", torch.eye(N)[NEUTRAL][:, None], persistent=False)

    def forward(self, moods: Any, room: Any) -> Any:
        """Return the logits of each mood."""
        calm = self.calm(moods[:, NEUTRAL])[:, None] * self.is_calm
        first = torch.tanh(self.mood(moods) + self.room(room)[:, None] + calm)
        second = self.unit(first) + self.others(first.mean(1))[:, None] + self.calm_too * self.is_calm
        return (self.out(torch.tanh(second)) + self.straight(moods))[:, :, 0] + self.often


def fit(folder: Path, without: str, steps: int) -> Network:
    """Return the network trained for so many steps on all families but `without`."""
    names = [k.__name__ for family, kinds in FAMILIES.items() if family != without for k in kinds]
    files = [np.load(folder / f"{name}.npz") for name in names]
    moods, room, truth = (
        torch.from_numpy(np.concatenate([f[key] for f in files])) for key in ("moods", "room", "truth")
    )
    torch.manual_seed(0)
    rng, model = np.random.default_rng(0), Network(room.shape[1])
    optimiser, total = torch.optim.Adam(model.parameters()), 0.0
    for step in range(steps):
        slows = 0.5 * (1.0 + np.cos(np.pi * step / steps)) + 0.01
        optimiser.param_groups[0]["lr"] = FASTEST * min(1.0, (step + 1) / 100) * slows
        which = torch.from_numpy(rng.integers(0, len(truth), AT_ONCE))
        odds = model(moods[which].float(), room[which].float())
        loss = torch.nn.functional.cross_entropy(odds, truth[which].long())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += float(loss.detach())
        if step % 500 == 499:
            sys.stdout.write(f"{step + 1} of {steps}: {total / 500.0:.4f}\n")
            sys.stdout.flush()
            total = 0.0
    return model


def table_of(model: Network) -> str:
    """Return the network's numbers as text, in thousandths, in the order of `network.NetworkWeights`."""
    numbers = [
        *_rows(model.mood),
        *_rows(model.calm),
        *_rows(model.room),
        *_rows(model.unit),
        *_rows(model.others),
        model.calm_too.detach().numpy(),
        *_rows(model.out),
        *_rows(model.straight),
        model.often.detach().numpy(),
    ]
    words = [str(word) for row in numbers for word in np.round(row * 1000).astype(int).tolist()]
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) + 1 > 108:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _rows(layer: Any) -> NDArray[np.float32]:
    """Return a layer's weights, the bias last."""
    weight = layer.weight.detach().numpy()
    both = weight if layer.bias is None else np.column_stack([weight, layer.bias.detach().numpy()])
    return np.asarray(both, np.float32)


def main() -> None:
    """Make rooms, or fit and write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", choices=("rooms", "fit"))
    options.add_argument("folder", type=Path)
    options.add_argument("--without", default="", choices=("", *FAMILIES), help="a family to leave out")
    options.add_argument("--steps", type=int, default=3000)
    asked = options.parse_args()
    torch.set_num_threads(1)
    if asked.what == "rooms":
        make_rooms(asked.folder)
        return
    model = fit(asked.folder, asked.without, asked.steps)
    table = table_of(model)
    if asked.without:
        (HERE / f"filter_without_{asked.without.replace(' ', '_')}.txt").write_text(table + "\n")
    else:
        sizes = {"first": FIRST, "second": SECOND, "views": VIEWS, "room": model.room.in_features}
        SHIPPED.write_text(HEADER.format(**sizes, table=table))


if __name__ == "__main__":
    main()
