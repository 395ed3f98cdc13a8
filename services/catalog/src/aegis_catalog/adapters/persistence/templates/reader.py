"""Test templates read."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, bindparam, exists, func, literal_column, select

from aegis_catalog.adapters.persistence.contents import ContentList, Filter, by_choice, by_word, by_words
from aegis_catalog.adapters.persistence.reading import (
    as_built,
    by_source,
    by_text,
    content_columns,
    or_epoch,
    pattern,
    references,
    version_of,
)
from aegis_catalog.adapters.persistence.rules.tables import rule_association
from aegis_catalog.adapters.persistence.techniques.naming_items import (
    by_domain,
    by_tactic,
    by_technique,
    by_technique_or_sub,
    names_in,
    techniques_of,
)
from aegis_catalog.adapters.persistence.templates.tables import template, template_procedure, template_standing
from aegis_catalog.application.templates.queries.templates import (
    OwnTemplatePart,
    RuleOf,
    TemplateDetail,
    TemplateFilters,
    TemplateRow,
)
from aegis_catalog.application.views.content import ItemRef
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_contracts.imported.templates import Argument, Dependency

_confirmed = (rule_association.c.template_id == template.c.id) & (rule_association.c.verdict == "confirmed")
_last_used_at = template_standing.c.last_used_at
_RULES = literal_column(
    """(
    select cast(coalesce(json_agg(json_build_object('id', rule.id, 'name', rule.name, 'kind', rule.kind,
        'state', rule.state, 'enabled', exists (select from rule_deployment
            where rule_deployment.rule_id = rule.id and status = 'enabled'))
        order by rule.name, rule.id), '[]') as text)
    from rule_association link join rule on rule.id = link.rule_id
    where link.template_id = template.id and link.verdict = 'confirmed'
)""",
    Text,
)

_OWN = literal_column(
    """(
    select cast(json_build_object(
        'author', json_build_object('id', own.author_id, 'name', own.author_name),
        'forked_from', own.forked_from,
        'approved_by', case when own.approved_by is not null
            then json_build_object('id', own.approved_by, 'name', own.approved_by_name) end,
        'approved_at', own.approved_at) as text)
    from own_template own where own.template_id = template.id
)""",
    Text,
)

ROWS = select(
    *content_columns(template),
    techniques_of(template).label("techniques"),
    names_in(template).label("named"),
    template.c.platforms,
    template.c.executor,
    template.c.elevation_required,
    template.c.approval,
    template.c.revision,
    template.c.skill,
    template.c.group_key,
    select(func.count()).select_from(rule_association).where(_confirmed).scalar_subquery().label("rules"),
    _last_used_at,
).select_from(
    template.outerjoin(template_standing, template_standing.c.template_id == template.c.id).outerjoin(
        template_procedure, template_procedure.c.template_id == template.c.id
    )
)
"""Every template with what the list shows of it, in the order of `template_row`."""

_WIDTH = 24
"""Columns of the list."""


def _yes(condition: ColumnElement[bool], name: str) -> Filter:
    return by_choice(condition == bindparam(name, type_=Boolean))


def template_row(*columns: Any) -> TemplateRow:
    """An item of the list from a row's columns."""
    values = (*columns[:13], as_built(columns[13], list[ItemRef]), *columns[14:_WIDTH])
    return TemplateRow(*values)


def _detail(*columns: Any) -> TemplateDetail:
    version, description, command, cleanup, arguments, dependencies, *rest = columns[_WIDTH:]
    dependency_executor, privileges, platforms_named, unresolved, rules, labels, refs, authors, *last, own = rest
    values = (
        *columns[:13],
        as_built(columns[13], list[ItemRef]),
        *columns[14:_WIDTH],
        version,
        description,
        command,
        cleanup,
        as_built(arguments, list[Argument]),
        as_built(dependencies, list[Dependency]),
        dependency_executor,
        privileges,
        as_built(platforms_named, list[str]),
        unresolved,
        as_built(rules, list[RuleOf]),
        as_built(labels, list[str]),
        as_built(refs, list[str]),
        as_built(authors, list[str]),
        *last,
        None if own is None else as_built(own, OwnTemplatePart),
    )
    return TemplateDetail(*values)


_procedure = template_procedure.c
TEMPLATES = ContentList[TemplateFilters, TemplateRow, TemplateDetail](
    table=template,
    noun="template",
    rows=ROWS,
    row=template_row,
    detail=_detail,
    more=(
        version_of(template, CATALOG_TEMPLATES.name),
        _procedure.description,
        _procedure.command,
        _procedure.cleanup,
        _procedure.arguments,
        _procedure.dependencies,
        _procedure.dependency_executor,
        template.c.privileges,
        _procedure.platforms_named,
        names_in(template, unresolved=True),
        _RULES,
        _procedure.labels,
        _procedure.refs,
        _procedure.authors,
        _procedure.license,
        _procedure.upstream_path,
        _OWN,
    ),
    filters={
        "q": Filter(by_text(template), pattern),
        "domain": Filter(by_domain(template)),
        "source": Filter(by_source(template)),
        "technique": Filter(by_technique(template), references),
        "technique_or_sub": Filter(by_technique_or_sub(template), references),
        "tactic": Filter(by_tactic(template), references),
        "platform": by_words(template.c.platforms, "platform"),
        "executor": by_word(template.c.executor, "executor"),
        "elevation": _yes(template.c.elevation_required, "elevation"),
        "approval": by_word(template.c.approval, "approval"),
        "has_rules": _yes(exists(select(1).select_from(rule_association).where(_confirmed)), "has_rules"),
        "never_used": _yes(_last_used_at.is_(None), "never_used"),
    },
    sorts={"modified": or_epoch(template.c.modified), "last_used_at": or_epoch(_last_used_at)},
)
