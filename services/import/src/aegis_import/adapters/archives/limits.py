"""How much an archive may hold. Limits act on what is really inflated, never on headers or on the ratio alone."""

from msgspec import Struct


class ArchiveLimits(Struct, frozen=True, kw_only=True):
    """Bounds of one read, well above what honest data needs (sources.md: 5,050 members, 199 MB, a member of 53 MB,
    depth 16). Sizes are in bytes."""

    members: int = 100_000
    member_bytes: int = 256 * 1024 * 1024
    total_bytes: int = 1024 * 1024 * 1024
    path_bytes: int = 1_024
    json_depth: int = 64
    entry_bytes: int = 512 * 1024
    problems: int = 10_000
    seconds: float = 120.0
    memory_bytes: int = 2 * 1024 * 1024 * 1024
