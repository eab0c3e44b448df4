"""The network: a small residual CNN that int8 arithmetic likes (full convolutions, ReLU, nothing else).

48x48 grey -> stem (5x5, stride 2) -> four stages of residual blocks at 24, 12, 6 and 3 px -> mean -> one
linear head of seven logits.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

CLASSES = 7
SIDE = 48  # px, of the crop


def _conv(inputs: int, outputs: int, size: int, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs))


class Block(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """Two 3x3 convolutions beside a short cut."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = _conv(inputs, outputs, 3, stride)
        self.second = _conv(outputs, outputs, 3)
        same = inputs == outputs and stride == 1
        pool = nn.AvgPool2d(2) if stride == 2 else nn.Identity()
        self.short = nn.Identity() if same else nn.Sequential(pool, *_conv(inputs, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Map [B,inputs,S,S] to [B,outputs,S/stride,S/stride]."""
        inner = self.second(torch.relu(self.first(x)))
        return torch.relu(inner + self.short(x))


class EmotionNetwork(nn.Module):  # type: ignore[misc,unused-ignore]
    """Crops in, seven logits out."""

    def __init__(self, widths: Sequence[int], blocks: Sequence[int], dropout: float = 0.2) -> None:
        """`widths` and `blocks`: channels and number of blocks of each stage."""
        super().__init__()
        self.widths, self.blocks = tuple(widths), tuple(blocks)
        self.stem = _conv(1, widths[0], 5, 2)
        stages: list[nn.Module] = []
        inputs = widths[0]
        for stage, (outputs, count) in enumerate(zip(widths, blocks, strict=True)):
            for block in range(count):
                stride = 2 if block == 0 and stage > 0 else 1
                stages.append(Block(inputs, outputs, stride))
                inputs = outputs
        self.stages = nn.Sequential(*stages)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(inputs, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Map standardised crops [B,1,48,48] to logits [B,7]."""
        seen = self.stages(torch.relu(self.stem(x))).mean((2, 3))
        logits: Tensor = self.head(self.dropout(seen))
        return logits


class ServingNetwork(nn.Module):  # type: ignore[misc,unused-ignore]
    """What ships: the trained network with its batch norms folded in; changes the one that it is made of."""

    def __init__(self, trained: EmotionNetwork, bias: Tensor | float = 0.0) -> None:
        """`bias`: added to the logits, float [7]."""
        super().__init__()
        trained = trained.eval()
        self.stem = folded(trained.stem)
        self.stages = trained.stages
        for block in self.stages:
            folded_block(block)
        self.head = trained.head
        with torch.no_grad():
            self.head.bias += bias

    def forward(self, x: Tensor) -> Tensor:
        """Map standardised crops [B,1,48,48] to logits [B,7]."""
        features = self.stages(torch.relu(self.stem(x))).mean((2, 3))
        logits: Tensor = self.head(features)
        return logits


def folded(pair: nn.Sequential) -> nn.Module:
    """Return the convolution that does what a convolution and its batch norm do."""
    *before, convolution, norm = pair
    one: nn.Module = fuse_conv_bn_eval(convolution, norm)
    return nn.Sequential(*before, one) if before else one


def folded_block(block: Block) -> None:
    """Fold the batch norms of `block` into its convolutions, in place."""
    block.first, block.second = folded(block.first), folded(block.second)
    if not isinstance(block.short, nn.Identity):
        block.short = folded(block.short)


def convolutions(network: EmotionNetwork) -> Iterator[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Yield each convolution with its norm, in the order in which they are computed."""
    pairs = [network.stem]
    for block in network.stages:
        pairs += [block.first, block.second]
        pairs += [] if isinstance(block.short, nn.Identity) else [block.short]
    for pair in pairs:
        yield pair[-2], pair[-1]


def multiply_accumulates(network: nn.Module, side: int = SIDE) -> int:
    """Return how many multiplications one picture costs."""
    total = 0

    def count(layer: nn.Module, _inputs: object, output: Tensor) -> None:
        nonlocal total
        total += output[0].numel() * layer.weight[0].numel()

    layers = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    network.eval()(torch.zeros(1, 1, side, side))
    for hook in hooks:
        hook.remove()
    return total
