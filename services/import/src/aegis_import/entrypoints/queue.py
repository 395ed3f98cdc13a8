"""The worker's loop over queued runs: takes them, carries them out, keeps their leases meanwhile."""

import asyncio
import os
import socket
from collections.abc import Callable
from uuid import UUID

import structlog
from dishka import AsyncContainer

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.failures import is_transient
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.web.streams import Streams
from aegis_import.application.commands.carry_out_run import CarryOutRun, CarryOutRunCommand
from aegis_import.application.commands.fail_run import FailRun, FailRunCommand
from aegis_import.application.commands.release_run import ReleaseRun, ReleaseRunCommand
from aegis_import.application.commands.renew_lease import RenewLease, RenewLeaseCommand
from aegis_import.application.commands.take_run import Taken, TakeRun, TakeRunCommand
from aegis_import.application.commands.tidy_archives import TidyArchives
from aegis_kernel.errors import Stale
from aegis_kernel.ids import uuid7

log = structlog.get_logger(__name__)

LEASE_SECONDS = 30.0
LOOK_EVERY_SECONDS = 2.0
AT_ONCE = 2
"""One that is read and one that is written keep two processors busy; a third would only take memory."""
MOST_TRIES = 10
"""A run whose worker was lost so often is not tried again: it may be what ends them."""


class RunQueue:
    """`at_once` runs, of different sources: one is read, by a process of its own, while what another read is compared
    and written. More workers take more runs."""

    def __init__(
        self,
        container: AsyncContainer,
        signals: Callable[[Database], Streams],
        *,
        lease_seconds: float = LEASE_SECONDS,
        at_once: int = AT_ONCE,
    ) -> None:
        self._container = container
        self._signals = signals
        self._lease_seconds = lease_seconds
        self._at_once = at_once
        self._owner = f"{socket.gethostname()}/{os.getpid()}/{uuid7().hex[-8:]}"

    async def run(self) -> None:
        """Until cancelled. Trouble with the database is waited out."""
        signals = self._signals(await self._container.get(Database))
        async with signals.run(), asyncio.TaskGroup() as hands:
            for number in range(self._at_once):
                hands.create_task(self._hand(signals, tidies=number == 0))

    async def _hand(self, signals: Streams, *, tidies: bool) -> None:
        async for _ in signals.bells():
            while await self._next_or_wait():
                pass
            if tidies:
                await self._tidy()

    async def _tidy(self) -> None:
        try:
            async with self._container() as scope:
                tidy = await scope.get(TidyArchives)
                await tidy()
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning("import_queue.not_tidied", trouble=f"{type(error).__name__}: {error}")

    async def _next_or_wait(self) -> bool:
        """Whether it is worth looking again at once."""
        try:
            return await self._next()
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning("import_queue.trouble", trouble=f"{type(error).__name__}: {error}")
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            return True

    async def _next(self) -> bool:
        """Carries out the next run, if there is one."""
        async with self._container() as scope:
            take = await scope.get(TakeRun)
            taken = await take(TakeRunCommand(owner=self._owner, lease_seconds=self._lease_seconds))
        if taken is None:
            return False
        with operating(Operation(name="import.run", correlation_id=str(taken.run_id))):
            await self._work(taken)
        return True

    async def _work(self, taken: Taken) -> None:
        if taken.tries > MOST_TRIES:
            await self._fail(taken.run_id, f"Its worker was lost {taken.tries - 1} times while it read.")
            return
        work = asyncio.create_task(self._carry_out(taken.run_id))
        keeping = asyncio.create_task(self._keep(taken.run_id, work))
        try:
            await work
        except asyncio.CancelledError:
            if work.cancelled() and not _being_cancelled():
                log.info("import_queue.run_taken_away", run=str(taken.run_id))
                return
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise
        except Stale:
            log.info("import_queue.run_moved_meanwhile", run=str(taken.run_id))
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._release(taken.run_id)

    async def _carry_out(self, run_id: UUID) -> None:
        async with self._container() as scope:
            use_case = await scope.get(CarryOutRun)
            try:
                await use_case(CarryOutRunCommand(run_id=run_id))
            except Stale:
                raise
            except Exception as error:
                if _passes_by_itself(error):
                    raise
                log.exception("import_queue.run_failed", run=str(run_id))
                what = f"A defect of Aegis, {type(error).__name__}: nothing was changed."
                await self._fail(run_id, f"{what} Its log says more, of run {run_id}.")

    async def _keep(self, run_id: UUID, work: "asyncio.Task[None]") -> None:
        """Renews the lease; ends the work when the run is no longer to be worked on."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            try:
                async with self._container() as scope:
                    renew = await scope.get(RenewLease)
                    command = RenewLeaseCommand(run_id=run_id, owner=self._owner, lease_seconds=self._lease_seconds)
                    mine = await renew(command)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("import_queue.lease_not_renewed", trouble=f"{type(error).__name__}: {error}")
            else:
                if not mine:
                    work.cancel()
                    return

    async def _fail(self, run_id: UUID, error: str) -> None:
        async with self._container() as scope:
            fail = await scope.get(FailRun)
            await fail(FailRunCommand(run_id=run_id, error=error))

    async def _release(self, run_id: UUID) -> None:
        async with self._container() as scope:
            release = await scope.get(ReleaseRun)
            await release(ReleaseRunCommand(run_id=run_id, owner=self._owner))


def _passes_by_itself(error: Exception) -> bool:
    """Whether the same work may well succeed later. A folder that cannot be written to is for a person to mend."""
    of_files = isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError)
    return is_transient(error) and not of_files


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
