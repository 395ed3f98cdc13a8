"""Frameworks of our own on PostgreSQL: rows like upstream's, in the same tables; set-based."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.compliance.naming import as_label
from aegis_catalog.adapters.persistence.compliance.tables import framework_version
from aegis_catalog.adapters.persistence.content.bulk import insert_rows
from aegis_catalog.adapters.persistence.lookup import one_of
from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.by_people import by_a_person
from aegis_catalog.application.content.compliance_items import Control, Framework
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.application.own_frameworks.ports import OwnFramework, Uploaded
from aegis_catalog.domain.own_framework import ControlTold, FrameworkTold
from aegis_catalog.domain.people import Person
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.ids import content_id
from aegis_contracts.imported.defences import ControlMapping
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Conflict, NotFound, RuleBroken

CUSTOM = "custom"

_ONE = """
select id, attack_id, name, description, version, publisher, state, upstream, coalesce((
    select max(number) from framework_version where framework_id = framework.id
), 0) as number
from framework where id = {wanted} for update
"""
_TAKEN = "select exists (select from framework where upper(attack_id) = upper($1))"
_BEFORE = """
select control.id, control.attack_id, control.name, control.state, control.created, control.modified,
    array(
        select row(named, comment) from control_mapping where control_id = control.id order by named
    )::text as mappings
from control where framework_id = $1 for update
"""
_UNKNOWN = """
select distinct named from technique_name where item_id = any($1::uuid[]) and technique_id is null
order by named limit 100
"""
_MARK_CONTROLS = """
update control set state = 'withdrawn', withdrawn_at = $2, modified = $2 where id = any($1::uuid[]) returning id
"""
_TOUCH = "update control set modified = $2 where id = any($1::uuid[])"
_NAMES_END = "update technique_name set active = false where item_id = any($1::uuid[])"
_MARK = "update framework set state = 'withdrawn', withdrawn_at = $2, modified = $2 where id = $1"
_ACTIVE = "select id from control where framework_id = $1 and state = 'active'"


class SqlOwnFrameworks:
    """`OwnFrameworks`."""

    def __init__(self, uow: SqlUnitOfWork, items: Items, teller: Teller, clock: Clock) -> None:
        self._uow = uow
        self._items = items
        self._teller = teller
        self._clock = clock

    async def get(self, framework: str) -> OwnFramework:
        await hold_content(self._uow)
        wanted, argument = one_of("framework", framework)
        driver = await driver_of(self._uow.connection)
        row: Any = await driver.fetchrow(_ONE.format(wanted=wanted), argument)
        if row is None:
            raise NotFound("framework_not_found", "There is no such framework.")
        if row["upstream"] != CUSTOM:
            raise RuleBroken("not_our_own", "It is upstream's: what upstream says is never edited.")
        told = FrameworkTold(
            slug=row["attack_id"],
            name=row["name"],
            version=row["version"] or "",
            publisher=row["publisher"],
            description=row["description"],
        )
        return OwnFramework(id=row["id"], told=told, number=row["number"], withdrawn=row["state"] == "withdrawn")

    async def require_free(self, slug: str) -> None:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        if await driver.fetchval(_TAKEN, slug):
            raise Conflict("slug_taken", f"Another framework is called {slug}.")

    async def put(self, framework: OwnFramework, controls: Sequence[ControlTold], by: Person) -> Uploaded:
        driver = await driver_of(self._uow.connection)
        now = self._clock.now()
        before = {row["id"]: row for row in await driver.fetch(_BEFORE, framework.id)}
        created = min((row["created"] for row in before.values()), default=now)
        items = [_control(framework, one, before, now) for one in controls]
        ids = {item.id for item in items}
        await self._items.write([_framework(framework, created, now), *items])
        gone = [id_ for id_, row in before.items() if id_ not in ids and row["state"] == "active"]
        await self._end(gone, now)
        after = {row["id"]: row for row in await driver.fetch(_BEFORE, framework.id)}
        differing = [
            id_ for id_ in ids if id_ in before and any(before[id_][name] != after[id_][name] for name in _COMPARED)
        ]
        await driver.execute(_TOUCH, differing, now)
        mappings = sum(len(one.mappings) for one in controls)
        row = {
            "framework_id": framework.id, "number": framework.number, "controls": len(items), "mappings": mappings,
            "by_id": by.id, "by_name": by.name, "at": now,
        }  # fmt: skip
        await insert_rows(self._uow, framework_version, [row])
        await self._tell(framework.id, [*ids, *gone], None)
        new = len(ids - before.keys())
        unknown = [row["named"] for row in await driver.fetch(_UNKNOWN, list(ids))]
        return Uploaded(
            new=new,
            changed=len(differing),
            unchanged=len(ids) - new - len(differing),
            withdrawn=len(gone),
            mappings=mappings,
            unknown=unknown,
        )

    async def withdraw(self, framework: OwnFramework, reason: str) -> None:
        driver = await driver_of(self._uow.connection)
        now = self._clock.now()
        ids = [row["id"] for row in await driver.fetch(_ACTIVE, framework.id)]
        await driver.execute(_MARK, framework.id, now)
        await self._end(ids, now)
        await self._tell(framework.id, ids, reason)

    async def _end(self, ids: Sequence[UUID], at: datetime) -> None:
        """Controls are no kind that techniques count."""
        driver = await driver_of(self._uow.connection)
        await driver.execute(_MARK_CONTROLS, ids, at)
        await driver.execute(_NAMES_END, ids)

    async def _tell(self, framework_id: UUID, controls: Collection[UUID], reason: str | None) -> None:
        told = {"framework": [framework_id], "control": list(controls)}
        await self._teller.tell(told, by_a_person, {} if reason is None else {str(framework_id): reason})


_COMPARED = ("name", "state", "mappings")


def _framework(framework: OwnFramework, created: datetime, at: datetime) -> Framework:
    told = framework.told
    return Framework(
        id=framework.id,
        attack_id=told.slug,
        name=told.name,
        description=told.description,
        state="active",
        domains=(),
        release=str(framework.number),
        url=None,
        upstream=CUSTOM,
        upstream_key=str(framework.id),
        sources=(CUSTOM,),
        created=created,
        modified=at,
        withdrawn_at=None,
        technique_ids_named=(),
        version=told.version or None,
        publisher=told.publisher,
        license=None,
        attack_version=None,
        non_mappable=(),
        from_mapping=False,
    )


def _control(framework: OwnFramework, told: ControlTold, before: dict[UUID, Any], at: datetime) -> Control:
    id_ = content_id(str(framework.id), "control", told.label)
    known = before.get(id_)
    return Control(
        id=id_,
        attack_id=told.label,
        name=told.title,
        description="",
        state="active",
        domains=(),
        release=None,
        url=None,
        upstream=CUSTOM,
        upstream_key=as_label(told.label),
        sources=(CUSTOM,),
        created=at if known is None else known["created"],
        modified=at if known is None else known["modified"],
        withdrawn_at=None,
        technique_ids_named=tuple(told.mappings),
        framework_id=framework.id,
        guidance="",
        family="",
        parent_id=None,
        groups=(),
        asset_type=None,
        security_function=None,
        successors=(),
        attack_version=None,
        mappings=tuple(
            ControlMapping(technique_id_named=named, comment=comment) for named, comment in told.mappings.items()
        ),
        from_mapping=False,
    )
