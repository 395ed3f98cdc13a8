"""At the end of a run: which techniques wait for a person because upstream changed them; and once somebody has decided
where one leads, which need not wait any longer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from aegis_catalog.application.content.chains import Followed
from aegis_catalog.application.content.ports import Watch
from aegis_catalog.domain.review import Cause, CauseName
from aegis_catalog.domain.succession import NO_CHAIN, Ending
from aegis_catalog.domain.upstream import changed_fields, waits_for_successor

Wanted = Mapping[tuple[UUID, CauseName], Cause]

NO_END = Ending(None, decided=False)
"""Of a technique that an upgrade ended without a successor."""


async def look_at_changes(watch: Watch, followed: Followed, now: datetime) -> set[UUID]:
    """Raises and lowers the causes that upstream and feeds give. The techniques whose causes became others.

    A cause that stood already keeps its time; one whose reason has gone (upstream took it back) falls.
    """
    await watch.accept_new()
    changed: dict[tuple[UUID, CauseName], Cause] = {
        (technique_id, "upstream_changed"): Cause(since=now, fields=changed_fields(accepted, present))
        for technique_id, (accepted, present) in (await watch.differing()).items()
    }
    intel: dict[tuple[UUID, CauseName], Cause] = {
        (technique_id, "intel"): Cause(since=now, detail=detail)
        for technique_id, detail in (await watch.unread_intel()).items()
    }
    waiting = await _waiting(watch, followed, now)
    return await _settle(watch, {**changed, **intel, **waiting}, of={"upstream_changed", "intel", "mapping"})


async def look_at_endings(watch: Watch, followed: Followed, now: datetime) -> set[UUID]:
    """Raises and lowers what waits for somebody to say where a technique leads, and nothing else: a run may be under
    way. The techniques whose causes became others."""
    return await _settle(watch, await _waiting(watch, followed, now), of={"mapping"})


async def look_at_intel(watch: Watch, now: datetime) -> set[UUID]:
    """Raises and lowers what feeds ask for, and nothing else, once somebody has kept or dismissed entries. The
    techniques whose causes became others."""
    intel: dict[tuple[UUID, CauseName], Cause] = {
        (technique_id, "intel"): Cause(since=now, detail=detail)
        for technique_id, detail in (await watch.unread_intel()).items()
    }
    return await _settle(watch, intel, of={"intel"})


async def _waiting(watch: Watch, followed: Followed, now: datetime) -> Wanted:
    endings = {**dict.fromkeys(await watch.ended(), NO_END), **followed.endings}
    return {
        (technique_id, "mapping"): Cause(since=now, detail=_why(technique_id, ending, followed))
        for technique_id, ending in endings.items()
        if waits_for_successor(technique_id, ending, followed.techniques[technique_id].accepted_successor)
    }


async def _settle(watch: Watch, wanted: Wanted, *, of: Collection[CauseName]) -> set[UUID]:
    standing = {key: cause for key, cause in (await watch.raised()).items() if key[1] in of}
    raised = {key: _kept(cause, standing.get(key)) for key, cause in wanted.items()}
    raised = {key: cause for key, cause in raised.items() if cause != standing.get(key)}
    lowered = standing.keys() - wanted.keys()
    if raised or lowered:
        await watch.set(raised, lowered)
    return {technique_id for technique_id, _ in (*raised, *lowered)}


def _kept(cause: Cause, before: Cause | None) -> Cause:
    since = before.since if before else cause.since
    return Cause(since=since, fields=cause.fields, detail=cause.detail)


def _why(technique_id: UUID, ending: Ending, followed: Followed) -> str:
    if ending.successor is not None:
        return "Its chain of revocations ends in a technique that is not active: a person has to decide where it leads."
    if followed.endings.get(technique_id, NO_CHAIN) is NO_CHAIN:
        return "No longer active, without a successor: what points here stays until a person decides."
    return "Revoked without a successor that is known: what points here stays until a person decides."
