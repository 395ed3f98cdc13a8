"""Public states read from the tables, one reader a kind."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from aegis_catalog.adapters.persistence.actors.states import actor_states
from aegis_catalog.adapters.persistence.adversaries.states import adversary_states
from aegis_catalog.adapters.persistence.compliance.states import control_states, framework_states
from aegis_catalog.adapters.persistence.defences.states import defence_states
from aegis_catalog.adapters.persistence.intel.states import intel_states
from aegis_catalog.adapters.persistence.rules.states import rule_states
from aegis_catalog.adapters.persistence.software.states import software_states
from aegis_catalog.adapters.persistence.techniques.states import technique_states
from aegis_catalog.adapters.persistence.templates.states import template_states
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork

Reader = Callable[[Any, list[UUID]], Awaitable[Mapping[UUID, Any]]]

READERS: Mapping[str, Reader] = {
    "technique": technique_states,
    "actor": actor_states,
    "software": software_states,
    "template": template_states,
    "adversary": adversary_states,
    "rule": rule_states,
    "defence": defence_states,
    "framework": framework_states,
    "control": control_states,
    "intel": intel_states,
}
"""Each takes the driver's connection and the ids, and locks the items' rows in the order of their ids."""


class SqlStates:
    """`States`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def of(self, kind: str, ids: Collection[UUID]) -> Mapping[UUID, Any]:
        return await READERS[kind](await driver_of(self._uow.connection), list(ids))
