"""One suite for the repositories: the fakes that use cases are tested with, and the ones on PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from identity_support.fakes import (
    FakeApiTokens,
    FakeAttempts,
    FakeResets,
    FakeSecondFactors,
    FakeSessions,
    FakeSigningKeys,
    FakeUnitOfWork,
    FakeUsers,
)

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_identity.adapters.keys.sealing import Seal
from aegis_identity.adapters.persistence.api_tokens import SqlApiTokens
from aegis_identity.adapters.persistence.attempts import SqlSignInAttempts
from aegis_identity.adapters.persistence.migrations import MIGRATIONS
from aegis_identity.adapters.persistence.resets import SqlResets
from aegis_identity.adapters.persistence.second_factors import SqlSecondFactors
from aegis_identity.adapters.persistence.sessions import SqlSessions
from aegis_identity.adapters.persistence.signing_keys import SqlSigningKeys
from aegis_identity.adapters.persistence.users import SqlUsers
from aegis_identity.application.ports import (
    ApiTokens,
    AuditedUnitOfWork,
    Reset,
    Resets,
    SecondFactors,
    Sessions,
    SignInAttempts,
    SigningKeys,
    Users,
)
from aegis_identity.domain.api_token import ApiToken
from aegis_identity.domain.attempts import Attempts
from aegis_identity.domain.profile import Profile
from aegis_identity.domain.second_factor import SecondFactor
from aegis_identity.domain.session import Session, SessionLimits
from aegis_identity.domain.signing_key import SigningKey
from aegis_identity.domain.user import Password, User
from aegis_identity.domain.words import EndReason, SessionKind, UserKind
from aegis_kernel.clock import SystemClock
from aegis_kernel.errors import Conflict, NotFound, Stale
from aegis_testkit.plugin_postgres import ServiceDatabase

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@dataclass
class Repositories:
    """One unit of work and what works in it."""

    unit: Any
    users: Users
    sessions: Sessions
    attempts: SignInAttempts
    resets: Resets
    tokens: ApiTokens
    keys: SigningKeys
    factors: SecondFactors


Begin = Callable[[], AbstractAsyncContextManager[Repositories]]


@pytest.fixture
def in_memory() -> Begin:
    unit = FakeUnitOfWork()
    return _beginning(lambda: _fakes(unit))


@pytest.fixture
async def on_postgres(service_database: ServiceDatabase) -> Begin:
    database = await service_database(MIGRATIONS)
    return _beginning(
        lambda: _on_postgres(
            SqlUnitOfWork(database, service="identity", clock=SystemClock(), audit=AUDIT_ENTRIES, wake=Wake())
        )
    )


@pytest.fixture(params=["in_memory", "on_postgres"])
def begin(request: pytest.FixtureRequest) -> Begin:
    """Begins a unit of work; each sees what those before it committed."""
    found: Begin = request.getfixturevalue(request.param)
    return found


def _beginning(make: Callable[[], Repositories]) -> Begin:
    @asynccontextmanager
    async def began() -> AsyncIterator[Repositories]:
        made = make()
        async with made.unit:
            yield made

    return began


def _fakes(unit: FakeUnitOfWork) -> Repositories:
    return Repositories(
        unit, FakeUsers(unit), FakeSessions(unit), FakeAttempts(unit), FakeResets(unit), FakeApiTokens(unit),
        FakeSigningKeys(unit), FakeSecondFactors(unit),
    )  # fmt: skip


def _on_postgres(unit: SqlUnitOfWork) -> Repositories:
    return Repositories(
        unit, SqlUsers(unit), SqlSessions(unit), SqlSignInAttempts(unit), SqlResets(unit), SqlApiTokens(unit),
        SqlSigningKeys(unit, Seal("s" * 32)), SqlSecondFactors(unit, Seal("s" * 32)),
    )  # fmt: skip


def new_user(email: str = "ada@example.test", *roles: str) -> User:
    profile = Profile.checked(
        UserKind.PERSON, email=email, name="Ada", roles=roles or ("red_tech", "viewer"), teams=("red", "blue")
    )
    return User.create(
        uuid4(), kind=UserKind.PERSON, profile=profile, password=Password(digest="d", must_change=True), now=NOW
    )


async def kept(begin: Begin, user: User) -> User:
    async with begin() as at:
        await at.users.add(user)
        await at.unit.commit()
    return user


def same(one: User, other: User) -> bool:
    names = ("id", "version", "kind", "profile", "password", "active", "tokens_valid_from", "created_at")
    return all(getattr(one, name) == getattr(other, name) for name in names)


async def test_a_user_comes_back_whole(begin: Begin) -> None:
    user = await kept(begin, new_user())
    async with begin() as at:
        assert same(await at.users.get(user.id), user)
        assert same(await at.users.get(user.id, expected=1), user)
        found = await at.users.with_email(" ADA@example.test")
        assert found is not None
        assert same(found, user)
        assert await at.users.with_email("nobody@example.test") is None
        assert await at.users.any()


async def test_what_is_not_committed_is_not_kept(begin: Begin) -> None:
    async with begin() as at:
        await at.users.add(new_user())
    async with begin() as at:
        assert not await at.users.any()


async def test_who_is_not_there_or_has_changed_is_told_apart(begin: Begin) -> None:
    user = await kept(begin, new_user())
    async with begin() as at:
        with pytest.raises(NotFound):
            await at.users.get(uuid4())
        with pytest.raises(Stale) as stale:
            await at.users.get(user.id, expected=2)
        assert stale.value.current == 1


async def test_a_change_against_an_old_version_is_stale(begin: Begin) -> None:
    user = await kept(begin, new_user())
    async with begin() as at:
        first = await at.users.get(user.id)
        first.end_tokens(NOW + timedelta(hours=1))
        await at.users.save(first)
        await at.unit.commit()
    user.end_tokens(NOW)
    async with begin() as at:
        with pytest.raises(Stale) as stale:
            await at.users.save(user)
        assert stale.value.current == 2


async def test_an_unchanged_user_is_not_written(begin: Begin) -> None:
    user = await kept(begin, new_user())
    async with begin() as at:
        await at.users.save(await at.users.get(user.id))
        await at.unit.commit()
        assert (await at.users.get(user.id)).version == 1


async def test_an_address_is_taken_once_in_any_spelling(begin: Begin) -> None:
    await kept(begin, new_user())
    other = await kept(begin, new_user("bob@example.test"))
    async with begin() as at:
        with pytest.raises(Conflict):
            await at.users.add(new_user("ADA@EXAMPLE.test"))
    async with begin() as at:
        bob = await at.users.get(other.id)
        profile = Profile.checked(UserKind.PERSON, email="ada@example.test", name="Bob", roles=["viewer"])
        bob.change(profile, NOW, other_admins=1)
        with pytest.raises(Conflict):
            await at.users.save(bob)


async def test_other_admins_are_the_active_ones(begin: Begin) -> None:
    first = await kept(begin, new_user("a@example.test", "admin"))
    await kept(begin, new_user("b@example.test", "admin", "viewer"))
    gone = await kept(begin, new_user("c@example.test", "admin"))
    await kept(begin, new_user("d@example.test", "viewer"))
    async with begin() as at:
        user = await at.users.get(gone.id)
        user.deactivate(NOW, other_admins=2)
        await at.users.save(user)
        assert await at.users.other_admins(first.id) == 1
        assert await at.users.other_admins(uuid4()) == 2


async def test_a_rehash_is_no_change_and_loses_to_one(begin: Begin) -> None:
    user = await kept(begin, new_user())
    async with begin() as at:
        await at.users.rehash(user, "better")
        assert (await at.users.get(user.id)).password.digest == "better"
        assert (await at.users.get(user.id)).version == 1
        await at.users.rehash(user, "late")
        assert (await at.users.get(user.id)).password.digest == "better"


def new_session(user_id: UUID, **more: Any) -> Session:
    return Session.begin(
        uuid4(), user_id=user_id, kind=SessionKind.REFRESH, now=NOW, limits=SessionLimits(), address="127.0.0.1", **more
    )


async def test_a_session_is_found_by_its_secrets_used_up_or_not(begin: Begin) -> None:
    user = await kept(begin, new_user())
    session = new_session(user.id, agent="x" * 500)
    async with begin() as at:
        await at.sessions.add(session, b"one")
        await at.sessions.rotate(session, b"one", b"two")
        await at.unit.commit()
    async with begin() as at:
        old, new = await at.sessions.by_secret(b"one"), await at.sessions.by_secret(b"two")
        assert old is not None
        assert new is not None
        assert (old.spent, new.spent) == (True, False)
        assert old.session == new.session == session == await at.sessions.get(session.id)
        assert await at.sessions.by_secret(b"three") is None
        with pytest.raises(NotFound):
            await at.sessions.get(uuid4())


async def test_sessions_end_one_by_one_or_all_but_one(begin: Begin) -> None:
    user, other = await kept(begin, new_user()), await kept(begin, new_user("o@example.test"))
    mine = [new_session(user.id) for _ in range(3)]
    others = new_session(other.id)
    async with begin() as at:
        for number, session in enumerate([*mine, others]):
            await at.sessions.add(session, str(number).encode())
        mine[0].end(NOW, EndReason.SIGNED_OUT)
        await at.sessions.save(mine[0])
        assert await at.sessions.end_all(user.id, NOW, EndReason.PASSWORD_CHANGED, but=mine[1].id) == 1
        ended = [(await at.sessions.get(one.id)).ended_because for one in [*mine, others]]
        assert ended == [EndReason.SIGNED_OUT, None, EndReason.PASSWORD_CHANGED, None]


async def test_old_sessions_are_deleted_with_their_secrets(begin: Begin) -> None:
    user = await kept(begin, new_user())
    ended, expired, alive = (new_session(user.id) for _ in range(3))
    ended.end(NOW, EndReason.SIGNED_OUT)
    expired.expires_at = NOW
    async with begin() as at:
        for secret, session in ((b"1", ended), (b"2", expired), (b"3", alive)):
            await at.sessions.add(session, secret)
        assert await at.sessions.purge(NOW) == 0
        assert await at.sessions.purge(NOW + timedelta(seconds=1)) == 2
        assert await at.sessions.by_secret(b"1") is None
        assert await at.sessions.by_secret(b"3") is not None


async def test_attempts_are_kept_forgotten_and_deleted(begin: Begin) -> None:
    kept_ = Attempts(failures=6, last_failed_at=NOW, locked_until=NOW + timedelta(minutes=1))
    async with begin() as at:
        assert await at.attempts.of(b"a" * 32) == Attempts()
        await at.attempts.keep(b"a" * 32, kept_)
        await at.attempts.keep(b"b" * 32, Attempts(failures=1, last_failed_at=NOW))
        await at.attempts.keep(b"b" * 32, Attempts(failures=2, last_failed_at=NOW))
        await at.unit.commit()
    async with begin() as at:
        assert await at.attempts.of(b"a" * 32) == kept_
        assert (await at.attempts.of(b"b" * 32)).failures == 2
        await at.attempts.forget(b"b" * 32)
        assert await at.attempts.of(b"b" * 32) == Attempts()
        assert await at.attempts.purge(NOW) == 0
        assert await at.attempts.purge(NOW + timedelta(seconds=1)) == 1


async def test_a_link_is_taken_once_and_replaces_earlier_ones(begin: Begin) -> None:
    user = await kept(begin, new_user())
    reset = Reset(user_id=user.id, made_by=uuid4(), made_at=NOW, expires_at=NOW + timedelta(days=1))
    async with begin() as at:
        await at.resets.add(b"one", reset)
        await at.resets.add(b"two", reset)
        assert await at.resets.take(b"one") is None
        await at.unit.commit()
    async with begin() as at:
        assert await at.resets.take(b"two") == reset
    async with begin() as at:
        assert await at.resets.take(b"two") == reset, "what was not committed was not taken"
        assert await at.resets.take(b"two") is None
    async with begin() as at:
        assert await at.resets.purge(reset.expires_at) == 0
        assert await at.resets.purge(reset.expires_at + timedelta(seconds=1)) == 1


def new_token(owner: User, **more: Any) -> ApiToken:
    said: dict[str, Any] = {"name": "CI", "scopes": ["tests.read", "scores.read"], "days": 3, "others": 0} | more
    return ApiToken.create(uuid4(), owner=owner, hint="aeg_123", created_by=owner.id, now=NOW, **said)


async def test_a_token_comes_back_whole_by_id_and_secret(begin: Begin) -> None:
    user = await kept(begin, new_user())
    token = new_token(user)
    async with begin() as at:
        await at.tokens.add(token, b"digest")
        await at.unit.commit()
    async with begin() as at:
        assert await at.tokens.get(token.id) == token == await at.tokens.by_secret(b"digest")
        assert await at.tokens.by_secret(b"other") is None
        with pytest.raises(NotFound):
            await at.tokens.get(uuid4())


async def test_revoked_and_expired_tokens_do_not_count_as_alive(begin: Begin) -> None:
    user = await kept(begin, new_user())
    revoked, short, long = new_token(user), new_token(user, days=1), new_token(user)
    async with begin() as at:
        for number, token in enumerate((revoked, short, long)):
            await at.tokens.add(token, str(number).encode())
        assert await at.tokens.alive_of(user.id, NOW) == 3
        revoked.revoke(NOW)
        await at.tokens.save(revoked)
        assert await at.tokens.alive_of(user.id, NOW) == 2
        assert await at.tokens.alive_of(user.id, NOW + timedelta(days=1)) == 1
        await at.tokens.used(long.id, NOW)
        assert (await at.tokens.get(long.id)).last_used_at == NOW
        assert (await at.tokens.get(revoked.id)).revoked_at == NOW


async def test_keys_come_in_order_and_go(begin: Begin) -> None:
    later, earlier = (SigningKey.from_instant(kid, NOW + timedelta(days=days)) for kid, days in (("b", 1), ("a", 0)))
    async with begin() as at:
        await at.keys.make(later)
        await at.keys.make(earlier)
        await at.unit.commit()
    async with begin() as at:
        assert list(await at.keys.all()) == [earlier, later]
        await at.keys.drop(["a"])
        await at.keys.drop([])
        assert list(await at.keys.all()) == [later]


def test_the_fakes_are_what_the_use_cases_ask_for() -> None:
    unit: AuditedUnitOfWork = FakeUnitOfWork()
    assert unit is not None


async def test_a_second_factor_is_kept_whole_changed_and_dropped(begin: Begin) -> None:
    user = await kept(begin, new_user())
    factor = SecondFactor(user_id=user.id, secret=b"s" * 20, made_at=NOW)
    async with begin() as at:
        assert await at.factors.of(user.id) is None
        await at.factors.keep(factor)
        await at.unit.commit()
    factor.confirmed_at, factor.last_step, factor.recovery = NOW, 7, frozenset({b"one", b"two"})
    async with begin() as at:
        await at.factors.keep(factor)
        await at.unit.commit()
    async with begin() as at:
        assert await at.factors.of(user.id) == factor
        assert await at.factors.drop(user.id)
        await at.unit.commit()
    async with begin() as at:
        assert await at.factors.of(user.id) is None
        assert not await at.factors.drop(user.id)
