"""Templates, adversaries, rules and defences by short names."""

from typing import Any
from uuid import UUID

from aegis_contracts.ids import claim_id, content_id
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.defences import DefenceItem
from aegis_contracts.imported.rules import RuleItem, RuleLogSource
from aegis_contracts.imported.templates import AdversaryItem, Argument, Dependency, TemplateItem
from catalog_support.claims import AT, run_id, source_id


def exercise_id(upstream: str, kind: str, key: str) -> UUID:
    """The content id of a template, adversary, rule or defence."""
    return content_id(upstream, kind, key)


def of(
    upstream: str, key: str, item: Any, *, source: str | None = None, run: str = "exercise 1", **fields: Any
) -> Claim:
    """A claim of a data source (called like the upstream unless told otherwise) on an item without a domain."""
    kind = item.__struct_config__.tag
    source = source or upstream
    return Claim(
        claim_id=claim_id(source, kind, key),
        content_id=content_id(upstream, kind, key),
        source_id=source_id(source),
        run_id=run_id(run),
        upstream=upstream,
        key=key,
        item=item,
        source_name=source,
        **({"modified": AT} | fields),
    )


def template(
    key: str, *named: str, upstream: str = "atomic", claim: dict[str, Any] | None = None, **fields: Any
) -> Claim:
    """A template of Atomic Red Team that names techniques: on Windows, unless told otherwise."""
    values: dict[str, Any] = {"name": f"Template {key}", "platforms": ("Windows",), "executor": "powershell"} | fields
    return of(upstream, key, TemplateItem(technique_ids_named=named, **values), **(claim or {}))


def adversary(key: str, *steps: str, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """One of Caldera's adversaries."""
    return of("caldera", key, AdversaryItem(**({"name": f"Adversary {key}"} | fields), steps=steps), **(claim or {}))


def rule(key: str, *named: str, upstream: str = "sigma", claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """A Sigma rule that names techniques."""
    values: dict[str, Any] = {"name": f"Rule {key}", "body": f"title: {key}\n", "severity": "high"} | fields
    return of(upstream, key, RuleItem(technique_ids_named=named, **values), **(claim or {}))


def defence(key: str, *named: str, claim: dict[str, Any] | None = None, **fields: Any) -> Claim:
    """A D3FEND technique that counters techniques."""
    values: dict[str, Any] = {"d3fend_id": key, "name": f"Defence {key}", "tactic": "Detect"} | fields
    return of("d3fend", key, DefenceItem(technique_ids_named=named, **values), **(claim or {}))


def small_exercise() -> list[Claim]:
    """Something of each, on the techniques of the small ATT&CK."""
    atomic = template(
        "guid-1",
        "T1059.001",
        "T1086",
        name="Mimikatz",
        description="Runs *mimikatz*.",
        command="powershell #{script}",
        cleanup="rm",
        elevation_required=True,
        arguments=(Argument(name="script", type="string", default="x.ps1"),),
        dependencies=(Dependency(description="There", check="test", get="get"),),
        references=("https://example.test/t",),
        labels=("credential-access",),
        platforms_named=("windows",),
        claim={"url": "https://example.test/atomic/guid-1"},
    )
    return [
        atomic,
        template("guid-2", "T1059", "T9999", name="Linux shell", platforms=("Linux", "macOS"), executor="sh"),
        template("ab-1/windows/psh", "T1078", upstream="caldera", group="ab-1", executor="psh", name="Log on"),
        template("ab-1/linux/sh", "T1078", upstream="caldera", group="ab-1", executor="sh", platforms=("Linux",)),
        adversary("adv-1", "ab-1", "ab-404", name="Thief", description="Steals.", objective="all"),
        rule(
            "sigma-1",
            "T1059.001",
            "T1059",
            name="Encoded command",
            body="title: Encoded\n\tdetection: \u200d\n",
            log_source=RuleLogSource(product="windows", category="process_creation"),
            status="test",
            language="sigma",
            false_positives=("Admins",),
        ),
        rule("sigma-2", "T1078", name="Odd log on", severity="low", supported=False),
        rule("sigma-3", "T1078", name="Retired", withdrawn=True),
        rule("elastic-1", "T1086", "T1059.001", upstream="elastic", name="Elastic one", building_block=True),
        defence("D3-PSA", "T1059", "T1059.001", name="Process Analysis", description="Looks."),
        defence("D3-SEA", "T1078", "T9999", name="Script Analysis", tactic="Harden"),
    ]
