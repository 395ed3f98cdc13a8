"""Who there is, as identity tells every service: deactivated people and older tokens are refused."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Table

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.hearing import Hearing, Replica
from aegis_kernel.facts import Fact, Topic

_REMEMBERED = 10_000

_FIND = "select active, tokens_valid_from from known_user where id = $1"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may come in, and from when on their tokens count."""

    active: bool
    tokens_valid_from: datetime


class KnownUsers(Protocol):
    """Finds how somebody stands."""

    async def standing(self, user_id: UUID, session_id: str | None) -> Standing | None:
        """None for somebody not heard of (yet): their token's signature speaks for them. `session_id` is the session
        behind the token, for whoever knows sessions."""
        ...


class ReplicatedUsers:
    """The table `known_user`, each answer kept for `keep_seconds`: that much longer a withdrawn token may count here,
    and a request costs no query of its own."""

    def __init__(
        self, database: Database, *, keep_seconds: float = 1.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._keep = keep_seconds
        self._now = now
        self._kept: OrderedDict[UUID, tuple[float, Standing | None]] = OrderedDict()

    async def standing(self, user_id: UUID, session_id: str | None) -> Standing | None:
        kept = self._kept.get(user_id)
        if kept is not None and kept[0] > self._now():
            return kept[1]
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_FIND, user_id)
        standing = Standing(row["active"], row["tokens_valid_from"]) if row is not None else None
        self._kept[user_id] = (self._now() + self._keep, standing)
        self._kept.move_to_end(user_id)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return standing


class UserLike(Protocol):
    """The state of a user, as far as it is kept."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def teams(self) -> tuple[str, ...]: ...
    @property
    def active(self) -> bool: ...
    @property
    def tokens_valid_from(self) -> datetime: ...


U = TypeVar("U", bound=UserLike)


def known_users_hearing(topic: Topic[U], table: Table) -> Hearing[U]:
    """What a service declares to keep `table` (its `known_user`) equal to the topic of users."""
    return Hearing(topic, replica=Replica(table=table, key="id", key_of=lambda fact: fact.state.id, row=_row))


def _row(fact: Fact[Any]) -> Mapping[str, Any]:
    user: UserLike = fact.state
    return {
        "id": user.id,
        "name": user.name,
        "roles": list(user.roles),
        "teams": list(user.teams),
        "active": user.active,
        "tokens_valid_from": user.tokens_valid_from,
    }
