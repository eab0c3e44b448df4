import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it into an empty environment, return that environment's `bin`."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True, cwd=folder)
    (wheel,) = folder.glob("mien-*.whl")
    venv.create(folder / "empty", with_pip=True)
    python = folder / "empty/bin/python"
    lock = ROOT / "requirements.lock"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], check=True, cwd=folder
    )
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True, cwd=folder)
    return python.parent


@pytest.mark.timeout(600)
def test_the_wheel_alone_is_enough_to_look_at_a_picture(installed: Path, tmp_path: Path) -> None:
    portrait = ROOT / "device/mien/demo/portraits/happy.png"

    done = subprocess.run(
        [installed / "mien", "look", "--json", portrait],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    (face,) = json.loads(done.stdout)["faces"]
    assert max(face["scores"], key=face["scores"].get) == "happy"


@pytest.mark.timeout(600)
def test_the_wheel_holds_the_default_settings_and_rules(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "mien", "config", "--default"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "[eye]" in done.stdout


@pytest.mark.timeout(600)
def test_the_wheel_holds_no_training_code(installed: Path) -> None:
    packages = next((installed.parent / "lib").glob("python3*/site-packages"))

    assert not list(packages.glob("mien_training*"))
    assert (packages / "mien/weights/faces/face_landmark.tflite").exists()
