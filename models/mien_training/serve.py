"""The one head that ships, from the two that learnt: their distributions mixed, as near as one head comes.

For a target that is sometimes the label and sometimes the votes, the best answer is the largest of the mean
of both distributions. A mean of their logits, which would be arithmetic on weights, is another thing: the
surer head drowns the other. So a third head is fitted to say what the mean says, on training pictures.

The prior: a network trained on many happy and few frightened faces expects many happy ones in the room.
`evenly` is how much of that is taken back from each head: logits - evenly x log(share in training).
"""

import numpy as np
import torch
from torch import Tensor, nn

from mien_training.augment import augmented
from mien_training.dataset import TRAINING, Faces, load_faces
from mien_training.framing import kept_framings
from mien_training.network import CLASSES, EmotionNetwork, ServingNetwork
from mien_training.place import place_of, said_at
from mien_training.recipe import Recipe, Serve

_BATCH = 256
_VIEWS = 2
_LONGEST = 60  # iterations; L-BFGS is there after thirty


def trained_network(recipe: Recipe) -> EmotionNetwork:
    """Return the network as the run's last checkpoint holds it."""
    trained = EmotionNetwork(recipe.widths, recipe.blocks)
    trained.load_state_dict(torch.load(recipe.run / "last.pt", map_location="cpu", weights_only=True)["mean"])
    trained.eval()
    return trained


def serving_network(recipe: Recipe) -> nn.Module:
    """Return the float network that ships."""
    trained, faces = trained_network(recipe), load_faces(recipe.data, TRAINING)
    framings = torch.from_numpy(kept_framings(recipe.run.parent / "framings.npy", faces.images))
    features = features_of(trained, recipe, torch.from_numpy(faces.images), framings)
    heads = trained.heads(features).detach()
    head = fitted(features, mixture(heads, priors_of(faces), recipe.serve), started_as=trained.heads)
    return ServingNetwork(trained, head).eval()


def priors_of(faces: Faces) -> Tensor:
    """Return the logarithm of each emotion's share in training, float [2,7]: among labels, among votes."""
    label = np.bincount(faces.labels, minlength=CLASSES) / len(faces)
    voted = faces.votes.sum(0) / faces.votes.sum()
    return torch.from_numpy(np.log(np.stack([label, voted]))).float()


def mixture(logits: Tensor, priors: Tensor, serve: Serve) -> Tensor:
    """Return the mixed distributions, float [N,7], of both heads' logits [N,14]."""
    label, votes = (
        (part - serve.evenly * prior).softmax(1)
        for part, prior in zip(logits.split(CLASSES, 1), priors, strict=True)
    )
    return label.lerp(votes, serve.votes)


def features_of(trained: EmotionNetwork, recipe: Recipe, images: Tensor, framings: Tensor) -> Tensor:
    """Return what the heads see of the pictures, in some views each, float [views x N,C]."""
    dice = torch.Generator().manual_seed(recipe.seed)
    found, place = [], place_of(trained)
    with torch.no_grad():
        for _ in range(_VIEWS):
            for some, framed in zip(images.split(_BATCH), framings.split(_BATCH), strict=True):
                pictures = augmented(some, framed, recipe.augment.calmer(), dice)
                found.append(said_at(place, trained.features, pictures).cpu())
    return torch.cat(found)


def fitted(features: Tensor, wanted: Tensor, started_as: nn.Linear) -> nn.Linear:
    """Return the head whose distributions come nearest to `wanted`, in cross entropy.

    `started_as`: both heads in one, [14,C]; their mean is where the search begins.
    """
    head = nn.Linear(features.shape[1], CLASSES)
    with torch.no_grad():
        head.weight.copy_(started_as.weight.reshape(2, CLASSES, -1).mean(0))
        head.bias.copy_(started_as.bias.reshape(2, CLASSES).mean(0))
    search = torch.optim.LBFGS(head.parameters(), max_iter=_LONGEST, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        missed: Tensor = -(wanted * head(features).log_softmax(1)).sum(1).mean()
        missed.backward()
        return missed

    search.step(loss)
    return head
