"""What a run answers on utterances: probabilities, arousal and valence, kept for all figures."""

import numpy as np
import torch
from torch import Tensor, nn

from mien.ear.voice.voice_log_mel import levelled, windows
from mien_voice.data.corpora import Array, Corpus
from mien_voice.recipe import Recipe


def judge_run(network: nn.Module, recipe: Recipe, part: str, corpora: list[Corpus]) -> None:
    """Write the logits of the run `part` for every utterance: answers.npz, a table a corpus."""
    network.eval()
    tables = {corpus.name: answers(network, corpus.loud) for corpus in corpora}
    np.savez(recipe.run(part) / "answers.npz", **tables)


def answers(network: nn.Module, louds: list[Array]) -> Array:
    """Return the logits of each utterance, the mean over its windows, float [N, OUTPUTS]."""
    rows = []
    with torch.no_grad():
        for loud in louds:
            batch: Tensor = torch.from_numpy(levelled(windows(loud)))[:, None]
            rows.append(network(batch).mean(0).numpy())
    return np.stack(rows)
