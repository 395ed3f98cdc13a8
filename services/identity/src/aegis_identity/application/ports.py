"""What the use cases of accounts need of the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from aegis_identity.domain.api_token import ApiToken
from aegis_identity.domain.attempts import Attempts
from aegis_identity.domain.second_factor import SecondFactor
from aegis_identity.domain.session import Session
from aegis_identity.domain.signing_key import SigningKey
from aegis_identity.domain.user import User
from aegis_identity.domain.words import EndReason
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork


class AuditedUnitOfWork(UnitOfWork, Protocol):
    """A unit of work whose audit entry can be told what its events do not say."""

    def note(
        self,
        *,
        object_type: str,
        object_id: str,
        changed: Mapping[str, list[Any]] | None = None,
        reason: str | None = None,
        outcome: str = "done",
        actor: Caller | None = None,
    ) -> None:
        """`outcome` is ``done``, ``denied`` or ``failed``; `actor` for where nobody has signed in yet."""
        ...


class Users(Protocol):
    """Users, in the open unit of work."""

    async def get(self, id_: UUID, expected: int | None = None) -> User:
        """Raises `NotFound`, and `Stale` when its version is not `expected`."""
        ...

    async def with_email(self, email: str) -> User | None: ...
    async def add(self, user: User) -> None:
        """Raises `Conflict` when the address is taken."""
        ...

    async def save(self, user: User) -> None:
        """Raises `Stale` when somebody else has saved it since it was read, `Conflict` when the address is taken."""
        ...

    async def rehash(self, user: User, digest: str) -> None:
        """Stores another hash of the same password: no change of the user, unless the password changed meanwhile."""
        ...

    async def other_admins(self, id_: UUID) -> int:
        """How many active admins there are beside `id_`. Holds all of them until the end of the unit of work, so that
        two cannot go at once."""
        ...

    async def any(self) -> bool:
        """Whether there is anybody yet. Holds off others who ask, until the end of the unit of work."""
        ...

    async def signed_in(self, id_: UUID, now: datetime) -> None:
        """Notes when somebody last came in: no change of the user."""
        ...


@dataclass(frozen=True, slots=True)
class FoundSession:
    """The session of a secret, and whether that secret was used up before."""

    session: Session
    spent: bool


class Sessions(Protocol):
    """Sessions and their secrets, in the open unit of work."""

    async def add(self, session: Session, secret: bytes) -> None: ...
    async def by_secret(self, secret: bytes) -> FoundSession | None:
        """Holds the session until the end of the unit of work."""
        ...

    async def get(self, id_: UUID) -> Session:
        """Raises `NotFound`."""
        ...

    async def save(self, session: Session) -> None: ...
    async def rotate(self, session: Session, spent: bytes, fresh: bytes) -> None:
        """Uses up one secret and adds the next."""
        ...

    async def end_all(self, user_id: UUID, now: datetime, because: EndReason, *, but: UUID | None = None) -> int:
        """Ends the user's sessions, `but` one. How many were alive."""
        ...

    async def purge(self, before: datetime) -> int:
        """Deletes sessions that ended or expired before an instant."""
        ...


class SignInAttempts(Protocol):
    """Failed sign-ins by subject, in the open unit of work."""

    async def of(self, subject: bytes) -> Attempts:
        """Holds them until the end of the unit of work."""
        ...

    async def keep(self, subject: bytes, attempts: Attempts) -> None: ...
    async def forget(self, subject: bytes) -> None: ...
    async def purge(self, before: datetime) -> int:
        """Deletes those whose last failure lies before an instant."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """A one-time link by which somebody chooses a new password."""

    user_id: UUID
    made_by: UUID
    made_at: datetime
    expires_at: datetime


class Resets(Protocol):
    """One-time links by their secret's digest, in the open unit of work."""

    async def add(self, digest: bytes, reset: Reset) -> None:
        """Replaces the user's earlier ones."""
        ...

    async def take(self, digest: bytes) -> Reset | None:
        """Uses it up."""
        ...

    async def purge(self, before: datetime) -> int: ...


class SecondFactors(Protocol):
    """Second factors by user, in the open unit of work."""

    async def of(self, user_id: UUID) -> SecondFactor | None:
        """Holds it until the end of the unit of work, so that a code is taken once."""
        ...

    async def keep(self, factor: SecondFactor) -> None:
        """Adds it, or stores how it is now."""
        ...

    async def drop(self, user_id: UUID) -> bool:
        """Whether there was one."""
        ...


class ApiTokens(Protocol):
    """API tokens, in the open unit of work."""

    async def add(self, token: ApiToken, digest: bytes) -> None: ...
    async def get(self, id_: UUID) -> ApiToken:
        """Raises `NotFound`."""
        ...

    async def by_secret(self, digest: bytes) -> ApiToken | None: ...
    async def save(self, token: ApiToken) -> None: ...
    async def used(self, id_: UUID, now: datetime) -> None:
        """Notes when it was last used."""
        ...

    async def alive_of(self, owner_id: UUID, now: datetime) -> int:
        """How many of the owner's are alive. Holds off others who ask, until the end of the unit of work."""
        ...


class SigningKeys(Protocol):
    """Signing keys, in the open unit of work."""

    async def all(self) -> Sequence[SigningKey]:
        """Holds off others who ask, until the end of the unit of work."""
        ...

    async def make(self, key: SigningKey) -> None:
        """Makes the private key and keeps it sealed."""
        ...

    async def drop(self, kids: Sequence[str]) -> None: ...


class Passwords(Protocol):
    """Hashing, at its deliberate cost. Raises `Away` when too many wait already."""

    async def hash(self, password: str) -> str: ...
    async def verify(self, digest: str | None, password: str) -> bool:
        """False for None too, after the same work: nobody learns from the time whether there is such a user."""
        ...

    def is_outdated(self, digest: str) -> bool:
        """Whether it was made at a lower cost than is asked for now."""
        ...


class CommonPasswords(Protocol):
    """The passwords that everybody tries first, in lower case."""

    def __contains__(self, password: object, /) -> bool: ...


class SecretSource(Protocol):
    """Where new secrets come from."""

    def new(self, prefix: str) -> str:
        """`prefix` and 32 random bytes as text."""
        ...

    def random(self, count: int) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A signed token and how long it counts."""

    text: str
    lives_seconds: float


class AccessTokens(Protocol):
    """Signs access tokens."""

    async def for_session(self, user: User, session: Session, *, lives_seconds: float) -> AccessToken: ...
    async def for_api_token(self, user: User, token: ApiToken, *, lives_seconds: float) -> AccessToken: ...


class Republishing(Protocol):
    """Sends states again, in the open unit of work."""

    async def users(self) -> int:
        """Every user's. How many."""
        ...
