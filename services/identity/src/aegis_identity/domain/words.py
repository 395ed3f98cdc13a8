"""The words of accounts."""

from enum import StrEnum


class UserKind(StrEnum):
    """Whom an account is for."""

    PERSON = "person"
    SERVICE = "service"
    """A machine: has no password and never signs in; API tokens speak for it."""


class SessionKind(StrEnum):
    """How a session goes on."""

    REFRESH = "refresh"
    """By refresh tokens, each used once."""
    COOKIE = "cookie"
    """By the cookie of a browser, the same for the whole session."""


class EndReason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    ENDED_BY_ADMIN = "ended_by_admin"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a reason
    DEACTIVATED = "deactivated"
    REUSED = "reused"
    """A refresh token came a second time: somebody else has it too."""
