"""The services as a whole: nothing is owned twice, all that is served is owned, and the documents say what runs."""

import json
from typing import Any

import pytest
from modules import ROOT

from aegis_chassis.process.service import Service
from aegis_chassis.settings.page import settings_page
from aegis_chassis.settings.services import settings_of_services
from aegis_contracts.topics import ALL
from aegis_distributed.gateway import compose_bootstrap
from aegis_distributed.ownership import built_services
from aegis_identity.application.queries.rights import matrix_as_markdown
from aegis_standalone.openapi import merged
from aegis_testing.domain.table import table_as_markdown

DOCS = ROOT / "docs"
API = "/api/v1/"


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    return dict(built_services())


@pytest.fixture(scope="module")
def document(services: dict[str, Service]) -> dict[str, Any]:
    return merged({name: service.api() for name, service in services.items()})


def test_no_two_services_own_the_same(services: dict[str, Service]) -> None:
    owned = [segment for service in services.values() for segment in (*service.owns, *service.well_known)]
    assert len(owned) == len(set(owned))


def test_every_path_served_is_owned_by_who_serves_it(services: dict[str, Service]) -> None:
    for name, service in services.items():
        served = {route.path for route in service.api().routes}
        segments = {path.removeprefix(API).split("/")[0] for path in served if path.startswith(API)} - {"openapi"}
        assert segments == service.owns, name


def test_operations_are_named_once(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    assert len(names) == len(set(names))


def test_every_topic_is_made_by_its_owner(services: dict[str, Service]) -> None:
    for topic in ALL:
        makers = {name for name, service in services.items() if topic.spec in service.topics}
        assert topic.owner in makers or (topic.owner == "*" and makers), topic.name


def test_who_hears_a_topic_is_written_down(services: dict[str, Service]) -> None:
    heard = {
        topic.name: {
            name for name, service in services.items() for group in service.groups if topic.name in group.topics
        }
        for topic in ALL
    }
    for topic in ALL:
        assert heard[topic.name] <= set(topic.heard_by), topic.name


def test_the_committed_documents_are_what_the_code_says(services: dict[str, Service], document: dict[str, Any]) -> None:
    again = "run `make docs`"
    assert json.loads((DOCS / "api" / "openapi.json").read_text()) == document, again
    assert (DOCS / "permissions.md").read_text() == matrix_as_markdown() + table_as_markdown(), again
    assert (DOCS / "operations" / "settings.md").read_text() == settings_page(settings_of_services()), again
    gateway = json.loads((ROOT / "deploy" / "gateway" / "envoy.json").read_text())
    assert gateway == compose_bootstrap(services.values()), again
