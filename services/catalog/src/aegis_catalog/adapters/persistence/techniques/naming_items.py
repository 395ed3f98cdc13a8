"""Items that name techniques, read: the techniques that they are linked to, and filters by technique and tactic."""

from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    Table,
    Text,
    any_,
    func,
    literal_column,
    or_,
    select,
)

from aegis_catalog.adapters.persistence.reading import names_one, words
from aegis_catalog.adapters.persistence.tactics.tables import tactic
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_name, technique_tactic

parent = technique.alias("parent")


def techniques_of(table: Table) -> ColumnElement[str]:
    """The techniques that a row's names lead to, each once, as JSON: a list of `ItemRef`, by public id."""
    return literal_column(
        f"""(
    select cast(coalesce(json_agg(json_build_object('id', t.id, 'attack_id', t.attack_id, 'name', t.name)
        order by t.attack_id, t.id), '[]') as text)
    from technique t
    where t.id in (select technique_id from technique_name where item_id = {table.name}.id)
)""",  # noqa: S608  # our own tables' names
        Text,
    )


def count_of(table: Table) -> ColumnElement[int]:
    """How many active techniques a row's names lead to."""
    return literal_column(
        f"""(
    select count(*) from technique t
    where t.state = 'active' and t.id in (select technique_id from technique_name where item_id = {table.name}.id)
)""",  # noqa: S608  # our own tables' names
        Integer,
    )


def links_of(table: Table) -> Subquery:
    """The links of all items of a table, each once: columns ``item_id`` and ``technique_id``."""
    return (
        select(technique_name.c.item_id, technique_name.c.technique_id)
        .where(technique_name.c.kind == table.name, technique_name.c.technique_id.is_not(None))
        .distinct()
        .subquery(f"{table.name}_links")
    )


def names_in(table: Table, *, unresolved: bool = False) -> ColumnElement[list[str]]:
    """The technique ids that a row names, in order; only those that nobody knows."""
    names = select(technique_name.c.named).where(technique_name.c.item_id == table.c.id)
    if unresolved:
        names = names.where(technique_name.c.technique_id.is_(None))
    return func.array(names.order_by(technique_name.c.named).scalar_subquery())


def by_technique(table: Table, name: str = "technique") -> ColumnElement[bool]:
    """Is linked to one of the techniques that the filter `name` names. Values have to come from `references`."""
    meant = select(technique.c.id).where(names_one(technique, name))
    linked = select(technique_name.c.item_id).where(technique_name.c.technique_id.in_(meant))
    return table.c.id.in_(linked)


def by_technique_or_sub(table: Table, name: str = "technique_or_sub") -> ColumnElement[bool]:
    """The same, or to one of their sub-techniques."""
    meant = (
        select(technique.c.id)
        .select_from(technique.outerjoin(parent, parent.c.id == technique.c.parent_id))
        .where(or_(names_one(technique, name), names_one(parent, name)))
    )
    linked = select(technique_name.c.item_id).where(technique_name.c.technique_id.in_(meant))
    return table.c.id.in_(linked)


def by_tactic(table: Table, name: str = "tactic") -> ColumnElement[bool]:
    """Is linked to a technique of one of the tactics that the filter `name` names, by id, public id or short name."""
    meant = select(tactic.c.id).where(or_(names_one(tactic, name), tactic.c.shortname == any_(words(name))))
    cells = select(technique_tactic.c.technique_id).where(technique_tactic.c.tactic_id.in_(meant))
    linked = select(technique_name.c.item_id).where(technique_name.c.technique_id.in_(cells))
    return table.c.id.in_(linked)


def by_domain(table: Table) -> ColumnElement[bool]:
    """Is linked to a technique of one of the domains that the filter `domain` names: such items stand in none
    themselves."""
    meant = select(technique.c.id).where(technique.c.domains.overlap(words("domain")))
    return table.c.id.in_(select(technique_name.c.item_id).where(technique_name.c.technique_id.in_(meant)))
