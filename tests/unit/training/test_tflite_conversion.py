"""From a PyTorch network to the int8 file."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")
pytest.importorskip("litert_torch", reason="litert-torch comes with `make train`")

from mien.networks.litert import Network  # noqa: E402 - only with torch
from mien_tflite import conversion  # noqa: E402


def test_the_int8_file_answers_nearly_as_the_float_network(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(8 * 36, 3)
    ).eval()
    inputs = np.random.default_rng(0).uniform(-1, 1, (32, 1, 8, 8, 1)).astype(np.float32)

    conversion.export_float(network, (1, 8, 8, 1), tmp_path / "float.tflite")
    conversion.export_int8(tmp_path / "float.tflite", tmp_path / "int8.tflite", inputs)

    int8 = Network(tmp_path / "int8.tflite")
    scale, zero = conversion.input_quantisation(int8)
    step, centre = conversion.output_quantisation(int8)
    steps = np.clip(np.round(inputs[0] / scale) + zero, -128, 127).astype(np.int8)
    with torch.no_grad():
        exact = network(torch.from_numpy(inputs[0].transpose(0, 3, 1, 2))).numpy()
    assert (int8.run(steps)[0] - float(centre)) * step == pytest.approx(exact, abs=0.03)
