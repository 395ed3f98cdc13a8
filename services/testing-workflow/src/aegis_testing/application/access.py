"""How a command comes to its test: it is there, the caller has the right, and nobody was quicker."""

from dataclasses import replace
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound, Stale
from aegis_kernel.rights import Caller, Relation, require
from aegis_testing.application.ports import Organisation, TestRef, Tests
from aegis_testing.domain.allowed import relations_of, right_of
from aegis_testing.domain.campaigns.seeing import is_guest, sees
from aegis_testing.domain.circumstances import Circumstances, InCampaign
from aegis_testing.domain.hidden import shown_to
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import MoveName, SideName

READER = frozenset({Relation.MEMBER})
"""How whoever reads stands to what they read: all reads here show guests nothing but the campaigns that they are in."""


class Access:
    """Hands a test out for one move. Used inside a unit of work."""

    def __init__(self, tests: Tests, organisation: Organisation, clock: Clock) -> None:
        self._tests = tests
        self._organisation = organisation
        self._clock = clock

    async def to(
        self, caller: Caller, test: TestRef, version: int | None, move: MoveName, side: SideName | None = None
    ) -> tuple[Test, Circumstances]:
        """The test, and what its rules need besides. Raises `NotFound`, `Forbidden`, and `Stale` when it is not at
        `version` (None: whatever it is at)."""
        found = await self._tests.get(test, alone=version is None)
        campaign = await self._tests.in_campaign(found)
        require_right(caller, found, move, side)
        require_reach(caller, campaign, f"There is no test {test}.")
        require_version(found, version)
        return found, replace(await self.circumstances(), campaign=campaign)

    async def to_evidence(
        self, caller: Caller, evidence_id: UUID, version: int | None, move: MoveName
    ) -> tuple[Test, Circumstances]:
        """The test that a piece of evidence belongs to, for a move of the piece's side. Raises as `to`; `Stale` when
        the piece is not at `version` (None: whatever it is at)."""
        found = await self._tests.with_evidence(evidence_id)
        if all(one.id != evidence_id for one in shown_to(found, caller).evidence):
            raise NotFound("not_found", f"There is no evidence {evidence_id}.")
        piece = found.piece_of_evidence(evidence_id)
        require_right(caller, found, move, piece.side)
        require_reach(caller, await self._tests.in_campaign(found), f"There is no evidence {evidence_id}.")
        if version is not None and piece.version != version:
            raise Stale(piece.version)
        return found, await self.circumstances()

    async def campaign_of(self, test: Test) -> InCampaign | None:
        """What of its campaign decides about its start."""
        return await self._tests.in_campaign(test)

    async def circumstances(self) -> Circumstances:
        """Of now, without a count of retests."""
        return Circumstances(now=self._clock.now(), policy=await self._organisation.policy())


def require_right(caller: Caller, test: Test, move: MoveName, side: SideName | None = None) -> None:
    """Raises `Forbidden` unless `caller` may make `move` of `side`, standing to the test as they do."""
    require(caller, right_of(move, side or "red"), relations_of(test, side or "red", caller, move))


def require_reach(caller: Caller, campaign: InCampaign | None, otherwise: str) -> None:
    """Raises `NotFound` when the campaign that a test is in hides it from `caller`; guests see no test in none."""
    if campaign is None:
        hidden = is_guest(caller)
    else:
        hidden = not sees(caller, restricted=campaign.restricted, members=campaign.members)
    if hidden:
        raise NotFound("not_found", otherwise)


def require_version(test: Test, version: int | None) -> None:
    """Raises `Stale` when somebody else was quicker."""
    if version is not None and test.version != version:
        raise Stale(test.version)
