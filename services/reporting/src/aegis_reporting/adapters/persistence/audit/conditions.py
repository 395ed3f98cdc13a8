"""A filter of the trail as SQL: fixed texts with numbered parameters."""

from dataclasses import dataclass
from typing import Any

from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.domain.trail import storable


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that all have to hold, and the arguments that their parameters stand for."""

    texts: tuple[str, ...] = ()
    arguments: tuple[Any, ...] = ()
    limit: str = ""

    @property
    def where(self) -> str:
        """The WHERE clause; empty for no condition."""
        return f"where {' and '.join(self.texts)}" if self.texts else ""

    def and_(self, text: str, argument: Any) -> "Conditions":
        """One condition more: `text` has ``${}`` where the argument belongs."""
        number = len(self.arguments) + 1
        return Conditions((*self.texts, text.replace("${}", f"${number}")), (*self.arguments, argument), self.limit)

    def and_limit(self, rows: int) -> "Conditions":
        """At most so many rows."""
        return Conditions(self.texts, (*self.arguments, rows), f"limit ${len(self.arguments) + 1}")


def conditions_of(wanted: TrailFilter) -> Conditions:
    """The filter's conditions."""
    found = Conditions()
    one_of = {
        "(actor_id = any(${}::text[]) or actor_name = any(${}::text[]))": wanted.actors,
        "object_id = any(${}::text[])": wanted.objects,
        "object_type = any(${}::text[])": wanted.object_types,
        "action = any(${}::text[])": wanted.actions,
        "outcome = any(${}::text[])": wanted.outcomes,
        "service = any(${}::text[])": wanted.services,
    }
    for text, values in one_of.items():
        if values:
            found = found.and_(text, [storable(value) for value in values])
    if wanted.since is not None:
        found = found.and_("at >= ${}", wanted.since)
    if wanted.until is not None:
        found = found.and_("at < ${}", wanted.until)
    return found
