"""What a detection rule reads."""

from msgspec import Struct


class LogSource(Struct, frozen=True, kw_only=True):
    """In the terms of whoever wrote the rule: a product, category and service; index patterns and integrations; or
    sources by name."""

    product: str | None = None
    category: str | None = None
    service: str | None = None
    indices: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
