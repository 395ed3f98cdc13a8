"""An admin sets how results are reviewed."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import Policies
from aegis_catalog.domain.policy import Policy, Review
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicyCommand:
    """What is None stays as it is. `reason` is told to the leads."""

    version: int | None
    review: Review | None = None
    skew_tolerance_seconds: int | None = None
    reason: str = ""


class ChangePolicy:
    """Raises `Stale`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, policies: Policies) -> None:
        self._uow = uow
        self._policies = policies

    async def __call__(self, caller: Caller, command: ChangePolicyCommand) -> Policy:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            policy = await self._policies.get(expected=command.version)
            skew = command.skew_tolerance_seconds
            policy.change(
                review=policy.review if command.review is None else command.review,
                skew_tolerance_seconds=policy.skew_tolerance_seconds if skew is None else skew,
                reason=command.reason,
            )
            await self._policies.save(policy)
            await self._uow.commit()
        return policy
