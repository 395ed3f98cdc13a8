"""What commands' own audit entries do not tell: denials, exports, downloads, sign-ins. Through the same outbox."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import structlog
from dishka import AsyncContainer
from litestar.types import HTTPScope

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.observability.operation import Operation, operating

log = structlog.get_logger(__name__)

_DENIALS_A_MINUTE = 60
_REMEMBERED = 10_000


class AuditTrail:
    """Writes one entry about the current operation and its caller, in a transaction of its own. A download writes it
    before the bytes go out: what cannot be told does not happen."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def tell(
        self,
        object_type: str,
        object_id: str,
        *,
        outcome: str = "done",
        changed: Mapping[str, list[Any]] | None = None,
        reason: str | None = None,
    ) -> None:
        """`outcome` is ``done``, ``denied`` or ``failed``."""
        async with self._unit:
            self._unit.note(
                object_type=object_type, object_id=object_id, changed=changed, reason=reason, outcome=outcome
            )
            await self._unit.commit()


class Denials:
    """Tells the trail of requests that were refused to somebody known. Of one person not more than 60 a minute: the
    rest is in the log."""

    def __init__(self, container: AsyncContainer) -> None:
        self._container = container
        self._told: OrderedDict[object, tuple[float, int]] = OrderedDict()

    async def __call__(self, operation: Operation, scope: HTTPScope, status: int) -> None:
        """Writes the entry. A database that is away does not take the answer from the client: it is logged."""
        if operation.caller is None or not self._may_tell(operation.caller.id):
            return
        object_type, object_id = thing_of(scope)
        try:
            with operating(operation):
                async with self._container() as request:
                    unit = await request.get(SqlUnitOfWork)
                    await AuditTrail(unit).tell(object_type, object_id, outcome="denied", reason=f"answered {status}")
        except Exception:
            log.exception("audit.denial_not_told", action=operation.name)

    def _may_tell(self, who: object) -> bool:
        now = time.monotonic()
        since, count = self._told.get(who, (now, 0))
        if now - since > 60:
            since, count = now, 0
        self._told[who] = (since, count + 1)
        self._told.move_to_end(who)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        if count == _DENIALS_A_MINUTE:
            log.warning("audit.denials_no_longer_told", caller=str(who))
        return count < _DENIALS_A_MINUTE


def thing_of(scope: HTTPScope) -> tuple[str, str]:
    """What a request was about: the first segment below the base path, and the first id in the path."""
    parts = scope["path"].removeprefix("/api/v1").strip("/").split("/")
    ids = [str(value) for value in scope.get("path_params", {}).values()]
    return parts[0][:80] or "-", (ids[0] if ids else "-")[:200]
