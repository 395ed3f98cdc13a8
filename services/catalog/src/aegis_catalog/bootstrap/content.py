"""Content from upstream: its reaction and what that needs."""

from dishka import AnyOf, Provider, Scope

from aegis_catalog.adapters.persistence.content.chains import SqlChains
from aegis_catalog.adapters.persistence.content.claims import SqlClaims
from aegis_catalog.adapters.persistence.content.items import SqlItems
from aegis_catalog.adapters.persistence.content.own import SqlOwn
from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.adapters.persistence.content.runs import SqlRuns
from aegis_catalog.adapters.persistence.content.states import SqlStates
from aegis_catalog.adapters.persistence.content.watch import SqlWatch
from aegis_catalog.adapters.persistence.tactics.matrices import SqlMatrices
from aegis_catalog.adapters.persistence.upgrades.outlines import OutlinedClaims
from aegis_catalog.adapters.persistence.upgrades.releases import SqlReleases
from aegis_catalog.application.content import ports
from aegis_catalog.application.content.following import Following
from aegis_catalog.application.content.reactions.import_content import ImportContent
from aegis_catalog.application.content.telling import Teller


def content_provider() -> Provider:
    """All of a batch's scope."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlClaims, provides=ports.Claims)
    provider.provide(SqlItems, provides=ports.Items)
    provider.provide(SqlChains, provides=ports.Chains)
    provider.provide(SqlWatch, provides=ports.Watch)
    provider.provide(SqlMatrices, provides=ports.Matrices)
    provider.provide(SqlPublications, provides=AnyOf[SqlPublications, ports.Publications])
    provider.provide(SqlStates, provides=ports.States)
    provider.provide(Teller)
    provider.provide(SqlOwn, provides=ports.Own)
    provider.provide(OutlinedClaims)
    provider.provide(SqlReleases, provides=ports.Releases)
    provider.provide(Following)
    provider.provide(SqlRuns, provides=ports.Runs)
    provider.provide(ImportContent)
    return provider
