"""What an archive may do to a run: it fails with what it got, or goes on without what is bad; nothing that was there is
withdrawn because of it."""

import io
import stat
import zipfile
from collections.abc import Callable

import pytest
from import_support.ground import Imports
from import_support.samples import ATOMIC, ELASTIC, MEMBERS, SIGMA, archive_of
from import_support.sent import rows
from import_support.stix import link, small, technique

from aegis_chassis.database.pool import Database
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState

GOOD = {f"s/rules/{number}.yml": SIGMA.replace(b"-222222222222", b"-%012d" % number) for number in range(1, 6)}


async def sigma(imports: Imports, content: bytes) -> ImportRun:
    return await imports.carry_out(await imports.queue(archive=content, source="sigma", file_name="a.zip"))


async def active(database: Database) -> int:
    return len(await rows(database, "claim where withdrawn_at is null"))


def with_link(members: dict[str, bytes]) -> bytes:
    """The archive with one member more, which is a link."""
    file = io.BytesIO(archive_of(members))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("s/rules/link.yml")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


def corrupt(content: bytes) -> bytes:
    at = content.index(b"PK\x03\x04") + 30 + int.from_bytes(content[26:28], "little")
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


WHOLE_ARCHIVE: dict[str, tuple[Callable[[], bytes], str]] = {
    "html": (lambda: b"<!DOCTYPE html><title>Sign in</title>", "DOCTYPE"),
    "empty file": (lambda: b"", "empty"),
    "empty archive": (lambda: archive_of({}), "empty"),
    "truncated archive": (lambda: archive_of(GOOD)[:-40], "cut short"),
    "no entry found": (lambda: archive_of({"s/readme.md": b"nothing"}), "entry"),
    "another source's archive": (lambda: archive_of(MEMBERS["caldera"]), "entry"),
    "all entries bad": (lambda: archive_of({"s/rules/a.yml": b"title: x"}), "No entry could be read"),
    "a lying directory": (lambda: archive_of(GOOD)[:-10] + b"\xff" * 10, "cut short"),
}


@pytest.mark.parametrize("what", WHOLE_ARCHIVE)
async def test_a_bad_archive_fails_the_run_says_why_and_changes_nothing(
    imports: Imports, database: Database, what: str
) -> None:
    await sigma(imports, archive_of(GOOD))
    make, says = WHOLE_ARCHIVE[what]
    run = await sigma(imports, make())
    assert run.state is RunState.FAILED
    assert run.error is not None
    assert says in run.error, run.error
    assert await active(database) == 5


BAD_PART: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a corrupt member": (lambda: corrupt(archive_of(GOOD)), 1, "corrupt_member"),
    "one bad file": (lambda: archive_of(GOOD | {"s/rules/1.yml": b"title: [x"}), 1, ""),
    "wrong encoding": (lambda: archive_of(GOOD | {"s/rules/1.yml": SIGMA.replace(b"A rule", b"\xff\xfe")}), 1, ""),
    "yaml tag": (lambda: archive_of(GOOD | {"s/rules/1.yml": SIGMA + b"x: !!python/object:os.system {}\n"}), 1, ""),
    "deep nesting": (lambda: archive_of(GOOD | {"s/rules/1.yml": SIGMA + b"x: " + b"[" * 5_000}), 1, ""),
    "alias bomb": (
        lambda: archive_of(
            GOOD
            | {
                "s/rules/1.yml": SIGMA
                + b"a: &a [x, x, x, x, x, x, x, x]\n"
                + b"".join(
                    b"%c: &%c [%s]\n" % (ord("b") + n, ord("b") + n, b", ".join([b"*%c" % (ord("a") + n)] * 8))
                    for n in range(9)
                )
            }
        ),
        1,
        "",
    ),
    "traversal": (lambda: archive_of(GOOD | {"../../s/rules/x.yml": SIGMA}), 0, "refused_member"),
    "an absolute path": (lambda: archive_of(GOOD | {"/s/rules/x.yml": SIGMA}), 0, "refused_member"),
    "a backslash": (lambda: archive_of(GOOD | {"s\\rules\\x.yml": SIGMA}), 0, "refused_member"),
    "a link": (lambda: with_link(GOOD), 0, "refused_member"),
}


@pytest.mark.parametrize("what", BAD_PART)
async def test_a_bad_part_is_named_and_skipped_and_nothing_is_withdrawn_because_of_it(
    imports: Imports, database: Database, what: str
) -> None:
    await sigma(imports, archive_of(GOOD))
    make, skipped, code = BAD_PART[what]
    run = await sigma(imports, make())
    assert run.state in {RunState.PUBLISHED, RunState.APPLIED}, run.error
    counts = run.outcome.counts
    assert sum(one.withdrawn for one in counts.values()) == 0
    assert sum(one.skipped for one in counts.values()) == skipped
    assert counts["rule"].unchanged == 5 - skipped
    problems = [row for row in await rows(database, "import_problem") if row["run_id"] == run.id]
    assert problems
    assert all(problem["path"] and problem["reason"] for problem in problems)
    if code:
        assert code in {problem["code"] for problem in problems}
    assert await active(database) == 5


async def test_a_nested_archive_is_never_opened(imports: Imports, database: Database) -> None:
    run = await sigma(imports, archive_of(GOOD | {"s/rules/more.zip": archive_of({"s/rules/9.yml": SIGMA})}))
    assert (run.state, await active(database)) == (RunState.PUBLISHED, 5)


async def test_entries_are_found_without_a_top_folder(imports: Imports, database: Database) -> None:
    run = await sigma(imports, archive_of({name.removeprefix("s/"): content for name, content in GOOD.items()}))
    assert (run.state, await active(database)) == (RunState.PUBLISHED, 5)


async def test_one_bad_relationship_withdraws_nothing(imports: Imports, database: Database) -> None:
    """A relationship that cannot be read costs what it says, never an item."""

    one, sub = technique(1, "T1001"), technique(2, "T1001.001", x_mitre_is_subtechnique=True)
    good = link(1, "subtechnique-of", sub, one)
    await imports.import_(small(one, sub, good))
    before = await active(database)
    for bad in ({**good, "source_ref": 7}, {**good, "relationship_type": None}, {"type": "relationship"}):
        run = await imports.import_(small(one, sub, bad))
        assert run.state in {RunState.PUBLISHED, RunState.APPLIED}, run.error
        assert sum(counts.withdrawn for counts in run.outcome.counts.values()) == 0
        assert await active(database) == before


@pytest.mark.parametrize("source, content", [("atomic", ATOMIC), ("elastic", ELASTIC)])
async def test_other_text_formats_name_what_is_bad_too(
    imports: Imports, database: Database, source: str, content: bytes
) -> None:
    (name, _), *_ = MEMBERS[source].items()
    other = name.replace("T1003", "T1059").replace("/a.", "/b.")
    bad = archive_of({name: content, other: content[: len(content) // 2] + b"\x00\xff"})
    run = await imports.carry_out(await imports.queue(archive=bad, source=source, file_name="a.zip"))
    assert run.state is RunState.PUBLISHED, run.error
    assert sum(counts.skipped for counts in run.outcome.counts.values()) == 1


async def test_a_zero_byte_in_a_name_or_key_costs_that_entry_at_most(imports: Imports, database: Database) -> None:
    """PostgreSQL has no texts with zero bytes."""
    names = {f"s/rules/{n}.yml": SIGMA.replace(b"-222222222222", b"-%012d" % n) for n in (1, 2)}
    odd = SIGMA.replace(b"title: A rule", b'title: "A \\0 rule"')
    run = await sigma(imports, archive_of(names | {"s/rules/3.yml": odd}))
    assert run.state is RunState.PUBLISHED, run.error
    assert await active(database) >= 2
    bundle = small(technique(1), technique(2, name="a\x00b"), {**technique(3), "id": "attack-pattern--\x00"})
    for dry_run in (True, False):
        found = await imports.import_(bundle, dry_run=dry_run)
        assert found.state in {RunState.PREVIEWED, RunState.PUBLISHED}, found.error
