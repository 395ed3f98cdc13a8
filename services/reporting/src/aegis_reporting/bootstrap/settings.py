"""Reporting's own settings."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from aegis_chassis.settings import Secret, SharedSettings


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
        str, Meta(description="When the audit trail's head is signed: a recurrence rule (RFC 5545).")
    ] = "FREQ=DAILY;BYHOUR=0;BYMINUTE=5"
