"""Reads the feed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from aegis_chassis.database.pool import Database
from aegis_reporting.application.activity.changes import Details
from aegis_reporting.application.activity.views import ActivityView, ActorRef, TechniqueRef

_SELECT = """
select a.id, a.at, a.kind, a.details, a.actor_id, u.name as actor_name, t.id as technique_id, t.attack_id, t.name
from activity a
left join technique t on t.id = a.technique_id
left join known_user u on u.id::text = a.actor_id
"""
_LATEST = f"{_SELECT} order by a.id desc limit $1"
_AFTER = f"{_SELECT} where a.id > $1 order by a.id limit $2"
_BOUNDS = """
select (select coalesce(min(id) - 1, head.id) from activity) as gone, head.id as latest from activity_head head
"""

_details: "msgspec.json.Decoder[Details]" = msgspec.json.Decoder(Details)


class SqlFeedReader:
    """The feed from its table (`FeedReader`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, count: int) -> Sequence[ActivityView]:
        """See the port."""
        async with self._database.raw() as connection:
            return [_view(row) for row in await connection.fetch(_LATEST, count)]

    async def after(self, id_: int, *, limit: int) -> Sequence[ActivityView]:
        """See the port."""
        async with self._database.raw() as connection:
            return [_view(row) for row in await connection.fetch(_AFTER, id_, limit)]

    async def bounds(self) -> tuple[int, int]:
        """See the port."""
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_BOUNDS)
        return row["gone"], row["latest"]


def _view(row: Mapping[str, Any]) -> ActivityView:
    technique = None
    if row["technique_id"] is not None:
        technique = TechniqueRef(id=row["technique_id"], attack_id=row["attack_id"], name=row["name"])
    return ActivityView(
        id=row["id"],
        at=row["at"],
        kind=row["kind"],
        technique=technique,
        actor=ActorRef(id=row["actor_id"], name=row["actor_name"]) if row["actor_id"] else None,
        details=_details.decode(row["details"]),
    )
