"""What the standalone answers itself: health of all services, their metrics, and the merged HTTP document."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Litestar, Response, get
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from aegis_chassis.process.service import Service
from aegis_chassis.process.worker_metrics import measure_worker
from aegis_chassis.web.problems import HANDLERS
from aegis_standalone.internal import Answered, asked

READY = 200


def front_app(services: Mapping[str, Service], apps: Mapping[str, Litestar]) -> Litestar:
    """The application for paths that no service owns."""

    workers = {name: CollectorRegistry() for name in services}
    for name, registry in workers.items():
        measure_worker(services[name].worker, registry)

    @get("/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @get("/health/ready", include_in_schema=False)
    async def ready() -> Response[dict[str, Any]]:
        answers = await asyncio.gather(*(asked(app, "/health/ready") for app in apps.values()))
        told = {name: _word(answer) for name, answer in zip(apps, answers, strict=True)}
        troubles = {name: service.worker.troubles() for name, service in services.items()}
        told |= {f"{name} worker": "; ".join(found) for name, found in troubles.items() if found}
        well = all(word == "ready" for word in told.values())
        return Response(
            {"status": "ready" if well else "not_ready", "checks": told}, status_code=READY if well else 503
        )

    @get("/metrics", include_in_schema=False)
    async def metrics() -> Response[bytes]:
        answers = await asyncio.gather(*(asked(app, "/metrics") for app in apps.values()))
        parts = [_labelled(name, answer.body) for name, answer in zip(apps, answers, strict=True)]
        parts += [_labelled(name, generate_latest(registry)) for name, registry in workers.items()]
        return Response("".join(parts).encode(), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return Litestar(
        [live, ready, metrics],
        exception_handlers=dict(HANDLERS),
        openapi_config=None,
        logging_config=None,
    )


def _word(answer: Answered) -> str:
    return "ready" if answer.status == READY else answer.body.decode(errors="replace")


def _labelled(service: str, text: bytes) -> str:
    """The lines of one service's metrics, each with the label `service`."""
    lines = []
    for line in text.decode().splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, value = line.rpartition(" ")
        series, brace, labels = name.partition("{")
        inside = f'service="{service}"' + (f",{labels}" if brace else "}")
        lines.append(f"{series}{{{inside} {value}\n")
    return "".join(lines)
