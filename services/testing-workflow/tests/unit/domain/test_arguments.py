"""Arguments of procedures: filled, found missing, put in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_kernel.errors import Invalid
from aegis_testing.domain.arguments import Argument, filled, rendered, unfilled, used_in
from aegis_testing.domain.limits import MAX_ARGUMENT

PATH, USER = Argument(name="path", value="/tmp/x"), Argument(name="user")


def test_values_replace_defaults_and_say_who_filled_them() -> None:
    done = filled((PATH, USER), {"user": "svc"}, "campaign")
    assert [(one.value, one.filled_by) for one in done] == [("/tmp/x", "default"), ("svc", "campaign")]
    emptied = filled(done, {"user": None, "path": ""}, "person")
    assert [(one.value, one.filled_by) for one in emptied] == [("", "person"), (None, "person")]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        filled((PATH,), {"nope": "1", "path": "x" * (MAX_ARGUMENT + 1)}, "person", pointer="/arguments")
    assert [(one.pointer, one.code) for one in refused.value.faults] == [
        ("/arguments/nope", "unknown"),
        ("/arguments/path", "too_long"),
    ]


def test_only_what_is_used_has_to_be_filled() -> None:
    assert unfilled((PATH, USER), "run #{path}", "") == []
    assert unfilled((PATH, USER), "run #{path}", "undo #{user}") == [USER]


def test_a_value_is_put_in_as_it_is_and_never_looked_at_again() -> None:
    given_ = (Argument(name="a", value="#{b}"), Argument(name="b", value="B"), Argument(name="c"))
    assert rendered("#{a} #{b} #{c} #{d} #{} $\\1", given_) == "#{b} B #{c} #{d} #{} $\\1"
    assert used_in("#{a}#{b}", "#{ x }") == {"a", "b"}


@given(st.text(), st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.text(), max_size=4))
def test_text_without_places_stays_as_it_is(text: str, values: dict[str, str]) -> None:
    arguments = [Argument(name=name, value=value) for name, value in values.items()]
    if not used_in(text):
        assert rendered(text, arguments) == text
