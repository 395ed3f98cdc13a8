"""Every topic has an owner, a state, a committed schema, a row in the docs; none is written by two services."""

import json

from modules import ROOT, SERVICES

from aegis_contracts.compatibility import breaking_changes
from aegis_contracts.schemas import schema_of
from aegis_contracts.topics import ALL

EVENTS = ROOT / "docs" / "events"
RELEASED = ROOT / "libs" / "contracts" / "released"


def test_topics_have_one_owner_each_and_known_readers() -> None:
    names = [topic.name for topic in ALL]
    assert len(names) == len(set(names))
    for topic in ALL:
        assert topic.owner == "*" or topic.owner in SERVICES, topic.name
        assert set(topic.heard_by) <= set(SERVICES), topic.name


def test_event_types_are_named_alike_and_belong_to_one_topic() -> None:
    seen: dict[str, str] = {}
    for topic in ALL:
        assert topic.types, topic.name
        for name, wire in topic.types.items():
            assert wire.startswith("aegis."), wire
            assert wire.endswith(".v1"), wire
            assert wire == wire.lower(), wire
            assert name not in seen, f"{name} stands on {topic.name} and {seen[name]}"
            seen[name] = topic.name


def test_the_committed_schemas_are_what_the_code_says() -> None:
    for topic in ALL:
        committed = json.loads((EVENTS / "schemas" / f"{topic.name}.json").read_text())
        assert committed == schema_of(topic), f"{topic.name}: run `make docs`"


def test_no_released_schema_is_broken() -> None:
    for released in sorted(RELEASED.glob("*.json")):
        topic = next(topic for topic in ALL if topic.name == released.stem)
        assert breaking_changes(json.loads(released.read_text()), schema_of(topic)) == []


def test_the_documentation_has_a_row_for_every_topic() -> None:
    page = (EVENTS / "README.md").read_text()
    assert [topic.name for topic in ALL if f"`{topic.name}`" not in page] == []
