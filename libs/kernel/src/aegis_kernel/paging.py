"""Lists, page by page: what is asked for and what comes back, without any wire format."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 500

Position = tuple[Any, ...]
"""Where a page ends: the values of the sort fields of its last item, then its tie-breaker (its id, as a rule)."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One page of a list: up to `limit` items behind the position `after` (None: from the start), in the order of
    `sort`. `count` asks for the total too."""

    limit: int = DEFAULT_LIMIT
    after: Position | None = None
    sort: tuple[Sort, ...] = ()
    count: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The items of one page and the position that it ends at, None when nothing follows. Readers find out whether
    something follows by fetching one row more than asked for."""

    items: list[T]
    ends_at: Position | None = None
    total: int | None = None
