"""The network: a small residual CNN over log-mel bands that int8 arithmetic likes.

144 frames of 48 bands -> stem (5x5, stride 2) -> stages of residual blocks -> the mean and the largest over
time and bands -> one linear head: nine logits of emotion, one of arousal, one of valence. The blocks are
those of the emotion network of faces.
"""

import torch
from torch import Tensor, nn

from mien_training.learning.network import Block, folded, folded_block
from mien_voice.data.corpora import CLASSES
from mien_voice.recipe import Recipe

OUTPUTS = len(CLASSES) + 2


class VoiceNetwork(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """Windows in, eleven logits out."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        first = recipe.widths[0]
        self.stem = nn.Sequential(nn.Conv2d(1, first, 5, 2, 2, bias=False), nn.BatchNorm2d(first))
        stages: list[nn.Module] = []
        inputs = first
        for outputs, count in zip(recipe.widths[1:], recipe.blocks, strict=True):
            for block in range(count):
                stages.append(Block(inputs, outputs, 2 if block == 0 else 1))
                inputs = outputs
        self.stages = nn.Sequential(*stages)
        self.dropout = nn.Dropout(recipe.dropout)
        self.head = nn.Linear(2 * inputs, OUTPUTS)

    def forward(self, x: Tensor) -> Tensor:
        """Map levelled windows [B,1,FRAMES,BANDS] to logits [B,OUTPUTS]."""
        seen = self.stages(torch.relu(self.stem(x)))
        pooled = torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)
        logits: Tensor = self.head(self.dropout(pooled))
        return logits


def serving(network: VoiceNetwork) -> VoiceNetwork:
    """Return the network that ships: its batch norms are folded into its convolutions, in place."""
    network.eval()
    network.stem = folded(network.stem)
    for block in network.stages:
        folded_block(block)
    network.dropout = nn.Identity()
    return network


def trained(recipe: Recipe, part: str) -> VoiceNetwork:
    """Return the float network of the run `part`, its batch norms folded in."""
    state = torch.load(recipe.run(part) / "last.pt", map_location="cpu", weights_only=True)
    network = VoiceNetwork(recipe)
    network.load_state_dict(state["mean"])
    return serving(network)
