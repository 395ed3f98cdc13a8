"""Techniques and threat actors of our own."""

from dishka import Provider, Scope

from aegis_catalog.adapters.persistence.own_actors.repository import SqlOwnActors
from aegis_catalog.adapters.persistence.own_techniques.repository import SqlOwnTechniques
from aegis_catalog.application.own_actors.commands.actor_from_layer import ActorFromLayer
from aegis_catalog.application.own_actors.commands.actor_from_stix import ActorFromStix
from aegis_catalog.application.own_actors.commands.add_actor import AddActor
from aegis_catalog.application.own_actors.commands.clone_actor import CloneActor
from aegis_catalog.application.own_actors.commands.edit_actor import EditActor
from aegis_catalog.application.own_actors.commands.reinstate_actor import ReinstateActor
from aegis_catalog.application.own_actors.commands.retire_actor import RetireActor
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.application.own_techniques.commands.add_technique import AddTechnique
from aegis_catalog.application.own_techniques.commands.deprecate_technique import DeprecateTechnique
from aegis_catalog.application.own_techniques.commands.edit_technique import EditTechnique
from aegis_catalog.application.own_techniques.commands.reinstate_technique import ReinstateTechnique
from aegis_catalog.application.own_techniques.commands.retire_technique import RetireTechnique
from aegis_catalog.application.own_techniques.commands.succeed_technique import SucceedTechnique
from aegis_catalog.application.own_techniques.ports import OwnTechniques

USE_CASES = (
    ActorFromLayer,
    ActorFromStix,
    AddActor,
    AddTechnique,
    CloneActor,
    DeprecateTechnique,
    EditActor,
    EditTechnique,
    ReinstateActor,
    ReinstateTechnique,
    RetireActor,
    RetireTechnique,
    SucceedTechnique,
)


def own_content_provider() -> Provider:
    """Made anew for every request."""
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(SqlOwnActors, provides=OwnActors)
    provider.provide(SqlOwnTechniques, provides=OwnTechniques)
    for use_case in USE_CASES:
        provider.provide(use_case)
    return provider
