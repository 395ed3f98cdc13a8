"""What the readers of content share: columns, filters, references and JSON that goes out as the database built it."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    Text,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import aggregate_order_by

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.content.tables import publication
from aegis_catalog.adapters.persistence.lookup import as_public_id
from aegis_catalog.application.views.filters import ContentFilters

T = TypeVar("T")


def content_columns(table: FromClause) -> list[ColumnElement[Any]]:
    """The columns of a `ContentView`, in its order."""
    column = table.c
    return [
        column.id,
        func.nullif(column.attack_id, literal_column("''")).label("attack_id"),
        column.name,
        column.state,
        column.domains,
        column.sources,
        column.upstream,
        column.upstream_key,
        column.url,
        column.release,
        column.created,
        column.modified,
        column.withdrawn_at,
    ]


def words(name: str) -> ColumnElement[Any]:
    """A filter's values, as an array."""
    return bindparam(name, type_=WORDS)


def content_filters(table: FromClause, *, aliases: bool = False) -> dict[str, ColumnElement[bool]]:
    """The conditions of `ContentFilters`."""
    pattern = bindparam("q", type_=Text)
    found: list[ColumnElement[bool]] = [table.c.name.ilike(pattern), table.c.attack_id.ilike(pattern)]
    if aliases:
        alias = func.unnest(table.c.aliases).column_valued("alias")
        found.append(exists(select(1).where(alias.ilike(pattern))))
    return {
        "state": table.c.state == any_(words("state")),
        "domain": table.c.domains.overlap(words("domain")),
        "q": or_(*found),
    }


def content_values(filters: ContentFilters) -> dict[str, Any]:
    """The values of those of `ContentFilters` that apply."""
    return applying(state=list(filters.state), domain=list(filters.domain), q=pattern(filters.q))


def applying(**values: Any) -> dict[str, Any]:
    """The filters that say anything."""
    return {name: value for name, value in values.items() if value}


def any_case(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether an array of words has one of a filter's, whatever the case of letters. Values have to be in small
    letters."""
    word = func.unnest(column).column_valued("word")
    return exists(select(1).where(func.lower(word) == any_(words(name))))


def names_one(table: FromClause, name: str) -> ColumnElement[bool]:
    """Whether a row is one of those that a filter names, by id or public id. Values have to come from `references`."""
    return or_(sql_cast(table.c.id, Text) == any_(words(name)), table.c.attack_id == any_(words(name)))


def references(named: Iterable[str]) -> list[str]:
    """What people call items, in the forms that `names_one` compares with: ids in small letters, public ids in
    capitals."""
    return [form for one in named for form in (one.strip().lower(), as_public_id(one))]


def by_source(table: Table, name: str = "source") -> ColumnElement[bool]:
    """Comes from one of these upstreams, or of these data sources."""
    return or_(table.c.upstream == any_(words(name)), table.c.sources.overlap(words(name)))


def by_text(table: Table) -> ColumnElement[bool]:
    """Has the text of `q` in its name or in upstream's key. Values have to come from `pattern`."""
    pattern = bindparam("q", type_=Text)
    return or_(table.c.name.ilike(pattern), table.c.upstream_key.ilike(pattern))


def version_of(table: Table, topic: str) -> ColumnElement[int]:
    """The version of a row's public state."""
    found = select(publication.c.version).where(
        publication.c.topic == topic, publication.c.key == sql_cast(table.c.id, Text)
    )
    return func.coalesce(found.scalar_subquery(), literal_column("0"))


def or_epoch(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """An instant to sort by: those without one come where the clock began."""
    return func.coalesce(column, literal_column("'epoch'::timestamptz"), type_=column.type)


def pattern(q: str) -> str:
    """`q` as a pattern for text that has it anywhere; empty for none."""
    text = q.strip()
    if not text:
        return ""
    for special in ("\\", "%", "_"):
        text = text.replace(special, "\\" + special)
    return f"%{text}%"


def refs(links: FromClause, table: FromClause, *where: ColumnElement[bool]) -> ColumnElement[str]:
    """The items of `table` that `links` leads to from an item, as JSON: a list of `StatedRef`, by public id."""
    one = func.json_build_object(
        literal_column("'id'"),
        table.c.id,
        literal_column("'attack_id'"),
        func.nullif(table.c.attack_id, literal_column("''")),
        literal_column("'name'"),
        table.c.name,
        literal_column("'state'"),
        table.c.state,
    )
    listed = func.json_agg(aggregate_order_by(one, table.c.attack_id, table.c.name, table.c.id))
    found = select(sql_cast(func.coalesce(listed, literal_column("'[]'::json")), Text)).select_from(links)
    return found.where(*where).scalar_subquery()


def as_built(json: bytes | str, shape: type[T]) -> T:  # for the type checker: what the JSON is
    """JSON that the database built, to go out as it is: the encoder copies it, nobody else looks into it."""
    return cast("T", msgspec.Raw(json))
