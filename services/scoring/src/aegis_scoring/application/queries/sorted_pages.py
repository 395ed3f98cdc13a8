"""Pages of a list that is worked out rather than stored: sorted and cut in memory, for a few thousand items at most."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from aegis_kernel.paging import Page, PageRequest

T = TypeVar("T")


def sorted_page(
    items: Iterable[T], request: PageRequest, values: Mapping[str, Callable[[T], Any]], tie: Callable[[T], Any]
) -> Page[T]:
    """The page of `items` asked for. `values` gives an item's value for each field that may be sorted by; None comes
    before everything else. `tie` makes positions unique."""
    every = sorted(items, key=tie)
    for sort in reversed(request.sort):
        value = values[sort.field]
        every.sort(key=lambda item, value=value: _comparable(value(item)), reverse=sort.descending)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    behind = every
    if request.after is not None:
        after = request.after
        behind = [item for item in every if _is_behind(item, after, request, values, tie)]
    shown = behind[: request.limit]
    ends_at = None
    if len(behind) > request.limit:
        last = shown[-1]
        ends_at = (*(values[sort.field](last) for sort in request.sort), tie(last))
    return Page(items=shown, ends_at=ends_at, total=len(every) if request.count else None)


def _is_behind(
    item: T,
    after: tuple[Any, ...],
    request: PageRequest,
    values: Mapping[str, Callable[[T], Any]],
    tie: Callable[[T], Any],
) -> bool:
    for sort, position in zip(request.sort, after, strict=False):
        mine, its = _comparable(values[sort.field](item)), _comparable(position)
        if mine != its:
            return (mine < its) if sort.descending else (mine > its)
    return bool(tie(item) > after[-1])


def _comparable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)
