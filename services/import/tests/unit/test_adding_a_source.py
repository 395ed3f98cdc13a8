"""docs/sources/README.md: its worked example works, and its table has every source."""

import re
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from import_support.archives import zip_of
from import_support.data import ROOT

from aegis_contracts.import_content import Claim
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing import work
from aegis_import.adapters.parsing.registry import PARSERS
from aegis_import.adapters.persistence import migrations
from aegis_import.application.parsing import Wanted
from aegis_import.application.reads import ReadJob

FOLDER = ROOT / "docs" / "sources"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")][
    1:
]
PLAY = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]


def parser() -> Any:
    """The parser that the page shows."""
    module = ModuleType("plays")
    exec(re.findall(r"```python\n(\"\"\".*?)```", PAGE, re.DOTALL)[0], module.__dict__)
    return module.__dict__["parse_plays"]


def test_the_parser_that_the_page_shows_reads_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PARSERS", MappingProxyType({"plays": parser()}))
    members = {
        "plays-main/plays/one.yml": PLAY,
        "plays-main/plays/two.yml": PLAY.replace("play-1", "play-2").replace("run:", "walk:"),
        "plays-main/README.md": "no entry",
    }
    job = ReadJob(
        path=str(zip_of(tmp_path / "plays.zip", members)),
        name="plays.zip",
        upstream="plays",
        wanted=Wanted(),
        source_id=UUID(int=1),
        source_name="plays",
        priority=0,
        run_id=UUID(int=2),
    )
    read = work.read_archive(job, ArchiveLimits())
    (entry,) = read.entries
    item: Any = msgspec.json.decode(entry.state, type=Claim).item
    assert (entry.kind, entry.key, entry.path) == ("template", "play-1", "plays/one.yml")
    assert (item.name, item.command) == ("List who is logged on", "who -a")
    assert (item.technique_ids_named, item.platforms) == (("T1033",), ("Linux",))
    assert [(one.severity, one.reason, one.key) for one in read.problems] == [("bad_entry", "It has no run.", "play-2")]
    assert (read.not_entries, read.kept_keys) == (1, {"play-2"})


def test_every_format_has_a_row() -> None:
    told = {name for row in TABLE for name in re.findall(r"`([^`]+)`", row[2])}
    assert told == set(PARSERS)


def test_every_source_that_is_there_from_the_start_has_a_row_with_its_url() -> None:
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((Path(migrations.__path__[0]) / "versions").glob("*.py"))
    )
    seeded = re.findall(r"\('[0-9a-f-]{36}', '([a-z0-9-]+)',.*?(?:'(https://[^']+)'|null)", written, re.DOTALL)
    rows = {row[0].split("`")[1]: row for row in TABLE if not row[0].startswith("on offer")}
    assert set(rows) == {name for name, _ in seeded}
    for name, url in seeded:
        archive = re.fullmatch(r"https://github\.com/(.+)/archive/refs/heads/(.+)\.zip", url)
        told = f"`{{{archive[1]}, {archive[2]}}}`" if archive else f"`{url}`" if url else "none"
        assert told in rows[name][4]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0][:24])
def test_every_row_has_a_page_and_a_licence(row: list[str]) -> None:
    (page,) = re.findall(r"\]\(([a-z0-9-]+\.md)\)", row[0])
    assert (FOLDER / page).is_file()
    assert row[5]
