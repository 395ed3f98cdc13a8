"""Reporting's web application."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.web.application import create_app
from aegis_chassis.web.freshness import InboxWatch, Token
from aegis_chassis.web.health import Check
from aegis_chassis.web.identity_gate import IdentityGate
from aegis_chassis.web.streams import Streams
from aegis_reporting.adapters.persistence.activity.freshness import HANDLED
from aegis_reporting.bootstrap.groups import GROUPS
from aegis_reporting.entrypoints.http.controllers import CONTROLLERS


class ScoredWatch:
    """Says whether a read knows of an event: for tests, once scoring has answered too (`Reached`). Made before the
    database is open."""

    def __init__(self, container: AsyncContainer, groups: Sequence[Group]) -> None:
        self._container = container
        self._groups = groups
        self._watch: InboxWatch | None = None

    async def __call__(self, token: Token) -> bool:
        """Waits a little for `token`."""
        if self._watch is None:
            self._watch = InboxWatch(await self._container.get(Database), self._groups, query=HANDLED)
        return await self._watch.reached(token)


def make_api(
    container: AsyncContainer, identity: IdentityGate, *, version: str, checks: Mapping[str, Check] | None = None
) -> Litestar:
    """The application on `container`; it listens to the feed for as long as it lives."""

    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        streams = await container.get(Streams)
        async with streams.run():
            yield

    return create_app(
        name="reporting",
        version=version,
        container=container,
        identity=identity,
        controllers=CONTROLLERS,
        groups=GROUPS,
        checks=checks,
        reached=ScoredWatch(container, GROUPS),
        lifespans=[following],
    )
