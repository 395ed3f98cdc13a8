"""What people reach Aegis by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """`base` is None where nobody told the server."""

    base: str | None

    def reset_url(self, secret: str) -> str | None:
        """The page of a one-time link. The secret stands behind ``#``: browsers do not send that to servers."""
        return f"{self.base.rstrip('/')}/reset-password#{secret}" if self.base else None
