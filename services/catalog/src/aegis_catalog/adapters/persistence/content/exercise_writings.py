"""How templates, adversaries, rules and defences lie in tables."""

from typing import Any

from aegis_catalog.adapters.persistence.adversaries.tables import adversary, adversary_step
from aegis_catalog.adapters.persistence.content.writing import Belonging, Row, Writing, base_row, encode, facts_row
from aegis_catalog.adapters.persistence.defences.tables import defence
from aegis_catalog.adapters.persistence.rules.tables import rule, rule_body
from aegis_catalog.adapters.persistence.templates.tables import template, template_procedure
from aegis_catalog.application.content.exercise_items import Adversary, Defence, Rule, Template
from aegis_contracts.rule_platforms import rule_platforms

_NOTHING = encode(())


def _list(entries: tuple[Any, ...]) -> bytes:
    """A list as JSON; most are empty."""
    return encode(entries) if entries else _NOTHING


def _template(item: Template) -> Row:
    return facts_row(item) | {
        "platforms": list(item.platforms),
        "executor": item.executor,
        "elevation_required": item.elevation_required,
        "privileges": list(item.privileges),
        "group_key": item.group,
    }


def _procedure(item: Template) -> tuple[tuple[Any, ...], ...]:
    return (
        (
            item.id,
            item.description,
            item.command,
            item.cleanup,
            _list(item.arguments),
            _list(item.dependencies),
            item.dependency_executor,
            _list(item.platforms_named),
            _list(item.labels),
            _list(item.references),
            _list(item.authors),
            item.license,
            item.upstream_path,
        ),
    )


def _rule(item: Rule) -> Row:
    log_source = item.log_source
    return facts_row(item) | {
        "kind": item.rule_kind,
        "severity": item.severity,
        "upstream_status": item.upstream_status,
        "type": item.type,
        "language": item.language,
        "product": log_source.product,
        "category": log_source.category,
        "service": log_source.service,
        "log_source": encode(log_source),
        "risk_score": item.risk_score,
        "platforms": list(rule_platforms(log_source)) or None,
    }


def _body(item: Rule) -> tuple[tuple[Any, ...], ...]:
    return (
        (
            item.id,
            item.description,
            item.body,
            _list(item.false_positives),
            _list(item.related),
            item.note,
            _list(item.references),
            _list(item.authors),
            item.license,
            item.upstream_path,
        ),
    )


def _adversary(item: Adversary) -> Row:
    return base_row(item) | {
        "objective": item.objective,
        "license": item.license,
        "upstream_path": item.upstream_path,
    }


EXERCISE_WRITINGS = (
    Writing(Template, template, _template, (Belonging(template_procedure, "template_id", _procedure),)),
    Writing(
        Adversary,
        adversary,
        _adversary,
        (
            Belonging(
                adversary_step,
                "adversary_id",
                lambda item: ((item.id, place, ability) for place, ability in enumerate(item.steps)),
            ),
        ),
    ),
    Writing(Rule, rule, _rule, (Belonging(rule_body, "rule_id", _body),)),
    Writing(Defence, defence, lambda item: base_row(item) | {"tactic": item.tactic, "parent_id": item.parent_id}),
)
