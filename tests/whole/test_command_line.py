"""The commands as somebody types them: what they cannot do they say in a sentence, not in a traceback."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mien.ipc.child_process import mien_command
from mien.ipc.messages import SetEye, parse_eye_line, speaker_line
from mien.mood.glance import Glance
from whole.commands import environment, mien


def test_a_page_whose_port_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(f'[web]\nhost = "127.0.0.1"\nport = {port}\n', encoding="utf-8")
        done = mien(tmp_path, "run", "--config", str(config), "--camera", "reel:")

    assert done.returncode == 2
    assert f"port {port}: Address already in use. Set another" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("file", ["no/such/folder.jsonl", "."])
def test_a_recording_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, file: str) -> None:
    done = mien(tmp_path, "record", str(tmp_path / file))

    assert done.returncode == 2
    assert b"can't write" in done.stderr
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "soon"])
def test_a_demo_that_would_never_end_is_refused(tmp_path: Path, seconds: str) -> None:
    done = mien(tmp_path, "demo", "--headless", "--seconds", seconds)

    assert done.returncode == 2
    assert f"{seconds} isn't a time in seconds".encode() in done.stderr


@pytest.mark.parametrize("key", ["rules", "stations"])
def test_settings_that_name_a_file_that_is_not_there_are_not_fine(tmp_path: Path, key: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[music]\n{key} = "{tmp_path}/none.toml"\n', encoding="utf-8")

    done = mien(tmp_path, "config", "--check", str(config))

    assert done.returncode == 2
    assert b"none.toml: No such file or directory" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_recording_with_a_broken_byte_is_replayed_from_a_pipe_too(tmp_path: Path) -> None:
    broken = b'{"at": 0.0, "faces": []}\n\xff\n'
    file = tmp_path / "room.jsonl"
    file.write_bytes(broken)

    piped, named = mien(tmp_path, "replay", "-", given=broken), mien(tmp_path, "replay", str(file))

    assert b"Traceback" not in piped.stderr
    assert (piped.returncode, piped.stdout) == (named.returncode, named.stdout)


def test_the_eye_looks_as_often_as_the_settings_say(tmp_path: Path) -> None:
    """As its unit starts it: the settings' file, and no word about glances."""
    config, door = tmp_path / "config.toml", tmp_path / "eye.socket"
    config.write_text('[eye]\ncamera = "reel:"\nglances_per_second = 1.0\n', encoding="utf-8")
    words = ("eye", "--config", str(config), "--socket", str(door))
    eye = subprocess.Popen([sys.executable, "-m", "mien", *words], env=environment(tmp_path))
    try:
        first, second = _two_glances(door)
    finally:
        eye.kill()
        eye.wait()

    assert second.at - first.at > 0.7


def _two_glances(door: Path) -> tuple[Glance, Glance]:
    """Be the speaker of the eye that listens, or soon will, at `door`."""
    with socket.socket(socket.AF_UNIX) as speaker:
        speaker.settimeout(30)
        for _ in range(100):
            if speaker.connect_ex(str(door)) == 0:
                break
            time.sleep(0.2)
        speaker.sendall(speaker_line(SetEye(is_open=True)))
        reader = speaker.makefile("rb")
        said = (parse_eye_line(line) for line in reader)
        glances = (one for one in said if isinstance(one, Glance))
        return next(glances), next(glances)


def test_a_rate_that_no_eye_can_keep_is_refused(tmp_path: Path) -> None:
    done = mien(tmp_path, "eye", "--socket", str(tmp_path / "eye.socket"), "--glances", "0")

    assert done.returncode == 2
    assert b"is not between 0.5 and 30" in done.stderr


SHADOW = 'raise RuntimeError("a file of the current folder was imported")\n'


INSTALLED = "from mien.__main__ import main; raise SystemExit(main())"


@pytest.mark.parametrize("how", [("-m", "mien"), ("-c", INSTALLED)])
@pytest.mark.parametrize("words", ["choose --emotion sad --mpd {}/none", "look {}/none.png"])
def test_files_of_the_current_folder_are_not_taken_for_libraries(
    tmp_path: Path, how: tuple[str, str], words: str
) -> None:
    for name in ("mpd", "cv2", "numpy"):
        (tmp_path / f"{name}.py").write_text(SHADOW, encoding="utf-8")
    command = [sys.executable, *how, *words.format(tmp_path).split()]

    done = subprocess.run(
        command, env=environment(tmp_path), cwd=tmp_path, capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_child_of_mien_imports_nothing_from_the_current_folder_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the interpreter itself looks before Mien's first line."""
    for name in ("mpd", "cv2", "pkgutil"):
        (tmp_path / f"{name}.py").write_text(SHADOW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    done = subprocess.run(
        [*mien_command("look", "none.png")],
        env=environment(tmp_path),
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ('[eye]\ncamera = "webcm:0"\n', "eye.camera: Unknown camera 'webcm:0'"),
        ('[eye]\ncamera = "webcm:0"\n', "did you mean 'webcam'?"),
        ('[eye]\ncamera = "webcm:0"\n[ear]\nmicrophone = "als:1"\n', "ear.microphone: Unknown microphone"),
        ("[panel]\nskip_pin = 20\nplay_pin = 20\n", "panel.play_pin must be a pin of its own"),
        ('[web]\nhost = "300.1.1.1"\n', "web.host must be an address"),
    ],
)
def test_settings_with_which_the_speaker_would_not_work_are_not_ok(
    tmp_path: Path, settings: str, complaint: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(settings, encoding="utf-8")

    done = mien(tmp_path, "config", "--check", str(config))

    assert done.returncode == 2
    assert complaint in done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("doctor --skip camra", "other apps, home; did you mean 'camera'?"),
        ("choose --emotion sad --light 5", "5 is not between 0 (dark) and 1 (bright)"),
        ("choose --emotion sad --light nan", "nan is not between 0 (dark) and 1 (bright)"),
        ("choose --emotion sad --company -1", "-1 is not a whole number from 0 to 64"),
        ("choose --emotion sad --company 65", "65 is not a whole number from 0 to 64"),
        ("panel-test", 'there is no panel in the settings; set [panel] kind = "gpio"'),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(tmp_path: Path, words: str, complaint: str) -> None:
    done = mien(tmp_path, *words.split())

    assert done.returncode == 2
    assert complaint in done.stderr.decode()


def test_ctrl_c_without_a_camera_ends_the_speaker_without_a_traceback(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[eye]\ncamera = "webcam:63"\n[web]\nport = 0\n', encoding="utf-8")
    speaker = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "run", "--config", str(config)],
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        process_group=0,
    )
    time.sleep(3.0)  # the eye starts meanwhile, and is in the middle of it

    os.killpg(speaker.pid, signal.SIGINT)  # as a terminal does: to all of its foreground
    said = speaker.communicate(timeout=60)[1].decode()

    assert "Traceback" not in said


INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores it
from mien.__main__ import main
raise SystemExit(main())
"""


def test_libraries_do_not_chatter_on_the_terminal(tmp_path: Path) -> None:
    done = mien(tmp_path, "doctor", "--camera", "webcam:63", "--skip", "MPD", "--skip", "music")

    assert b"The camera /dev/video63 cannot be opened" in done.stdout
    assert done.stderr == b""


def test_an_eye_keeps_its_settings_and_not_what_read_them(tmp_path: Path) -> None:
    """Reading the settings takes 11 MB, so the eye begins again with them on its command line."""
    config, path = tmp_path / "config.toml", tmp_path / "eye.sock"
    config.write_text('[eye]\ncamera = "recorded:nowhere"\nturned = 180\n', encoding="utf-8")
    command = [sys.executable, "-m", "mien", "eye", "--config", str(config), "--socket", str(path)]
    with subprocess.Popen(command, env=environment(tmp_path)) as eye:
        try:
            for _ in range(300):
                if path.exists():
                    break
                time.sleep(0.05)
            words = Path(f"/proc/{eye.pid}/cmdline").read_text(encoding="utf-8").split("\0")
            maps = Path(f"/proc/{eye.pid}/maps").read_text(encoding="utf-8")
        finally:
            eye.terminate()

    assert words[words.index("--camera") + 1] == "recorded:nowhere"
    assert words[words.index("--turned") + 1] == "180"
    assert "litert" in maps
    assert "pydantic" not in maps
