"""What somebody gets who has signed in."""

from dataclasses import dataclass

from aegis_identity.application.ports import AccessToken
from aegis_identity.domain.session import Session
from aegis_identity.domain.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The user, an access token for now, and the session's secret to go on with: a refresh token, or what the cookie
    holds."""

    user: User
    session: Session
    secret: str
    access: AccessToken
