"""Candidates read: one query, over the techniques that items name and the platforms that rules read."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from aegis_catalog.adapters.persistence.finding import require_owner
from aegis_catalog.adapters.persistence.reading import applying, as_built, words
from aegis_catalog.adapters.persistence.rules.tables import rule, rule_association, rule_deployment
from aegis_catalog.adapters.persistence.techniques.tables import technique_name
from aegis_catalog.adapters.persistence.templates.tables import template
from aegis_catalog.application.associations.queries.candidates import (
    CandidateFilters,
    RuleCandidate,
    TemplateCandidate,
)
from aegis_catalog.application.views.content import ItemRef
from aegis_chassis.database.listing import Listing, ListReader
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_link = rule_association.alias("link")
_fits = or_(
    rule.c.platforms.is_(None), template.c.platforms == literal_column("'{}'::text[]"),
    rule.c.platforms.overlap(template.c.platforms),
)  # fmt: skip


def _shared(owner: str, other: Table) -> ColumnElement[bool]:
    """Names a technique that the owner names too, wherever these lead today."""
    of_owner = select(technique_name.c.technique_id).where(
        technique_name.c.item_id == bindparam(owner, type_=Uuid), technique_name.c.technique_id.is_not(None)
    )
    return other.c.id.in_(select(technique_name.c.item_id).where(technique_name.c.technique_id.in_(of_owner)))


def _techniques(owner: str, other: Table) -> ColumnElement[str]:
    return literal_column(
        f"""(
    select cast(coalesce(json_agg(json_build_object('id', t.id, 'attack_id', t.attack_id, 'name', t.name)
        order by t.attack_id, t.id), '[]') as text)
    from technique t
    where t.id in (select technique_id from technique_name where item_id = {other.name}.id)
    and t.id in (select technique_id from technique_name where item_id = {owner}.id)
)""",  # noqa: S608  # our own tables' names
        Text,
    )


_verdict = func.coalesce(_link.c.verdict, literal_column("'candidate'"))
_enabled = exists(
    select(1)
    .select_from(rule_deployment)
    .where(rule_deployment.c.rule_id == rule.c.id, rule_deployment.c.status == literal_column("'enabled'"))
)
_expected = or_(_verdict == literal_column("'confirmed'"), and_(_verdict == literal_column("'candidate'"), _enabled))
_VERDICTS = (
    _verdict.label("verdict"),
    case((_enabled, literal_column("true")), else_=literal_column("false")).label("enabled"),
    case((_expected, literal_column("true")), else_=literal_column("false")).label("expected"),
    func.coalesce(_link.c.reason, literal_column("''")).label("reason"),
    _link.c.by_name,
)


def _list(owner: Table, other: Table, *columns: ColumnElement[Any]) -> ListReader:
    """What may go with an item of `owner`: active ones that share a technique and fit, and what people decided on."""
    active = other.c.state == literal_column("'active'")
    joined = owner.join(other, literal_column("true")).outerjoin(
        _link, and_(_link.c.rule_id == rule.c.id, _link.c.template_id == template.c.id)
    )
    rows: Select[Any] = (
        select(*columns, _techniques(owner.name, other).label("techniques"), *_VERDICTS)
        .select_from(joined)
        .where(
            owner.c.id == bindparam("owner", type_=Uuid),
            or_(_link.c.verdict.is_not(None), and_(active, _fits, _shared("owner", other))),
        )
    )
    return Listing(
        rows=rows,
        filters={
            "verdict": _verdict == any_(words("verdict")),
            "enabled": _enabled == bindparam("enabled", type_=Boolean),
            "expected": _expected == bindparam("expected", type_=Boolean),
            "source": other.c.upstream == any_(words("source")),
        },
        sorts={"name": other.c.name},
        tie=other.c.id,
    ).reader()


_RULES = _list(
    template, rule, rule.c.id, rule.c.name, rule.c.kind, rule.c.state, rule.c.upstream, rule.c.severity,
    func.coalesce(rule.c.platforms, literal_column("'{}'::text[]")).label("platforms"),
)  # fmt: skip
_TEMPLATES = _list(
    rule, template, template.c.id, template.c.name, template.c.state, template.c.approval, template.c.upstream,
    template.c.platforms,
)  # fmt: skip


class SqlCandidateReader:
    """`CandidateReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules_of(self, template_id: UUID, filters: CandidateFilters, request: PageRequest) -> Page[RuleCandidate]:
        bound = {"owner": template_id}
        page = await _RULES.page(self._database, request, _given(filters), _rule, bound=bound)
        await require_owner(page, self._database, "template", "template", str(template_id))
        return page

    async def templates_of(
        self, rule_id: UUID, filters: CandidateFilters, request: PageRequest
    ) -> Page[TemplateCandidate]:
        bound = {"owner": rule_id}
        page = await _TEMPLATES.page(self._database, request, _given(filters), _template, bound=bound)
        await require_owner(page, self._database, "rule", "rule", str(rule_id))
        return page


def _given(filters: CandidateFilters) -> dict[str, Any]:
    switches = {"enabled": filters.enabled, "expected": filters.expected}
    given = applying(verdict=list(filters.verdict), source=list(filters.source))
    return given | {name: value for name, value in switches.items() if value is not None}


def _rule(*columns: Any) -> RuleCandidate:
    values = (*columns[:7], as_built(columns[7], list[ItemRef]), *columns[8:])
    return RuleCandidate(*values)


def _template(*columns: Any) -> TemplateCandidate:
    values = (*columns[:6], as_built(columns[6], list[ItemRef]), *columns[7:])
    return TemplateCandidate(*values)
