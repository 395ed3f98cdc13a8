"""What requests for content say alike: states, and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Meta

from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import Domain, State
from aegis_contracts.words import Way

T = TypeVar("T")
F = TypeVar("F", bound=ContentFilters)

Word = Annotated[str, Meta(min_length=1, max_length=200)]
StateWord = Literal["active", "revoked", "deprecated", "withdrawn", "all"]

States = Annotated[
    list[StateWord] | None,
    QueryParameter(name="state", description="States to show; `active` when none is named, `all` for all."),
]
"""Declare it as ``of_state``: the framework keeps ``state`` for itself."""
Domains = Annotated[list[Domain] | None, QueryParameter(description="Domains it stands in.")]
Search = Annotated[str | None, QueryParameter(max_length=200, description="Looked for in names and public ids.")]
YesNo = Annotated[bool | None, QueryParameter()]
Ways = Annotated[
    list[Way] | None, QueryParameter(description="Ways of use; `direct` and `campaign` when none is named.")
]
Words = Annotated[list[Word] | None, QueryParameter()]


def states(given: Sequence[StateWord] | None) -> tuple[State, ...]:
    """The states that a list shows; none named means active ones, an empty answer means all."""
    if given is None:
        return ("active",)
    named: tuple[State, ...] = tuple(word for word in given if word != "all")
    return () if len(named) < len(given) else named


def several(given: Sequence[T] | None) -> tuple[T, ...]:
    """The values of a filter that may be given several times."""
    return tuple(given or ())


def exactly_or_below(technique: Sequence[str] | None, below: bool | None) -> dict[str, tuple[str, ...]]:
    """The filter by technique: those that are named, or they and their sub-techniques."""
    return {"technique_or_sub" if below else "technique": several(technique)}


def ways(given: Sequence[Way] | None) -> tuple[Way, ...]:
    """The ways of use that count: an actor's software does so on request."""
    return tuple(given) if given else ("direct", "campaign")


@dataclass(frozen=True, slots=True)
class AskedOfContent:
    """What every list of content can be asked for."""

    state: tuple[State, ...]
    domain: tuple[Domain, ...]
    q: str

    def filters(self, kind: type[F], /, **more: Any) -> F:
        """The filters of a kind, with those that only it has."""
        return kind(state=self.state, domain=self.domain, q=self.q, **more)


def asked_of_content(of_state: States = None, domain: Domains = None, q: Search = None) -> AskedOfContent:
    """The dependency behind `Asked`."""
    return AskedOfContent(states(of_state), several(domain), q or "")


Asked = NamedDependency[AskedOfContent]
"""Declare ``asked: Asked`` in the handler of a list, and `ASKED` among its controller's dependencies."""
ASKED = {"asked": Provide(asked_of_content, sync_to_thread=False)}
