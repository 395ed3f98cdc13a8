"""The ports in memory. Each repository passes the suite that the one on PostgreSQL passes (`contracts/`)."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from aegis_identity.application.ports import AccessToken, FoundSession, Reset
from aegis_identity.domain.api_token import ApiToken
from aegis_identity.domain.attempts import Attempts
from aegis_identity.domain.profile import email_key
from aegis_identity.domain.second_factor import SecondFactor
from aegis_identity.domain.session import Session
from aegis_identity.domain.signing_key import SigningKey
from aegis_identity.domain.user import User
from aegis_identity.domain.words import EndReason
from aegis_kernel.errors import Away, Conflict, NotFound, Stale


@dataclass
class Store:
    """All that is kept."""

    users: dict[UUID, User] = field(default_factory=dict)
    last_signed_in: dict[UUID, datetime] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    secrets: dict[bytes, tuple[UUID, bool]] = field(default_factory=dict)
    attempts: dict[bytes, Attempts] = field(default_factory=dict)
    resets: dict[bytes, Reset] = field(default_factory=dict)
    factors: dict[UUID, SecondFactor] = field(default_factory=dict)
    tokens: dict[UUID, ApiToken] = field(default_factory=dict)
    token_digests: dict[bytes, UUID] = field(default_factory=dict)
    keys: dict[str, SigningKey] = field(default_factory=dict)
    events: list[tuple[str, int]] = field(default_factory=list)
    """Names and versions of what was published."""
    notes: list[dict[str, Any]] = field(default_factory=list)


class FakeUnitOfWork:
    """Undoes what is not committed."""

    def __init__(self) -> None:
        self.store = Store()
        self._before: Store | None = None
        self._noted: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        assert self._before is None, "entered already"
        self._before = deepcopy(self.store)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            self.store.__dict__.update(self._before.__dict__)
        self._before = None
        self._noted.clear()

    async def commit(self) -> None:
        assert self._before is not None, "not entered, or committed already"
        self.store.notes += self._noted
        self._before = deepcopy(self.store)

    def note(self, **said: Any) -> None:
        self._noted.append(said)


class FakeUsers:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    @property
    def _users(self) -> dict[UUID, User]:
        return self._unit.store.users

    async def get(self, id_: UUID, expected: int | None = None) -> User:
        if id_ not in self._users:
            raise NotFound("not_found", "There is no such user.")
        user = deepcopy(self._users[id_])
        if expected is not None and user.version != expected:
            raise Stale(user.version)
        return user

    async def with_email(self, email: str) -> User | None:
        found = [user for user in self._users.values() if email_key(user.profile.email) == email_key(email)]
        return deepcopy(found[0]) if found else None

    async def add(self, user: User) -> None:
        self._refuse_taken(user)
        self._keep(user)

    async def save(self, user: User) -> None:
        if user.version == user.read_version:
            return
        if self._users[user.id].version != user.read_version:
            raise Stale(self._users[user.id].version)
        self._refuse_taken(user)
        self._keep(user)

    async def rehash(self, user: User, digest: str) -> None:
        if self._users[user.id].password.digest == user.password.digest:
            self._users[user.id].password.digest = digest

    async def other_admins(self, id_: UUID) -> int:
        return sum(1 for user in self._users.values() if user.is_admin and user.id != id_)

    async def any(self) -> bool:
        return bool(self._users)

    async def signed_in(self, id_: UUID, now: datetime) -> None:
        self._unit.store.last_signed_in[id_] = now

    def _refuse_taken(self, user: User) -> None:
        others = (other for other in self._users.values() if other.id != user.id)
        if any(email_key(other.profile.email) == email_key(user.profile.email) for other in others):
            raise Conflict("email_taken", "taken")

    def _keep(self, user: User) -> None:
        self._unit.store.events += [(type(one.event).__name__, one.version) for one in user.take_recorded()]
        self._users[user.id] = deepcopy(user)


class FakeSessions:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def add(self, session: Session, secret: bytes) -> None:
        self._unit.store.sessions[session.id] = replace(session)
        self._unit.store.secrets[secret] = (session.id, False)

    async def by_secret(self, secret: bytes) -> FoundSession | None:
        if secret not in self._unit.store.secrets:
            return None
        id_, spent = self._unit.store.secrets[secret]
        return FoundSession(replace(self._unit.store.sessions[id_]), spent)

    async def get(self, id_: UUID) -> Session:
        if id_ not in self._unit.store.sessions:
            raise NotFound("not_found", "There is no such session.")
        return replace(self._unit.store.sessions[id_])

    async def save(self, session: Session) -> None:
        self._unit.store.sessions[session.id] = replace(session)

    async def rotate(self, session: Session, spent: bytes, fresh: bytes) -> None:
        self._unit.store.secrets[spent] = (session.id, True)
        self._unit.store.secrets[fresh] = (session.id, False)

    async def end_all(self, user_id: UUID, now: datetime, because: EndReason, *, but: UUID | None = None) -> int:
        count = 0
        for session in self._unit.store.sessions.values():
            if session.user_id == user_id and session.ended_at is None and session.id != but:
                session.end(now, because)
                count += 1
        return count

    async def purge(self, before: datetime) -> int:
        store = self._unit.store
        old = [
            session.id
            for session in store.sessions.values()
            if session.expires_at < before or (session.ended_at is not None and session.ended_at < before)
        ]
        for id_ in old:
            del store.sessions[id_]
        store.secrets = {digest: found for digest, found in store.secrets.items() if found[0] not in old}
        return len(old)


class FakeAttempts:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def of(self, subject: bytes) -> Attempts:
        return replace(self._unit.store.attempts.get(subject, Attempts()))

    async def keep(self, subject: bytes, attempts: Attempts) -> None:
        self._unit.store.attempts[subject] = replace(attempts)

    async def forget(self, subject: bytes) -> None:
        self._unit.store.attempts.pop(subject, None)

    async def purge(self, before: datetime) -> int:
        attempts = self._unit.store.attempts
        old = [key for key, one in attempts.items() if one.last_failed_at is not None and one.last_failed_at < before]
        for key in old:
            del attempts[key]
        return len(old)


class FakeResets:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def add(self, digest: bytes, reset: Reset) -> None:
        store = self._unit.store
        store.resets = {key: one for key, one in store.resets.items() if one.user_id != reset.user_id}
        store.resets[digest] = reset

    async def take(self, digest: bytes) -> Reset | None:
        return self._unit.store.resets.pop(digest, None)

    async def purge(self, before: datetime) -> int:
        old = [key for key, one in self._unit.store.resets.items() if one.expires_at < before]
        for key in old:
            del self._unit.store.resets[key]
        return len(old)


class FakeSecondFactors:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def of(self, user_id: UUID) -> SecondFactor | None:
        found = self._unit.store.factors.get(user_id)
        return replace(found) if found is not None else None

    async def keep(self, factor: SecondFactor) -> None:
        self._unit.store.factors[factor.user_id] = replace(factor)

    async def drop(self, user_id: UUID) -> bool:
        return self._unit.store.factors.pop(user_id, None) is not None


class FakeApiTokens:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def add(self, token: ApiToken, digest: bytes) -> None:
        self._unit.store.tokens[token.id] = replace(token)
        self._unit.store.token_digests[digest] = token.id

    async def get(self, id_: UUID) -> ApiToken:
        if id_ not in self._unit.store.tokens:
            raise NotFound("not_found", "There is no such token.")
        return replace(self._unit.store.tokens[id_])

    async def by_secret(self, digest: bytes) -> ApiToken | None:
        id_ = self._unit.store.token_digests.get(digest)
        return replace(self._unit.store.tokens[id_]) if id_ is not None else None

    async def save(self, token: ApiToken) -> None:
        self._unit.store.tokens[token.id].revoked_at = token.revoked_at

    async def used(self, id_: UUID, now: datetime) -> None:
        self._unit.store.tokens[id_].last_used_at = now

    async def alive_of(self, owner_id: UUID, now: datetime) -> int:
        return sum(1 for one in self._unit.store.tokens.values() if one.owner_id == owner_id and one.is_alive(now))


class FakeSigningKeys:
    def __init__(self, unit: FakeUnitOfWork) -> None:
        self._unit = unit

    async def all(self) -> Sequence[SigningKey]:
        return sorted(self._unit.store.keys.values(), key=lambda key: key.signs_from)

    async def make(self, key: SigningKey) -> None:
        self._unit.store.keys[key.kid] = key

    async def drop(self, kids: Sequence[str]) -> None:
        for kid in kids:
            del self._unit.store.keys[kid]


class FakePasswords:
    """Digests that can be read: the cost, and the password turned around."""

    def __init__(self) -> None:
        self.cost = 1
        self.busy = False
        self.verified: list[str | None] = []

    async def hash(self, password: str) -> str:
        return f"{self.cost}:{password[::-1]}"

    async def verify(self, digest: str | None, password: str) -> bool:
        if self.busy:
            raise Away("sign_ins_busy", "busy")
        self.verified.append(digest)
        return digest is not None and digest.partition(":")[2] == password[::-1]

    def is_outdated(self, digest: str) -> bool:
        return int(digest.partition(":")[0]) < self.cost


class FakeSecrets:
    def __init__(self) -> None:
        self._count = 0

    def new(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}secret-number-{self._count:06d}"

    def random(self, count: int) -> bytes:
        self._count += 1
        return self._count.to_bytes(count, "big")


class FakeAccessTokens:
    async def for_session(self, user: User, session: Session, *, lives_seconds: float) -> AccessToken:
        return AccessToken(text=f"session {session.id} of {user.id}", lives_seconds=lives_seconds)

    async def for_api_token(self, user: User, token: ApiToken, *, lives_seconds: float) -> AccessToken:
        return AccessToken(text=f"token {token.id} of {user.id}", lives_seconds=lives_seconds)


class SetClock:
    """Says what it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)


class CountingIds:
    def __init__(self) -> None:
        self._count = 0

    def new(self) -> UUID:
        self._count += 1
        return UUID(int=self._count)


def notes_of(store: Store) -> list[tuple[Any, Any]]:
    """Object type and outcome of each audit note."""
    return [(note["object_type"], note.get("outcome", "done")) for note in store.notes]
