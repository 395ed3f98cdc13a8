"""What runs in another process: opens an archive, parses it whole, makes every entry ready to be published."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from aegis_contracts.ids import claim_id, content_id
from aegis_contracts.import_content import Claim, Item
from aegis_contracts.imported.intel import IntelItem
from aegis_import.adapters.archives.deadlines import Deadline
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.archives.opening import open_archive
from aegis_import.adapters.parsing.budget import give_memory_back, memory_budget
from aegis_import.adapters.parsing.outlining import outline_of
from aegis_import.adapters.parsing.publishable import refusal_of
from aegis_import.adapters.parsing.registry import BARE_FORMS, PARSERS, WINDOWS, namespace_of
from aegis_import.application.claims import KINDS, ParsedClaim
from aegis_import.application.parsing import BadArchive, Got
from aegis_import.application.reads import Read, ReadEntry, ReadJob
from aegis_import.application.report import Report

_encode = msgspec.json.Encoder().encode
_ORDER = {kind: place for place, kind in enumerate(KINDS.values())}
_FINGERPRINT_BYTES = 16


def read_archive(job: ReadJob, limits: ArchiveLimits) -> Read:
    """The whole read. Raises `BadArchive`: for an archive that is none, for a limit passed, for no entries at all."""
    try:
        with memory_budget(limits.memory_bytes):
            return _read(job, limits)
    finally:
        give_memory_back()


def _read(job: ReadJob, limits: ArchiveLimits) -> Read:
    report = Report(limit=limits.problems)
    deadline = Deadline(limits.seconds)
    got = Got(name=job.name, status=job.status, content_type=job.content_type, url=job.url)
    format_ = job.format or job.upstream
    window = format_ in WINDOWS
    parser = PARSERS[format_]
    with open_archive(
        Path(job.path),
        got,
        wanted=job.wanted,
        limits=limits,
        report=report,
        deadline=deadline,
        bare=BARE_FORMS.get(format_, "json"),
    ) as archive:
        parsed = _distinct(parser(archive, report), report, deadline)
        entries: list[ReadEntry] = []
        for one in sorted(parsed.values(), key=lambda one: _ORDER[one.kind]):
            deadline.check()
            entry = _entry(one, job, report.release)
            refused = refusal_of(entry, limits)
            if refused is None:
                entries.append(entry)
            else:
                key = None if "\x00" in one.key else one.key
                report.bad_entry(*refused, path=one.path, kind=one.kind, key=key)
        outline = outline_of(parsed.values(), job, report, limits)
    if not entries and not (window and not report.skipped):
        raise BadArchive("no_entries", _why_none(report))
    return Read(
        entries=entries,
        release=report.release,
        commit=report.commit,
        problems=report.problems,
        problems_count=report.problems_count,
        skipped=dict(report.skipped),
        not_entries=report.not_entries,
        measures=dict(report.measures),
        kept_keys=frozenset(report.kept_keys),
        kept_paths=frozenset(report.kept_paths),
        complete=report.complete,
        window=window,
        outline=outline,
    )


def _distinct(claims: Iterable[ParsedClaim], report: Report, deadline: Deadline) -> dict[tuple[str, str], ParsedClaim]:
    """Entries by kind and key. Of two with one key the newer stays, else the first by path; the other is reported
    (sources.md, rule 12)."""
    kept: dict[tuple[str, str], ParsedClaim] = {}
    for one in claims:
        deadline.check()
        earlier = kept.get((one.kind, one.key))
        if earlier is None:
            kept[one.kind, one.key] = one
            continue
        stays, goes = (one, earlier) if _is_before(one, earlier) else (earlier, one)
        kept[one.kind, one.key] = stays
        reason = f"Its key stands in {stays.path} too, which counts."
        report.warning("repeated_key", reason, path=goes.path, kind=goes.kind, key=goes.key)
    return kept


def _is_before(one: ParsedClaim, other: ParsedClaim) -> bool:
    if one.modified is not None and other.modified is not None and one.modified != other.modified:
        return one.modified > other.modified
    return one.path < other.path


def _entry(one: ParsedClaim, job: ReadJob, release: str | None) -> ReadEntry:
    kind = one.kind
    upstream = namespace_of(job.upstream)
    claim = Claim(
        claim_id=claim_id(job.source_name, kind, one.key),
        content_id=content_id(upstream, kind, one.content_key or one.key),
        source_id=job.source_id,
        source_name=job.source_name,
        run_id=job.run_id,
        upstream=upstream,
        key=one.key,
        item=_seen(one.item, job.at),
        domain=one.domain,
        priority=job.priority,
        release=release,
        url=one.url,
        created=one.created,
        modified=one.modified,
    )
    told = _encode((one.item, one.domain, one.url, one.created, one.modified, job.priority))
    return ReadEntry(
        claim_id=claim.claim_id,
        kind=kind,
        key=one.key,
        name=getattr(one.item, "name", one.key),
        path=one.path,
        fingerprint=hashlib.blake2b(told, digest_size=_FINGERPRINT_BYTES).digest(),
        state=_encode(claim),
    )


def _seen(item: Item, at: datetime | None) -> Item:
    """An item without a date of its own gets that of the read; the fingerprint leaves it out."""
    if isinstance(item, IntelItem) and item.first_seen:
        return msgspec.structs.replace(item, published=at)
    return item


def _why_none(report: Report) -> str:
    if not report.problems:
        return "No entry was found: nothing in it stands where this source's entries stand. Is it of another source?"
    first = report.problems[0]
    return f"No entry could be read; {report.problems_count} problems, the first: {first.path}: {first.reason}"
