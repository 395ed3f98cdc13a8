"""Facts of other services, in short."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.catalog_actors import CATALOG_ACTORS, ActorState, ActorUse
from aegis_contracts.catalog_matrices import CATALOG_MATRICES, MatrixState, MatrixTactic
from aegis_contracts.catalog_organisation import (
    CATALOG_ORGANISATION,
    Exclusion,
    OrganisationState,
    ScopeState,
    ToolState,
)
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState, TechniqueTactic
from aegis_contracts.decay import Decaying, ScoreFormula
from aegis_contracts.identity_users import IDENTITY_USERS, UserState
from aegis_contracts.import_runs import IMPORT_RUNS, ImportRunState
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_contracts.testing_tests import TESTING_TESTS, LineResult, PersonRef, Procedure, TestState
from aegis_kernel.audit import AuditEntry
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.ids import event_id, named_id, uuid7

NOW = datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC)
AUTHOR = PersonRef(id=UUID(int=1), name="Ada")


def named(name: str) -> UUID:
    return named_id("reporting tests", name)


EXECUTION = named("tactic execution")
PERSISTENCE = named("tactic persistence")
EMPTY = named("tactic empty")


def fact(
    topic: Topic[Any], key: str, version: int, type_: str, state: Any, *, at: datetime = NOW, **more: Any
) -> Fact[Any]:
    return Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=topic.types[type_],
        id=uuid7() if topic.append_only else event_id(topic.name, key, version),
        time=at,
        state=state,
        correlation_id="request-1",
        **more,
    )


def matrix(*, version: int = 1, release: str | None = "19.1", domain: Any = "enterprise") -> Fact[MatrixState]:
    tactics = (
        MatrixTactic(id=EXECUTION, attack_id="TA0002", shortname="execution", name="Execution"),
        MatrixTactic(id=PERSISTENCE, attack_id="TA0003", shortname="persistence", name="Persistence"),
        MatrixTactic(id=EMPTY, attack_id="TA0099", shortname="empty", name="Empty"),
    )
    state = MatrixState(domain=domain, tactics=tactics, release=release)
    return fact(CATALOG_MATRICES, domain, version, "MatrixRevised", state)


def technique(
    attack_id: str,
    name: str | None = None,
    *,
    version: int = 1,
    platforms: Iterable[str] = ("Windows",),
    tactics: Iterable[UUID] = (EXECUTION,),
    state: Any = "active",
    domain: Any = "enterprise",
    at: datetime = NOW,
    **more: Any,
) -> Fact[TechniqueState]:
    told = TechniqueState(
        id=named(attack_id),
        attack_id=attack_id,
        name=name or f"Technique {attack_id}",
        state=state,
        domains=(domain,),
        tactics=tuple(TechniqueTactic(domain=domain, tactic_id=tactic) for tactic in tactics),
        platforms=tuple(platforms),
        is_subtechnique="." in attack_id,
        parent_id=named(attack_id.split(".", maxsplit=1)[0]) if "." in attack_id else None,
        **more,
    )
    return fact(CATALOG_TECHNIQUES, str(told.id), version, "TechniquePublished", told, at=at)


def actor(attack_id: str, *, direct: Iterable[str] = (), campaign: Iterable[str] = (), state: Any = "active",
          version: int = 1) -> Fact[ActorState]:  # fmt: skip
    uses = [ActorUse(technique_id=named(one)) for one in direct]
    uses += [ActorUse(technique_id=named(one), way="campaign") for one in campaign]
    told = ActorState(
        id=named(attack_id), attack_id=attack_id, name=f"Group {attack_id}", state=state, uses=tuple(uses)
    )
    return fact(CATALOG_ACTORS, str(told.id), version, "ThreatActorPublished", told)


def scope(*, version: int = 1, excluded: dict[str, date | None] | None = None, **more: Any) -> Fact[OrganisationState]:
    exclusions = tuple(
        Exclusion(technique_id=named(attack_id), reason="not ours", by=AUTHOR.id, until=until)
        for attack_id, until in (excluded or {}).items()
    )
    state = OrganisationState(item=ScopeState(exclusions=exclusions, **more))
    return fact(CATALOG_ORGANISATION, "scope/-", version, "ScopeChanged", state)


def tool() -> Fact[OrganisationState]:
    state = OrganisationState(item=ToolState(id=named("tool"), name="EDR", type="edr"))
    return fact(CATALOG_ORGANISATION, f"tool/{named('tool')}", 1, "ToolChanged", state)


def score(
    attack_id: str,
    *,
    version: int = 1,
    status: Any = "validated",
    flags: Iterable[str] = (),
    steady: float = 40.0,
    fading: float = 0.0,
    assumed: float = 0.0,
    in_scope: bool = True,
    tests: int = 1,
    type_: str = "CoverageStatusChanged",
    at: datetime = NOW,
    because: Fact[Any] | None = None,
    changed: dict[str, Any] | None = None,
    last_attacked_at: datetime | None = None,
) -> Fact[TechniqueScore]:
    decaying = (Decaying(fading, 90.0),) if fading else ()
    told = TechniqueScore(
        technique_id=named(attack_id),
        status=status,
        flags=tuple(flags),
        score=ScoreFormula(at=at, steady=steady + assumed, decaying=decaying),
        proven=ScoreFormula(at=at, steady=steady, decaying=decaying),
        assumed=ScoreFormula(at=at, steady=assumed),
        in_scope=in_scope,
        tests=tests,
        lines=tests,
        last_attacked_at=last_attacked_at or (at if tests else None),
    )
    return fact(
        SCORING_SCORES,
        str(told.technique_id),
        version,
        type_,
        told,
        at=at,
        causation_id=str(because.id) if because else None,
        actor_id=because.actor_id if because else None,
        changed=changed or {},
    )


def purple_test(
    attack_id: str,
    type_: str = "TestValidated",
    *,
    name: str = "t",
    number: int = 1,
    version: int = 1,
    state: Any = "validated",
    result: Any = "detected",
    at: datetime = NOW,
    blind: bool = False,
    changed: dict[str, Any] | None = None,
    **more: Any,
) -> Fact[TestState]:
    lines = ()
    if state == "validated":
        lines = (
            LineResult(
                platform="Windows", environment="production", result=result, attacked_at=at, applicable=1, executions=1
            ),
        )
    told = TestState(
        id=named(f"test {name}"),
        number=number,
        technique_id=named(attack_id),
        drafted_technique_id=named(attack_id),
        attack_id=attack_id,
        technique_name=f"Technique {attack_id}",
        procedure=Procedure(key="p", name=f"Procedure {name}"),
        state=state,
        author=AUTHOR,
        drafted_at=at,
        review_policy="dual",
        validated_at=at if state == "validated" else None,
        result=result if state == "validated" else None,
        lines=lines,
        blind=blind,
        **more,
    )
    return fact(
        TESTING_TESTS, str(told.id), version, type_, told, at=at, actor_id=str(AUTHOR.id), changed=changed or {}
    )


def user(*, name: str = "Ada", id_: UUID = AUTHOR.id) -> Fact[UserState]:
    told = UserState(id=id_, name=name, roles=("red_lead",), tokens_valid_from=NOW)
    return fact(IDENTITY_USERS, str(id_), 1, "UserCreated", told)


def run(state: Any, *, version: int = 1, dry_run: bool = False, at: datetime = NOW) -> Fact[ImportRunState]:
    told = ImportRunState(
        id=named("run"),
        source_id=named("source"),
        source_name="attack-enterprise",
        state=state,
        dry_run=dry_run,
        release="19.1",
        requested_at=at,
    )
    types = {"applied": "ImportRunApplied", "failed": "ImportRunFailed", "reading": "ImportRunStarted"}
    return fact(IMPORT_RUNS, str(told.id), version, types[state], told, at=at)


def entry(number: int, *, at: datetime = NOW, **given: Any) -> Fact[AuditEntry]:
    values = {
        "id": f"entry-{number}",
        "at": at,
        "service": "testing-workflow",
        "action": "tests.submit",
        "outcome": "done",
        "object_type": "aegis.testing.tests",
        "object_id": "t-1",
        "actor_id": str(AUTHOR.id),
        "actor_name": AUTHOR.name,
    }
    told = AuditEntry(**values | given)
    return fact(AUDIT_ENTRIES, told.object_id, 0, "AuditEntryWritten", told, at=at)
