"""MISP's threat actors: sources.md's counts on the upstream archive, and its rules on small files."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from import_support.archives import parsed
from import_support.data import ENTERPRISE_20, ICS_20, MOBILE_20, upstream
from import_support.structured import archive_of, codes, read_as

from aegis_contracts.ids import content_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

ARCHIVE = "misp-galaxy-main.zip"
FILE = "clusters/threat-actor.json"


def uuid(number: int) -> str:
    return str(UUID(int=number))


def actor(number: int, **more: Any) -> dict[str, Any]:
    return {"uuid": uuid(number), "value": f"Actor {number}", "description": "d", "meta": {}} | more


def cluster(*values: Any, **more: Any) -> dict[str, Any]:
    return {"type": "threat-actor", "version": 349, "values": list(values)} | more


def read(tmp_path: Path, made: Any) -> tuple[dict[str, ParsedClaim], Report]:
    claims, report = read_as("misp-galaxy", archive_of(tmp_path / "misp.zip", {FILE: made, "clusters/other.json": {}}))
    return {claim.key: claim for claim in claims}, report


def one(tmp_path: Path, **more: Any) -> tuple[Any, Report]:
    claims, report = read(tmp_path, cluster(actor(1, **more)))
    return claims[uuid(1)].item, report


@pytest.mark.data
def test_the_archive_holds_exactly_what_sources_md_says() -> None:
    claims, report = read_as("misp-galaxy", upstream(ARCHIVE))
    items = [claim.item for claim in claims]
    assert (report.problems, report.complete, report.release) == ([], True, "349")
    assert report.commit == "9434ace4eb925c9a1c9b3bccf014a25f9d14f0b0"
    assert (len(items), len({claim.key for claim in claims})) == (1_041, 1_041)
    assert (sum(bool(item.aliases) for item in items), sum(len(item.aliases) for item in items)) == (403, 1_403)
    assert sum(item.country is not None for item in items) == 476
    turla = next(item for item in items if item.name == "Turla")
    assert turla.country == "RU"


@pytest.mark.data
def test_59_actors_are_59_groups_of_attack_and_55_of_these_active() -> None:
    groups = {
        content_id("mitre-attack", "actor", claim.key): claim.item
        for name, domain in ((ENTERPRISE_20, "enterprise"), (MOBILE_20, "mobile"), (ICS_20, "ics"))
        for claim in parsed(upstream(name), domain=domain)[0]
        if claim.kind == "actor"
    }
    claims, _ = read_as("misp-galaxy", upstream(ARCHIVE))
    joined = {(claim.key, id_) for claim in claims for id_ in claim.item.actor_ids if id_ in groups}
    found = {id_ for _, id_ in joined}
    assert (len({key for key, _ in joined}), len(found)) == (59, 59)
    assert sum(not groups[id_].revoked and not groups[id_].deprecated for id_ in found) == 55


def test_only_what_is_similar_is_the_same_actor(tmp_path: Path) -> None:
    related = [
        {"dest-uuid": uuid(7), "type": "similar", "tags": []},
        {"dest-uuid": uuid(8), "type": "uses"},
        {"dest-uuid": uuid(7).upper(), "type": "similar"},
        {"dest-uuid": "none", "type": "similar"},
    ]
    item, report = one(tmp_path, related=related)
    assert item.actor_ids == (content_id("mitre-attack", "actor", f"intrusion-set--{uuid(7)}"),)
    assert report.problems == []


def test_the_motive_goes_before_the_type_of_incident(tmp_path: Path) -> None:
    both = {"motive": "Espionage", "cfr-type-of-incident": ["Sabotage"]}
    assert one(tmp_path, meta=both)[0].motivation == ("Espionage",)
    assert one(tmp_path, meta={"cfr-type-of-incident": ["Sabotage", "Espionage"]})[0].motivation == (
        "Sabotage", "Espionage",
    )  # fmt: skip
    assert one(tmp_path, meta={"cfr-type-of-incident": "Espionage", "motive": ""})[0].motivation == ("Espionage",)
    assert one(tmp_path, meta={})[0].motivation == ()


@pytest.mark.parametrize("written, country", [("CN", "CN"), (" ru ", "RU"), ("", None), (None, None)])
def test_a_country_is_two_letters_or_none(tmp_path: Path, written: Any, country: str | None) -> None:
    item, report = one(tmp_path, meta={"country": written})
    assert (item.country, report.problems) == (country, [])


@pytest.mark.parametrize(
    "more",
    [
        {"meta": {"country": "Russia"}},
        {"meta": {"country": 7}},
        {"meta": {"synonyms": 7}},
        {"meta": "text"},
        {"description": 7},
        {"related": "text"},
        {"related": ["text"]},
        {"related": [{"type": "similar"}]},
    ],
)
def test_a_field_that_cannot_be_read_is_left_empty_with_a_warning(tmp_path: Path, more: dict[str, Any]) -> None:
    item, report = one(tmp_path, **more)
    assert (item.name, item.country, item.aliases, item.actor_ids) == ("Actor 1", None, (), ())
    assert codes(report) == [("warning", "bad_field")]


def test_synonyms_and_references_come_in_order_each_once(tmp_path: Path) -> None:
    meta = {"synonyms": ["B", " A ", "B", ""], "refs": ["https://b", "https://a"]}
    item, _ = one(tmp_path, meta=meta, description="a\r\nb")
    assert (item.aliases, item.references, item.description) == (("B", "A"), ("https://b", "https://a"), "a\nb")


@pytest.mark.parametrize(
    "bad, key",
    [
        ({"uuid": uuid(2)}, uuid(2)),
        ({"uuid": uuid(2), "value": 7}, uuid(2)),
        ({"uuid": uuid(2), "value": " "}, uuid(2)),
        ({"value": "x"}, None),
        ({"uuid": "x", "value": "x"}, None),
        ({"uuid": 7, "value": "x"}, None),
        ("text", None),
    ],
)
def test_a_bad_actor_is_skipped_and_named(tmp_path: Path, bad: Any, key: str | None) -> None:
    claims, report = read(tmp_path, cluster(actor(1), bad, actor(3)))
    assert list(claims) == [uuid(1), uuid(3)]
    (problem,) = report.problems
    assert (problem.severity, problem.kind, problem.key) == ("bad_entry", "actor_profile", key)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"Actor 2", b"\xff"),
        lambda text: text.replace(b'"value": "Actor 2"', b'"value": "x", "value": "Actor 2"'),
        lambda text: text.replace(b'"Actor 2"', b'"Actor 2", "x": ' + b"[" * 80 + b"]" * 80),
    ],
)
def test_an_actor_that_is_bad_json_is_bad_by_itself(tmp_path: Path, change: Any) -> None:
    written = json.dumps(cluster(actor(1), actor(2), actor(3))).encode()
    claims, report = read(tmp_path, change(written))
    assert list(claims) == [uuid(1), uuid(3)]
    assert codes(report) == [("bad_entry", "bad_json")]
    assert report.kept_paths == {FILE}


@pytest.mark.parametrize(
    "made, says",
    [
        ("<html>", "cannot be read as JSON"),
        ('{"type": "threat-actor", "values": [NaN]}', "cannot be read as JSON"),
        ('{"values": ' + "[" * 100_000, "nested deeper"),
        ([], "not a MISP galaxy cluster"),
        ({"type": "threat-actor"}, "not a MISP galaxy cluster"),
        (cluster(actor(1), type="mitre-intrusion-set"), "is the cluster 'mitre-intrusion-set'"),
    ],
)
def test_what_is_not_the_cluster_fails_the_run_with_a_reason(tmp_path: Path, made: Any, says: str) -> None:
    with pytest.raises(BadArchive, match=says):
        read(tmp_path, made)


def test_attacks_groups_in_misp_are_no_entries(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match=r"holds no clusters/threat-actor\.json"):
        read_as("misp-galaxy", archive_of(tmp_path / "a.zip", {"clusters/mitre-intrusion-set.json": cluster(actor(1))}))


def test_the_file_by_itself_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(cluster(actor(1))))
    bare, _ = read_as("misp-galaxy", path)
    zipped, _ = read(tmp_path, cluster(actor(1)))
    assert [(claim.key, claim.item, claim.url) for claim in bare] == [
        (claim.key, claim.item, claim.url) for claim in zipped.values()
    ]
