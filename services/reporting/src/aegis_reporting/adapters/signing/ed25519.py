"""Ed25519 signatures with one key: given by settings, or kept in a file that is made on first use."""

import base64
import contextlib
import os
import tempfile
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from aegis_reporting.application.audit.heads import Signature
from aegis_reporting.application.audit.ports import NoSigningKey

log = structlog.get_logger(__name__)


class Ed25519Signer:
    """Signs by `pem` (PKCS #8), else by the key in the file `path`, which is made, readable by its owner alone, when it
    is needed and not there (`Signer`)."""

    def __init__(self, *, pem: str | None = None, path: Path | None = None) -> None:
        self._pem = pem
        self._path = path

    def key_id(self) -> str | None:
        """The key's JWK thumbprint (RFC 7638, RFC 8037); None while there is no key."""
        if self._pem is None and (self._path is None or not self._path.exists()):
            return None
        return thumbprint(_public_bytes(self._key))

    def sign(self, statement: bytes) -> Signature:
        """See the port."""
        if self._pem is None and self._path is None:
            raise NoSigningKey(
                "The audit trail's head cannot be signed: set AEGIS_REPORTING_AUDIT_KEY (or ..._FILE) to a PEM key, or "
                "AEGIS_REPORTING_AUDIT_KEY_PATH to a file that may be made."
            )
        public = _public_bytes(self._key)
        return Signature(key_id=thumbprint(public), public_key=public, signature=self._key.sign(statement))

    def holds(self, signature: Signature, statement: bytes) -> bool:
        """See the port."""
        if signature.key_id != thumbprint(signature.public_key):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(signature.public_key).verify(signature.signature, statement)
        except (InvalidSignature, ValueError):
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        if self._pem is not None:
            return _loaded(self._pem.encode())
        assert self._path is not None  # noqa: S101  # callers have looked
        if not self._path.exists():
            _make(self._path)
        return _loaded(self._path.read_bytes())


def thumbprint(public_key: bytes) -> str:
    """The RFC 7638 thumbprint of an Ed25519 public key."""
    x = base64.urlsafe_b64encode(public_key).rstrip(b"=").decode()
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return base64.urlsafe_b64encode(sha256(canonical.encode()).digest()).rstrip(b"=").decode()


def _loaded(pem: bytes) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"the audit key is {type(key).__name__}; an Ed25519 key is needed")
    return key


def _make(path: Path) -> None:
    """Writes a new key beside `path` and links it there: of two who do so at once, one wins and both use its key."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-key-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
            log.info("audit.key_made", path=str(path))
    finally:
        Path(name).unlink()


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
