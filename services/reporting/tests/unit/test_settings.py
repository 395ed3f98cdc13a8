"""Reporting's settings."""

from pathlib import Path

import pytest

from aegis_chassis.settings import SettingsError, load_settings
from aegis_reporting.bootstrap.settings import ReportingSettings

NEEDED = {"AEGIS_DATABASE_URL": "postgresql://localhost/aegis", "AEGIS_BUS": "postgres"}


def test_the_defaults_do() -> None:
    settings = load_settings(ReportingSettings, service="reporting", environ=NEEDED)
    assert settings.audit_key is None
    assert settings.audit_signing_rule == "5 0 * * *"


def test_a_key_is_a_secret_that_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("PEM\n")
    settings = load_settings(
        ReportingSettings, service="reporting", environ=NEEDED | {"AEGIS_REPORTING_AUDIT_KEY_FILE": str(path)}
    )
    assert settings.audit_key is not None
    assert settings.audit_key.reveal() == "PEM"
    assert "PEM" not in repr(settings)


def test_a_rule_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match="AEGIS_REPORTING_AUDIT_SIGNING_RULE"):
        load_settings(
            ReportingSettings, service="reporting", environ=NEEDED | {"AEGIS_REPORTING_AUDIT_SIGNING_RULE": "often"}
        )
