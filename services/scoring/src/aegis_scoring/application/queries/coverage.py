"""Coverage: how many techniques stand how."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from aegis_kernel.rights import Action, Caller, require
from aegis_scoring.application.queries.boards import Asked, Boards, Entry, TacticRow, Tactics, by_tactic
from aegis_scoring.application.queries.exclusions import exclusion_views
from aegis_scoring.application.queries.views import ExclusionView, ShareView, share_view
from aegis_scoring.domain.shares import share
from aegis_scoring.domain.status import Flag, Status


class Counts(Struct, frozen=True, kw_only=True):
    """Techniques in scope by status and by flag; a technique may have several flags. `proven` are the validated ones,
    `tested` those with a line, as shares of those in scope. `in_profile` is null while there is no threat profile."""

    in_scope: int
    tested: int
    untested: int
    in_profile: int | None
    by_status: dict[str, int]
    by_flag: dict[str, int]
    proven_share: ShareView
    tested_share: ShareView


class TacticCoverageView(Struct, frozen=True, kw_only=True):
    tactic: TacticRow
    counts: Counts


class CoverageView(Struct, frozen=True, kw_only=True):
    """`techniques` counts all active ones, in scope or not. A technique counts in each of its tactics, once in the
    total."""

    techniques: int
    total: Counts
    by_tactic: tuple[TacticCoverageView, ...]
    exclusions: tuple[ExclusionView, ...]
    as_of: datetime
    configuration_version: int


class Coverage:
    """Raises `Forbidden`, `Invalid`."""

    def __init__(self, boards: Boards, tactics: Tactics) -> None:
        self._boards = boards
        self._tactics = tactics

    async def __call__(self, caller: Caller, asked: Asked, domains: Sequence[str]) -> CoverageView:
        """Coverage of these domains; none named: of all."""
        require(caller, Action.SCORES_READ)
        board = await self._boards.board(asked)
        scope = await self._boards.scope(asked.as_of)
        entries = board.active(domains)
        tactics = by_tactic(entries)
        return CoverageView(
            techniques=len(entries),
            total=counts(entries),
            by_tactic=tuple(
                TacticCoverageView(tactic=tactic, counts=counts(tactics.get(tactic.id, ())))
                for tactic in await self._tactics.tactics()
                if not domains or tactic.domain in domains
            ),
            exclusions=exclusion_views(scope, entries, board.as_of),
            as_of=board.as_of,
            configuration_version=board.configuration_version,
        )


def counts(entries: Sequence[Entry]) -> Counts:
    """What stands how among `entries`, those out of scope left out."""
    within = [entry for entry in entries if entry.in_scope]
    statuses = Counter(entry.status for entry in within)
    flags = Counter(flag for entry in within for flag in entry.flags)
    tested = sum(entry.lines > 0 for entry in within)
    return Counts(
        in_scope=len(within),
        tested=tested,
        untested=len(within) - tested,
        in_profile=None,
        by_status={status.value: statuses[status.value] for status in Status},
        by_flag={flag.value: flags[flag.value] for flag in Flag},
        proven_share=share_view(share(statuses[Status.VALIDATED.value], len(within))),
        tested_share=share_view(share(tested, len(within))),
    )
