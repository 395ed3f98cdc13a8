"""The web application of testing-workflow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.objects import ObjectStore
from aegis_chassis.web.application import create_app
from aegis_chassis.web.identity_gate import IdentityGate
from aegis_chassis.web.streams import Streams
from aegis_testing.bootstrap.groups import GROUPS
from aegis_testing.entrypoints.http.controllers import CONTROLLERS


def make_api(container: AsyncContainer, identity: IdentityGate, *, name: str, version: str) -> Litestar:
    """The application; it is ready when the object store is too."""

    async def objects_answer() -> None:
        await (await container.get(ObjectStore)).ping()

    @asynccontextmanager
    async def streaming(_: Litestar) -> AsyncIterator[None]:
        async with (await container.get(Streams)).run():
            yield

    return create_app(
        name=name,
        version=version,
        container=container,
        identity=identity,
        controllers=CONTROLLERS,
        groups=GROUPS,
        checks={"object_store": objects_answer},
        lifespans=[streaming],
    )
