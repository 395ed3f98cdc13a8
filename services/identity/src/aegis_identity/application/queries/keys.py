"""The public keys as they are read."""

from collections.abc import Mapping
from typing import Any, Protocol


class KeysReader(Protocol):
    """Reads the keys that others verify tokens with."""

    async def told(self) -> Mapping[str, Any]:
        """A JWK set (RFC 7517)."""
        ...
