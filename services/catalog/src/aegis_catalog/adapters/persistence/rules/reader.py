"""Detection rules read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Integer, Text, Uuid, any_, bindparam, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.contents import ContentList, Filter, by_word
from aegis_catalog.adapters.persistence.reading import (
    as_built,
    by_source,
    by_text,
    content_columns,
    or_epoch,
    pattern,
    references,
    version_of,
    words,
)
from aegis_catalog.adapters.persistence.rule_health.reader import HEALTH
from aegis_catalog.adapters.persistence.rule_health.tables import rule_standing
from aegis_catalog.adapters.persistence.rules.tables import rule, rule_body, rule_deployment
from aegis_catalog.adapters.persistence.techniques.naming_items import (
    by_domain,
    by_technique,
    by_technique_or_sub,
    names_in,
    techniques_of,
)
from aegis_catalog.application.rules.queries.rules import (
    DeploymentView,
    RuleDetail,
    RuleFilters,
    RuleHealth,
    RuleRow,
    TemplateOf,
)
from aegis_catalog.application.views.content import ItemRef
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.imported.rules import RuleLogSource

_DEPLOYMENTS = literal_column(
    """(
    select cast(coalesce(json_agg(json_build_object('tool_id', d.tool_id, 'tool', tool.name, 'status', d.status,
        'since', d.since, 'local_id', d.local_id, 'owner', d.owner, 'version', d.version)
        order by tool.name, d.tool_id), '[]') as text)
    from rule_deployment d left join tool on tool.id = d.tool_id
    where d.rule_id = rule.id
)""",
    Text,
)
_TEMPLATES = literal_column(
    """(
    select cast(coalesce(json_agg(json_build_object('id', template.id, 'name', template.name,
        'upstream', template.upstream) order by template.name, template.id), '[]') as text)
    from rule_association link join template on template.id = link.template_id
    where link.rule_id = rule.id and link.verdict = 'confirmed'
)""",
    Text,
)

ROWS = select(
    *content_columns(rule),
    rule.c.kind,
    rule.c.severity,
    rule.c.upstream_status,
    rule.c.type,
    rule.c.language,
    rule.c.log_source,
    rule.c.risk_score,
    techniques_of(rule).label("techniques"),
    names_in(rule).label("named"),
    _DEPLOYMENTS.label("deployments"),
    literal_column(HEALTH, Text).label("health"),
).select_from(rule.outerjoin(rule_body, rule_body.c.rule_id == rule.c.id))
"""Every rule with what the list shows of it, in the order of `rule_row`."""

_WIDTH = 24
"""Columns of the list."""

_its = rule_deployment.c.rule_id == rule.c.id
# Either may be left out: the other then asks for less (see `RuleFilters`).
_tools = bindparam("tool", type_=ARRAY(Uuid))
_status = words("deployment")
_in_tools = _tools.is_(None) | (rule_deployment.c.tool_id == any_(_tools))


_SEVERITY = func.coalesce(
    func.array_position(
        literal_column("array['informational', 'info', 'low', 'medium', 'high', 'critical']"), rule.c.severity
    ),
    literal_column("0"),
    type_=Integer,
)
_RISK = func.coalesce(rule.c.risk_score, literal_column("-1"), type_=Float)


def _deployed(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(rule_deployment).where(_its, _in_tools, where))


_somewhere = _deployed(rule_deployment.c.status != "not_deployed")
_stands = _deployed(rule_deployment.c.status == any_(_status)) | (
    (literal_column("'not_deployed'") == any_(_status)) & ~_somewhere
)


def _stood(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(rule_standing).where(rule_standing.c.rule_id == rule.c.id, where))


_health = words("health")
_evaluated = rule_standing.c.evaluated > 0
_fares = (
    ((literal_column("'silent'") == any_(_health)) & _stood(_evaluated & (rule_standing.c.fired == 0)))
    | ((literal_column("'never_evaluated'") == any_(_health)) & ~_stood(_evaluated))
    | ((literal_column("'sole_cover'") == any_(_health)) & _stood(rule_standing.c.sole_cover))
)


def rule_row(*columns: Any) -> RuleRow:
    """An item of the list from a row's columns."""
    values = (
        *columns[:18],
        as_built(columns[18], RuleLogSource),
        columns[19],
        as_built(columns[20], list[ItemRef]),
        columns[21],
        as_built(columns[22], list[DeploymentView]),
        as_built(columns[23], RuleHealth),
    )
    return RuleRow(*values)


def _detail(*columns: Any) -> RuleDetail:
    listed = rule_row(*columns[:_WIDTH])
    version, description, body, unresolved, templates, *lists = columns[_WIDTH:]
    false_positives, related, note, refs, authors, *last = lists
    values = (
        *(getattr(listed, name) for name in RuleRow.__struct_fields__),
        version,
        description,
        body,
        unresolved,
        as_built(templates, list[TemplateOf]),
        as_built(false_positives, list[str]),
        as_built(related, list[str]),
        note,
        as_built(refs, list[str]),
        as_built(authors, list[str]),
        *last,
    )
    return RuleDetail(*values)


_text = rule_body.c
RULES = ContentList[RuleFilters, RuleRow, RuleDetail](
    table=rule,
    noun="rule",
    rows=ROWS,
    row=rule_row,
    detail=_detail,
    more=(
        version_of(rule, CATALOG_RULES.name),
        _text.description,
        _text.body,
        names_in(rule, unresolved=True),
        _TEMPLATES,
        _text.false_positives,
        _text.related,
        _text.note,
        _text.refs,
        _text.authors,
        _text.license,
        _text.upstream_path,
    ),
    filters={
        "q": Filter(by_text(rule), pattern),
        "domain": Filter(by_domain(rule)),
        "source": Filter(by_source(rule)),
        "kind": by_word(rule.c.kind, "kind"),
        "severity": by_word(rule.c.severity, "severity"),
        "upstream_status": by_word(rule.c.upstream_status, "upstream_status"),
        "product": by_word(rule.c.product, "product"),
        "category": by_word(rule.c.category, "category"),
        "service": by_word(rule.c.service, "service"),
        "technique": Filter(by_technique(rule), references),
        "technique_or_sub": Filter(by_technique_or_sub(rule), references),
        "deployment": Filter(_stands),
        "tool": Filter(_status.is_not(None) | _somewhere),
        "health": Filter(_fares),
    },
    sorts={
        "modified": or_epoch(rule.c.modified),
        "severity": _SEVERITY,
        "risk_score": _RISK,
    },
)


class SqlRuleBodyReader:
    """`RuleBodyReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def body(self, rule_id: UUID) -> str | None:
        async with self._database.raw() as connection:
            found: str | None = await connection.fetchval("select body from rule_body where rule_id = $1", rule_id)
        return found
