"""What the catalogue does when claims arrive: it keeps them, makes the items anew, and tells what changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aegis_catalog.application.content import published
from aegis_catalog.application.content.following import Following
from aegis_catalog.application.content.merge import merge
from aegis_catalog.application.content.parts import Part, parts
from aegis_catalog.application.content.ports import Claims, Items, Matrices, Publications, Releases, Runs
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.application.content.watching import look_at_changes
from aegis_contracts.catalog_matrices import CATALOG_MATRICES, MatrixState
from aegis_contracts.catalog_runs import AppliedRun
from aegis_contracts.import_content import Claim, RunEnd
from aegis_kernel.facts import Fact

Because = Callable[[str], Fact[Any]]

CHANGING = frozenset({"technique", "intel"})
"""Kinds that techniques wait for a review because of: a run without any of them is over without a look at reviews."""


class ImportContent:
    """Hears ``aegis.import.content``. An item is a function of its claims, a chain of all techniques, a review of what
    was accepted: nothing depends on the order or the batches in which claims came."""

    def __init__(
        self,
        claims: Claims,
        items: Items,
        following: Following,
        matrices: Matrices,
        releases: Releases,
        publications: Publications,
        teller: Teller,
        runs: Runs,
    ) -> None:
        self._claims = claims
        self._items = items
        self._following = following
        self._matrices = matrices
        self._releases = releases
        self._publications = publications
        self._teller = teller
        self._runs = runs

    async def __call__(self, facts: Sequence[Fact[Claim]]) -> None:
        await self._releases.hold()
        for part in parts(facts):
            if part.end and await self._runs.finished(part.end.state.run_id):
                part.end = None
            if part.outlines:
                await self._releases.outlined(part.outlines)
            if part.claims or part.end:
                await self._apply(part)

    async def _apply(self, part: Part) -> None:
        changed = [merge(claims) for claims in await self._claims.take(part.claims)]
        because = _because(part)
        before = await self._items.made_of(changed)
        touched = await self._items.write(changed)
        told: dict[str, set[UUID]] = {}
        for item in changed:
            told.setdefault(item.KIND, set()).add(item.id)
        for made in (before, await self._items.made_of(changed)):
            for kind, ids in made.items():
                told.setdefault(kind, set()).update(ids)
        tactics = "tactic" in told
        shown: set[UUID] = set()
        if tactics or "technique" in told:
            shown |= await self._items.place_techniques()
        applied = await self._claims.applied(part.end.state.run_id) if part.end else {}
        released = part.end is not None and await self._note_release(part.end.state)
        tactics |= released
        over = part.end is not None and (released or not CHANGING.isdisjoint(applied.keys() | told.keys()))
        if over or "technique" in told:
            followed = await self._following(told, because, look=look_at_changes if over else None)
            touched |= followed
            shown |= followed
        await self._items.count_links(touched)
        if shown := shown | told.get("technique", set()):
            await self._items.list_techniques(shown)
        if tactics:
            await self._tell_matrices(because)
        await self._teller.tell(told, because)
        if part.end:
            await self._finish(part.end, applied)

    async def _note_release(self, end: Claim) -> bool:
        """Whether a matrix may have another release now."""
        if not isinstance(end.item, RunEnd) or end.item.release is None:
            return False
        domains = await self._claims.domains_of(end.source_id)
        await self._releases.applied(end, domains, end.item.release)
        await self._matrices.set_releases(domains, end.item.release)
        return bool(domains)

    async def _tell_matrices(self, because: Because) -> None:
        emptied = {
            domain: MatrixState(domain=state.domain, tactics=())
            for domain, state in (await self._publications.last(CATALOG_MATRICES)).items()
        }
        matrices = {**emptied, **await self._matrices.states()}
        await self._publications.publish(CATALOG_MATRICES, matrices, published.matrix_event, because)

    async def _finish(self, end: Fact[Claim], applied: Mapping[str, int]) -> None:
        run = AppliedRun(
            run_id=end.state.run_id,
            source_id=end.state.source_id,
            applied=dict(applied),
            unresolved=await self._items.unresolved(),
        )
        await self._runs.finish(run, end)


def _because(part: Part) -> Because:
    """The claim that an item's event answers; what changed by something else answers the part's last fact."""
    by_item = {str(fact.state.content_id): fact for fact in part.claims}
    last = part.end or part.claims[-1]
    return lambda key: by_item.get(key, last)
