"""Works out anew how techniques stand, and publishes what others have to know.

A technique of which nothing is known but that it exists is not published: whoever has had no record of it shows
`not_evaluated` and 0. Announcing 700 zeros would lengthen every first import and say nothing (ADR 8).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_scoring.application.known import NONE, Known
from aegis_scoring.application.ports import PresentInputs, Record, Restanding, Standing, Standings
from aegis_scoring.application.published import CONFIRMED, difference, says_nothing, state_of, untouched

AnyFact = Fact[Any]


class Rescore:
    """Set-based: everything of a batch's techniques is read once, worked out, and written once."""

    def __init__(self, standings: Standings, inputs: PresentInputs, clock: Clock) -> None:
        self._standings = standings
        self._inputs = inputs
        self._clock = clock

    async def __call__(
        self,
        *,
        answers: Mapping[UUID, Sequence[AnyFact]] | None = None,
        moved: Mapping[UUID, AnyFact | None] | None = None,
    ) -> int:
        """Rescores techniques. For each fact in `answers` a record is published, changed or not; techniques that are
        in `moved` alone are published if they changed, in answer to the fact given, if any. How many records."""
        answers, moved = answers or {}, moved or {}
        ids = {*answers, *moved}
        if not ids:
            return 0
        before = await self._standings.lock(ids)
        known = await self._inputs.present(ids)
        now = self._clock.now()
        return await self._save(
            [
                _restand(before[technique_id], known, now, answers.get(technique_id, ()), moved.get(technique_id))
                for technique_id in sorted(ids)
            ],
            now,
        )

    async def all(self, because: AnyFact | None = None, *, anew: bool = False) -> int:
        """Rescores every technique, in answer to `because`, if anything; `anew`: from what was told, not from what is
        kept of that. How many records were published."""
        before = await self._standings.lock(None)
        known = await (self._inputs.present(before) if anew else self._inputs.maintained())
        now = self._clock.now()
        return await self._save(
            [_restand(before[technique_id], known, now, (), because) for technique_id in sorted(before)], now
        )

    async def _save(self, restandings: Sequence[Restanding], now: datetime) -> int:
        await self._standings.save(restandings, now)
        return sum(len(one.records) for one in restandings)


def _restand(
    before: Standing, known: Known, now: datetime, answers: Sequence[AnyFact], moved_by: AnyFact | None
) -> Restanding:
    technique_id = before.technique_id
    state = state_of(technique_id, known.assess(technique_id, now), known.configuration.number)
    return Restanding(
        standing=before,
        facts=known.facts.get(technique_id),
        evidence=known.evidence.get(technique_id, NONE),
        state=state,
        records=_records(before.published, state, answers, moved_by),
    )


def _records(
    published: TechniqueScore | None, state: TechniqueScore, answers: Sequence[AnyFact], moved_by: AnyFact | None
) -> list[Record]:
    if published is None and not answers and says_nothing(state):
        return []
    found = difference(published or untouched(state), state)
    if not answers:
        return [] if found.type == CONFIRMED else [Record(found.type, state, found.changed, moved_by)]
    first, *others = answers
    return [
        Record(found.type, state, found.changed, first),
        *(Record(CONFIRMED, state, {}, fact) for fact in others),
    ]
