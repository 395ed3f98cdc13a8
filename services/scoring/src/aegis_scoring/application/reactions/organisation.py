"""Topic ``catalog.organisation``: the scope changes."""

from collections.abc import Sequence

from aegis_contracts.catalog_organisation import OrganisationState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownScope
from aegis_scoring.application.rescoring import Rescore


class ReactToOrganisation:
    """A new scope moves every technique."""

    def __init__(self, scope: KnownScope, rescore: Rescore) -> None:
        self._scope = scope
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[OrganisationState]], /) -> None:
        moved = await self._scope.keep(facts)
        if moved:
            await self._rescore.all(moved[-1].fact)
