"""Which claim speaks, and what an item becomes of several."""

from datetime import UTC, datetime, timedelta

from catalog_support.claims import AT, actor, claim, software, technique, technique_id
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aegis_catalog.application.content import items
from aegis_catalog.application.content.merge import merge
from aegis_catalog.domain.merging import best_first, speaking
from aegis_contracts.import_content import Claim
from aegis_contracts.imported.actors import Use

LATER = AT + timedelta(days=1)


def test_higher_priority_speaks_before_newer() -> None:
    old_but_trusted = claim(technique("T1"), source="a", priority=2, modified=AT)
    new = claim(technique("T1"), source="b", priority=1, modified=LATER)
    assert best_first([new, old_but_trusted])[0] is old_but_trusted


def test_a_claim_without_a_date_is_the_oldest() -> None:
    undated = claim(technique("T1"), source="a", modified=None)
    dated = claim(technique("T1"), source="b", modified=datetime(1970, 1, 1, tzinfo=UTC))
    assert best_first([undated, dated])[0] is dated


def test_ended_claims_are_silent_while_one_lasts() -> None:
    ended = replace(claim(technique("T1"), source="a", priority=9), withdrawn_at=AT)
    lasting = claim(technique("T1"), source="b")
    assert speaking([ended, lasting]) == [lasting]


def test_a_tombstone_is_what_the_last_claim_left() -> None:
    first = replace(claim(technique("T1", name="First"), source="a", priority=9), withdrawn_at=AT)
    last = replace(claim(technique("T1", name="Last"), source="b"), withdrawn_at=LATER)
    tomb = merge([first, last])
    assert (tomb.name, tomb.state, tomb.withdrawn_at) == ("Last", "withdrawn", LATER)


def test_revoked_weighs_more_than_deprecated() -> None:
    assert merge([claim(technique("T1", revoked=True, deprecated=True))]).state == "revoked"


def test_a_successor_counts_only_of_a_revoked_one() -> None:
    odd = claim(replace(technique("T1"), revoked_by=technique_id("T2")))
    merged = merge([odd])
    assert isinstance(merged, items.Technique)
    assert merged.revoked_by is None


def test_a_domain_keeps_its_own_links_whoever_speaks_for_the_item() -> None:
    enterprise = claim(software("S1", uses=["T1"]), source="a", domain="enterprise", priority=5)
    mobile = claim(software("S1", uses=["T2"]), source="b", domain="mobile")
    stale = claim(software("S1", uses=["T3"]), source="c", domain="enterprise")
    merged = merge([mobile, stale, enterprise])
    assert isinstance(merged, items.Software)
    assert merged.technique_ids == (technique_id("T1"), technique_id("T2"))
    assert merged.domains == ("enterprise", "mobile")


def test_tactics_of_all_claims_are_united() -> None:
    one = claim(technique("T1", tactics=["TA1"]), source="a")
    other = claim(technique("T1", tactics=["TA2"]), source="b")
    merged = merge([one, other])
    assert isinstance(merged, items.Technique)
    assert len(merged.tactics) == 2


def test_a_source_without_a_name_is_shown_by_its_id() -> None:
    nameless = replace(claim(technique("T1")), source_name="")
    assert merge([nameless]).sources == (str(nameless.source_id),)


@st.composite
def several_claims(draw: st.DrawFn) -> list[Claim]:
    """Claims of several sources on one actor."""
    made = []
    for source in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)):
        uses = [
            Use(technique_id=technique_id(key), way=draw(st.sampled_from(["direct", "campaign"])), description=source)
            for key in draw(st.lists(st.sampled_from(["T1", "T2"]), max_size=3))
        ]
        made.append(
            claim(
                actor("G1", uses=uses, name=source),
                source=source,
                domain=draw(st.sampled_from(["enterprise", "mobile", "ics"])),
                priority=draw(st.integers(0, 1)),
                modified=draw(st.sampled_from([None, AT, LATER])),
                withdrawn_at=draw(st.sampled_from([None, None, AT, LATER])),
            )
        )
    return made


@given(several_claims().flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_the_order_of_claims_never_shows(both: tuple[list[Claim], list[Claim]]) -> None:
    assert merge(both[0]) == merge(both[1])
