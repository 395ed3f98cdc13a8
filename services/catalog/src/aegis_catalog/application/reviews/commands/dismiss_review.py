"""Somebody decides that what waits with a technique needs no review."""

from dataclasses import dataclass

from aegis_catalog.application.reviews.ports import TechniqueReviews
from aegis_catalog.domain.review import TechniqueReview
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissReviewCommand:
    technique: str
    version: int | None
    reason: str


class DismissReview:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, reviews: TechniqueReviews) -> None:
        self._uow = uow
        self._reviews = reviews

    async def __call__(self, caller: Caller, command: DismissReviewCommand) -> TechniqueReview:
        require(caller, Action.CONTENT_REVIEW)
        async with self._uow:
            review = await self._reviews.get(command.technique, expected=command.version)
            review.dismiss(command.reason)
            await self._reviews.save(review)
            await self._uow.commit()
        return review
