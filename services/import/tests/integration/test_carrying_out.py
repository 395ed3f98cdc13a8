"""A run from its archive to the outbox, on PostgreSQL."""

import json
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from import_support.archives import PATH, zip_of
from import_support.database import outbox
from import_support.ground import URL, Imports
from import_support.sent import TEN, content, facts, rows, short
from import_support.stix import id_of, small, stix, technique

from aegis_chassis.database.pool import Database
from aegis_contracts.ids import claim_id, content_id
from aegis_contracts.import_content import RunEnd
from aegis_contracts.import_runs import IMPORT_RUNS
from aegis_contracts.imported.attack import TechniqueItem
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_import.domain.counts import KindCounts
from aegis_import.domain.words import RunState


async def test_a_first_import_publishes_everything_in_order_and_its_end_last(
    imports: Imports, database: Database
) -> None:
    run = await imports.import_(small(stix("intrusion-set", 1, "G0001"), stix("malware", 1, "S0001"), technique(1)))
    assert run.state is RunState.PUBLISHED
    assert run.outcome.counts == {kind: KindCounts(new=1) for kind in ("tactic", "technique", "software", "actor")}
    assert run.outcome.release == "19.1"
    facts = await content(database)
    assert short(facts) == [
        "tactic.imported", "technique.imported", "software.imported", "threat-actor.imported", "run.published",
    ]  # fmt: skip
    told = facts[1]
    assert told.key == str(claim_id("attack-enterprise", "technique", id_of("attack-pattern", 1)))
    assert told.version == 1
    assert told.correlation_id == str(run.id)
    claim = told.state
    assert isinstance(claim.item, TechniqueItem)
    assert claim.content_id == content_id("mitre-attack", "technique", id_of("attack-pattern", 1))
    assert (claim.claim_id, claim.source_id, claim.source_name, claim.run_id, claim.domain, claim.release) == (
        UUID(told.key), imports.source_id, "attack-enterprise", run.id, "enterprise", "19.1",
    )  # fmt: skip
    end = facts[-1].state
    assert end.item == RunEnd(source_name="attack-enterprise", published=4, withdrawn=0, release="19.1")
    assert (facts[-1].key, facts[-1].version, end.claim_id, end.content_id) == (str(run.id), 1, run.id, run.id)


async def test_the_runs_own_facts_are_published_with_rising_versions(imports: Imports, database: Database) -> None:
    run = await imports.import_(small(technique(1)))
    told = await outbox(database, "aegis.import.runs")
    assert [(headers["ce_type"].split(".")[-2], int(headers["ce_sequence"])) for _, headers, _ in told] == [
        ("queued", 1), ("started", 2), ("publishing", 3), ("finished", 4),
    ]  # fmt: skip
    assert {key for key, _, _ in told} == {str(run.id)}
    assert told[-1][2]["state"]["counts"]["technique"] == {
        "read": 1, "new": 1, "changed": 0, "unchanged": 0, "withdrawn": 0, "skipped": 0,
    }  # fmt: skip


async def test_the_same_input_again_changes_nothing_and_sends_no_content(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small(*reversed(TEN)))
    assert run.state is RunState.APPLIED
    assert run.outcome.counts == {"tactic": KindCounts(unchanged=1), "technique": KindCounts(unchanged=10)}
    assert await content(database) == []


async def test_a_new_release_of_the_same_content_changes_no_item_and_is_told(
    imports: Imports, database: Database
) -> None:
    await imports.import_(small(*TEN, version="19.1"))
    await content(database)
    run = await imports.import_(small(*TEN, version="20.0"))
    assert (run.state, run.outcome.release, run.outcome.changes) == (RunState.PUBLISHED, "20.0", 0)
    (end,) = await content(database)
    assert end.state.item == RunEnd(source_name="attack-enterprise", published=0, withdrawn=0, release="20.0")


async def test_a_form_that_says_no_release_takes_none_back(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN, version="19.1"))
    await content(database)
    nameless = small(*TEN)
    nameless["objects"] = [one for one in nameless["objects"] if one["type"] != "x-mitre-collection"]
    run = await imports.import_(nameless)
    assert (run.state, run.outcome.release) == (RunState.APPLIED, "unknown (2026-05-12)")
    assert await content(database) == []


async def test_only_what_changed_is_published_with_the_next_version(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small(technique(1, description="new"), technique(11), *TEN[1:]))
    assert run.outcome.counts["technique"] == KindCounts(new=1, changed=1, unchanged=9)
    facts = await content(database)
    assert [(fact.state.key, fact.version) for fact in facts[:-1]] == [
        (id_of("attack-pattern", 1), 2), (id_of("attack-pattern", 11), 1),
    ]  # fmt: skip
    assert facts[-1].state.item.published == 2


async def test_what_is_gone_after_a_complete_read_is_withdrawn_whole_and_may_come_back(
    imports: Imports, database: Database
) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small(*TEN[1:]))
    assert run.outcome.counts["technique"] == KindCounts(unchanged=9, withdrawn=1)
    gone, end = await content(database)
    assert short([gone]) == ["content.withdrawn"]
    assert (gone.state.key, gone.version, gone.state.withdrawn_at) == (TEN[0]["id"], 2, imports.clock.now())
    assert gone.state.item.name == TEN[0]["name"]
    assert (end.state.item.published, end.state.item.withdrawn) == (0, 1)
    run = await imports.import_(small(*TEN[1:]))
    assert (run.state, await content(database)) == (RunState.APPLIED, [])
    await imports.import_(small(*TEN))
    back, _ = await content(database)
    assert (back.state.key, back.version, back.state.withdrawn_at) == (TEN[0]["id"], 3, None)


async def test_a_run_that_would_withdraw_too_much_is_held_and_changes_nothing(
    imports: Imports, database: Database
) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small(*TEN[5:]))
    assert run.state is RunState.HELD
    assert run.held_reason == "It would withdraw 5 of 11 entries, more than 20 %."
    assert run.outcome.counts["technique"] == KindCounts(unchanged=5, withdrawn=5)
    assert short(await content(database)) == ["release.outlined"]
    samples = await rows(database, "import_sample")
    assert {(row["class"], row["key"]) for row in samples} == {("withdrawn", one["id"]) for one in TEN[:5]}


async def test_a_held_run_publishes_what_was_read_then_when_it_is_approved(
    imports: Imports, database: Database
) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    imports.fetcher.content = json.dumps(small(*TEN[5:])).encode()
    held = await imports.carry_out(await imports.queue(url=URL))
    imports.fetcher.content = json.dumps(small(*TEN)).encode()
    await imports.move(held.id, lambda run: run.approve(UUID(int=1)))
    run = await imports.carry_out(held.id)
    assert run.state is RunState.PUBLISHED
    told = short(await content(database))
    assert told == ["release.outlined", *["content.withdrawn"] * 5, "run.published"]


async def test_a_newer_read_takes_the_place_of_a_held_run_unless_it_fails(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    held = await imports.import_(small(*TEN[5:]))
    failed = await imports.import_(b"<html>")
    assert failed.state is RunState.FAILED
    assert (await imports.run(held.id)).state is RunState.HELD
    await imports.import_(small(*TEN[5:]), dry_run=True)
    assert (await imports.run(held.id)).state is RunState.HELD
    again = await imports.import_(small(*TEN[6:]))
    assert again.state is RunState.HELD
    assert (await imports.run(held.id)).state is RunState.CANCELLED
    good = await imports.import_(small(*TEN))
    assert (good.state, (await imports.run(again.id)).state) == (RunState.APPLIED, RunState.CANCELLED)
    told = [fact.reason for fact in await facts(database, IMPORT_RUNS) if fact.key == str(again.id)]
    assert told[-1] == f"superseded by run {good.id}"


async def test_an_approved_run_does_not_undo_a_newer_one(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    held = await imports.import_(small(*TEN[5:]))
    await imports.move(held.id, lambda run: run.approve(UUID(int=1)))
    imports.clock.at += timedelta(seconds=1)
    newer = await imports.queue(archive=json.dumps(small(*TEN, technique(99))).encode())
    await imports.carry_out(newer)
    run = await imports.carry_out(held.id)
    assert run.state is RunState.FAILED
    assert run.error == "A newer run of the source has published since this one was held."
    assert len(await rows(database, "claim where withdrawn_at is null")) == 12


async def test_a_run_says_what_it_measured_and_whether_it_was_complete(imports: Imports) -> None:
    run = await imports.import_(small(*TEN))
    assert {"fetch_seconds", "read_seconds", "compare_seconds", "write_seconds"} <= set(run.outcome.measures)
    assert run.outcome.complete


async def test_the_limit_is_the_sources_own(imports: Imports, database: Database) -> None:
    async def edit(unit: Any) -> None:
        source = await SqlSources(unit).get(imports.source_id)
        source.edit(withdraw_limit_percent=50)
        await SqlSources(unit).save(source)

    await imports.change(edit)
    await imports.import_(small(*TEN))
    assert (await imports.import_(small(*TEN[5:]))).state is RunState.PUBLISHED


async def test_what_a_bad_entry_gave_before_stays(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small(technique(1, name=7), *TEN[1:]))
    assert run.state is RunState.APPLIED
    assert run.outcome.counts["technique"] == KindCounts(unchanged=9, skipped=1)
    assert run.outcome.problems == 1
    (problem,) = await rows(database, "import_problem")
    assert (problem["run_id"], problem["severity"], problem["code"], problem["key"]) == (
        run.id, "bad_entry", "bad_object", id_of("attack-pattern", 1),
    )  # fmt: skip


async def test_after_a_read_that_was_not_complete_nothing_is_withdrawn(imports: Imports, database: Database) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(small({"type": "attack-pattern"}, *TEN[1:]))
    assert run.state is RunState.APPLIED
    assert run.outcome.counts["technique"] == KindCounts(unchanged=9, skipped=1)
    assert await content(database) == []


async def test_a_dry_run_says_the_same_counts_with_samples_and_changes_nothing(
    imports: Imports, database: Database
) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    other = small(technique(1, description="x", x_mitre_platforms=["Linux"]), technique(11), *TEN[2:])
    run = await imports.import_(other, dry_run=True)
    assert run.state is RunState.PREVIEWED
    assert run.outcome.counts["technique"] == KindCounts(new=1, changed=1, unchanged=8, withdrawn=1)
    [outlined] = await content(database)
    assert (short([outlined]), outlined.version) == (["release.outlined"], 1)
    assert (outlined.state.release, outlined.state.domain, outlined.state.run_id) == ("19.1", "enterprise", run.id)
    assert len(outlined.state.item.techniques) == 10
    assert len(await rows(database, "claim")) == 11
    samples = {row["class"]: (row["key"], row["fields"]) for row in await rows(database, "import_sample")}
    assert samples == {
        "new": (id_of("attack-pattern", 11), []),
        "changed": (id_of("attack-pattern", 1), ["description", "platforms"]),
        "withdrawn": (id_of("attack-pattern", 2), []),
    }


async def test_a_dry_run_keeps_a_hundred_samples_of_each_class(imports: Imports, database: Database) -> None:
    await imports.import_(small(*(technique(number) for number in range(1, 151))), dry_run=True)
    assert len(await rows(database, "import_sample")) == 100


@pytest.mark.parametrize(
    "archive, says",
    [
        (b"<html>Sign in</html>", "got something else"),
        (b"", "got an empty one"),
        (b"PK\x03\x04 cut", "cut short"),
        (b'{"type": "bundle", "objects": [{"x": NaN}]}', "not a STIX bundle"),
        (b'{"type": "bundle", "objects": []}', "without objects"),
    ],
)
async def test_a_bad_archive_fails_the_run_and_changes_nothing(
    imports: Imports, database: Database, archive: bytes, says: str
) -> None:
    await imports.import_(small(*TEN))
    await content(database)
    run = await imports.import_(archive)
    assert run.state is RunState.FAILED
    assert says in (run.error or "")
    assert run.finished_at == imports.clock.now()
    assert await content(database) == []
    assert len([row for row in await rows(database, "claim") if row["withdrawn_at"] is None]) == 11


async def test_a_corrupt_bundle_in_a_zip_fails_the_run(imports: Imports, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {PATH: json.dumps(small(*TEN))})
    written = bytearray(path.read_bytes())
    struct.pack_into("<L", written, written.index(b"PK\x01\x02") + 16, 0xDEADBEEF)
    run = await imports.import_(bytes(written))
    assert run.state is RunState.FAILED
    assert "cannot be inflated" in (run.error or "")


async def test_an_entry_beyond_the_limit_is_bad_and_the_others_come_in(imports: Imports) -> None:
    run = await imports.import_(small(technique(1, description="x" * 600_000), technique(2)))
    assert run.outcome.counts["technique"] == KindCounts(new=1, skipped=1)


async def test_a_priority_that_changed_is_told_at_the_next_read(imports: Imports, database: Database) -> None:
    await imports.import_(small(technique(1)))
    await content(database)

    async def edit(unit: Any) -> None:
        source = await SqlSources(unit).get(imports.source_id)
        source.edit(priority=5)
        await SqlSources(unit).save(source)

    await imports.change(edit)
    await imports.import_(small(technique(1)))
    assert {fact.state.priority for fact in await content(database)} == {5}


async def test_the_same_bytes_are_read_once_by_the_same_code(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0

    async def count() -> None:
        nonlocal read
        read += 1

    imports.reader.after = count
    await imports.import_(small(*TEN))
    again = await imports.import_(small(*TEN))
    assert (read, again.state, again.outcome.release) == (1, RunState.APPLIED, "19.1")
    assert again.outcome.counts["technique"] == KindCounts(unchanged=10)
    await imports.import_(small(*TEN), dry_run=True)
    assert read == 2, "a dry run says what it finds"
    await imports.import_(small(*TEN, version="19.2"))
    assert read == 3
    await imports.import_(small(*TEN, version="19.2"))
    assert read == 3, "a read that changed nothing counts too"
    monkeypatch.setattr("aegis_import.adapters.parsing.pool.code_version", lambda: "another")
    await imports.import_(small(*TEN, version="19.2"))
    assert read == 4


async def test_what_had_a_problem_is_read_again_and_named_again(imports: Imports) -> None:
    bundle = small(*TEN, technique(11, "no id"))
    first = await imports.import_(bundle)
    again = await imports.import_(bundle)
    assert first.outcome.problems == again.outcome.problems == 1
    assert again.outcome.counts["technique"] == KindCounts(unchanged=10, skipped=1)


async def test_settings_that_go_into_claims_make_the_same_bytes_new(imports: Imports) -> None:
    async def edit(unit: Any) -> None:
        source = await SqlSources(unit).get(imports.source_id)
        source.edit(priority=7)
        await SqlSources(unit).save(source)

    await imports.import_(small(*TEN))
    await imports.change(edit)
    assert (await imports.import_(small(*TEN))).outcome.counts["technique"] == KindCounts(changed=10)
