"""Frameworks, controls, intel, campaigns, strategies and profiles by short names."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aegis_contracts.ids import content_id
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.actors import ActorProfileItem, CampaignItem
from aegis_contracts.imported.attack import Analytic, DetectionStrategyItem, LogSource
from aegis_contracts.imported.defences import ControlItem, ControlMapping, FrameworkItem, NonMappable
from aegis_contracts.imported.intel import IntelItem
from catalog_support.claims import item_id, technique_id
from catalog_support.exercise import of

NIST = "nist-800-53"
SLUG = "nist-800-53-r5"
MAPPINGS = "nist-800-53-mappings"


def framework_id(slug: str = SLUG) -> UUID:
    """The content id of a framework, whose key is its slug here."""
    return content_id(NIST, "framework", slug)


def control_id(key: str) -> UUID:
    """The content id of a control of NIST's."""
    return content_id(NIST, "control", key)


def framework(*, slug: str = SLUG, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """NIST SP 800-53 as its catalogue tells of it."""
    values: dict[str, Any] = {"name": "NIST SP 800-53", "version": "5.0.1", "publisher": "NIST"} | fields
    return of(NIST, slug, FrameworkItem(slug=slug, **values), **(claim or {}))


def mapping_framework(*non_mappable: NonMappable, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """The same as its mappings tell of it."""
    values: dict[str, Any] = {"name": "nist_800_53", "attack_version": "16.1", "mapping_only": True} | fields
    item = FrameworkItem(slug=SLUG, non_mappable=non_mappable, **values)
    return of(NIST, SLUG, item, **({"source": MAPPINGS, "priority": 100} | (claim or {})))


def control(label: str, *, parent: str | None = None, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """A control as its framework's catalogue tells of it; its key is the label in small letters."""
    values: dict[str, Any] = {"name": f"Control {label}", "family": "Access Control"} | fields
    item = ControlItem(
        framework_id=framework_id(), label=label, parent_id=control_id(parent) if parent else None, **values
    )
    return of(NIST, label.lower(), item, **(claim or {}))


def mapping(technique: str, **fields: Any) -> ControlMapping:
    """A mapping to a technique."""
    return ControlMapping(technique_id_named=technique, **({"type": "mitigates", "status": "complete"} | fields))


def mapped(label: str, *named: str | ControlMapping, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """A control as its mappings tell of it: a name, and no more."""
    values: dict[str, Any] = {"name": f"mapped {label}", "attack_version": "16.1", "mapping_only": True} | fields
    mappings = tuple(one if isinstance(one, ControlMapping) else mapping(one) for one in named)
    item = ControlItem(framework_id=framework_id(), label=label, mappings=mappings, **values)
    return of(NIST, label.lower(), item, **({"source": MAPPINGS, "priority": 100} | (claim or {})))


def intel(key: str, *named: str, feed: str = "Alerts", claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """An entry of a feed that names techniques."""
    values: dict[str, Any] = {
        "name": f"Entry {key}",
        "link": f"https://example.test/{key}",
        "published": datetime(2026, 11, 1, tzinfo=UTC),
    } | fields
    item = IntelItem(feed=feed, technique_ids_named=named, **values)
    return of("feed", key, item, **({"source": feed} | (claim or {})))


def campaign(
    key: str,
    *uses: str,
    actors: Iterable[str] = (),
    software: Iterable[str] = (),
    claim: dict[str, Any] | None = None,
    **fields: Any,
) -> Claim:
    """A campaign of the enterprise bundle."""
    item = CampaignItem(
        attack_id=key,
        technique_ids=tuple(technique_id(one) for one in uses),
        actors=tuple(item_id("actor", one) for one in actors),
        software=tuple(item_id("software", one) for one in software),
        **({"name": f"Campaign {key}"} | fields),
    )
    return of("mitre-attack", key, item, **({"source": "attack-enterprise", "domain": "enterprise"} | (claim or {})))


def strategy(
    key: str, *sees: str, reads: Iterable[str] = (), claim: dict[str, Any] | None = None, **fields: Any
) -> Claim:
    """A detection strategy with an analytic for each data component that it reads."""
    analytics = tuple(
        Analytic(
            attack_id=f"{key}-{component}",
            name=f"Analytic of {component}",
            platforms=("Windows",),
            log_sources=(LogSource(component_id=item_id("data_component", component), name="Sysmon"),),
        )
        for component in reads
    )
    item = DetectionStrategyItem(
        attack_id=key,
        analytics=analytics,
        technique_ids=tuple(technique_id(one) for one in sees),
        **({"name": f"Strategy {key}"} | fields),
    )
    return of("mitre-attack", key, item, **({"source": "attack-enterprise", "domain": "enterprise"} | (claim or {})))


def profile(key: str, *groups: str, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """What MISP's galaxy knows of an actor."""
    item = ActorProfileItem(
        actor_ids=tuple(item_id("actor", one) for one in groups), **({"name": f"Profile {key}"} | fields)
    )
    return of("misp-galaxy", key, item, **({"source": "misp-actors"} | (claim or {})))


def small_knowledge() -> list[Claim]:
    """Something of each, on the small ATT&CK."""
    return [
        framework(description="Controls.", license="public domain"),
        mapping_framework(
            NonMappable(technique_id_named="T1086", comment="no mitigation"),
            NonMappable(technique_id_named="T9999"),
            NonMappable(control="AC-3", comment="not of this world"),
        ),
        control("AC-2", name="Account Management", description="Do.", guidance="How.", groups=("low", "moderate")),
        control("AC-2(1)", parent="ac-2", groups=("moderate",)),
        control("AC-2(10)", parent="ac-2", withdrawn=True, successors=("AC-2",)),
        control("AC-3", family="Access Control", groups=("low",)),
        control("SI-4", family="System and Information Integrity"),
        mapped("AC-2", "T1059", "T1086", mapping("T1059.001", comment="says so")),
        mapped("IA-13", "T1078", "T9999", name="Identity Providers"),
        intel("one", "T1059.001", "T1086", summary="Short.", content="Long.", authors=("Ann",)),
        intel("two", "T9999", feed="Other", published=datetime(2026, 11, 2, tzinfo=UTC)),
        campaign(
            "C0001",
            "T1059.001",
            actors=["G0016"],
            software=["S0001"],
            name="Night",
            aliases=("Dark",),
            first_seen=datetime(2025, 1, 1, tzinfo=UTC),
        ),
        strategy("DET0001", "T1059", reads=["DC0001"], description="Look."),
        strategy("DET0009", "T1059", reads=["DC0001"], deprecated=True),
        profile("misp-1", "G0016", name="Cozy", country="RU", motivation=("Espionage",), aliases=("Dukes",)),
        profile("misp-2", "G0016", name="The Dukes", country="CN"),
        profile("misp-3", name="Nobody's", country="FR", references=("https://example.test/m",)),
        profile("misp-4", "G4040", name="Of a group unknown"),
    ]
