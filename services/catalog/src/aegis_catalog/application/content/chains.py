"""Where chains of techniques end, and what the topic of successions has to say of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec

from aegis_catalog.application.content.ports import Chained, Chains
from aegis_catalog.domain.succession import Ending, follow
from aegis_contracts.catalog_successions import SomeTests, SuccessionState


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


def successions(followed: Followed, before: Mapping[str, SuccessionState]) -> dict[str, SuccessionState]:
    """What the topic has to say: all follow to a decided end, the tests that a person chose go where they said, and a
    succession that no longer holds is undone."""
    present: dict[str, SuccessionState] = {}
    for old, ending in followed.endings.items():
        if ending.decided and ending.successor is not None:
            decided = followed.techniques[old].link.decided is not None
            state = SuccessionState(old_id=old, target_id=ending.successor, cause="decided" if decided else "revoked")
            present[str(old)] = state
    for old, chained in followed.techniques.items():
        if chained.splits:
            present[str(old)] = _split(old, chained.splits, present.get(str(old)))
    gone = {
        key: msgspec.structs.replace(state, undone=True)
        for key, state in before.items()
        if key not in present and not state.undone
    }
    return {**present, **gone}


def leads(states: Mapping[str, SuccessionState], before: Mapping[str, SuccessionState]) -> dict[UUID, UUID]:
    """Where all that points to a technique leads, of those from which all does."""
    return {
        state.old_id: state.target_id
        for state in {**before, **states}.values()
        if not state.undone and state.test_ids is None
    }


def _split(old: UUID, splits: tuple[SomeTests, ...], of_all: SuccessionState | None) -> SuccessionState:
    if of_all is not None:
        return msgspec.structs.replace(of_all, splits=splits, cause="decided")
    first, *others = splits
    return SuccessionState(
        old_id=old, target_id=first.target_id, cause="decided", test_ids=first.test_ids, splits=tuple(others)
    )
