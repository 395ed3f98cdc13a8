"""The outline of a release: small, and the same for the same content."""

from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from import_support.archives import bundle_file
from import_support.data import ENTERPRISE_20, ENTERPRISE_21, upstream
from import_support.stix import phases, small, technique

from aegis_contracts.import_content import Claim
from aegis_contracts.imported.outline import OutlinedTechnique, ReleaseOutlineItem
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing import work
from aegis_import.application.parsing import Wanted
from aegis_import.application.reads import Read, ReadJob

NAMED = Wanted(domain="enterprise", release="19.1")


def read(path: Path, *, wanted: Wanted = NAMED, upstream: str = "mitre-attack", limits: ArchiveLimits) -> Read:
    job = ReadJob(
        path=str(path), name=path.name, upstream=upstream, wanted=wanted, source_id=UUID(int=1), source_name="mine",
        priority=0, run_id=UUID(int=2),
    )  # fmt: skip
    return work.read_archive(job, limits)


def outline(found: Read) -> ReleaseOutlineItem:
    assert found.outline is not None
    claim = msgspec.json.decode(found.outline, type=Claim)
    assert (claim.domain, claim.release, claim.run_id) == ("enterprise", "19.1", UUID(int=2))
    assert isinstance(claim.item, ReleaseOutlineItem)
    return claim.item


@pytest.mark.data
def test_enterprise_is_outlined_in_less_than_half_a_record_and_alike_from_both_forms() -> None:
    found = [read(upstream(name), limits=ArchiveLimits()) for name in (ENTERPRISE_20, ENTERPRISE_21)]
    assert all(one.outline is not None and len(one.outline) < 512 * 1024 for one in found)
    first, second = map(outline, found)
    assert len(first.techniques) == 858
    assert first == second


def test_an_outline_says_what_differs_without_the_text(tmp_path: Path) -> None:
    def one(file: str, **fields: object) -> OutlinedTechnique:
        path = bundle_file(
            tmp_path / f"{file}.json", small(technique(1, kill_chain_phases=phases("execution"), **fields))
        )
        [made] = outline(read(path, limits=ArchiveLimits())).techniques
        return made

    plain = one("plain")
    assert one("same") == plain
    assert plain.tactics == ("TA0002",)
    changed = one("changed", description="other", x_mitre_platforms=["Linux"])
    fields = OutlinedTechnique.__struct_fields__
    assert [name for name in fields if getattr(changed, name) != getattr(plain, name)] == ["description", "platforms"]
    assert one("renamed", name="Other").name == "Other"


def test_one_that_is_too_large_is_left_out_and_said_so(tmp_path: Path) -> None:
    path = bundle_file(tmp_path / "x.json", small(*(technique(number) for number in range(1, 40))))
    found = read(path, limits=ArchiveLimits(entry_bytes=2_000))
    assert found.outline is None
    assert [problem.code for problem in found.problems] == ["outline_too_large"]
