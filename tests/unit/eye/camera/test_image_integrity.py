"""A picture is complete or truncated, whatever comes before it, after it, or inside its segments."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.eye.camera.image_integrity import is_complete

NOISE = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
PNG = cv2.imencode(".png", NOISE)[1].tobytes()
FILM = b"\0\0\0\x18ftypmp42" + b"\xff\xd9 pixels of a film \xff\xda that ends here"


def _jpeg(*options: int) -> bytes:
    return cv2.imencode(".jpg", NOISE, options)[1].tobytes()


def _with_thumbnail(jpeg: bytes) -> bytes:
    """Return `jpeg` with a thumbnail in an EXIF segment, as cameras write it."""
    small = b"Exif\0\0" + cv2.imencode(".jpg", NOISE[:16, :16])[1].tobytes()
    return jpeg[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small + jpeg[2:]


PICTURES = {
    "jpeg": _jpeg(),
    "progressive": _jpeg(cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    "restarts": _jpeg(cv2.IMWRITE_JPEG_RST_INTERVAL, 1),
    "thumbnail": _with_thumbnail(_jpeg()),
    "padded": _jpeg()[:-2] + b"\xff\xff\xff\xd9",
    "png": PNG,
}
every_picture = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)


def test_the_pictures_hold_what_could_be_taken_for_an_end() -> None:
    assert b"\xff\x00" in PICTURES["jpeg"]
    assert b"\xff\xd0" in PICTURES["restarts"]
    assert PICTURES["progressive"].count(b"\xff\xda") > 1
    assert PICTURES["thumbnail"].count(b"\xff\xd9") == 2


@every_picture
@given(behind=st.binary(max_size=300))
def test_a_picture_is_whole_whatever_lies_behind_it(picture: bytes, behind: bytes) -> None:
    assert is_complete(picture + behind)


@every_picture
def test_a_film_behind_a_picture_makes_it_no_shorter(picture: bytes) -> None:
    assert is_complete(picture + FILM)


@every_picture
def test_a_picture_that_lacks_its_end_is_cut_short_wherever_it_was_cut(picture: bytes) -> None:
    assert not any(is_complete(picture[:kept]) for kept in range(8, len(picture)))


@given(st.binary(max_size=60))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    assert is_complete(content) or content.startswith((b"\xff\xd8", b"\x89PNG"))
    is_complete(b"\xff\xd8" + content)
    is_complete(PNG[:8] + content)
