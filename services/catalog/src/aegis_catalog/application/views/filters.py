"""What lists of content can be asked for. Values of one filter are alternatives; different filters all hold."""

from dataclasses import dataclass

from aegis_catalog.domain.content import Domain, State


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFilters:
    """Filters of every kind. No states: all. `q` is looked for in names and public ids."""

    state: tuple[State, ...] = ("active",)
    domain: tuple[Domain, ...] = ()
    q: str = ""
