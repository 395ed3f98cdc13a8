"""Keeps the status, the flags and the score formula of each technique, for filters and list columns."""

from collections.abc import Sequence

from aegis_catalog.application.standing.ports import ScoreOf, Standings
from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.facts import Fact


class KeepScores:
    """Hears ``aegis.scoring.scores``."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    async def __call__(self, facts: Sequence[Fact[TechniqueScore]]) -> None:
        last = {fact.state.technique_id: ScoreOf(fact.version, fact.state) for fact in facts}
        await self._standings.note_scores(list(last.values()))
