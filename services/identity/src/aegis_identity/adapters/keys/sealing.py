"""Seals private keys before they are stored, so that a copy of the database does not sign tokens."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32
_NONCE = 12
_FORM = b"\x01"


class WrongSeal(Exception):
    """What was sealed with another secret: the setting has changed, or the database is another's."""


class Seal:
    """AES-256-GCM under a key derived from a secret of `SHORTEST` characters at least."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST:
            raise ValueError(f"a sealing secret has {SHORTEST} characters at least")
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"aegis identity signing keys").derive(
            secret.encode()
        )
        self._cipher = AESGCM(derived)

    def close(self, content: bytes, label: str) -> bytes:
        """Sealed `content`; it opens with the same `label` alone."""
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + self._cipher.encrypt(nonce, content, label.encode())

    def open(self, sealed: bytes, label: str) -> bytes:
        """Raises `WrongSeal`."""
        if sealed[:1] != _FORM:
            raise WrongSeal(f"{label} is sealed in a form that this version does not know")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], label.encode())
        except InvalidTag as error:
            raise WrongSeal(f"{label} was sealed with another secret: see AEGIS_IDENTITY_KEY_SECRET") from error


def secret_in(path: Path) -> str:
    """The secret kept in a file that its owner alone may read; made at first use."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = os.urandom(32).hex()
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret
