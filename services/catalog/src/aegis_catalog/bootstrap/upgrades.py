"""Releases, upgrades and decisions: readers made once, the rest anew for every request."""

from dishka import Provider, Scope

from aegis_catalog.adapters.persistence.upgrades.reader import SqlUpgradeReader
from aegis_catalog.adapters.persistence.upgrades.release_reader import SqlReleaseReader
from aegis_catalog.adapters.persistence.upgrades.repository import SqlUpgrades
from aegis_catalog.application.upgrades.commands.decide_succession import DecideSuccession
from aegis_catalog.application.upgrades.commands.request_upgrade import RequestUpgrade
from aegis_catalog.application.upgrades.commands.undo_decision import UndoDecision
from aegis_catalog.application.upgrades.leading import Lead
from aegis_catalog.application.upgrades.ports import Upgrades
from aegis_catalog.application.upgrades.queries.releases import AttackReleases, ReleaseReader
from aegis_catalog.application.upgrades.queries.upgrades import AttackUpgrades, UpgradeReader


def upgrades_provider() -> Provider:
    """Everything below ``/attack-releases`` and ``/attack-upgrades``."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlReleaseReader, provides=ReleaseReader, scope=Scope.APP)
    provider.provide(SqlUpgradeReader, provides=UpgradeReader, scope=Scope.APP)
    provider.provide(AttackReleases, scope=Scope.APP)
    provider.provide(AttackUpgrades, scope=Scope.APP)
    provider.provide(SqlUpgrades, provides=Upgrades)
    for use_case in (Lead, DecideSuccession, UndoDecision, RequestUpgrade):
        provider.provide(use_case)
    return provider
