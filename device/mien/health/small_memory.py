"""Keeps a process small that runs for months: what it never needs is not loaded."""

import sys


def without_openssl() -> None:
    """Keep OpenSSL out of this process; to be called before anything imports `hashlib`.

    It would take 4 MB for the SHA-256 of one file, which Python computes by itself as well.
    """
    if "hashlib" not in sys.modules:
        sys.modules["_hashlib"] = None  # type: ignore[assignment]  # what the import system takes for "isn't there"
