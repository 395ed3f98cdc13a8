"""Identity's own settings."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from aegis_chassis.settings import Secret, SharedSettings
from aegis_identity.adapters.keys.sealing import SHORTEST
from aegis_identity.application.limits import Limits
from aegis_identity.domain.session import SessionLimits


class IdentitySettings(SharedSettings, frozen=True, kw_only=True):
    """What identity needs to know beside the rest."""

    key_secret: Annotated[
        Secret | None,
        Meta(
            description="Seals the private signing keys in the database: at least 32 random characters, the same for "
            "every process of identity."
        ),
    ] = None
    key_secret_path: Annotated[
        Path | None,
        Meta(description="Where that secret is kept when it is not given; made on first use, for its owner alone."),
    ] = None
    admin_email: Annotated[str, Meta(description="The first admin's address.", extra={"also": "AEGIS_ADMIN_EMAIL"})] = (
        "admin@example.org"
    )
    admin_password: Annotated[
        Secret | None,
        Meta(
            description="The first admin's password. Unset: one is made up, printed once, and to be changed at the "
            "first sign-in.",
            extra={"also": "AEGIS_ADMIN_PASSWORD"},
        ),
    ] = None
    access_seconds: Annotated[int, Meta(ge=60, le=3_600, description="How long an access token counts.")] = 900
    session_days: Annotated[int, Meta(ge=1, le=365, description="How long a session lasts at most.")] = 14
    session_idle_hours: Annotated[int, Meta(ge=1, le=8_760, description="And without being used.")] = 72
    reset_hours: Annotated[int, Meta(ge=1, le=720, description="How long a one-time link counts.")] = 24
    password_threads: Annotated[int, Meta(ge=1, le=64, description="Passwords looked at at once, 64 MiB each.")] = 2
    password_waiting: Annotated[int, Meta(ge=1, le=1_000, description="And how many more may wait.")] = 20

    def problems(self) -> Iterator[tuple[str, str]]:
        """Fields that do not fit together."""
        yield from super().problems()
        if self.key_secret is None and self.key_secret_path is None:
            yield "key_secret", "or key_secret_path is needed: private keys are not stored in the clear"
        if self.key_secret is not None and len(self.key_secret.reveal()) < SHORTEST:
            yield "key_secret", f"has to have {SHORTEST} characters at least"

    @property
    def limits(self) -> Limits:
        """How long things last."""
        return Limits(
            access_seconds=float(self.access_seconds),
            sessions=SessionLimits(
                longest=timedelta(days=self.session_days), idle=timedelta(hours=self.session_idle_hours)
            ),
            resets=timedelta(hours=self.reset_hours),
        )
