"""The emotion in a crop, as calibrated probabilities from the int8 network."""

from pathlib import Path
from types import MappingProxyType

import numpy as np

from mien.eye.emotion.manifest import NETWORK_FILE, Manifest, ManifestError, load_manifest
from mien.eye.emotion.preprocess import CropPixels, to_input
from mien.mood.emotion import Scores
from mien.networks.litert import Network, NetworkError


class Classifier:
    """The emotion network of one folder, loaded; not for use from two threads at once."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the network; raises `ManifestError` when it does not match its manifest."""
        self.manifest = load_manifest(folder)
        try:
            self._network = Network(folder / NETWORK_FILE, threads)
        except NetworkError as bad:
            raise ManifestError(str(bad)) from bad
        _check_shapes(self._network, self.manifest)

    def scores(self, crop: CropPixels) -> Scores:
        """Return the probability of each emotion for `crop`, uint8 [size,size]."""
        manifest = self.manifest
        (output,) = self._network.run(to_input(crop, manifest))
        logits = (output[0].astype(float) - manifest.output_zero_point) * manifest.output_scale
        weights = np.exp((logits - logits.max()) / manifest.temperature)
        shares = weights / weights.sum()
        return MappingProxyType(dict(zip(manifest.labels, map(float, shares), strict=True)))


def _check_shapes(network: Network, manifest: Manifest) -> None:
    """Refuse a network whose input or output does not match the manifest."""
    size = manifest.size
    wanted = (
        ("input", network.inputs, [1, size, size, 1], manifest.input_scale, manifest.input_zero_point),
        ("output", network.outputs, [1, 7], manifest.output_scale, manifest.output_zero_point),
    )
    for name, found, shape, scale, zero_point in wanted:
        end = found[0]
        fits = len(found) == 1 and list(end["shape"]) == shape and end["dtype"] is np.int8
        there, zero = end["quantization"]
        if not fits or not np.isclose(there, scale, rtol=1e-4) or zero != zero_point:
            raise ManifestError(
                f"The network's {name} does not fit its manifest: {list(end['shape'])} "
                f"{np.dtype(end['dtype']).name} with scale {there:g} and zero point {zero}, "
                f"not {shape} int8 with {scale:g} and {zero_point}."
            )
