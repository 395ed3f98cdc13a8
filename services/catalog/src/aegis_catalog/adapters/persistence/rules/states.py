"""What others may know of detection rules: all but their bodies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.techniques.names import NO_NAMES, Names, names_of
from aegis_contracts.catalog_rules import Deployment, RuleState
from aegis_contracts.imported.rules import RuleLogSource

_RULES = """
select id, upstream, kind, upstream_key, name, state, severity, upstream_status, language, log_source, url, withdrawn_at
from rule
where id = any($1::uuid[])
order by id
for update
"""
_DEPLOYMENTS = """
select rule_id, tool_id, status, since, local_id, owner from rule_deployment
where rule_id = any($1::uuid[]) order by rule_id, tool_id
"""

_log_source = msgspec.json.Decoder(RuleLogSource).decode


async def rule_states(driver: Any, ids: list[UUID]) -> Mapping[UUID, RuleState]:
    """The states of these rules."""
    rows = await driver.fetch(_RULES, ids)
    names = await names_of(driver, ids)
    deployments: dict[UUID, list[Deployment]] = {}
    for rule_id, tool_id, status, since, local_id, owner in await driver.fetch(_DEPLOYMENTS, ids):
        deployment = Deployment(tool_id=tool_id, status=status, since=since, local_id=local_id, owner=owner)
        deployments.setdefault(rule_id, []).append(deployment)
    return {row["id"]: _state(row, names.get(row["id"], NO_NAMES), deployments.get(row["id"], [])) for row in rows}


def _state(row: Any, names: Names, deployments: list[Deployment]) -> RuleState:
    return RuleState(
        id=row["id"],
        source=row["upstream"],
        kind=row["kind"],
        upstream_key=row["upstream_key"],
        name=row["name"],
        state=row["state"],
        severity=row["severity"],
        status=row["upstream_status"],
        language=row["language"],
        log_source=_log_source(row["log_source"]),
        technique_ids=tuple(names.technique_ids),
        technique_ids_named=tuple(names.named),
        deployments=tuple(deployments),
        url=row["url"],
        withdrawn_at=row["withdrawn_at"],
    )
