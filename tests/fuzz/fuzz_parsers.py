"""A target for atheris, which lets the code itself guide what is tried. Outside CI: it runs as long as you let it.

    uv run --with atheris python tests/fuzz/fuzz_parsers.py sigma -max_total_time=3600
    uv run python tests/fuzz/fuzz_parsers.py --all-with-hypothesis 20000     # without atheris

The first argument is a format of the registry, the others are libFuzzer's. Input: the first byte chooses a member of a
small valid archive, the rest is its content; an even byte gives the content bare, as a file of its own. Anything but
`BadArchive` is a finding, and so is a read of more than five seconds.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

HERE = Path(__file__).resolve().parent
SUPPORT = HERE.parents[1] / "services" / "import" / "tests"
LONGEST_SECONDS = 5.0


def main() -> int:
    if sys.argv[1:2] == ["--all-with-hypothesis"]:
        examples = sys.argv[2] if len(sys.argv) > 2 else "20000"
        test = SUPPORT / "unit" / "test_every_parser.py"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=0", str(test)]
        return subprocess.run(command, env=os.environ | {"AEGIS_FUZZ_EXAMPLES": examples}, check=False).returncode
    try:
        import atheris  # not a dependency: it is built for few platforms
    except ImportError:
        print("atheris is not installed; --all-with-hypothesis runs without it", file=sys.stderr)
        return 2
    format_ = sys.argv.pop(1)
    with atheris.instrument_imports(include=["aegis_import"]):
        from aegis_import.adapters.parsing import work
    folder = Path(tempfile.mkdtemp(prefix="aegis-fuzz-"))
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, seed in enumerate(seeds_of(format_)):
        (seeds / str(number)).write_bytes(seed)
    sys.argv.append(str(seeds))
    atheris.Setup(sys.argv, lambda data: one_input(work, folder, format_, data))
    atheris.Fuzz()
    return 0


def one_input(work: object, folder: Path, format_: str, data: bytes) -> None:
    """Reads one input. Raises what the parser raises, but for `BadArchive`."""
    from aegis_import.adapters.archives.limits import ArchiveLimits
    from aegis_import.application.parsing import BadArchive, Wanted
    from aegis_import.application.reads import ReadJob

    path = folder / "file"
    path.write_bytes(content_of(format_, data))
    job = ReadJob(
        path=str(path),
        name="upload",
        upstream=format_,
        format=format_,
        wanted=Wanted(domain="enterprise" if format_ == "mitre-attack" else None, source=format_),
        source_id=UUID(int=1),
        source_name=format_,
        priority=0,
        run_id=UUID(int=2),
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    began = time.monotonic()
    limits = ArchiveLimits(member_bytes=1 << 23, total_bytes=1 << 24, seconds=LONGEST_SECONDS)
    with contextlib.suppress(BadArchive):
        work.read_archive(job, limits)  # type: ignore[attr-defined]  # the instrumented module
    assert time.monotonic() - began < LONGEST_SECONDS + 1, "a hang"


def seeds_of(format_: str) -> list[bytes]:
    """Valid inputs to begin with."""
    sys.path.insert(0, str(SUPPORT / "support"))
    from import_support.samples import FEED, MEMBERS

    members = MEMBERS.get(format_, {"feed": FEED})
    return [bytes([2 * place + bare]) + members[name] for place, name in enumerate(sorted(members)) for bare in (0, 1)]


def content_of(format_: str, data: bytes) -> bytes:
    """The file that an input stands for."""
    sys.path.insert(0, str(SUPPORT / "support"))
    from import_support.samples import MEMBERS, archive_of

    members = dict(MEMBERS.get(format_, {}))
    if not data or not members or data[0] % 2 == 0:
        return data[1:]
    names = sorted(members)
    members[names[data[0] // 2 % len(names)]] = data[1:]
    return archive_of(members)


if __name__ == "__main__":
    sys.exit(main())
