"""What clients send about accounts."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_identity.domain.words import UserKind

Email = Annotated[str, Meta(max_length=254, examples=["ada@example.org"])]
Name = Annotated[str, Meta(max_length=200)]
PasswordText = Annotated[str, Meta(max_length=1_000, description="In the clear; 12 to 256 characters.")]
Words = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=100)]
Code = Annotated[str, Meta(max_length=40, description="Six digits, or a recovery code.")]
Reason = Annotated[str, Meta(max_length=1_000)]


class LoginRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Address and password. `cookie` asks for the session cookie instead of a refresh token; `code` is for a second
    factor, where somebody has one."""

    email: Email
    password: PasswordText
    code: Code | None = None
    cookie: bool = False


class MfaEnrolment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present password."""

    password: PasswordText


class MfaCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the authenticator; where the second factor is on, a recovery code does too."""

    code: Code


class RefreshRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refresh token, good once. Without it the session cookie is meant."""

    refresh_token: Annotated[str, Meta(max_length=200)] | None = None


class LogoutRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everywhere ends all sessions and access tokens of the caller."""

    everywhere: bool = False


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present and the new password. All sessions end; `cookie` says how the new one goes on."""

    current_password: PasswordText
    new_password: PasswordText
    cookie: bool = False


class PasswordReset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret of a one-time link and the new password."""

    token: Annotated[str, Meta(max_length=200)]
    new_password: PasswordText


class NewUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user to be made. `password` is a first one, to be changed at the first sign-in; without it ask for a one-time
    link. A service account has none."""

    email: Email
    name: Name
    roles: Words
    teams: Words = []
    kind: UserKind = UserKind.PERSON
    password: PasswordText | None = None


class UserChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields to change, as a JSON merge patch; lists are replaced whole."""

    email: Email | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    roles: Words | UnsetType = UNSET
    teams: Words | UnsetType = UNSET


class Because(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, for the audit trail."""

    reason: Reason | None = None


class NewApiToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An API token to be made. `scopes` are actions of the permission matrix, at most the owner's own; `owner_id` is
    for an admin who makes one for a service account."""

    name: Name
    scopes: Words
    expires_in_days: int = 90
    owner_id: UUID | None = None
