"""The second opinion's arithmetic is TensorFlow's; skipped where the training environment is not."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training.learning import second_opinion  # noqa: E402 - only with torch


def test_bytes_with_a_scale_and_plain_floats_are_both_read_in_order(tmp_path: Path) -> None:
    packed = {"name": "a", "shape": [2], "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0}}
    entries = [{"weights": [packed, {"name": "b", "shape": [1, 2]}]}]
    manifest = tmp_path / "face_expression_model-weights_manifest.json"
    manifest.write_text(json.dumps(entries), encoding="utf-8")
    floats = np.array([3.0, 4.0], np.float32).tobytes()
    (tmp_path / "face_expression_model.bin").write_bytes(bytes([0, 4]) + floats)

    weights = second_opinion._loaded(tmp_path)

    assert weights["a"].tolist() == [-1.0, 1.0]
    assert weights["b"].tolist() == [[3.0, 4.0]]


@pytest.mark.parametrize(("stride", "corner"), [(1, 4.0), (2, 9.0)])
def test_a_stride_pads_as_tensorflow_does(stride: int, corner: float) -> None:
    """With a stride of two an even picture is padded at its right and bottom only."""
    ones = {"c/filters": torch.ones(3, 3, 1, 1), "c/bias": torch.zeros(1)}

    out = second_opinion._convolved(ones, "c", torch.ones(1, 1, 6, 6), stride)

    assert out.shape[-1] == 6 // stride
    assert out[0, 0, 0, 0].item() == corner
