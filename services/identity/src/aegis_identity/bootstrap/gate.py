"""Identity's gate for services in the same process, itself among them: no HTTP in between."""

from collections.abc import Mapping
from typing import Any

from dishka import AsyncContainer

from aegis_identity.application.commands.exchange_secret import ExchangeSecret, ExchangeSecretCommand
from aegis_identity.application.queries.keys import KeysReader


class ContainerGate:
    """`IdentityGate` on identity's own container."""

    def __init__(self, container: AsyncContainer) -> None:
        self._container = container

    async def key_set(self) -> Mapping[str, Any]:
        keys: KeysReader = await self._container.get(KeysReader)
        return await keys.told()

    async def exchange(self, secret: str) -> str:
        async with self._container() as scope:
            use = await scope.get(ExchangeSecret)
            return (await use(ExchangeSecretCommand(secret=secret))).text
