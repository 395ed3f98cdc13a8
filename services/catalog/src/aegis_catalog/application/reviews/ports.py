"""What reviews need."""

from typing import Protocol

from aegis_catalog.domain.review import TechniqueReview


class TechniqueReviews(Protocol):
    """The reviews of all techniques: one each, whether or not anything waits."""

    async def get(self, technique: str, *, expected: int | None) -> TechniqueReview:
        """The review of the technique with this id or public id. `expected` is the version that the caller knows.
        Raises `NotFound`, `Stale`."""
        ...

    async def save(self, review: TechniqueReview) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...
