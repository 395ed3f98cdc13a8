"""What a change upstream means for the review of a technique. Looked at when a run has ended, never amid one."""

from collections.abc import Mapping
from uuid import UUID

from aegis_catalog.domain.succession import Ending

Print = Mapping[str, str]
"""A fingerprint a field: equal when the field is."""


def changed_fields(accepted: Print, present: Print) -> tuple[str, ...]:
    """The fields that differ, in the order of their names."""
    return tuple(sorted(name for name in accepted.keys() | present.keys() if accepted.get(name) != present.get(name)))


def waits_for_successor(technique_id: UUID, ending: Ending, accepted_successor: UUID | None) -> bool:
    """Whether the end of the technique's chain is for a person to decide, and none has let it be."""
    return not ending.decided and accepted_successor != (ending.successor or technique_id)
