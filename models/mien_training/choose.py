"""Which mixture of the heads, and which prior, to serve: a table from PublicTest to choose by."""

from dataclasses import replace

from mien_training import measures
from mien_training.dataset import EMOTIONS, PUBLIC, TRAINING, Array, Faces, load_faces
from mien_training.recipe import Recipe, Serve
from mien_training.serve import mixture, priors_of, trained_network
from mien_training.train import logits_of

_VOTES = (0.0, 0.25, 0.4, 0.5, 0.55, 0.6, 0.75, 1.0)
_EVENLY = (0.0, 0.15, 0.3, 0.45, 0.6)


def choose(recipe: Recipe) -> None:
    """Print the table for the run's last checkpoint."""
    public, priors = load_faces(recipe.data, PUBLIC), priors_of(load_faces(recipe.data, TRAINING))
    logits = logits_of(trained_network(recipe), public)
    print(
        "votes evenly  FER2013 balanced   five   FER+ balanced   recall of FER+:", *(e[:5] for e in EMOTIONS)
    )
    for votes in _VOTES:
        for evenly in _EVENLY:
            serve = replace(recipe.serve, votes=votes, evenly=evenly)
            print(_line(mixture(logits, priors, serve).numpy(), public, serve))


def _line(shares: Array, faces: Faces, serve: Serve) -> str:
    clear = faces.votes.max(1) > 0.5
    majority = faces.votes[clear].argmax(1)
    seven = 100 * measures.hits(shares, faces.labels).mean()
    five = 100 * measures.hits(*measures.five_class(shares, faces.labels)).mean()
    majorities = 100 * measures.hits(shares[clear], majority).mean()
    even, even_majorities = (
        100 * measures.balanced(*pair) for pair in ((shares, faces.labels), (shares[clear], majority))
    )
    recall = "  ".join(f"{100 * share:3.0f}" for share in measures.recalls(shares[clear], majority).values())
    rates = f"{seven:7.1f} {even:8.1f} {five:6.1f} {majorities:6.1f} {even_majorities:8.1f}"
    return f"{serve.votes:5.2f} {serve.evenly:6.2f}  {rates}   {recall}"
