"""Commands of people, on fakes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from import_support.database import SetClock
from import_support.fakes import FakeArchives, FakeRuns, FakeSources, KnownUpstreams, Memory, NewIds
from import_support.people import ADMIN, LEAD, NOBODY
from import_support.suites import NOW, run_of, source

from aegis_contracts.catalog_runs import CATALOG_RUNS, AppliedRun
from aegis_contracts.import_requests import IMPORT_REQUESTS, ImportRequest
from aegis_import.application.commands.approve_run import ApproveRun, ApproveRunCommand
from aegis_import.application.commands.cancel_run import CancelRun, CancelRunCommand
from aegis_import.application.commands.create_source import CreateSource, CreateSourceCommand
from aegis_import.application.commands.discard_run import DiscardRun, DiscardRunCommand
from aegis_import.application.commands.edit_source import EditSource, EditSourceCommand
from aegis_import.application.commands.fail_run import FailRun, FailRunCommand
from aegis_import.application.commands.request_run import RequestRun, RequestRunCommand
from aegis_import.application.commands.upload_archive import UploadArchive, UploadArchiveCommand
from aegis_import.application.reactions.catalog_runs import ApplyRuns
from aegis_import.application.reactions.import_requests import QueueRequested
from aegis_import.domain.counts import NOTHING
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_import.domain.words import RunState
from aegis_kernel.errors import Forbidden, Invalid, NotFound, RuleBroken, Stale
from aegis_kernel.facts import Fact


class World:
    """The use cases on one memory."""

    def __init__(self, *things: DataSource | ImportRun) -> None:
        self.memory = Memory()
        self.sources, self.runs = FakeSources(self.memory), FakeRuns(self.memory)
        self.archives, self.clock, self.ids = FakeArchives(), SetClock(), NewIds()
        for thing in things:
            thing.take_recorded()
            (self.memory.sources if isinstance(thing, DataSource) else self.memory.runs)[thing.id] = thing  # type: ignore[index]  # each in its own
        self.create = CreateSource(self.memory, self.sources, KnownUpstreams(), self.ids)
        self.edit = EditSource(self.memory, self.sources)
        self.request = RequestRun(self.memory, self.sources, self.runs, self.clock, self.ids)
        self.upload = UploadArchive(self.memory, self.sources, self.runs, self.archives, self.clock, self.ids)
        self.cancel = CancelRun(self.memory, self.runs, self.clock)
        self.approve = ApproveRun(self.memory, self.runs)
        self.discard = DiscardRun(self.memory, self.runs, self.clock)
        self.fail = FailRun(self.memory, self.runs, self.clock)


def held(of: DataSource) -> ImportRun:
    run = run_of(of)
    run.start(NOW)
    run.hold(NOTHING, "too much", "key")
    return run


@pytest.mark.parametrize("caller", [LEAD, NOBODY])
async def test_only_an_admin_manages_sources_and_runs(caller: Any, tmp_path: Path) -> None:
    mine = source(url="https://x.example/")
    run = held(mine)
    world = World(mine, run)
    file = tmp_path / "x"
    file.write_text("{}")
    for use_case, command in (
        (world.create, CreateSourceCommand(name="other", upstream="mitre-attack")),
        (world.edit, EditSourceCommand(source_id=mine.id, version=1, changes={"priority": 1})),
        (world.request, RequestRunCommand(source_id=mine.id)),
        (world.upload, UploadArchiveCommand(source_id=mine.id, path=file, file_name="x")),
        (world.cancel, CancelRunCommand(run_id=run.id, version=3)),
        (world.approve, ApproveRunCommand(run_id=run.id, version=3)),
        (world.discard, DiscardRunCommand(run_id=run.id, version=3)),
    ):
        with pytest.raises(Forbidden):
            await use_case(caller, command)  # type: ignore[operator]  # each takes its own command
    assert (world.memory.commits, world.archives.kept) == (0, {})


async def test_a_source_is_created_and_edited() -> None:
    world = World()
    made = await world.create(ADMIN, CreateSourceCommand(name="mine", upstream="mitre-attack", domain="ics"))
    await world.edit(ADMIN, EditSourceCommand(source_id=made.id, version=1, changes={"enabled": False}))
    assert not world.memory.sources[made.id].settings.enabled
    with pytest.raises(Stale):
        await world.edit(ADMIN, EditSourceCommand(source_id=made.id, version=1, changes={"enabled": True}))


async def test_an_upstream_that_nothing_reads_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        await World().create(ADMIN, CreateSourceCommand(name="mine", upstream="nobody"))
    assert refused.value.code == "unknown_upstream"


async def test_a_run_is_queued_from_the_sources_url_or_the_one_given() -> None:
    mine = source(url="https://x.example/")
    world = World(mine)
    own = await world.request(ADMIN, RequestRunCommand(source_id=mine.id))
    given = await world.request(ADMIN, RequestRunCommand(source_id=mine.id, url="https://y.example/", dry_run=True))
    assert (own.url, own.dry_run, own.requested_by) == ("https://x.example/", False, ADMIN.id)
    assert (given.url, given.dry_run) == ("https://y.example/", True)
    assert {run.state for run in world.memory.runs.values()} == {RunState.QUEUED}


async def test_a_run_that_cannot_be_is_refused() -> None:
    bare, off, mine = (
        source("bare"),
        source("off", url="https://x.example/", enabled=False),
        source(url="https://x.example/"),
    )
    world = World(bare, off, mine)
    for of, how, code in (
        (bare, {}, "no_url"),
        (off, {}, "source_disabled"),
        (mine, {"url": "file:///etc/passwd"}, "bad_url"),
    ):
        with pytest.raises((RuleBroken, Invalid)) as refused:
            await world.request(ADMIN, RequestRunCommand(source_id=of.id, **how))
        assert refused.value.code == code
    with pytest.raises(NotFound):
        await world.request(ADMIN, RequestRunCommand(source_id=uuid4()))
    for of in (off, mine):
        assert (await world.request(ADMIN, RequestRunCommand(source_id=of.id, dry_run=True))).dry_run


async def test_an_upload_is_kept_until_its_run_has_read_it(tmp_path: Path) -> None:
    mine = source()
    world = World(mine)
    file = tmp_path / "x"
    file.write_text("{}")
    run = await world.upload(ADMIN, UploadArchiveCommand(source_id=mine.id, path=file, file_name="a.zip"))
    assert (run.file_name, run.url) == ("a.zip", None)
    assert world.archives.kept == {run.archive_key: b"{}"}


async def test_an_upload_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    mine = source(enabled=False)
    world = World(mine)
    file = tmp_path / "x"
    file.write_text("{}")
    for id_ in (mine.id, uuid4()):
        with pytest.raises((RuleBroken, NotFound)):
            await world.upload(ADMIN, UploadArchiveCommand(source_id=id_, path=file, file_name="x"))
    assert world.archives.kept == {}


async def test_a_held_run_is_approved_or_discarded() -> None:
    mine = source()
    for move, state in (("approve", RunState.PUBLISHING), ("discard", RunState.CANCELLED)):
        run = held(mine)
        world = World(mine, run)
        commands: dict[str, Any] = {"approve": ApproveRunCommand, "discard": DiscardRunCommand}
        moved = await getattr(world, move)(ADMIN, commands[move](run_id=run.id, version=3))
        assert moved.state is state
        assert moved.approved_by == (ADMIN.id if move == "approve" else None)


async def test_a_held_run_is_not_approved_while_a_newer_one_is_under_way() -> None:
    mine = source(url="https://x.example/")
    run = held(mine)
    world = World(mine, run)
    newer = await world.request(ADMIN, RequestRunCommand(source_id=mine.id))
    with pytest.raises(RuleBroken) as refused:
        await world.approve(ADMIN, ApproveRunCommand(run_id=run.id, version=3))
    assert refused.value.code == "newer_run"
    await world.cancel(ADMIN, CancelRunCommand(run_id=newer.id, version=1))
    assert (await world.approve(ADMIN, ApproveRunCommand(run_id=run.id, version=3))).state is RunState.PUBLISHING


async def test_a_source_says_by_its_format_what_reads_it() -> None:
    world = World()
    mappings = CreateSourceCommand(name="mine", upstream="nist-800-53", format="nist-800-53-mappings")
    made = await world.create(ADMIN, mappings)
    assert (made.upstream, made.format) == ("nist-800-53", "nist-800-53-mappings")
    made = await world.create(ADMIN, CreateSourceCommand(name="same", upstream="nist-800-53-mappings"))
    assert (made.upstream, made.format) == ("nist-800-53", "nist-800-53-mappings")
    for upstream, format_, code, pointer in (
        ("nobody", None, "unknown_upstream", "/upstream"),
        ("nist-800-53", "nobody", "unknown_format", "/format"),
        ("mine", "mitre-attack", "other_upstream", "/upstream"),
    ):
        with pytest.raises(Invalid) as refused:
            await world.create(ADMIN, CreateSourceCommand(name="bad", upstream=upstream, format=format_))
        assert (refused.value.code, refused.value.faults[0].pointer) == (code, pointer)


async def test_a_run_is_cancelled_before_it_publishes_and_not_after() -> None:
    mine = source()
    run = run_of(mine)
    run.start(NOW)
    world = World(mine, run)
    assert (await world.cancel(ADMIN, CancelRunCommand(run_id=run.id, version=2))).state is RunState.CANCELLED
    late = run_of(mine)
    late.start(NOW)
    late.begin_publishing()
    world = World(mine, late)
    with pytest.raises(RuleBroken) as refused:
        await world.cancel(ADMIN, CancelRunCommand(run_id=late.id, version=3))
    assert refused.value.code == "run_is_publishing"


async def test_a_failure_that_comes_too_late_changes_nothing() -> None:
    mine = source()
    run = run_of(mine)
    run.cancel(NOW)
    world = World(mine, run)
    await world.fail(FailRunCommand(run_id=run.id, error="why"))
    assert world.memory.runs[run.id].state is RunState.CANCELLED


def fact(topic: Any, state: Any) -> Fact[Any]:
    return Fact(topic=topic.name, key="k", version=1, type="t", id=uuid4(), time=NOW, state=state)


async def test_a_published_run_becomes_applied_when_the_catalogue_says_so() -> None:
    mine = source()
    published, queued = run_of(mine), run_of(mine)
    published.start(NOW)
    published.begin_publishing()
    published.publish(NOTHING)
    world = World(mine, published, queued)
    react = ApplyRuns(world.runs, world.clock)
    told = [AppliedRun(run_id=id_, source_id=mine.id) for id_ in (published.id, queued.id, uuid4())]
    await react([fact(CATALOG_RUNS, state) for state in told])
    assert world.memory.runs[published.id].state is RunState.APPLIED
    assert world.memory.runs[published.id].finished_at == world.clock.now()
    assert world.memory.runs[queued.id].state is RunState.QUEUED


async def test_a_request_on_the_topic_queues_one_run_at_most() -> None:
    mine, off, bare = (
        source(url="https://x.example/"),
        source("off", url="https://x.example/", enabled=False),
        source("bare"),
    )
    world = World(mine, off, bare)
    react = QueueRequested(world.sources, world.runs, EndedRuns(), world.clock, world.ids)
    asked = [
        ImportRequest(source_id=id_, requested_by=ADMIN.id, requested_at=NOW)
        for id_ in (mine.id, mine.id, off.id, bare.id, uuid4())
    ]
    await react([fact(IMPORT_REQUESTS, state) for state in asked])
    (run,) = world.memory.runs.values()
    assert (run.source_id, run.url, run.requested_by) == (mine.id, "https://x.example/", ADMIN.id)


class EndedRuns:
    """`Ended`, as far as a request goes."""

    def __init__(self) -> None:
        self.forgotten: list[UUID] = []

    async def with_archives(self, limit: int, *, previewed_before: datetime) -> Sequence[tuple[UUID, str]]:
        return ()

    async def forget_archive(self, run_id: UUID) -> None:
        self.forgotten.append(run_id)


async def test_a_request_may_name_the_dry_run_that_is_to_be_applied() -> None:
    mine, other = source(), source("other")
    world = World(mine, other)
    previewed = ImportRun.queue(
        uuid4(),
        source_id=mine.id,
        source_name="mine",
        at=NOW,
        by=ADMIN.id,
        dry_run=True,
        archive_key="k",
        file_name="f",
    )
    previewed.start(NOW)
    previewed.preview(NOTHING, NOW)
    previewed.take_recorded()
    world.memory.runs[previewed.id] = previewed
    ended = EndedRuns()
    react = QueueRequested(world.sources, world.runs, ended, world.clock, world.ids)
    asked = [
        ImportRequest(source_id=id_, requested_by=ADMIN.id, requested_at=NOW, previewed_run_id=run_id)
        for id_, run_id in ((mine.id, uuid4()), (other.id, previewed.id), *[(mine.id, previewed.id)] * 2)
    ]
    await react([fact(IMPORT_REQUESTS, state) for state in asked])
    (run,) = (run for run in world.memory.runs.values() if run.id != previewed.id)
    assert (run.source_id, run.archive_key, run.file_name, run.dry_run) == (mine.id, "k", "f", False)
    assert ended.forgotten == [previewed.id]
