"""What the profile needs."""

from typing import Protocol

from aegis_catalog.domain.profile import Profile


class Profiles(Protocol):
    """The one profile; an empty one, with version 0, before it was ever saved."""

    async def get(self, *, expected: int | None = None) -> Profile:
        """Raises `Stale`."""
        ...

    async def save(self, profile: Profile) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...
