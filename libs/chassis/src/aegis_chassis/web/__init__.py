"""HTTP, once for all services: `application.create_app` puts it together.

What a controller uses::

    class Things(Controller):
        path = "/things"                       # below /api/v1; FromDishka needs no @inject

        @get(operation_id="things.list")       # names the action in the audit trail
        async def many(self, caller: CurrentCaller, paging: Pages, read: FromDishka[ThingsReader],
                       colour: FromQuery[list[str] | None] = None) -> PageView[ThingRow]:
            request = paging.request({"name": str, "updated_at": datetime}, default="name")     # kernel PageRequest
            return paging.answer(await read(caller, colour or [], request))                     # kernel Page in

        @patch("/{thing_id:uuid}", operation_id="things.change")
        async def change(self, caller: CurrentCaller, if_match: IfMatch, thing_id: FromPath[UUID],
                         data: JSONBody[ChangeThing], use: FromDishka[UseCase]) -> Response[ThingView]:
            thing = await use(caller, Command(thing_id, version=if_match, ...))
            return answered(view(thing), version=thing.version)

A parameter called ``state``, ``query``, ``data``, ``request``, ``scope``, ``headers``, ``body`` or ``cookies`` is the
framework's own: write ``state_: Annotated[list[str] | None, QueryParameter(name="state")] = None``.

- `authentication`: `CurrentCaller`, `PUBLIC` (``opt`` of a route without a caller).
- `etags`: `IfMatch`, `answered`, `created` (201, Location, ETag), `cacheable` (strong ETag of a read, 304).
- `paging`: `Pages`, `PageView`; `aegis_kernel.paging`: `PageRequest`, `Page`, for readers.
- `idempotent_posts`: ``Idempotency-Key`` on every POST; `SECRET_ANSWER` for answers that must not be kept.
- `freshness`: ``Aegis-Event`` on writes by itself, ``Aegis-After`` on reads by the groups given to `create_app`.
- `audit.AuditTrail`: tells of downloads and exports; denials are told by themselves.
- `streams`: server-sent events of ids, by LISTEN/NOTIFY.
- `problems`: `DomainError` kinds to RFC 9457; raise kernel errors and nothing else.
- `known_users.known_users_hearing(IDENTITY_USERS, chassis_tables.known_user)`: goes into the projections group.

Tests: `aegis_testkit.identity.IdentityForTests` (an `IdentityGate` that signs tokens), `aegis_testkit.http.serving`,
`public_routes.routes_without_a_caller(app)`.
"""
