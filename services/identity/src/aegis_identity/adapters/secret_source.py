"""New secrets from the system's random numbers."""

import secrets

from aegis_identity.domain.secrets import BYTES


class RandomSecrets:
    """A prefix and 32 bytes in URL-safe base64."""

    def new(self, prefix: str) -> str:
        return prefix + secrets.token_urlsafe(BYTES)

    def random(self, count: int) -> bytes:
        return secrets.token_bytes(count)
