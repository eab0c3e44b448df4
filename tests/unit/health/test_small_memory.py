"""A small process has no OpenSSL in it, and computes SHA-256 nevertheless."""

import os
import subprocess
import sys

_NUMPY = "import numpy, numpy.random"
"""It imports `secrets`, and that OpenSSL."""
_MAPS = "print('libcrypto' in open('/proc/self/maps').read())"


def printed(*lines: str) -> str:
    """Return what a Python of its own prints."""
    found = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def test_openssl_stays_out_and_sha_256_works() -> None:
    small = "from mien.health.small_memory import without_openssl", "without_openssl()"
    digest = "import hashlib; print(hashlib.sha256(b'').hexdigest()[:8])"

    assert printed(_NUMPY, _MAPS) == "True"
    assert printed(*small, _NUMPY, digest, _MAPS) == "e3b0c442\nFalse"


def test_a_process_that_has_it_already_keeps_it() -> None:
    late = "from mien.health.small_memory import without_openssl", "without_openssl()", "import _hashlib"

    assert printed("import hashlib", *late, "print(_hashlib.__name__)") == "_hashlib"
