"""How a test is or was blind, as it is shown."""

from datetime import datetime

from aegis_contracts.testing_tests import PersonRef
from aegis_testing.application import published
from aegis_testing.application.queries.seer import BlindItem
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.words import RevealWhen


class BlindView(BlindItem, frozen=True, kw_only=True):
    """How a test is or was blind. `reveal` is when it is shown: `blue_submit`, `at` a time, or when a red `lead` says
    so; it is null, and nobody named, where the test is hidden."""

    reveal: RevealWhen | None = None
    reveal_at: datetime | None = None
    white_cell: tuple[PersonRef, ...] = ()
    revealed_by: PersonRef | None = None


def blind_view(blind: Blind, *, hidden: bool) -> BlindView:
    if hidden:
        return BlindView(hidden=True, window_from=blind.window_from, window_until=blind.window_until)
    return BlindView(
        hidden=False,
        window_from=blind.window_from,
        window_until=blind.window_until,
        revealed_at=blind.revealed_at,
        reveal=blind.reveal,
        reveal_at=blind.reveal_at,
        white_cell=tuple(published.person_of(one) for one in blind.white_cell),
        revealed_by=published.maybe_person_of(blind.revealed_by),
    )
