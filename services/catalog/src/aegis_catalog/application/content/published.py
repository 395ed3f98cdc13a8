"""What the topics of content say: public states, and which event tells of a change."""

from typing import Protocol, TypeVar

from aegis_catalog.application.content.items import Actor, Software
from aegis_catalog.domain.content import State
from aegis_contracts.catalog_actors import ActorState, ActorUse
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.catalog_software import SoftwareState
from aegis_contracts.catalog_successions import SuccessionState
from aegis_contracts.catalog_techniques import TechniqueState


class _HasState(Protocol):
    @property
    def state(self) -> State: ...


S = TypeVar("S", bound=_HasState)


def actor_state(actor: Actor) -> ActorState:
    """An actor as others may know it. Uses of one technique in one way are one, however many campaigns there are."""
    uses = dict.fromkeys((use.technique_id, use.way) for use in actor.uses if use.way != "software")
    return ActorState(
        id=actor.id,
        attack_id=actor.attack_id,
        name=actor.name,
        state=actor.state,
        aliases=actor.aliases,
        domains=actor.domains,
        uses=tuple(ActorUse(technique_id=technique_id, way=way) for technique_id, way in uses),
        software=actor.software,
        withdrawn_at=actor.withdrawn_at,
    )


def software_state(software: Software) -> SoftwareState:
    return SoftwareState(
        id=software.id,
        attack_id=software.attack_id,
        name=software.name,
        type=software.type,
        state=software.state,
        domains=software.domains,
        platforms=software.platforms,
        technique_ids=software.technique_ids,
        withdrawn_at=software.withdrawn_at,
    )


def _content_event(noun: str, before: S | None, after: S) -> str:
    if before is None:
        return f"{noun}Published"
    left = before.state == "active" and after.state != "active"
    return f"{noun}Withdrawn" if left else f"{noun}Revised"


def technique_event(before: TechniqueState | None, after: TechniqueState) -> str:
    """The event's name: leaving weighs more than a review."""
    name = _content_event("Technique", before, after)
    if name == "TechniqueRevised" and before is not None and after.review_required and not before.review_required:
        return "TechniqueFlaggedForReview"
    return name


def actor_event(before: ActorState | None, after: ActorState) -> str:
    return _content_event("ThreatActor", before, after)


def software_event(before: SoftwareState | None, after: SoftwareState) -> str:
    return _content_event("Software", before, after)


def matrix_event(before: MatrixState | None, after: MatrixState) -> str:  # one shape for all topics
    return "MatrixRevised"


def succession_event(before: SuccessionState | None, after: SuccessionState) -> str:  # as above
    return "SuccessionUndone" if after.undone else "SuccessionDecided"
