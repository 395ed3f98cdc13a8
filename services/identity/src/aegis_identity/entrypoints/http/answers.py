"""What accounts answer, beside the views."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_identity.application.queries.api_tokens import ApiTokenView
from aegis_identity.domain.words import UserKind
from aegis_kernel.rights import Action, Role


class SignedInView(Struct, frozen=True, kw_only=True):
    """Somebody has signed in. The access token counts for `expires_in_seconds`. To go on there is a refresh token, good
    once, or, with the cookie, the CSRF token that writes have to bring. While `must_change_password` is true nothing
    but a change of password is possible."""

    access_token: str
    expires_in_seconds: float
    must_change_password: bool
    token_type: str = "Bearer"  # noqa: S105
    refresh_token: str | None = None
    refresh_expires_in_seconds: float | None = None
    csrf_token: str | None = None


class PresentToken(Struct, frozen=True, kw_only=True):
    """The API token that asks."""

    id: str
    scopes: list[str]


class MeView(Struct, frozen=True, kw_only=True):
    """Who asks. `actions` is what they may do at all, some of it only in relation to the thing at hand."""

    id: UUID
    kind: UserKind
    email: str | None
    name: str
    roles: list[Role]
    teams: list[str]
    actions: list[Action]
    must_change_password: bool
    last_signed_in_at: datetime | None
    session_id: str | None = None
    token: PresentToken | None = None
    csrf_token: str | None = None


class EnrolledView(Struct, frozen=True, kw_only=True):
    """What an authenticator needs, told once: the secret to type in, or the address for a QR code."""

    secret: str
    otpauth_uri: str


class RecoveryCodesView(Struct, frozen=True, kw_only=True):
    """Each lets its owner in once when the authenticator is lost. Told once."""

    recovery_codes: list[str]


class OfferedResetView(Struct, frozen=True, kw_only=True):
    """A one-time link, told once. `reset_url` is there when the server knows its own address."""

    reset_token: str
    expires_at: datetime
    reset_url: str | None = None


class CreatedApiTokenView(Struct, frozen=True, kw_only=True):
    """A new API token and its secret, told once. `scopes` leave out what no token may do."""

    id: UUID
    token: str
    name: str
    scopes: list[str]
    expires_at: datetime
    details: ApiTokenView
