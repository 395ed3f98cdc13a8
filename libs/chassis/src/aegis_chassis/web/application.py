"""The web application of a service: everything that is alike in all of them, once."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from dishka import AsyncContainer
from dishka.integrations.litestar import DishkaRouter, setup_dishka
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler
from prometheus_client import CollectorRegistry

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.observability.metrics import GaugesOf, HttpMetrics
from aegis_chassis.web.access_tokens import AUDIENCE, ISSUER, TokenVerifier
from aegis_chassis.web.audit import Denials
from aegis_chassis.web.authentication import Authenticator, caller
from aegis_chassis.web.bodies import StrictRequest
from aegis_chassis.web.etags import expected_version
from aegis_chassis.web.freshness import InboxWatch, Reached
from aegis_chassis.web.front import Front
from aegis_chassis.web.health import Check, health_handlers
from aegis_chassis.web.idempotency import IdempotencyKeys
from aegis_chassis.web.identity_gate import IdentityGate
from aegis_chassis.web.keys import CachedKeys
from aegis_chassis.web.known_users import KnownUsers, ReplicatedUsers
from aegis_chassis.web.openapi import API, openapi_config, openapi_handler
from aegis_chassis.web.operations import Operations
from aegis_chassis.web.paging import paging
from aegis_chassis.web.problems import HANDLERS
from aegis_chassis.web.token_exchange import TokenExchange
from aegis_kernel.clock import Clock

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Limits of a web application. Uploads set their own by ``request_max_body_size`` on the handler."""

    max_body_bytes: int = 2 * MEGABYTE
    exchanged_seconds: float = 60.0
    """How long the worth of an API token or cookie is kept; 0 asks each time."""
    issuer: str = ISSUER
    audience: str = AUDIENCE


Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create_app(
    *,
    name: str,
    version: str,
    container: AsyncContainer,
    identity: IdentityGate,
    controllers: Sequence[ControllerRouterHandler] = (),
    root_controllers: Sequence[ControllerRouterHandler] = (),
    groups: Sequence[Group] = (),
    checks: Mapping[str, Check] | None = None,
    registry: CollectorRegistry | None = None,
    settings: WebSettings | None = None,
    known_users: KnownUsers | None = None,
    reached: Reached | None = None,
    lifespans: Sequence[Lifespan] = (),
) -> Litestar:
    """The application of the service `name`.

    - `container` gives `Database`, `Clock` and `SqlUnitOfWork`; handlers ask for use cases with ``FromDishka``. It is
      closed by whoever made it.
    - `controllers` are served below ``/api/v1``, `root_controllers` (well-known paths) below ``/``. Every handler has
      an explicit ``operation_id``; those without a caller say so with ``opt=PUBLIC``.
    - `groups` are what the service hears: reads with ``Aegis-After`` wait for their inbox. `reached` replaces that for
      a service that can tell more.
    - `checks` are what ``/health/ready`` asks, beside the database; `registry` is what ``/metrics`` tells.
    - `known_users` is for identity itself, which need not ask a replica.
    """
    registry = registry or CollectorRegistry()
    settings = settings or WebSettings()
    front = Front()

    async def database_answers() -> None:
        await (await container.get(Database)).ping()

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        database, clock = await container.get(Database), await container.get(Clock)
        verifier = TokenVerifier(CachedKeys(identity), clock, issuer=settings.issuer, audience=settings.audience)
        known = known_users or ReplicatedUsers(database)
        exchange = TokenExchange(identity, keep_seconds=settings.exchanged_seconds)
        in_use = GaugesOf(
            "aegis_database_connections_in_use",
            "Connections taken from the pool.",
            "schema",
            lambda: {database.schema: float(database.in_use)},
        )
        registry.register(in_use)
        front.open(
            Authenticator(verifier, exchange, known),
            reached or InboxWatch(database, groups).reached,
            IdempotencyKeys(database, clock),
        )
        yield
        registry.unregister(in_use)

    app = Litestar(
        route_handlers=[
            DishkaRouter(path=API, route_handlers=controllers),
            DishkaRouter(path="/", route_handlers=root_controllers),
            openapi_handler(name),
            *health_handlers({"database": database_answers, **(checks or {})}, registry),
        ],
        request_class=StrictRequest,
        middleware=[front],
        dependencies={
            "caller": Provide(caller, sync_to_thread=False),
            "if_match": Provide(expected_version, sync_to_thread=False),
            "paging": Provide(paging, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        request_max_body_size=settings.max_body_bytes,
        lifespan=[running, *lifespans],
        openapi_config=None,
        logging_config=None,
        state=State({"service": name, "openapi_config": openapi_config(name, version)}),
    )
    front.parameters.learn(app)
    setup_dishka(container, app)
    app.asgi_handler = Operations(app.asgi_handler, HttpMetrics(registry), Denials(container))
    return app
