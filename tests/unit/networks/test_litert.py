"""What a network that is loaded writes to the terminal."""

import os

import pytest

from mien.networks.litert import _without_greeting


def test_the_interpreters_greeting_is_left_out_and_the_rest_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    with _without_greeting():
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\nERROR: it broke\n")

    assert capfd.readouterr().err == "ERROR: it broke\n"


def test_what_is_written_before_an_error_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="broken"):
        _break()

    assert capfd.readouterr().err == "ERROR: it broke\n"


def _break() -> None:
    with _without_greeting():
        os.write(2, b"ERROR: it broke\n")
        raise ValueError("broken")
