"""Facts of other services, in short."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from scoring_builders import NOW, named

from aegis_contracts.catalog_actors import CATALOG_ACTORS, ActorState, ActorUse
from aegis_contracts.catalog_defences import CATALOG_DEFENCES, DefenceState
from aegis_contracts.catalog_matrices import CATALOG_MATRICES, MatrixState, MatrixTactic
from aegis_contracts.catalog_organisation import CATALOG_ORGANISATION, Exclusion, OrganisationState, ScopeState
from aegis_contracts.catalog_rules import CATALOG_RULES, Deployment, RuleState
from aegis_contracts.catalog_software import CATALOG_SOFTWARE, SoftwareState
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS, SuccessionState
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState, TechniqueTactic
from aegis_contracts.testing_tests import (
    TESTING_TESTS,
    LineResult,
    PersonRef,
    Procedure,
    RuleResult,
    SideState,
    TestState,
)
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.ids import event_id

AUTHOR = PersonRef(id=UUID(int=1), name="Ada")
EXECUTION = named("tactic execution")
PERSISTENCE = named("tactic persistence")


def fact(topic: Topic[Any], key: str, version: int, type_: str, state: Any, at: datetime = NOW) -> Fact[Any]:
    return Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=topic.types[type_],
        id=event_id(topic.name, key, version),
        time=at,
        state=state,
        correlation_id="request-1",
    )


def technique(
    attack_id: str,
    *,
    version: int = 1,
    at: datetime = NOW,
    platforms: Iterable[str] = ("Windows",),
    tactics: Iterable[UUID] = (EXECUTION,),
    state: Any = "active",
    **more: Any,
) -> Fact[TechniqueState]:
    id_ = named(attack_id)
    told = TechniqueState(
        id=id_,
        attack_id=attack_id,
        name=f"Technique {attack_id}",
        state=state,
        domains=more.pop("domains", ("enterprise",)),
        tactics=tuple(TechniqueTactic(domain="enterprise", tactic_id=tactic) for tactic in tactics),
        platforms=tuple(platforms),
        is_subtechnique="." in attack_id,
        parent_id=named(attack_id.split(".", maxsplit=1)[0]) if "." in attack_id else None,
        **more,
    )
    return fact(CATALOG_TECHNIQUES, str(id_), version, "TechniquePublished", told, at)


def matrix() -> Fact[MatrixState]:
    tactics = (
        MatrixTactic(id=EXECUTION, attack_id="TA0002", shortname="execution", name="Execution"),
        MatrixTactic(id=PERSISTENCE, attack_id="TA0003", shortname="persistence", name="Persistence"),
    )
    return fact(CATALOG_MATRICES, "enterprise", 1, "MatrixRevised", MatrixState(domain="enterprise", tactics=tactics))


def scope(
    *, version: int = 1, at: datetime = NOW, excluded: dict[str, date | None] | None = None, **more: Any
) -> Fact[OrganisationState]:
    exclusions = tuple(
        Exclusion(technique_id=named(attack_id), reason="not ours", by=AUTHOR.id, until=until)
        for attack_id, until in (excluded or {}).items()
    )
    state = OrganisationState(item=ScopeState(exclusions=exclusions, **more))
    return fact(CATALOG_ORGANISATION, "scope/-", version, "ScopeChanged", state, at)


def succession(
    old: str, new: str, *, version: int = 1, at: datetime = NOW, undone: bool = False, **fields: Any
) -> Fact[SuccessionState]:
    state = SuccessionState(old_id=named(old), target_id=named(new), undone=undone, **fields)
    type_ = "SuccessionUndone" if undone else "SuccessionDecided"
    return fact(CATALOG_SUCCESSIONS, str(named(old)), version, type_, state, at)


def rule(
    name: str, *attack_ids: str, enabled: bool = True, version: int = 1, at: datetime = NOW, state: Any = "active"
) -> Fact[RuleState]:
    status = "enabled" if enabled else "disabled"
    told = RuleState(
        id=named(name),
        source="sigma",
        kind="rule",
        upstream_key=name,
        name=name,
        state=state,
        technique_ids=tuple(named(attack_id) for attack_id in attack_ids),
        deployments=(Deployment(tool_id=named("tool"), status=status, since=at),),
    )
    return fact(CATALOG_RULES, str(told.id), version, "RuleDeployed", told, at)


def defence(
    name: str, *attack_ids: str, implemented: bool, version: int = 1, at: datetime = NOW, state: Any = "active"
) -> Fact[DefenceState]:
    told = DefenceState(
        id=named(name),
        d3fend_id=name,
        name=name,
        state=state,
        technique_ids=tuple(named(attack_id) for attack_id in attack_ids),
        implementation="implemented" if implemented else "planned",
    )
    return fact(CATALOG_DEFENCES, str(told.id), version, "DefenceImplementationChanged", told, at)


def actor(
    attack_id: str, *, direct: Iterable[str] = (), campaign: Iterable[str] = (), software: Iterable[str] = ()
) -> Fact[ActorState]:
    uses = [ActorUse(technique_id=named(one)) for one in direct]
    uses += [ActorUse(technique_id=named(one), way="campaign") for one in campaign]
    state = ActorState(
        id=named(attack_id),
        attack_id=attack_id,
        name=f"Group {attack_id}",
        state="active",
        uses=tuple(uses),
        software=tuple(named(one) for one in software),
    )
    return fact(CATALOG_ACTORS, str(state.id), 1, "ThreatActorPublished", state)


def software(attack_id: str, techniques: Iterable[str]) -> Fact[SoftwareState]:
    state = SoftwareState(
        id=named(attack_id),
        attack_id=attack_id,
        name=f"Software {attack_id}",
        type="malware",
        state="active",
        technique_ids=tuple(named(one) for one in techniques),
    )
    return fact(CATALOG_SOFTWARE, str(state.id), 1, "SoftwarePublished", state)


def result(what: str, attacked_at: datetime, platform: str = "Windows", environment: str = "production") -> LineResult:
    return LineResult(
        platform=platform,
        environment=environment,
        result=what,  # type: ignore[arg-type]  # tests say results by their words
        attacked_at=attacked_at,
        applicable=0 if what == "not_applicable" else 1,
        executions=1,
    )


class ATestOf:
    """The life of one test of `attack_id`, a fact a move; each move raises the version."""

    __test__ = False

    def __init__(self, attack_id: str, name: str = "t", *, procedure: str = "p", retest_of: UUID | None = None) -> None:
        self.id = named(f"test {name}")
        self.version = 0
        self.state: dict[str, Any] = {
            "id": self.id,
            "number": 1,
            "technique_id": named(attack_id),
            "drafted_technique_id": named(attack_id),
            "attack_id": attack_id,
            "technique_name": f"Technique {attack_id}",
            "procedure": Procedure(key=procedure, name=f"Procedure {procedure}"),
            "state": "draft",
            "author": AUTHOR,
            "drafted_at": NOW,
            "review_policy": "dual",
            "retest_of": retest_of,
        }

    def told(self, type_: str, at: datetime = NOW, **changed: Any) -> Fact[TestState]:
        self.version += 1
        self.state.update(changed)
        return fact(TESTING_TESTS, str(self.id), self.version, type_, TestState(**self.state), at)

    def drafted(self, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestDrafted", at)

    def started(self, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestStarted", at, state="red_executing", started_at=at)

    def recorded(self, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestRecorded", at)

    def validated(
        self, *lines: LineResult, at: datetime = NOW, told_at: datetime | None = None, rules: Iterable[RuleResult] = ()
    ) -> Fact[TestState]:
        return self.told(
            "TestValidated",
            told_at or at,
            state="validated",
            validated_at=at,
            result=lines[0].result if lines else "not_applicable",
            lines=lines,
            rule_results=tuple(rules),
            red=SideState(status="approved", approved_at=at),
        )

    def cancelled(self, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestCancelled", at, state="cancelled", cancelled_at=at)

    def retargeted(self, attack_id: str, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestRetargeted", at, technique_id=named(attack_id), attack_id=attack_id)

    def deleted(self, at: datetime = NOW) -> Fact[TestState]:
        return self.told("TestDeleted", at, deleted_at=at)


def validated(attack_id: str, what: str, attacked_at: datetime, *, name: str = "t", at: datetime = NOW) -> Fact[Any]:
    """A test of one line, validated at `at`, as the only thing that is heard of it."""
    return ATestOf(attack_id, name).validated(result(what, attacked_at), at=at)
