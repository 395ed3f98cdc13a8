"""The queue: what waits on this caller, since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, Relation, may, require
from aegis_testing.application.access import READER
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import SIDES, SideName, StateName

SORTS = {"since": datetime}
"""Oldest first, unless turned around."""

Waiting = Literal["start", "work", "resume", "claim", "review"]


class QueueItem(Struct, frozen=True, kw_only=True):
    """One side of one test, and what it waits for: a start, work, to be resumed, to be claimed, a review."""

    test_id: UUID
    number: int
    version: int
    technique: TechniqueView
    procedure: str
    state: StateName
    side: SideName
    waits_for: Waiting
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose queue: `works` are the sides that they may claim, `reviews` those that they may decide on;
    `sees_all` that blind tests are not hidden from them; `oversees` that restricted campaigns are not; a `guest`
    sees only the campaigns that they are in."""

    person: UUID
    works: frozenset[SideName]
    reviews: frozenset[SideName]
    sees_all: bool = False
    oversees: bool = False
    guest: bool = False


class Queues(Protocol):
    """Reads pages of a queue, one statement a page. Held tests wait on nobody."""

    async def page(self, asked: Asked, request: PageRequest) -> Page[QueueItem]: ...


class MyQueue:
    """Raises `Forbidden`."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def __call__(self, caller: Caller, request: PageRequest) -> Page[QueueItem]:
        require(caller, Action.TESTS_READ, READER)
        seer = Seer.of(caller)
        asked = Asked(
            person=caller.id,
            sees_all=seer.sees_all,
            oversees=seer.oversees,
            guest=seer.guest,
            works=frozenset(side for side in SIDES if may(caller, _WORK[side], {Relation.ASSIGNED})),
            reviews=frozenset(side for side in SIDES if may(caller, _REVIEW[side])),
        )
        return await self._queues.page(asked, request)


_WORK: dict[SideName, Action] = {"red": Action.RED_WORK, "blue": Action.BLUE_WORK}
_REVIEW: dict[SideName, Action] = {"red": Action.RED_REVIEW, "blue": Action.BLUE_REVIEW}
