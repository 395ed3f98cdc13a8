"""Passwords as PostgreSQL stores them (RFC 5802, RFC 7677), made here, so that no statement or log carries one."""

import hashlib
import hmac
import os
from base64 import b64encode

_ITERATIONS = 4096


def scram_verifier(password: str) -> str:
    """What ``ALTER ROLE .. PASSWORD`` takes in place of `password`, which has to be ASCII: others need SASLprep."""
    if not password.isascii() or not password:
        raise ValueError("a database password has to be of ASCII characters, and not empty")
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    return f"SCRAM-SHA-256${_ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(value: bytes) -> str:
    return b64encode(value).decode()
