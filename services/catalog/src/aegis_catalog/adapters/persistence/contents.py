"""Lists of content and the pages of single items: what is special about a kind is declared, the reading is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, Table, any_, exists, func, select

from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import (
    any_case,
    applying,
    content_filters,
    content_values,
    names_one,
    references,
    words,
)
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import State
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing, ListReader
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

Filters = TypeVar("Filters", bound=ContentFilters)
Row = TypeVar("Row")
Detail = TypeVar("Detail")
Linked = TypeVar("Linked")


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition with a parameter that is called like the filter, and how what people give becomes its value."""

    condition: ColumnElement[bool]
    value: Callable[[Any], Any] = list


def by_link(links: FromClause, its: ColumnElement[bool], table: FromClause, name: str) -> Filter:
    """A filter whose values name items of `table` by id or public id: is linked to one of these by `links`, whose rows
    the condition `its` ties to an item."""
    return Filter(exists(select(1).select_from(links).where(its, names_one(table, name))), references)


def by_word(column: ColumnElement[Any], name: str) -> Filter:
    """A filter on a column that holds one word, as it is written."""
    return Filter(column == any_(words(name)))


def by_words(column: ColumnElement[Any], name: str) -> Filter:
    """A filter on a column that holds several words, whatever the case of letters."""
    return Filter(any_case(column, name), lambda given: [word.lower() for word in given])


def by_choice(condition: ColumnElement[bool]) -> Filter:
    """A filter that holds, or does not (a condition that compares with a boolean parameter); none given: both."""
    return Filter(condition, lambda given: given)


def counted(links: FromClause, *where: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of `links` there are for an item."""
    return select(func.count()).select_from(links).where(*where).scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class ContentList(Generic[Filters, Row, Detail]):
    """One kind of content.

    `rows` selects the columns of `content_columns` and then those of its own; `row` makes an item of the list of them.
    `filters` are those beyond a state, a domain and a search. `more` are columns that only an item's own page shows,
    read besides; `detail` makes it of all. `public_id` is the public id in capitals, where the column holds it
    otherwise.
    """

    table: Table
    noun: str
    rows: Select[Any]
    row: Callable[..., Row]
    detail: Callable[..., Detail]
    more: tuple[ColumnElement[Any], ...] = ()
    filters: Mapping[str, Filter] | None = None
    aliases: bool = False
    public_id: ColumnElement[Any] | None = None
    sorts: Mapping[str, ColumnElement[Any]] | None = None


class SqlContents(Generic[Filters, Row, Detail]):
    """`ContentReader` of a kind. Make it once."""

    def __init__(self, database: Database, content: ContentList[Filters, Row, Detail]) -> None:
        self._database = database
        self._content = content
        table = content.table
        self._filters = content.filters or {}
        self._list = Listing(
            rows=content.rows,
            filters={
                **content_filters(table, aliases=content.aliases),
                **{name: one.condition for name, one in self._filters.items()},
            },
            sorts={"attack_id": table.c.attack_id, "name": table.c.name, **(content.sorts or {})},
            tie=table.c.id,
        ).reader()
        self._one = compiled(
            content.rows.add_columns(*content.more).where(table.c.id == named(table, public_id=content.public_id))
        )

    async def page(self, filters: Filters, request: PageRequest) -> Page[Row]:
        own = {name: one.value(given) for name, one in self._filters.items() if _says(given := getattr(filters, name))}
        return await self._list.page(self._database, request, content_values(filters) | own, self._content.row)

    async def one(self, reference: str) -> Detail | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(self._one.sql, *self._one.arguments(naming(reference)))
        return None if row is None else self._content.detail(*row)


@dataclass(frozen=True)
class Links(Generic[Linked]):
    """The techniques that an item is linked to (`techniques_below`), and what makes one of a row."""

    reader: ListReader
    view: Callable[..., Linked]


class SqlLinkedContents(SqlContents[Filters, Row, Detail], Generic[Filters, Row, Detail, Linked]):
    """`LinkedContentReader` of a kind. Make it once."""

    def __init__(self, database: Database, content: ContentList[Filters, Row, Detail], links: Links[Linked]) -> None:
        super().__init__(database, content)
        self._links = links

    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[Linked]:
        given = applying(state=list(states))
        found = await self._links.reader.page(self._database, request, given, self._links.view, bound=naming(reference))
        await require_owner(found, self._database, self._content.table.name, self._content.noun, reference)
        return found


def _says(given: Any) -> bool:
    return given not in (None, (), "")
