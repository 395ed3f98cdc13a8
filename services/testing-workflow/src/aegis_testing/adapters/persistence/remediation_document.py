"""A remediation as it is stored and told: the published struct, and back."""

from aegis_contracts import testing_tests as told
from aegis_contracts.testing_tests import PersonRef
from aegis_testing.domain.people import Person
from aegis_testing.domain.remediation import Remediation, Step


def restored_remediation(kept: told.Remediation) -> Remediation:
    """As the domain knows it."""
    return Remediation(
        opened_at=kept.opened_at,
        status=kept.status,
        owner=_maybe(kept.owner),
        due=kept.due,
        ticket=kept.ticket,
        steps=tuple(Step(id=one.id, text=one.text, owner=_maybe(one.owner), done_at=one.done_at) for one in kept.steps),
        reason=kept.reason,
        remediated_at=kept.remediated_at,
        closed_at=kept.closed_at,
        closed_by=kept.closed_by,
    )


def _maybe(ref: PersonRef | None) -> Person | None:
    return None if ref is None else Person(ref.id, ref.name)
