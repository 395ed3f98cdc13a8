"""Connects to addresses that were resolved and checked first: a name cannot point elsewhere between the two."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

from aegis_import.adapters.fetching.addresses import Network, may_connect
from aegis_import.application.ports import FetchFailed

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of `host`, in the order to be tried."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves by itself, refuses the host when any of its addresses is not allowed, and connects to one of them.

    TLS goes on with the host's name: httpcore gives it with the handshake.
    """

    def __init__(self, allowed: Sequence[Network], resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to `host`. Raises `FetchFailed` for an address that is not allowed."""
        try:
            addresses = await asyncio.wait_for(self._resolve(host, port), timeout)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error
        for address in addresses:
            if not may_connect(address, self._allowed):
                raise FetchFailed(
                    f"{host} is not read from: its address {address} is not public. "
                    "The setting AEGIS_IMPORT_ALLOWED_NETWORKS allows others."
                )
        trouble: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble or httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a URL names a host."""
        raise FetchFailed("Only network addresses are fetched from.")

    async def sleep(self, seconds: float) -> None:
        """Waits between tries to connect."""
        await self._inner.sleep(seconds)
