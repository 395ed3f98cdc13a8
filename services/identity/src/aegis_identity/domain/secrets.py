"""Secrets that we hand out and keep only the hash of: they are random, so that a fast hash does."""

import hashlib

API_TOKEN = "aeg_"  # noqa: S105  # how API tokens begin
REFRESH_TOKEN = "aer_"  # noqa: S105
SESSION_COOKIE = "aes_"
RESET = "aex_"
BYTES = 32
LONGEST = 200


def digest_of(secret: str) -> bytes:
    """What is stored of a secret, and what it is found by."""
    return hashlib.sha256(secret.encode()).digest()
