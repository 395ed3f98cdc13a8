"""A test's row: what lists filter and sort by, read off the test at each save."""

from typing import Any

import msgspec

from aegis_testing.adapters.persistence.document import document_of
from aegis_testing.application.published import line_of
from aegis_testing.domain.result import execution_results, lines, split
from aegis_testing.domain.side import Side
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def row_of(test: Test) -> dict[str, Any]:
    """All columns of `test` but those that the database computes."""
    return {
        "id": test.id,
        "number": test.number,
        "version": test.version,
        "technique_id": test.technique.id,
        "drafted_technique_id": test.drafted_technique_id,
        "attack_id": test.technique.attack_id,
        "technique_name": test.technique.name,
        "procedure_key": test.procedure.key,
        "procedure_name": test.procedure.name,
        "author_id": test.author.id,
        "held": test.held,
        **_side("red", test.red),
        **_side("blue", test.blue),
        "tags": list(test.tags),
        "tag_keys": [tag.casefold() for tag in test.tags],
        "due": test.due,
        "result": split(execution_results(test.executions, test.observations)).result,
        "retest_of": test.retest_of,
        "rerun_of": test.rerun_of,
        "campaign_id": test.campaign_id,
        "executed": any(one.outcome != "not_run" for one in test.executions),
        **_blind(test),
        "drafted_at": test.drafted_at,
        "updated_at": test.updated_at or test.drafted_at,
        "started_at": test.started_at,
        "validated_at": test.validated_at,
        "cancelled_at": test.cancelled_at,
        "deleted_at": test.deleted_at,
    }


def documents_of(test: Test) -> dict[str, Any]:
    """All columns of `test_document`."""
    results = execution_results(test.executions, test.observations)
    told = [line_of(one) for one in lines(results, otherwise=test.red.submitted_at or test.started_at)]
    return {"test_id": test.id, "document": document_of(test), "lines": msgspec.json.encode(told)}


def evidence_rows(test: Test) -> list[dict[str, Any]]:
    """The test's rows of `evidence`."""
    return [
        {
            "id": one.id,
            "version": one.version,
            "test_id": test.id,
            "side": one.side,
            "name": one.content.name,
            "media_type": one.content.media_type,
            "size": one.content.size,
            "sha256": one.content.sha256,
            "by_id": one.by.id,
            "by_name": one.by.name,
            "at": one.at,
            "caption": one.caption,
            "withdrawn_at": one.withdrawn_at,
            "withdrawn_by_id": one.withdrawn_by.id if one.withdrawn_by else None,
            "withdrawn_by_name": one.withdrawn_by.name if one.withdrawn_by else None,
            "withdrawn_reason": one.withdrawn_reason or None,
            "redacts": one.redacts,
            "sample_name": one.sample.name if one.sample else None,
            "sample_size": one.sample.size if one.sample else None,
            "sample_sha256": one.sample.sha256 if one.sample else None,
            "erased_at": one.erased_at,
        }
        for one in test.evidence
    ]


def _side(name: SideName, side: Side) -> dict[str, Any]:
    return {
        f"{name}_status": side.status,
        f"{name}_rejected": side.rejected_at is not None,
        f"{name}_since": side.since,
        f"{name}_assignee_id": side.assignee.id if side.assignee else None,
        f"{name}_assignee_name": side.assignee.name if side.assignee else None,
        f"{name}_approver_id": side.approved_by.id if side.approved_by else None,
        f"{name}_workers": sorted(side.workers),
    }


def _blind(test: Test) -> dict[str, Any]:
    blind = test.blind
    return {
        "hidden": test.hidden,
        "white_cell": sorted(one.id for one in blind.white_cell) if blind else [],
        "blind_from": blind.window_from if blind else None,
        "blind_until": blind.window_until if blind else None,
        "reveal_at": blind.reveal_at if blind else None,
        "revealed_at": blind.revealed_at if blind else None,
    }
