"""What is collected of data components, over HTTP."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.collection.commands.change_collection import (
    ChangeCollection,
    ChangeCollectionCommand,
)
from aegis_catalog.application.collection.commands.change_collections import (
    ChangeCollections,
    ChangeCollectionsCommand,
    ComponentCollected,
)
from aegis_catalog.application.collection.queries.collection import CollectionView, ComponentCollections
from aegis_catalog.domain.collection import Collected
from aegis_catalog.entrypoints.http.given import Name, Reason, Reference
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.bulk import Atomic, BulkAnswer, bulk_answer
from aegis_chassis.web.etags import IfMatch, answered, cacheable, etag_of
from aegis_kernel.bulk import ITEMS_MOST

Platforms = Annotated[dict[Name, Collected | None], Meta(max_length=100)]


class CollectionPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By platform; one that is left out stays as it is, null forgets what was said of it."""

    collection: Platforms
    reason: Reason = ""


class ComponentCollectionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One data component, by id or public id."""

    data_component: Reference
    collection: Platforms


class CollectionsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[tuple[ComponentCollectionRequest, ...], Meta(min_length=1, max_length=ITEMS_MOST)]
    reason: Reason = ""


class CollectionController(Controller):
    """What is collected of data components."""

    path = "/data-components"
    tags = ("Data components",)

    @get("/{component:str}/collection", operation_id="data_components.collection.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        component: FromPath[str],
        collections: FromDishka[ComponentCollections],
    ) -> Response[CollectionView]:
        """What is collected of one, by platform."""
        found = await collections.one(caller, component)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{component:str}/collection", operation_id="data_components.collection.change")
    async def change(
        self,
        caller: CurrentCaller,
        component: FromPath[str],
        if_match: IfMatch,
        data: JSONBody[CollectionPatch],
        change: FromDishka[ChangeCollection],
        collections: FromDishka[ComponentCollections],
    ) -> Response[CollectionView]:
        """Says what is collected of one."""
        command = ChangeCollectionCommand(
            component=component, version=if_match, collection=data.collection, reason=data.reason
        )
        collection = await change(caller, command)
        return answered(await collections.one(caller, component), version=collection.version)

    @post("/collection/bulk", operation_id="data_components.collection.bulk", status_code=200)
    async def bulk(
        self,
        caller: CurrentCaller,
        data: JSONBody[CollectionsRequest],
        change: FromDishka[ChangeCollections],
        atomic: Atomic = False,
    ) -> Response[BulkAnswer]:
        """Says what is collected of many at once."""
        items = [ComponentCollected(item.data_component, item.collection) for item in data.items]
        outcomes = await change(caller, ChangeCollectionsCommand(items=items, reason=data.reason, atomic=atomic))
        return bulk_answer(outcomes, done=200)
