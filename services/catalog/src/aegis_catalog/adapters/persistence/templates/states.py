"""What others may know of templates."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.techniques.names import NO_NAMES, Names, names_of
from aegis_contracts.catalog_templates import TemplateState
from aegis_contracts.imported.templates import Argument, Dependency

_TEMPLATES = """
select id, upstream, upstream_key, name, state, approval, revision, platforms, executor, command, cleanup, privileges,
    elevation_required, arguments, dependencies, dependency_executor, skill, group_key, url, withdrawn_at
from template left join template_procedure on template_id = id
where id = any($1::uuid[])
order by id
for update of template
"""
_RULES = """
select template_id, rule_id from rule_association
where template_id = any($1::uuid[]) and verdict = 'confirmed'
order by template_id, rule_id
"""

_arguments = msgspec.json.Decoder(tuple[Argument, ...]).decode
_dependencies = msgspec.json.Decoder(tuple[Dependency, ...]).decode
_EMPTY = (b"[]", None)


async def template_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, TemplateState]:
    """The states of these templates."""
    rows = await driver.fetch(_TEMPLATES, ids)
    names = await names_of(driver, ids)
    rules: dict[UUID, list[UUID]] = {}
    for template_id, rule_id in await driver.fetch(_RULES, ids):
        rules.setdefault(template_id, []).append(rule_id)
    return {row["id"]: _state(row, names.get(row["id"], NO_NAMES), rules.get(row["id"], [])) for row in rows}


def _state(row: Any, names: Names, rules: list[UUID]) -> TemplateState:
    arguments, dependencies = row["arguments"], row["dependencies"]
    return TemplateState(
        id=row["id"],
        source=row["upstream"],
        upstream_key=row["upstream_key"],
        name=row["name"],
        state=row["state"],
        approval=row["approval"],
        revision=row["revision"],
        technique_ids=tuple(names.technique_ids),
        technique_ids_named=tuple(names.named),
        platforms=tuple(row["platforms"]),
        executor=row["executor"],
        command=row["command"] or "",
        cleanup=row["cleanup"],
        privileges=tuple(row["privileges"]),
        elevation_required=row["elevation_required"],
        arguments=() if arguments in _EMPTY else _arguments(arguments),
        dependencies=() if dependencies in _EMPTY else _dependencies(dependencies),
        dependency_executor=row["dependency_executor"],
        skill=row["skill"],
        group=row["group_key"],
        rule_ids=tuple(rules),
        url=row["url"],
        withdrawn_at=row["withdrawn_at"],
    )
