"""What requests for matrix and layers say alike: which cells."""

from collections.abc import Sequence
from typing import Annotated

from litestar.params import QueryParameter
from msgspec import Meta

from aegis_contracts.words import CoverageStatus, Domain
from aegis_reporting.application.matrix.filter import CellFilter, Within

Word = Annotated[str, Meta(min_length=1, max_length=200)]
WORDS_MOST = 100

DomainAsked = Annotated[Domain, QueryParameter(description="Whose matrix.")]
Platforms = Annotated[
    list[Word] | None, QueryParameter(max_items=WORDS_MOST, description="Platforms, in any spelling; several mean or.")
]
Tactics = Annotated[
    list[Word] | None,
    QueryParameter(max_items=WORDS_MOST, description="Tactics by short name, ATT&CK id or id; several mean or."),
]
Statuses = Annotated[list[CoverageStatus] | None, QueryParameter(description="Coverage statuses; several mean or.")]
Actors = Annotated[
    list[Word] | None,
    QueryParameter(max_items=WORDS_MOST, description="Only what one of these threat actors uses, by ATT&CK id or id."),
]
ScopeAsked = Annotated[
    Within, QueryParameter(name="scope", description="`in`: only what is in our scope; `out`: only what is not.")
]


def cell_filter(
    domain: Domain,
    platform: Sequence[str] | None,
    tactic: Sequence[str] | None,
    status: Sequence[CoverageStatus] | None,
    actor: Sequence[str] | None,
    within: Within,
) -> CellFilter:
    """The filter that a request's parameters make."""
    return CellFilter(
        domain=domain,
        platforms=tuple(platform or ()),
        tactics=tuple(tactic or ()),
        statuses=tuple(status or ()),
        actors=tuple(actor or ()),
        scope=within,
    )
