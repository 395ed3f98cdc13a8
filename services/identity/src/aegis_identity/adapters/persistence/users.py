"""Users on PostgreSQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.identity_users import IDENTITY_USERS
from aegis_identity.adapters.persistence.tables import user_account as table
from aegis_identity.application.published import TYPES, state_of
from aegis_identity.domain.profile import Profile, email_key
from aegis_identity.domain.user import Password, User
from aegis_identity.domain.words import UserKind
from aegis_kernel.errors import Conflict, Fault, NotFound, Stale
from aegis_kernel.rights import Role

_FIRST_USER_LOCK = text("select pg_advisory_xact_lock(hashtext('aegis.identity.first_user'))")


class SqlUsers:
    """The table `user_account`; what is saved is published."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def get(self, id_: UUID, expected: int | None = None) -> User:
        row = (await self._unit.connection.execute(select(table).where(table.c.id == id_))).one_or_none()
        if row is None:
            raise NotFound("not_found", "There is no such user.")
        if expected is not None and row.version != expected:
            raise Stale(row.version)
        return _user(row)

    async def with_email(self, email: str) -> User | None:
        found = await self._unit.connection.execute(select(table).where(table.c.email_key == email_key(email)))
        row = found.one_or_none()
        return _user(row) if row is not None else None

    async def add(self, user: User) -> None:
        try:
            await self._unit.connection.execute(insert(table).values(id=user.id, **_values(user)))
        except IntegrityError as error:
            raise _email_taken() from error
        self._publish(user)

    async def save(self, user: User) -> None:
        if user.version == user.read_version:
            return
        change = update(table).where(table.c.id == user.id, table.c.version == user.read_version)
        try:
            done = await self._unit.connection.execute(change.values(**_values(user)))
        except IntegrityError as error:
            raise _email_taken() from error
        if done.rowcount != 1:
            current = await self._unit.connection.scalar(select(table.c.version).where(table.c.id == user.id))
            raise Stale(current or 0)
        self._publish(user)

    async def rehash(self, user: User, digest: str) -> None:
        change = update(table).where(table.c.id == user.id, table.c.password_digest == user.password.digest)
        await self._unit.connection.execute(change.values(password_digest=digest))

    async def other_admins(self, id_: UUID) -> int:
        admins = select(table.c.id).where(table.c.active, table.c.roles.contains([str(Role.ADMIN)]))
        found = await self._unit.connection.execute(admins.order_by(table.c.id).with_for_update())
        return sum(1 for row in found if row.id != id_)

    async def any(self) -> bool:
        await self._unit.connection.execute(_FIRST_USER_LOCK)
        return bool(await self._unit.connection.scalar(select(func.count()).select_from(table)))

    async def signed_in(self, id_: UUID, now: datetime) -> None:
        await self._unit.connection.execute(update(table).where(table.c.id == id_).values(last_signed_in_at=now))

    def _publish(self, user: User) -> None:
        for recorded in user.take_recorded():
            self._unit.publish(
                IDENTITY_USERS,
                key=str(user.id),
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=state_of(user),
                changed=recorded.event.changed,
                reason=recorded.event.reason,
            )


def _values(user: User) -> dict[str, object]:
    return {
        "kind": user.kind,
        "email": user.profile.email,
        "email_key": email_key(user.profile.email),
        "name": user.profile.name,
        "roles": sorted(user.profile.roles),
        "teams": sorted(user.profile.teams),
        "active": user.active,
        "password_digest": user.password.digest,
        "must_change_password": user.password.must_change,
        "tokens_valid_from": user.tokens_valid_from,
        "created_at": user.created_at,
        "version": user.version,
    }


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(
        row.id,
        kind=UserKind(row.kind),
        profile=Profile(
            email=row.email,
            name=row.name,
            roles=frozenset(Role(role) for role in row.roles),
            teams=frozenset(row.teams),
        ),
        password=Password(digest=row.password_digest, must_change=row.must_change_password),
        active=row.active,
        tokens_valid_from=row.tokens_valid_from,
        created_at=row.created_at,
        version=row.version,
    )


def _email_taken() -> Conflict:
    detail = "Somebody has this e-mail address already."
    return Conflict("email_taken", detail, [Fault("/email", detail, "email_taken")])
