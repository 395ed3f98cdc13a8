"""What is sent to the import's resources."""

from msgspec import UNSET, Struct, UnsetType

from aegis_contracts.words import Domain


class NewSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data source to be made. `name`, `upstream` and `format` cannot be changed later; `format`
    says what reads it, where that is not called as the upstream is."""

    name: str
    upstream: str
    domain: Domain | None = None
    format: str | None = None
    url: str | None = None
    more_urls: tuple[str, ...] = ()
    priority: int = 0
    enabled: bool = True
    release: str | None = None
    withdraw_limit_percent: int = 20


class SourceChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON merge patch: fields that are left out stay, null empties a field."""

    url: str | UnsetType | None = UNSET
    more_urls: tuple[str, ...] | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    release: str | UnsetType | None = UNSET
    withdraw_limit_percent: int | UnsetType = UNSET


class NewSchedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a source is read by itself: ``every 6h``, ``daily``, ``weekly``, ``monthly``, ``quarterly``, ``yearly``, or
    the five fields of cron; null ends it. `zone` is an IANA time zone."""

    rule: str | None
    zone: str = "UTC"


class ReadWhere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where to read, this once: else from the source's own URL."""

    url: str | None = None
