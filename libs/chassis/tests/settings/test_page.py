"""The page of settings lists every one, with its variable, type, default and meaning."""

from msgspec.structs import fields

from aegis_chassis.settings import SharedSettings
from aegis_chassis.settings.loading import description
from aegis_chassis.settings.page import settings_page
from aegis_chassis.settings.services import service_names, settings_of_services


def test_every_setting_of_every_service_is_listed_and_described() -> None:
    services = settings_of_services()
    page = settings_page(services)
    shared = {each.name for each in fields(SharedSettings)}
    for each in fields(SharedSettings):
        assert f"| `AEGIS_{each.name.upper()}` |" in page
        assert description(each), each.name
    for service, kind in services.items():
        for each in fields(kind):
            if each.name not in shared:
                assert f"| `AEGIS_{service.upper().replace('-', '_')}_{each.name.upper()}`" in page
                assert description(each), f"{service}.{each.name}"


def test_a_row_says_type_and_default() -> None:
    page = settings_page({})
    assert "| `database_url` | `AEGIS_DATABASE_URL` | secret | **needed** |" in page
    assert "| `bus` | `AEGIS_BUS` | `kafka` \\| `postgres` | `kafka` |" in page
    assert "| `trusted_proxies` | `AEGIS_TRUSTED_PROXIES` | list of text | empty |" in page
    assert "| `database_single_role` | `AEGIS_DATABASE_SINGLE_ROLE` | true, false | `false` |" in page


def test_services_are_known_by_the_names_of_their_schemas() -> None:
    assert {"catalog", "testing", "scoring", "import", "reporting", "identity"} <= set(service_names())
