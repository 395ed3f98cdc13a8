"""A small application with one of everything, on the toy's tables."""

from typing import Annotated
from uuid import UUID, uuid4

import msgspec
from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.authentication import BEFORE_PASSWORD_CHANGE, PUBLIC, CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created
from aegis_chassis.web.idempotent_posts import SECRET_ANSWER
from aegis_chassis.web.paging import Pages, PageView
from aegis_kernel.errors import Away, Fault, NotFound, NotKnownYet, RuleBroken, Stale, TooMany
from aegis_kernel.paging import Page
from aegis_kernel.rights import Action, require
from aegis_testkit.toy.things import THINGS, Thing


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    size: Annotated[int, msgspec.Meta(ge=1)] = 1


class NewThing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    value: int
    parts: list[Part] = []
    labels: dict[str, int] = {}
    note: str | None = None


class ThingView(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    value: int
    version: int


CALLS: list[str] = []


class Things(Controller):
    path = "/things"

    @post(operation_id="things.create")
    async def create(self, data: JSONBody[NewThing], unit: FromDishka[SqlUnitOfWork]) -> Response[ThingView]:
        CALLS.append("create")
        id_ = uuid4()
        async with unit:
            unit.publish(THINGS, key=str(id_), version=1, type_="ThingChanged", state=Thing(id=id_, value=data.value))
            await unit.commit()
        return created(ThingView(id=id_, value=data.value, version=1), version=1, location=f"/api/v1/things/{id_}")

    @post("/secret", operation_id="things.secret", opt=SECRET_ANSWER, status_code=201)
    async def secret(self, unit: FromDishka[SqlUnitOfWork]) -> dict[str, str]:
        CALLS.append("secret")
        async with unit:
            await unit.commit()
        return {"token": "aeg_once"}

    @post("/raw", operation_id="things.raw", status_code=201, request_max_body_size=64 * 1024 * 1024)
    async def raw(self, request: Request[object, object, object], unit: FromDishka[SqlUnitOfWork]) -> dict[str, int]:
        CALLS.append("raw")
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
        async with unit:
            await unit.commit()
        return {"size": size}

    @post("/refused", operation_id="things.refused", status_code=200)
    async def refused(self) -> None:
        CALLS.append("refused")
        missing = [Fault("/state", "It has to be open.", "state")]
        raise RuleBroken("rule_broken", "Not now.", missing, state="closed", allowed=["open"])

    @patch("/{thing_id:uuid}", operation_id="things.change")
    async def change(
        self, thing_id: FromPath[UUID], if_match: IfMatch, data: JSONBody[NewThing]
    ) -> Response[ThingView]:
        if if_match != 3:
            raise Stale(3)
        return answered(ThingView(id=thing_id, value=data.value, version=4), version=4)

    @get("/{thing_id:str}", operation_id="things.get")
    async def one(self, thing_id: FromPath[UUID], request: Request[object, object, object]) -> Response[object]:
        if thing_id.int == 0:
            raise NotFound("not_found", "There is no such thing.")
        return cacheable(request, ThingView(id=thing_id, value=1, version=1))

    @get(operation_id="things.list")
    async def many(self, paging: Pages, colour: FromQuery[list[str] | None] = None) -> PageView[int]:
        page = paging.request({"value": int, "name": str}, default="value", tie=int)
        start = page.after[-1] if page.after else 0
        items = list(range(start, min(start + page.limit, 120)))
        ends_at = (*(("x",) * (len(page.sort) - 1)), items[-1] + 1, items[-1] + 1) if items[-1] < 119 else None
        return paging.answer(Page(items, ends_at, 120 if page.count else None))

    @delete("/{thing_id:uuid}", operation_id="things.remove", status_code=204)
    async def remove(self, thing_id: FromPath[UUID], caller: CurrentCaller) -> None:
        require(caller, Action.SOURCES_MANAGE)


class Troubles(Controller):
    path = "/troubles"

    @get("/{kind:str}", operation_id="troubles.raise", opt=PUBLIC)
    async def trouble(self, kind: FromPath[str]) -> None:
        raise {
            "away": Away("store_away", "The store does not answer.", 2.2),
            "too_many": TooMany("too_many", "Slower.", 30),
            "not_known_yet": NotKnownYet("Ask again."),
            "defect": ZeroDivisionError("password=hunter2"),
        }[kind]

    @get("/me", operation_id="troubles.me", opt=BEFORE_PASSWORD_CHANGE)
    async def me(self, caller: CurrentCaller) -> dict[str, str]:
        return {"id": str(caller.id), "name": caller.name}


CONTROLLERS = [Things, Troubles]
