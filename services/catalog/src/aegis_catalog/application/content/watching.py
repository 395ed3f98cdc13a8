"""At the end of a run: which techniques wait for a person because upstream changed them."""

from datetime import datetime
from uuid import UUID

from aegis_catalog.application.content.chains import Followed
from aegis_catalog.application.content.ports import Watch
from aegis_catalog.domain.review import Cause, CauseName
from aegis_catalog.domain.succession import Ending
from aegis_catalog.domain.upstream import changed_fields, waits_for_successor


async def look_at_changes(watch: Watch, followed: Followed, now: datetime) -> set[UUID]:
    """Raises and lowers the causes that upstream gives. The techniques whose causes became others.

    A cause that stood already keeps its time; one whose reason has gone (upstream took it back) falls.
    """
    await watch.accept_new()
    wanted: dict[tuple[UUID, CauseName], Cause] = {}
    for technique_id, (accepted, present) in (await watch.differing()).items():
        wanted[technique_id, "upstream_changed"] = Cause(since=now, fields=changed_fields(accepted, present))
    for technique_id, ending in followed.endings.items():
        if waits_for_successor(technique_id, ending, followed.techniques[technique_id].accepted_successor):
            wanted[technique_id, "mapping"] = Cause(since=now, detail=_why(ending))
    standing = await watch.raised()
    raised = {key: _kept(cause, standing.get(key)) for key, cause in wanted.items()}
    raised = {key: cause for key, cause in raised.items() if cause != standing.get(key)}
    lowered = standing.keys() - wanted.keys()
    if raised or lowered:
        await watch.set(raised, lowered)
    return {technique_id for technique_id, _ in (*raised, *lowered)}


def _kept(cause: Cause, before: Cause | None) -> Cause:
    since = before.since if before else cause.since
    return Cause(since=since, fields=cause.fields, detail=cause.detail)


def _why(ending: Ending) -> str:
    if ending.successor is None:
        return "Revoked without a successor that is known: what points here stays until a person decides."
    return "Its chain of revocations ends in a technique that is not active: a person has to decide where it leads."
