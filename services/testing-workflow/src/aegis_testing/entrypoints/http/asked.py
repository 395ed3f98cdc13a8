"""What a list of tests is asked for."""

from collections.abc import Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from litestar.params import QueryParameter
from msgspec import Meta

from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.rights import Caller
from aegis_testing.domain.words import ResultName, StateName

T = TypeVar("T")

Word = Annotated[str, Meta(min_length=1, max_length=200)]
States = Annotated[list[StateName] | None, QueryParameter(name="state", description="States.")]
Results = Annotated[list[ResultName] | None, QueryParameter(name="result", description="Results, as they now stand.")]
Techniques = Annotated[
    list[Word] | None, QueryParameter(name="technique", description="Techniques, by id or ATT&CK id.")
]
Assignees = Annotated[
    list[Word] | None,
    QueryParameter(name="assignee", description="Users assigned to either side; `me` is the caller."),
]
Authors = Annotated[list[Word] | None, QueryParameter(name="author", description="Users who drafted it; `me`.")]
Tags = Annotated[list[Word] | None, QueryParameter(name="tag", description="Tags, whatever their case.")]
Search = Annotated[
    str | None,
    QueryParameter(name="q", max_length=200, description="Beginnings of words of number, technique and procedure."),
]


def several(given: Sequence[T] | None) -> tuple[T, ...]:
    """The values of a filter that may be given several times."""
    return tuple(given or ())


def people(given: Sequence[str] | None, caller: Caller, name: str) -> tuple[UUID, ...]:
    """Users by id, with `me` as the caller. `name` is the parameter. Raises `Invalid`."""
    return tuple(caller.id if one == "me" else _user(one, name) for one in given or ())


def _user(text: str, name: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        detail = "A user is named by id, or is `me`."
        raise Invalid("invalid", detail, [Fault(f"/query/{name}", detail, "invalid")]) from None


def techniques(given: Sequence[str] | None) -> tuple[tuple[UUID, ...], tuple[str, ...]]:
    """Techniques named by id, and those named by ATT&CK id."""
    ids, attack_ids = [], []
    for one in given or ():
        try:
            ids.append(UUID(one))
        except ValueError:
            attack_ids.append(one.upper())
    return tuple(ids), tuple(attack_ids)


def searched(text: str | None) -> str | None:
    """What is searched for. Raises `Invalid` when nothing is."""
    if text is None:
        return None
    if not text.strip():
        raise Invalid("invalid", "A search needs a word.", [Fault("/query/q", "A search needs a word.", "blank")])
    return text
