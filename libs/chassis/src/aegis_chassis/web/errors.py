"""The kinds of error that only HTTP knows."""

from aegis_kernel.errors import DomainError


class Unreadable(DomainError):
    """What was sent cannot be read at all, or belongs somewhere else (a cursor of another list)."""

    kind = "unreadable"


class TooLarge(DomainError):
    """More bytes than are taken."""

    kind = "too_large"


class Unsupported(DomainError):
    """A media type that is not taken here."""

    kind = "unsupported"


class NeedsVersion(DomainError):
    """A change that does not say which version it was decided on."""

    kind = "needs_version"

    def __init__(self, detail: str) -> None:
        super().__init__("needs_version", detail)
