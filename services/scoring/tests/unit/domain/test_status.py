"""Coverage status and flags."""

from dataclasses import replace

import pytest
from scoring_builders import DEFAULT, inputs, line, scored

from aegis_scoring.domain.status import Flag, Status, flags_of, status_of
from aegis_scoring.domain.technique_inputs import TechniqueInputs, Work


def status(of: TechniqueInputs, needs: int = 1) -> Status:
    return status_of(scored(of).lines, of.work, validated_needs=needs)


def flags(of: TechniqueInputs) -> set[Flag]:
    return set(flags_of(scored(of, DEFAULT).lines, of))


def test_a_started_test_is_in_progress_only_without_any_line() -> None:
    assert status(inputs(work=Work(started=1))) is Status.IN_PROGRESS
    assert status(inputs(line("not_detected"), work=Work(started=1))) is Status.NOT_COVERED


def test_a_draft_is_a_flag_and_no_progress() -> None:
    of = inputs(work=Work(drafts=1))
    assert status(of) is Status.NOT_EVALUATED
    assert flags(of) == {Flag.PLANNED}


@pytest.mark.parametrize(
    "results, expected",
    [
        (["prevented", "detected"], Status.VALIDATED),
        (["detected", "not_detected"], Status.PARTIAL),
        (["partially_detected"], Status.PARTIAL),
        (["not_detected", "not_detected"], Status.NOT_COVERED),
    ],
)
def test_the_status_is_read_off_the_lines(results: list[str], expected: Status) -> None:
    lines = [line(result, procedure=str(index)) for index, result in enumerate(results)]
    assert status(inputs(*lines)) is expected


def test_an_expired_line_among_live_ones_counts_as_nothing_seen() -> None:
    of = inputs(line("detected", procedure="a"), line("detected", 400, procedure="b"))
    assert status(of) is Status.PARTIAL
    assert Flag.EXPIRED in flags(of)
    failed = inputs(line("not_detected", procedure="a"), line("detected", 400, procedure="b"))
    assert status(failed) is Status.NOT_COVERED


def test_a_value_counts_until_it_is_older_than_its_expiry() -> None:
    assert status(inputs(line("detected", 365.0))) is Status.VALIDATED
    assert status(inputs(line("detected", 365.001))) is Status.NOT_EVALUATED


def test_validated_may_need_more_than_one_line() -> None:
    one = inputs(line("detected"))
    two = replace(one, lines=(*one.lines, line("prevented", platform="Linux")))
    assert status(one, needs=2) is Status.PARTIAL
    assert status(two, needs=2) is Status.VALIDATED


def test_a_status_that_rests_on_one_line_says_so() -> None:
    one = inputs(line("detected"))
    assert flags(one) == {Flag.SINGLE}
    assert flags(replace(one, lines=(*one.lines, line("prevented", platform="Linux")))) == set()


def test_flags_of_work_stand_beside_each_other() -> None:
    of = inputs(work=Work(drafts=1, open_retests=1), review_required=True)
    assert flags(of) == {Flag.PLANNED, Flag.RETEST_OPEN, Flag.REVIEW_REQUIRED}
