"""Reporting's own settings."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from aegis_chassis.scheduling.rules import InvalidRule, next_due
from aegis_chassis.settings import Secret, SharedSettings

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class ReportingSettings(SharedSettings, frozen=True, kw_only=True):
    """What reporting needs to know beside the rest."""

    audit_key: Annotated[
        Secret | None,
        Meta(description="Ed25519 key in PEM (PKCS #8) that signs the audit trail's head every day."),
    ] = None
    audit_key_path: Annotated[
        Path | None,
        Meta(description="Where that key is kept when it is not given; made on first use. Without both nothing signs."),
    ] = None
    audit_signing_rule: Annotated[
        str, Meta(description="When the audit trail's head is signed: five fields of cron (UTC), or `every 1d`.")
    ] = "5 0 * * *"

    def problems(self) -> Iterator[tuple[str, str]]:
        """Faults beyond single fields."""
        yield from super().problems()
        try:
            next_due(self.audit_signing_rule, "UTC", start=_SOME_DAY, after=_SOME_DAY)
        except InvalidRule as error:
            yield "audit_signing_rule", f"is no rule: {error}"
