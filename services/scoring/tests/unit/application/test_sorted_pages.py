"""Pages of worked-out lists: every item once, in order, whatever the size of pages."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aegis_kernel.paging import PageRequest, Sort
from aegis_scoring.application.queries.sorted_pages import sorted_page

VALUES = {"a": lambda item: item[0], "b": lambda item: item[1]}
items = st.lists(
    st.tuples(st.one_of(st.none(), st.floats(0, 3)), st.sampled_from("xyz"), st.integers()),
    unique_by=lambda item: item[2],
    max_size=30,
)
sorts = st.permutations([Sort("a"), Sort("b", descending=True)]).map(tuple)


@given(items, sorts, st.integers(1, 7))
def test_pages_together_are_the_sorted_list(listed: list[Any], sort: tuple[Sort, ...], limit: int) -> None:
    whole = sorted_page(listed, PageRequest(limit=500, sort=sort), VALUES, tie=lambda item: item[2]).items
    found: list[Any] = []
    after = None
    for _ in range(len(listed) + 1):
        request = PageRequest(limit=limit, sort=sort, after=after, count=True)
        page = sorted_page(listed, request, VALUES, tie=lambda item: item[2])
        assert page.total == len(listed)
        found += page.items
        after = page.ends_at
        if after is None:
            break
    assert found == whole
    assert sorted(map(repr, found)) == sorted(map(repr, listed))


def test_what_has_no_value_comes_first() -> None:
    listed = [(1.0, "x", 1), (None, "x", 2)]
    page = sorted_page(listed, PageRequest(sort=(Sort("a"),)), VALUES, tie=lambda item: item[2])
    assert page.items == [(None, "x", 2), (1.0, "x", 1)]
