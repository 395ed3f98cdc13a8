"""After techniques have changed: every chain of revocations followed again, and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec

from aegis_catalog.application.content.ports import Chained, Chains
from aegis_catalog.domain.succession import Ending, follow
from aegis_contracts.catalog_successions import SuccessionState


@dataclass(frozen=True, slots=True)
class Followed:
    """Every technique that hands over with its ending, and the techniques whose successor has become another."""

    endings: Mapping[UUID, Ending]
    techniques: Mapping[UUID, Chained]
    moved: frozenset[UUID]


async def follow_chains(chains: Chains) -> Followed:
    """Follows all chains and notes the successors that have become others."""
    techniques = await chains.all()
    links = {technique_id: chained.link for technique_id, chained in techniques.items()}
    endings = {technique_id: follow(technique_id, links) for technique_id in links}
    moved = {
        technique_id: ending.successor
        for technique_id, ending in endings.items()
        if ending.successor != techniques[technique_id].successor
    }
    if moved:
        await chains.set_successors(moved)
    handing_over = {id_: ending for id_, ending in endings.items() if links[id_].hands_over}
    return Followed(handing_over, techniques, frozenset(moved))


def successions(endings: Mapping[UUID, Ending], before: Mapping[str, SuccessionState]) -> dict[str, SuccessionState]:
    """What the topic has to say: all follow to a decided end; a succession that no longer holds is undone. Those that
    people decided are left alone."""
    present = {
        str(old): SuccessionState(old_id=old, target_id=ending.successor)
        for old, ending in endings.items()
        if ending.decided and ending.successor is not None
    }
    gone = {
        key: msgspec.structs.replace(state, undone=True)
        for key, state in before.items()
        if key not in present and state.cause == "revoked" and not state.undone
    }
    decided = {key for key, state in before.items() if state.cause != "revoked"}
    return {key: state for key, state in {**present, **gone}.items() if key not in decided}
