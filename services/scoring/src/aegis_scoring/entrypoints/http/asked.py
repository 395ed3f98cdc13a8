"""What requests for scores say alike: for which instant, by which configuration, of which domains."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from litestar.params import QueryParameter
from msgspec import Meta

from aegis_contracts.words import Domain
from aegis_scoring.application.queries.boards import Asked

T = TypeVar("T")

Word = Annotated[str, Meta(min_length=1, max_length=200)]

AsOf = Annotated[
    datetime | None,
    QueryParameter(description="As it was known at this instant, with its offset; now when it is not said."),
]
ByConfiguration = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=1_000_000, description="Version of the configuration; the one active then when it is not said."
    ),
]
Domains = Annotated[list[Domain] | None, QueryParameter(description="Domains; all when none is named.")]
Words = Annotated[list[Word] | None, QueryParameter()]
Search = Annotated[str | None, QueryParameter(max_length=200, description="Looked for in names and public ids.")]
BySoftware = Annotated[
    bool, QueryParameter(description="Whether the techniques of an actor's software count as used by it.")
]


def asked(as_of: datetime | None, configuration: int | None) -> Asked:
    return Asked(as_of=as_of, configuration=configuration)


def several(given: Sequence[T] | None) -> tuple[T, ...]:
    """The values of a filter that may be given several times."""
    return tuple(given or ())
