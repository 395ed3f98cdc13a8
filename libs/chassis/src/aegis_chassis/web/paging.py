"""Lists over HTTP: limit, cursor, sort and count in; items, next cursor and total out."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from aegis_chassis.web.cursors import decode_cursor, encode_cursor, fingerprint
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest, Sort

T = TypeVar("T")

PARAMETERS = frozenset({"limit", "cursor", "sort", "count"})
_MAX_SORTS = 4


class PageView(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list. `total` is there when it was asked for."""

    items: list[T]
    next_cursor: str | None = None
    total: int | msgspec.UnsetType = msgspec.UNSET


class Paging:
    """What a request says about its page. `request` reads it against what the list can do, `answer` makes the page
    that goes out; the cursor in it is bound to this operation, its order and its filters."""

    def __init__(
        self,
        *,
        operation: str,
        filters: list[tuple[str, str]],
        limit: int,
        cursor: str | None,
        sort: str | None,
        count: bool,
    ) -> None:
        self._operation = operation
        self._filters = filters
        self._limit = limit
        self._cursor = cursor
        self._sort = sort
        self._count = count
        self._list = ""

    def request(self, sorts: Mapping[str, Any], *, default: str, tie: Any = UUID) -> PageRequest:
        """The page asked for. `sorts` maps each field that may be sorted by to the type of its values (``datetime``,
        ``str | None``), `default` is the order when none is asked for (``-updated_at,name``), `tie` the type of what
        makes positions unique, last in every position.

        Raises `Invalid` for a sort that is not allowed, `Unreadable` for a cursor of another list.
        """
        text = self._sort or default
        order = _sorts(text, sorts)
        self._list = fingerprint(self._operation, text, self._filters)
        types = [*(sorts[one.field] for one in order), tie]
        after = decode_cursor(self._cursor, self._list, types) if self._cursor is not None else None
        return PageRequest(limit=self._limit, after=after, sort=order, count=self._count)

    def answer(self, page: Page[T]) -> PageView[T]:
        """The page as it goes out."""
        if not self._list:
            raise RuntimeError("ask for the page with `request` first")
        return PageView(
            items=page.items,
            next_cursor=encode_cursor(page.ends_at, self._list) if page.ends_at is not None else None,
            total=page.total if page.total is not None else msgspec.UNSET,
        )


def _sorts(text: str, allowed: Mapping[str, Any]) -> tuple[Sort, ...]:
    order = tuple(Sort(part.lstrip("-"), part.startswith("-")) for part in text.split(","))
    fields = [one.field for one in order]
    wrong = [field for field in fields if field not in allowed]
    if wrong or len(set(fields)) != len(fields) or len(fields) > _MAX_SORTS:
        detail = f"Sort by up to {_MAX_SORTS} different ones of {', '.join(sorted(allowed))}; `-` turns one around."
        raise Invalid("bad_sort", detail, [Fault("/query/sort", detail, "bad_sort")])
    return order


def paging(
    request: Request[Any, Any, Any],
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="Items on the page.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, QueryParameter(description="`next_cursor` of the page before.")] = None,
    sort: Annotated[str | None, QueryParameter(description="Fields to sort by: `-updated_at,name`.")] = None,
    count: Annotated[bool, QueryParameter(description="Whether to count all items.")] = False,
) -> Paging:
    """The dependency behind `Pages`."""
    filters = [(name, value) for name, value in request.query_params.multi_items() if name not in PARAMETERS]
    operation = str(getattr(request.route_handler, "operation_id", "")) + request.url.path
    return Paging(operation=operation, filters=filters, limit=limit, cursor=cursor, sort=sort, count=count)


Pages = NamedDependency[Paging]
"""Declare ``paging: Pages`` in the handler of a list."""
