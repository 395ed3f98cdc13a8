"""Probes and metrics, outside the base path: nothing of them is routed from outside."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from aegis_kernel.errors import DomainError

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]
"""Raises unless what it stands for can be used."""

CHECK_WITHIN = 3.0

_PROBE = {"public": True, "quiet": True, "any_query": True}


def health_handlers(checks: Mapping[str, Check], registry: CollectorRegistry) -> list[HTTPRouteHandler]:
    """``/health/live``, ``/health/ready`` (503 and which check failed) and ``/metrics``."""

    @get("/health/live", operation_id="health.live", opt=_PROBE, include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @get("/health/ready", operation_id="health.ready", opt=_PROBE, include_in_schema=False)
    async def ready() -> Response[dict[str, Any]]:
        told = dict(
            zip(checks, await asyncio.gather(*(_said(name, check) for name, check in checks.items())), strict=True)
        )
        well = all(word == "ok" for word in told.values())
        return Response({"status": "ready" if well else "not_ready", "checks": told}, status_code=200 if well else 503)

    @get("/metrics", operation_id="health.metrics", opt=_PROBE, include_in_schema=False)
    async def metrics() -> Response[bytes]:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [live, ready, metrics]


async def _said(name: str, check: Check) -> str:
    """``ok``, or what is wrong: in our own words where we have them, else only the kind of trouble."""
    try:
        await asyncio.wait_for(check(), CHECK_WITHIN)
    except TimeoutError:
        return f"no answer within {CHECK_WITHIN:g} s"
    except DomainError as error:
        return error.detail
    except Exception as error:  # noqa: BLE001  # whatever it is, it means not ready; it is logged whole
        log.warning("health.check_failed", check=name, trouble=f"{type(error).__name__}: {error}")
        return type(error).__name__
    return "ok"
