"""Profiles of actors read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, any_, bindparam, exists, func, select

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_profile, actor_profile_of
from aegis_catalog.adapters.persistence.contents import ContentList, Filter, by_choice, by_link, by_words
from aegis_catalog.adapters.persistence.reading import as_built, content_columns, refs, words
from aegis_catalog.application.actors.queries.profiles import ProfileDetail, ProfileFilters, ProfileRow
from aegis_catalog.application.views.content import StatedRef

_actors = actor_profile_of.join(actor, actor.c.id == actor_profile_of.c.actor_id)
_its = actor_profile_of.c.profile_id == actor_profile.c.id
_joined = exists(select(1).select_from(_actors).where(_its))


def of_country(name: str) -> ColumnElement[bool]:
    """Whether a profile names one of a filter's countries. Values have to come from `country_codes`."""
    return func.upper(actor_profile.c.country) == any_(words(name))


def country_codes(given: Sequence[str]) -> list[str]:
    """Country codes as people give them, in capitals."""
    return [one.strip().upper() for one in given]


def _values(*columns: Any) -> tuple[Any, ...]:
    return (*columns[:17], as_built(columns[17], list[StatedRef]))


def _row(*columns: Any) -> ProfileRow:
    values = _values(*columns)
    return ProfileRow(*values)


def _detail(*columns: Any) -> ProfileDetail:
    values = (*_values(*columns), columns[18])
    return ProfileDetail(*values)


PROFILES = ContentList[ProfileFilters, ProfileRow, ProfileDetail](
    table=actor_profile,
    noun="actor profile",
    rows=select(
        *content_columns(actor_profile),
        actor_profile.c.aliases,
        actor_profile.c.country,
        actor_profile.c.motivation,
        actor_profile.c.references,
        refs(_actors, actor, _its).label("actors"),
    ),
    row=_row,
    detail=_detail,
    more=(actor_profile.c.description,),
    filters={
        "joined": by_choice(_joined == bindparam("joined", type_=Boolean)),
        "country": Filter(of_country("country"), country_codes),
        "motivation": by_words(actor_profile.c.motivation, "motivation"),
        "actor": by_link(_actors, _its, actor, "actor"),
    },
    aliases=True,
)
