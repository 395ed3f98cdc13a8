"""Evidence: added until validation, replaced before submit by its uploader, withdrawn by a lead."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID

from aegis_kernel.errors import Fault, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import EvidenceAttached, EvidenceWithdrawn, TestEvent, TestRecorded
from aegis_testing.domain.evidence import Content, Evidence, Sample
from aegis_testing.domain.limits import (
    MAX_EVIDENCE,
    MAX_REASON,
    MAX_WORD,
    checked_reason,
    raise_if_any,
    text_fault,
)
from aegis_testing.domain.people import Person
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.size import check_size
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def attach_evidence(
    test: Test,
    evidence_id: UUID,
    side: SideName,
    content: Content,
    caption: str,
    caller: Caller,
    circumstances: Circumstances,
    sample: Sample | None = None,
) -> None:
    """Raises `RuleBroken`, `Invalid`."""
    ensure(test, "attach", caller, circumstances, side)
    by, at = Person.of(caller), circumstances.now
    one = Evidence(id=evidence_id, side=side, content=content, by=by, at=at, caption=caption, sample=sample)
    _add(test, one, caller, circumstances)


def redact_evidence(
    test: Test,
    evidence_id: UUID,
    original_id: UUID,
    content: Content,
    caption: str,
    caller: Caller,
    circumstances: Circumstances,
) -> None:
    """Puts a redacted copy beside a piece, at any time: it takes nothing away. Raises `RuleBroken`, `NotFound`,
    `Invalid`."""
    original = ensure_redactable(test, original_id)
    by, at = Person.of(caller), circumstances.now
    one = Evidence(
        id=evidence_id, side=original.side, content=content, by=by, at=at, caption=caption, redacts=original_id
    )
    _add(test, one, caller, circumstances)


def ensure_redactable(test: Test, original_id: UUID) -> Evidence:
    """The piece, if it may be given a redacted copy: it is no copy and no malware itself, and has none. Raises
    `RuleBroken`, `NotFound`."""
    original = test.piece_of_evidence(original_id)
    if original.redacts is not None:
        _refuse("A redacted copy has no copy of its own.", "/redacts", "is_redacted")
    if original.sample is not None:
        _refuse("Malware is shown to nobody, so it has no redacted copy.", "/malware", "malware")
    if redacted_copy_of(test, original_id) is not None:
        _refuse("It has a redacted copy; a lead withdraws that one first.", "/redacted_by", "has_redacted_copy")
    return original


def redacted_copy_of(test: Test, original_id: UUID) -> Evidence | None:
    """The copy that stands beside a piece, if one does: reports take that one."""
    copies = (one for one in test.evidence if one.redacts == original_id and one.withdrawn_at is None)
    return next(copies, None)


def _add(test: Test, one: Evidence, caller: Caller, circumstances: Circumstances) -> None:
    raise_if_any(
        [
            text_fault("/name", one.content.name, characters=MAX_WORD, needed=True),
            text_fault("/caption", one.caption, characters=MAX_REASON),
            Fault("", f"A test holds {MAX_EVIDENCE} pieces of evidence.", "too_many")
            if len(test.evidence) >= MAX_EVIDENCE
            else None,
        ]
    )
    test.evidence += (one,)
    if one.redacts is None:
        worked(test, one.side, caller, circumstances, amending=True)
    _happened(test, EvidenceAttached, one.id, (None, _shown(one.content)), circumstances)


def replace_evidence(
    test: Test,
    evidence_id: UUID,
    content: Content,
    caller: Caller,
    circumstances: Circumstances,
    sample: Sample | None = None,
) -> None:
    """Puts other bytes in its place, while the side is open, by whoever uploaded it. Raises `RuleBroken`, `NotFound`,
    `Invalid`."""
    was = ensure_replaceable(test, evidence_id, caller, circumstances)
    raise_if_any([text_fault("/name", content.name, characters=MAX_WORD, needed=True)])
    _put(test, replace(was, content=content, sample=sample, at=circumstances.now, version=was.version + 1))
    worked(test, was.side, caller, circumstances)
    _happened(test, EvidenceAttached, evidence_id, (_shown(was.content), _shown(content)), circumstances)


def ensure_replaceable(test: Test, evidence_id: UUID, caller: Caller, circumstances: Circumstances) -> Evidence:
    """The piece, if `caller` may put other bytes in its place. Raises `RuleBroken`, `NotFound`."""
    was = test.piece_of_evidence(evidence_id)
    ensure(test, "record", caller, circumstances, was.side)
    _refuse_withdrawn(was)
    if was.by.id != caller.id:
        detail = f"Only {was.by.name}, who uploaded it, replaces it."
        raise RuleBroken("rule_broken", detail, [Fault("", detail, "not_the_uploader")])
    if redacted_copy_of(test, evidence_id) is not None:
        _refuse(
            "Its redacted copy shows the file that is there; a lead withdraws it first.",
            "/redacted_by",
            "has_redacted_copy",
        )
    return was


def caption_evidence(test: Test, evidence_id: UUID, caption: str, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`, `NotFound`, `Invalid`."""
    was = test.piece_of_evidence(evidence_id)
    ensure(test, "amend", caller, circumstances, was.side)
    raise_if_any([text_fault("/caption", caption, characters=MAX_REASON)])
    if was.caption == caption:
        return
    _put(test, replace(was, caption=caption, version=was.version + 1))
    worked(test, was.side, caller, circumstances, amending=True)
    _happened(test, TestRecorded, evidence_id, ({"caption": was.caption}, {"caption": caption}), circumstances)


def withdraw_evidence(test: Test, evidence_id: UUID, reason: str, caller: Caller, circumstances: Circumstances) -> None:
    """Takes a piece out of use for good, at any time; it stays on record. Raises `RuleBroken`, `NotFound`,
    `Invalid`."""
    was = test.piece_of_evidence(evidence_id)
    _refuse_withdrawn(was)
    why = checked_reason(reason, needed=True)
    now = replace(
        was,
        version=was.version + 1,
        withdrawn_at=circumstances.now,
        withdrawn_by=Person.of(caller),
        withdrawn_reason=why,
    )
    _put(test, now)
    change = ({"withdrawn_at": None}, {"withdrawn_at": circumstances.now})
    _happened(test, EvidenceWithdrawn, evidence_id, change, circumstances, why)


def erase_evidence(test: Test, evidence_id: UUID, circumstances: Circumstances) -> None:
    """Says of a piece that its bytes are gone: its retention has ended. What is known of it stays. Raises
    `NotFound`."""
    was = test.piece_of_evidence(evidence_id)
    if was.erased_at is not None:
        return
    _put(test, replace(was, version=was.version + 1, erased_at=circumstances.now))
    change = ({"erased_at": None}, {"erased_at": circumstances.now})
    _happened(test, TestRecorded, evidence_id, change, circumstances)


def _refuse_withdrawn(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        _refuse("This evidence is withdrawn.", "/withdrawn_at", "withdrawn")


def _refuse(detail: str, pointer: str, code: str) -> NoReturn:
    raise RuleBroken("rule_broken", detail, [Fault(pointer, detail, code)])


def _put(test: Test, evidence: Evidence) -> None:
    test.evidence = tuple(evidence if one.id == evidence.id else one for one in test.evidence)


def _shown(content: Content) -> Mapping[str, Any]:
    return {"name": content.name, "size": content.size, "sha256": content.sha256}


def _happened(
    test: Test,
    event: type[TestEvent],
    evidence_id: UUID,
    change: tuple[Any, Any],
    circumstances: Circumstances,
    reason: str = "",
) -> None:
    check_size(test)
    differing = {f"evidence/{evidence_id}": change}
    test.happened(event, at=circumstances.now, differing=differing, reason=reason)
