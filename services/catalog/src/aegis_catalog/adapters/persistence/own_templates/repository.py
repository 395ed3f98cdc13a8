"""Templates of our own on PostgreSQL: rows like upstream's, in the same tables, and their versions beside."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.content.bulk import insert_rows
from aegis_catalog.adapters.persistence.techniques.names import Named, write_names
from aegis_catalog.adapters.persistence.templates.tables import own_template, template, template_version
from aegis_catalog.adapters.persistence.upgrades.releases import hold_content
from aegis_catalog.application.content.by_people import by_a_person
from aegis_catalog.application.content.exercise_items import Template
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.domain.own_template import OwnTemplate, TemplateTold
from aegis_catalog.domain.people import Person
from aegis_catalog.domain.template_parts import Argument, Dependency
from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_contracts.imported import templates as contract
from aegis_kernel.errors import NotFound, RuleBroken, Stale

CUSTOM = "custom"
"""The upstream of what is our own among templates and rules."""

# Rows are locked, so that neither an import nor another person changes them meanwhile.
_SEVERAL = """
select template.id, template.approval, template.revision, template.created, template.modified, template.withdrawn_at,
    own.author_id, own.author_name, own.writers, own.forked_from, own.approved_by, own.approved_by_name,
    own.approved_at, written.content,
    coalesce((select version from publication where topic = $2 and key = cast(template.id as text)), 0) as version
from template
join own_template own on own.template_id = template.id
join template_version written on written.template_id = template.id and written.revision = template.revision
where template.id = any($1::uuid[])
order by template.id
for update of template
"""
_THERE = "select upstream from template where id = $1"
_TOLD = """
select name, platforms, executor, command, cleanup, arguments, dependencies, dependency_executor, privileges,
    elevation_required, skill, description, refs,
    array(
        select named from technique_name where item_id = id and technique_id is not null order by named
    ) as techniques
from template join template_procedure on template_id = id
where id = $1
"""

_content = msgspec.json.Decoder(TemplateTold).decode
_arguments = msgspec.json.Decoder(tuple[Argument, ...]).decode
_dependencies = msgspec.json.Decoder(tuple[Dependency, ...]).decode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode
_encode = msgspec.json.Encoder().encode


class SqlOwnTemplates:
    """`OwnTemplates`."""

    def __init__(self, uow: SqlUnitOfWork, items: Items, teller: Teller) -> None:
        self._uow = uow
        self._items = items
        self._teller = teller

    async def several(self, template_ids: Sequence[UUID]) -> Mapping[UUID, OwnTemplate]:
        await hold_content(self._uow)
        driver = await driver_of(self._uow.connection)
        rows = await driver.fetch(_SEVERAL, list(template_ids), CATALOG_TEMPLATES.name)
        return {row["id"]: _read(row) for row in rows}

    async def get(self, template_id: UUID, *, expected: int | None) -> OwnTemplate:
        found = (await self.several([template_id])).get(template_id)
        if found is None:
            driver = await driver_of(self._uow.connection)
            if await driver.fetchval(_THERE, template_id) is None:
                raise NotFound("template_not_found", "There is no such template.")
            raise RuleBroken("not_our_own", "It is upstream's: what upstream says is never edited; fork it.")
        if expected is not None and expected != found.version:
            raise Stale(found.version)
        return found

    async def told(self, template_id: UUID) -> TemplateTold:
        driver = await driver_of(self._uow.connection)
        row: Any = await driver.fetchrow(_TOLD, template_id)
        if row is None:
            raise NotFound("template_not_found", "There is no such template.")
        return TemplateTold(
            name=row["name"],
            techniques=tuple(row["techniques"]),
            description=row["description"],
            platforms=tuple(row["platforms"]),
            executor=row["executor"] or "manual",
            command=row["command"],
            cleanup=row["cleanup"],
            arguments=_arguments(row["arguments"]),
            dependencies=_dependencies(row["dependencies"]),
            dependency_executor=row["dependency_executor"],
            privileges=tuple(row["privileges"]),
            elevation_required=row["elevation_required"],
            skill=row["skill"],
            references=tuple(one for one in _texts(row["refs"]) if one.startswith(("https://", "http://"))),
        )

    async def save(self, templates: Sequence[OwnTemplate]) -> None:
        recorded = {one: one.take_recorded() for one in templates}
        changed = [one for one in templates if recorded[one]]
        if not changed:
            return
        await hold_content(self._uow)
        await self._items.write([_item(one) for one in changed])
        # Only what tests may be made of counts as a way to try a technique.
        await write_names(
            self._uow, [Named(one.id, "template", one.approval == "approved", one.told.techniques) for one in changed]
        )
        connection = self._uow.connection
        await upsert_changed(connection, own_template, [_own(one) for one in changed], key=("template_id",))
        await insert_rows(self._uow, template_version, [_version(one) for one in changed if one.written])
        driver = await driver_of(connection)
        await driver.execute(
            f"update {template.name} set approval = given.approval, revision = given.revision, skill = given.skill "  # noqa: S608  # our own table
            "from unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) as given(id, approval, revision, skill) "
            "where template.id = given.id",
            [one.id for one in changed],
            [one.approval for one in changed],
            [one.revision for one in changed],
            [one.told.skill for one in changed],
        )
        reasons = {str(one.id): recorded[one][-1].event.reason for one in changed}
        await self._teller.tell({"template": [one.id for one in changed]}, by_a_person, reasons)
        for one in changed:
            one.written = None


def _read(row: Any) -> OwnTemplate:
    by = row["approved_by"]
    return OwnTemplate(
        row["id"],
        _content(row["content"]),
        Person(row["author_id"], row["author_name"]),
        row["version"],
        approval=row["approval"],
        revision=row["revision"],
        writers=row["writers"],
        forked_from=row["forked_from"],
        approved_by=None if by is None else Person(by, row["approved_by_name"]),
        approved_at=row["approved_at"],
        created=row["created"],
        modified=row["modified"],
        withdrawn_at=row["withdrawn_at"],
    )


def _own(one: OwnTemplate) -> dict[str, Any]:
    return {
        "template_id": one.id,
        "author_id": one.author.id,
        "author_name": one.author.name,
        "writers": sorted(one.writers),
        "forked_from": one.forked_from,
        "approved_by": None if one.approved_by is None else one.approved_by.id,
        "approved_by_name": None if one.approved_by is None else one.approved_by.name,
        "approved_at": one.approved_at,
    }


def _version(one: OwnTemplate) -> dict[str, Any]:
    by, comment = one.written or (one.author, "")
    return {
        "template_id": one.id,
        "revision": one.revision,
        "comment": comment,
        "content": _encode(one.told),
        "by_id": by.id,
        "by_name": by.name,
        "at": one.modified,
    }


def _item(one: OwnTemplate) -> Template:
    told = one.told
    return Template(
        id=one.id,
        attack_id="",
        name=told.name,
        description=told.description,
        state="withdrawn" if one.approval == "retired" else "active",
        domains=(),
        release=None,
        url=None,
        upstream=CUSTOM,
        upstream_key=str(one.id),
        sources=(CUSTOM,),
        created=one.created,
        modified=one.modified,
        withdrawn_at=one.withdrawn_at,
        technique_ids_named=told.techniques,
        platforms=told.platforms,
        platforms_named=told.platforms,
        executor=told.executor,
        command=told.command,
        cleanup=told.cleanup,
        privileges=told.privileges,
        elevation_required=told.elevation_required,
        arguments=msgspec.convert(told.arguments, tuple[contract.Argument, ...], from_attributes=True),
        dependencies=msgspec.convert(told.dependencies, tuple[contract.Dependency, ...], from_attributes=True),
        dependency_executor=told.dependency_executor,
        group=None,
        labels=(),
        references=told.references,
        authors=(one.author.name,),
        license=None,
        upstream_path="",
    )
