"""Ids are what RFC 9562 says, and name-based ones never move."""

from uuid import UUID

from aegis_kernel.ids import event_id, named_id, uuid7


def test_a_random_id_is_of_version_seven_and_variant_two() -> None:
    made = [uuid7() for _ in range(1_000)]
    assert {(id_.version, id_.variant) for id_ in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 1_000


def test_later_ids_sort_after_earlier_ones_by_the_millisecond() -> None:
    millis = [uuid7().int >> 80 for _ in range(100)]
    assert millis == sorted(millis)


def test_a_name_has_the_id_it_always_had() -> None:
    assert named_id("mitre-attack", "technique", "attack-pattern--1") == UUID("e4c892ca-33e5-5689-97b7-60e5874dd43d")
    assert event_id("t", "k", 1) == event_id("t", "k", 1)
    assert event_id("t", "k", 1) != event_id("t", "k", 2)
