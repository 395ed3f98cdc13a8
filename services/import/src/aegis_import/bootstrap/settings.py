"""The import's settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from aegis_chassis.settings.every_service import SharedSettings
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.fetching.addresses import networks
from aegis_import.adapters.fetching.http import FetchLimits

Bytes = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class ImportSettings(SharedSettings, frozen=True, kw_only=True):
    """Limits act on what is really inflated; the defaults are several times what upstreams hold."""

    work_dir: Annotated[
        Path | None, Meta(description="Folder for archives while they are read; else the system's temporary one.")
    ] = None
    upload_bytes: Annotated[Bytes, Meta(description="Largest upload.")] = 256 * 1024 * 1024
    fetch_bytes: Annotated[Bytes, Meta(description="Largest content of a URL, unpacked.")] = 256 * 1024 * 1024
    fetch_seconds: Annotated[Seconds, Meta(description="How long one fetch may take altogether.")] = 600.0
    fetch_redirects: Annotated[int, Meta(ge=0, le=20, description="Redirects followed.")] = 5
    allowed_networks: Annotated[
        tuple[str, ...],
        Meta(description="Networks (CIDR) that may be fetched from though they are not public; several with commas."),
    ] = ()
    archive_members: Annotated[int, Meta(ge=1, description="Most members of an archive.")] = 100_000
    archive_member_bytes: Annotated[Bytes, Meta(description="Largest member, inflated.")] = 256 * 1024 * 1024
    archive_total_bytes: Annotated[Bytes, Meta(description="All members read, inflated.")] = 1024 * 1024 * 1024
    read_seconds: Annotated[Seconds, Meta(description="How long reading one archive may take.")] = 120.0
    read_memory_bytes: Annotated[Bytes, Meta(description="Memory that reading one archive may take.")] = (
        2 * 1024 * 1024 * 1024
    )

    def problems(self) -> Iterator[tuple[str, str]]:
        """Faults beyond single fields."""
        yield from super().problems()
        if self.object_store_url is None:
            yield "object_store_url", "is needed: uploaded and held archives lie there"
        try:
            networks(self.allowed_networks)
        except ValueError as error:
            yield "allowed_networks", f"holds what is no network: {error}"

    @property
    def archive_limits(self) -> ArchiveLimits:
        """The bounds of reading."""
        return ArchiveLimits(
            members=self.archive_members,
            member_bytes=self.archive_member_bytes,
            total_bytes=self.archive_total_bytes,
            seconds=self.read_seconds,
            memory_bytes=self.read_memory_bytes,
        )

    @property
    def fetch_limits(self) -> FetchLimits:
        """The bounds of fetching."""
        return FetchLimits(bytes=self.fetch_bytes, seconds=self.fetch_seconds, redirects=self.fetch_redirects)
