"""Threat actors of our own over HTTP: made and changed below ``/threat-actors``, read like all others."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.actors.queries.actors import ActorDetail, Actors
from aegis_catalog.application.own_actors.commands.actor_from_layer import ActorFromLayer, ActorFromLayerCommand
from aegis_catalog.application.own_actors.commands.actor_from_stix import ActorFromStix, ActorFromStixCommand
from aegis_catalog.application.own_actors.commands.add_actor import AddActor, AddActorCommand
from aegis_catalog.application.own_actors.commands.clone_actor import CloneActor, CloneActorCommand
from aegis_catalog.application.own_actors.commands.edit_actor import EditActor, EditActorCommand
from aegis_catalog.application.own_actors.commands.reinstate_actor import ReinstateActor, ReinstateActorCommand
from aegis_catalog.application.own_actors.commands.retire_actor import RetireActor, RetireActorCommand
from aegis_catalog.application.own_actors.named import Made, NamedUse
from aegis_catalog.domain.own_actor import SOFTWARE_MOST, TECHNIQUES_MOST, URL_LONGEST, USE_LONGEST, ActorTold, OwnActor
from aegis_catalog.entrypoints.http.given import Name, Names, Reason, Reference
from aegis_catalog.entrypoints.http.tags import changed, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch

DOCUMENT_BYTES = 16 * 1024 * 1024
"""A layer or a bundle; the whole of MITRE's layers of groups is below 1 MiB each."""

Label = Annotated[str, Meta(max_length=20)]
Country = Annotated[str, Meta(max_length=2)]
Url = Annotated[str, Meta(max_length=URL_LONGEST)]
SoftwareReferences = Annotated[tuple[Reference, ...], Meta(max_length=SOFTWARE_MOST)]


class UseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A technique, by id or public id, that the actor uses."""

    technique: Reference
    description: Annotated[str, Meta(max_length=USE_LONGEST)] = ""


Uses = Annotated[tuple[UseRequest, ...], Meta(max_length=TECHNIQUES_MOST)]


class ActorRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A threat actor of our own. `label` is a public id that we give it; `country` a code of two letters."""

    name: Name
    label: Label = ""
    aliases: Names = ()
    description: str = ""
    country: Country | None = None
    motivation: Names = ()
    url: Url | None = None
    techniques: Uses = ()
    software: SoftwareReferences = ()


class ActorPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is; an empty `country` or `url` takes it away; a list takes the place of
    the whole one."""

    name: Name | None = None
    label: Label | None = None
    aliases: Names | None = None
    description: str | None = None
    country: Country | None = None
    motivation: Names | None = None
    url: Url | None = None
    techniques: Uses | None = None
    software: SoftwareReferences | None = None


class CloneRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name the clone has that of the other one with `(own)` behind it."""

    name: Name | None = None
    label: Label = ""


class LayerRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`layer` is a Navigator layer of the versions 4.0 to 4.5. Without a name or a description the actor has its."""

    layer: dict[str, Any]
    name: Name | None = None
    label: Label = ""
    description: str | None = None


class StixRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`bundle` is a STIX bundle, 2.0 or 2.1; `actor` the STIX id of the one to take, where it has several. Without a
    name the actor has the bundle's."""

    bundle: dict[str, Any]
    actor: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    name: Name | None = None
    label: Label = ""


class ReasonRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Reason


class FollowedTechnique(Struct, frozen=True):
    """A technique that the document names, and the one that it leads to today."""

    named: str
    technique_id: str


class ActorMade(Struct, frozen=True):
    """The actor; the techniques of the document that nobody knows; and those that others have taken the place of."""

    actor: ActorDetail
    unknown_techniques: list[str]
    followed_techniques: list[FollowedTechnique]


class OwnActorController(Controller):
    """Threat actors of our own."""

    path = "/threat-actors"
    tags = ("Threat actors",)

    @post(operation_id="threat_actors.create")
    async def create(
        self, caller: CurrentCaller, data: JSONBody[ActorRequest], add: FromDishka[AddActor], actors: FromDishka[Actors]
    ) -> Response[ActorDetail]:
        """Makes an actor of our own."""
        command = AddActorCommand(
            told=ActorTold(
                name=data.name,
                label=data.label,
                aliases=data.aliases,
                description=data.description,
                country=data.country,
                motivation=data.motivation,
                url=data.url,
            ),
            techniques=_uses(data.techniques),
            software=data.software,
        )
        return await _made(caller, actors, await add(caller, command))

    @post("/{actor:str}/clone", operation_id="threat_actors.clone")
    async def clone(
        self,
        caller: CurrentCaller,
        actor: FromPath[str],
        data: JSONBody[CloneRequest],
        clone: FromDishka[CloneActor],
        actors: FromDishka[Actors],
    ) -> Response[ActorDetail]:
        """Makes an actor of our own that is like another one."""
        return await _made(
            caller, actors, await clone(caller, CloneActorCommand(actor=actor, name=data.name, label=data.label))
        )

    @post("/from-layer", operation_id="threat_actors.from_layer", request_max_body_size=DOCUMENT_BYTES)
    async def from_layer(
        self,
        caller: CurrentCaller,
        data: JSONBody[LayerRequest],
        make: FromDishka[ActorFromLayer],
        actors: FromDishka[Actors],
    ) -> Response[ActorMade]:
        """Makes an actor of our own of the techniques that a Navigator layer marks."""
        command = ActorFromLayerCommand(
            layer=data.layer, name=data.name, label=data.label, description=data.description
        )
        return await _made_of(caller, actors, await make(caller, command))

    @post("/from-stix", operation_id="threat_actors.from_stix", request_max_body_size=DOCUMENT_BYTES)
    async def from_stix(
        self,
        caller: CurrentCaller,
        data: JSONBody[StixRequest],
        make: FromDishka[ActorFromStix],
        actors: FromDishka[Actors],
    ) -> Response[ActorMade]:
        """Makes an actor of our own of one in a STIX bundle."""
        command = ActorFromStixCommand(bundle=data.bundle, stix_id=data.actor, name=data.name, label=data.label)
        return await _made_of(caller, actors, await make(caller, command))

    @patch("/{actor:str}", operation_id="threat_actors.change")
    async def change(
        self,
        caller: CurrentCaller,
        actor: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ActorPatch],
        edit: FromDishka[EditActor],
        actors: FromDishka[Actors],
    ) -> Response[ActorDetail]:
        """Says otherwise what one of our own is."""
        command = EditActorCommand(
            actor=actor,
            version=version_in(if_match),
            name=data.name,
            label=data.label,
            aliases=data.aliases,
            description=data.description,
            country=data.country,
            motivation=data.motivation,
            url=data.url,
            techniques=None if data.techniques is None else _uses(data.techniques),
            software=data.software,
        )
        return await _now(caller, actors, await edit(caller, command))

    @post("/{actor:str}/retire", operation_id="threat_actors.retire", status_code=200)
    async def retire(
        self,
        caller: CurrentCaller,
        actor: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        retire: FromDishka[RetireActor],
        actors: FromDishka[Actors],
    ) -> Response[ActorDetail]:
        """Takes one of our own out of the catalogue."""
        command = RetireActorCommand(actor=actor, version=version_in(if_match), reason=data.reason)
        return await _now(caller, actors, await retire(caller, command))

    @post("/{actor:str}/reinstate", operation_id="threat_actors.reinstate", status_code=200)
    async def reinstate(
        self,
        caller: CurrentCaller,
        actor: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[ReasonRequest],
        reinstate: FromDishka[ReinstateActor],
        actors: FromDishka[Actors],
    ) -> Response[ActorDetail]:
        """Brings a retired one back."""
        command = ReinstateActorCommand(actor=actor, version=version_in(if_match), reason=data.reason)
        return await _now(caller, actors, await reinstate(caller, command))


def _uses(given: tuple[UseRequest, ...]) -> tuple[NamedUse, ...]:
    return tuple(NamedUse(use.technique, use.description) for use in given)


async def _now(caller: CurrentCaller, actors: Actors, actor: OwnActor) -> Response[ActorDetail]:
    found = await actors.one(caller, str(actor.id))
    return changed(found, version=found.version)


async def _made(caller: CurrentCaller, actors: Actors, actor: OwnActor) -> Response[ActorDetail]:
    found = await actors.one(caller, str(actor.id))
    answer: Response[ActorDetail] = changed(found, version=found.version, status_code=201)
    answer.headers["Location"] = f"/api/v1/threat-actors/{actor.id}"
    return answer


async def _made_of(caller: CurrentCaller, actors: Actors, made: Made) -> Response[ActorMade]:
    found = await actors.one(caller, str(made.actor.id))
    followed = [FollowedTechnique(named, str(technique_id)) for named, technique_id in made.followed.items()]
    view = ActorMade(found, list(made.unknown), followed)
    answer: Response[ActorMade] = changed(view, version=found.version, status_code=201)
    answer.headers["Location"] = f"/api/v1/threat-actors/{made.actor.id}"
    return answer
