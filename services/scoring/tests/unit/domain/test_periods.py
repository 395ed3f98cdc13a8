"""What was known when depends on the versions of a thing alone, whatever was heard how often and in which pieces."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from scoring_builders import ago

from aegis_scoring.domain.periods import FOREVER, Heard, Period, arrange

heards = st.lists(st.tuples(st.integers(0, 50), st.sampled_from([b"a", b"b", b"c"]), st.booleans()), max_size=8).map(
    lambda facts: [Heard(version, ago(days), digest, always) for version, (days, digest, always) in enumerate(facts, 1)]
)


def applied(batches: list[list[Heard]]) -> list[Period]:
    kept: dict[int, Period] = {}
    for batch in batches:
        arranged = arrange(kept.values(), batch)
        for version, known_to in arranged.ends.items():
            was = kept[version]
            kept[version] = Period(version, was.known_from, known_to, was.digest)
        kept.update({period.version: period for period in arranged.new})
    return [kept[version] for version in sorted(kept)]


@given(heards, st.lists(st.integers(0, 8), max_size=3))
def test_batches_redelivery_and_rebuild_make_no_difference(facts: list[Heard], cuts: list[int]) -> None:
    at_once = applied([facts])
    edges = [0, *sorted(cuts), len(facts)]
    pieces = [facts[start:end] for start, end in pairwise(edges)]
    assert applied(pieces) == at_once
    assert applied([*pieces, facts, *pieces]) == at_once


@given(heards)
def test_a_rebuild_from_a_compacted_log_changes_nothing(facts: list[Heard]) -> None:
    assert applied([facts, facts[-1:]]) == applied([facts])


@given(heards, st.integers(0, 60))
def test_at_any_instant_at_most_one_version_was_known(facts: list[Heard], days: int) -> None:
    instant = ago(days)
    periods = applied([facts])
    known = [period.version for period in periods if period.known_from <= instant < period.known_to]
    told = [period.version for period in periods if period.known_from <= instant]
    assert known == ([max(told)] if told else [])


@given(heards, st.integers(0, 60))
def test_what_is_not_kept_is_what_was_known_anyway(facts: list[Heard], days: int) -> None:
    instant = ago(days)
    kept = {period.version: period for period in applied([facts])}
    every = {period.version: period for period in applied([[replace(fact, always=True) for fact in facts]])}

    def said(periods: dict[int, Period]) -> list[bytes]:
        return [period.digest for period in periods.values() if period.known_from <= instant < period.known_to]

    assert said(kept) == said(every)


def test_what_says_nothing_new_is_not_kept_unless_it_must_be() -> None:
    facts = [Heard(1, ago(3), b"a"), Heard(2, ago(2), b"a"), Heard(3, ago(1), b"a", always=True)]
    assert [period.version for period in applied([facts])] == [1, 3]


def test_a_result_is_known_since_its_validation_and_a_correction_since_it_was_told() -> None:
    validated, corrected = ago(100), ago(1)
    periods = applied(
        [
            [Heard(1, ago(2), b"draft"), Heard(2, ago(2), b"validated", since=validated)],
            [Heard(3, corrected, b"corrected", since=validated)],
        ]
    )
    assert periods == [
        Period(1, ago(2), validated, b"draft"),
        Period(2, validated, corrected, b"validated"),
        Period(3, corrected, FOREVER, b"corrected"),
    ]
