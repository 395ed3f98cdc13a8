"""Runs a web application: uvicorn on uvloop, stopped gracefully."""

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp

log = structlog.get_logger(__name__)

_BACKLOG = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where to listen (port 0: any that is free) and how to stop. `trusted_proxies` are addresses or networks whose
    ``X-Forwarded-For`` counts; for others the address is that of the connection."""

    host: str = "127.0.0.1"
    port: int = 8080
    graceful_seconds: int = 15
    keep_alive_seconds: int = 75
    concurrency: int = 1_000
    trusted_proxies: Sequence[str] = ("127.0.0.1",)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `OSError` when it cannot, before anything else has been started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


class Server:
    """Serves one ASGI application in the running loop, on a socket bound at once. Signals and the application's
    lifespan are left to whoever runs it."""

    def __init__(self, app: ASGIApp, settings: ServerSettings, *, on_stop: Sequence[Callable[[], None]] = ()) -> None:
        """Raises `OSError` when the address cannot be had. `on_stop` is called first when stopping: for streams, which
        clients would hold open."""
        self._socket = bound(settings.host, settings.port)
        self.host = settings.host
        self.port: int = self._socket.getsockname()[1]
        self._on_stop = on_stop
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                loop="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=True,
                forwarded_allow_ips=list(settings.trusted_proxies),
                limit_concurrency=settings.concurrency,
                timeout_keep_alive=settings.keep_alive_seconds,
                timeout_graceful_shutdown=settings.graceful_seconds,
            )
        )

    def stop(self) -> None:
        """Asks the server to end: `run` finishes what is being answered, within the limit, and returns."""
        for end in self._on_stop:
            end()
        self._server.should_exit = True

    async def run(self) -> None:
        """Serves until `stop`, or until this task is cancelled; then ends gracefully."""
        serving = asyncio.create_task(self._server._serve([self._socket]))  # noqa: SLF001  # `serve` takes the signals
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self.stop()
            await serving
            raise


async def serve(app: Litestar, settings: ServerSettings, *, on_stop: Sequence[Callable[[], None]] = ()) -> None:
    """Serves `app`, with its lifespan, until SIGTERM or SIGINT."""
    server = Server(app, settings, on_stop=on_stop)
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        loop.add_signal_handler(number, server.stop)
    try:
        async with app.lifespan():
            log.info("server.listening", host=server.host, port=server.port)
            await server.run()
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
