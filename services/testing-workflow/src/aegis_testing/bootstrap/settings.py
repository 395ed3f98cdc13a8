"""The settings of testing-workflow."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from aegis_chassis.settings.every_service import SharedSettings

MEGABYTE = 1024 * 1024


class TestingSettings(SharedSettings, frozen=True, kw_only=True):
    """What testing-workflow needs to know besides."""

    __test__ = False

    evidence_max_bytes: Annotated[
        int, Meta(ge=1, le=5 * 1024 * MEGABYTE, description="The largest file that is taken as evidence.")
    ] = 50 * MEGABYTE

    evidence_presigned_seconds: Annotated[
        int,
        Meta(
            ge=0,
            le=3600,
            description="How long the object store's own address of a download is good; 0 streams downloads through "
            "us. Needs an S3 store that browsers reach.",
        ),
    ] = 0

    def problems(self) -> Iterator[tuple[str, str]]:
        """Evidence needs somewhere to lie."""
        yield from super().problems()
        if self.object_store_url is None:
            yield "object_store_url", "is needed: evidence is kept there"
