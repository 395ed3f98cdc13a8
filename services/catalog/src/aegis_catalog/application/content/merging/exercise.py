"""Templates, adversaries, rules, defences. None of them stands in domains: all is from the claim that goes first."""

from collections.abc import Sequence

from aegis_catalog.application.content.exercise_items import Adversary, Defence, Rule, Template
from aegis_catalog.application.content.merging.base import base
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.defences import DefenceItem
from aegis_contracts.imported.rules import RuleItem
from aegis_contracts.imported.templates import AdversaryItem, TemplateItem


def template(first: TemplateItem, heard: Sequence[Claim]) -> Template:
    return Template(
        **base("", heard),
        technique_ids_named=first.technique_ids_named,
        platforms=first.platforms,
        platforms_named=first.platforms_named,
        executor=first.executor,
        command=first.command,
        cleanup=first.cleanup,
        privileges=first.privileges,
        elevation_required=first.elevation_required,
        arguments=first.arguments,
        dependencies=first.dependencies,
        dependency_executor=first.dependency_executor,
        group=first.group,
        labels=first.labels,
        references=first.references,
        authors=first.authors,
        license=first.license,
        upstream_path=first.upstream_path,
    )


def adversary(first: AdversaryItem, heard: Sequence[Claim]) -> Adversary:
    return Adversary(
        **base("", heard),
        steps=first.steps,
        objective=first.objective,
        license=first.license,
        upstream_path=first.upstream_path,
    )


def rule(first: RuleItem, heard: Sequence[Claim]) -> Rule:
    return Rule(
        **base("", heard),
        technique_ids_named=first.technique_ids_named,
        rule_kind="building_block" if first.building_block else "rule",
        severity=first.severity,
        upstream_status=first.status,
        type=first.type,
        language=first.language,
        body=first.body,
        log_source=first.log_source,
        risk_score=first.risk_score,
        false_positives=first.false_positives,
        related=first.related,
        note=first.note,
        references=first.references,
        authors=first.authors,
        license=first.license,
        upstream_path=first.upstream_path,
    )


def defence(first: DefenceItem, heard: Sequence[Claim]) -> Defence:
    return Defence(
        **base(first.d3fend_id, heard),
        technique_ids_named=first.technique_ids_named,
        tactic=first.tactic,
        parent_id=first.parent_id,
    )
