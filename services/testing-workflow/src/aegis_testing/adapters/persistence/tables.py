"""The tables of the schema `testing`.

How tests are kept, and why: a test is one document (`test_document`), because its rules need the whole of it, every
change writes it as a whole against the version it was read at, and every event carries it whole; child tables for
executions, observations, votes and moves would cost a dozen statements a read and a diff a write, and nobody asks for
one without its test. Beside it stands one narrow row (`test`), read off the document at each save, that lists filter
and sort by: some 700 bytes, so that 100,000 tests are 70 MB that stay in memory, while documents of up to a
megabyte lie in another table that no list touches. The state is a column that the database itself computes, so that it
can never say something else than the sides do.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    Uuid,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from aegis_chassis.database.tables import NAMING, chassis_tables

metadata = MetaData(naming_convention=NAMING)
chassis = chassis_tables(metadata)
known_user = chassis.known_user

STATE = """case
    when cancelled_at is not null then 'cancelled'
    when started_at is null then 'draft'
    when red_status = 'approved' and blue_status = 'approved' then 'validated'
    when red_rejected or blue_rejected then 'rejected'
    when red_status not in ('submitted', 'approved') then 'red_executing'
    when blue_status not in ('submitted', 'approved') then 'blue_evaluating'
    else 'in_review'
end"""
"""The same words as `domain.state`, computed by the database; a test compares the two over all combinations."""

WORDS = "to_tsvector('simple', number || ' ' || attack_id || ' ' || technique_name || ' ' || procedure_name)"

number_sequence = Sequence("test_number_seq", metadata=metadata)


def _instant(name: str, *, nullable: bool = True) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


test = Table(
    "test",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("version", BigInteger, nullable=False),
    Column("technique_id", Uuid, nullable=False),
    Column("drafted_technique_id", Uuid, nullable=False),
    Column("attack_id", Text, nullable=False),
    Column("technique_name", Text, nullable=False),
    Column("procedure_key", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("red_status", Text, nullable=False),
    Column("red_rejected", Boolean, nullable=False),
    _instant("red_since"),
    Column("red_assignee_id", Uuid),
    Column("red_assignee_name", Text),
    Column("red_approver_id", Uuid),
    Column("red_workers", ARRAY(Uuid), nullable=False),
    Column("blue_status", Text, nullable=False),
    Column("blue_rejected", Boolean, nullable=False),
    _instant("blue_since"),
    Column("blue_assignee_id", Uuid),
    Column("blue_assignee_name", Text),
    Column("blue_approver_id", Uuid),
    Column("blue_workers", ARRAY(Uuid), nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("tag_keys", ARRAY(Text), nullable=False),
    Column("due", Date),
    Column("result", Text),
    Column("retest_of", Uuid),
    Column("rerun_of", Uuid),
    Column("campaign_id", Uuid),
    Column("executed", Boolean, nullable=False, server_default="false"),
    Column("hidden", Boolean, nullable=False, server_default="false"),
    Column("white_cell", ARRAY(Uuid), nullable=False, server_default="{}"),
    _instant("blind_from"),
    _instant("blind_until"),
    _instant("reveal_at"),
    _instant("revealed_at"),
    _instant("drafted_at", nullable=False),
    _instant("updated_at", nullable=False),
    _instant("started_at"),
    _instant("validated_at"),
    _instant("cancelled_at"),
    _instant("deleted_at"),
    Column("state", Text, Computed(STATE, persisted=True), nullable=False),
    Column("words", TSVECTOR, Computed(WORDS, persisted=True), nullable=False),
)
_THERE = text("deleted_at is null")
for _name, _columns in {
    "test_updated_idx": ("updated_at", "id"),
    "test_state_idx": ("state", "updated_at", "id"),
    "test_technique_idx": ("technique_id", "updated_at", "id"),
    "test_attack_idx": ("attack_id", "updated_at", "id"),
    "test_red_assignee_idx": ("red_assignee_id", "updated_at", "id"),
    "test_blue_assignee_idx": ("blue_assignee_id", "updated_at", "id"),
    "test_author_idx": ("author_id", "updated_at", "id"),
    "test_result_idx": ("result", "updated_at", "id"),
    "test_drafted_idx": ("drafted_at", "id"),
}.items():
    Index(_name, *(test.c[column] for column in _columns), postgresql_where=_THERE)
NO_DUE = date(9999, 1, 1)
"""Stands for no due date where tests are sorted by it: they come last. Not the last of all days, which the driver takes
for infinity."""
due_or_last = func.coalesce(test.c.due, literal_column(f"'{NO_DUE.isoformat()}'::date", type_=Date))
Index("test_due_idx", due_or_last, test.c.id, postgresql_where=_THERE)
Index(
    "test_red_unclaimed_idx",
    test.c.red_since,
    postgresql_where=text("red_assignee_id is null and started_at is not null and red_status in ('open', 'returned')"),
)
Index(
    "test_blue_unclaimed_idx",
    test.c.blue_since,
    postgresql_where=text(
        "blue_assignee_id is null and started_at is not null and blue_status in ('open', 'returned')"
    ),
)
Index("test_held_idx", test.c.updated_at, test.c.id, postgresql_where=text("held and deleted_at is null"))
Index("test_drafted_technique_idx", test.c.drafted_technique_id)
Index("test_retest_idx", test.c.retest_of, postgresql_where=text("retest_of is not null"))
Index("test_campaign_idx", test.c.campaign_id, test.c.updated_at, postgresql_where=text("campaign_id is not null"))
Index("test_reveal_idx", test.c.reveal_at, postgresql_where=text("hidden"))
Index("test_tag_idx", test.c.tag_keys, postgresql_using="gin")
Index("test_words_idx", test.c.words, postgresql_using="gin")

test_document = Table(
    "test_document",
    metadata,
    Column("test_id", Uuid, ForeignKey("test.id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("lines", LargeBinary, nullable=False),
)
"""Both are JSON, as bytes: read and written whole, they need no type of the database's. `lines` is read off the
document, for the page of a line, which shows many tests and little of each."""

evidence = Table(
    "evidence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("test_id", Uuid, ForeignKey("test.id"), nullable=False, index=True),
    Column("side", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", Text, nullable=False),
    _instant("at", nullable=False),
    Column("caption", Text, nullable=False),
    _instant("withdrawn_at"),
    Column("withdrawn_by_id", Uuid),
    Column("withdrawn_by_name", Text),
    Column("withdrawn_reason", Text),
    Column("redacts", Uuid),
    Column("sample_name", Text),
    Column("sample_size", BigInteger),
    Column("sample_sha256", Text),
    _instant("erased_at"),
)
"""Read off the tests' documents too: what is asked for without its test, and which bytes are still needed."""
Index("evidence_at_idx", evidence.c.at, evidence.c.id)
Index("evidence_redacts_idx", evidence.c.redacts, postgresql_where=text("redacts is not null"))

campaign = Table(
    "campaign",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("member_ids", ARRAY(Uuid), nullable=False),
    _instant("starts_at"),
    _instant("ends_at"),
    Column("run_of", Uuid, index=True),
    Column("run_number", Integer, nullable=False),
    _instant("created_at", nullable=False),
    _instant("updated_at", nullable=False),
    Column("document", LargeBinary, nullable=False),
)
"""`document` is the whole published `CampaignState` as JSON; the rest is read off it at each save, for lists."""
Index("campaign_updated_idx", campaign.c.updated_at, campaign.c.id)

campaign_test = Table(
    "campaign_test",
    metadata,
    Column("campaign_id", Uuid, ForeignKey("campaign.id"), nullable=False, index=True),
    Column("test_id", Uuid, primary_key=True),
    Column("depends_on", ARRAY(Uuid), nullable=False),
    Column("met_by", Text, nullable=False),
)
"""Read off the campaigns' documents: what a test waits for. A test is in one campaign at most."""

technique = Table(
    "technique",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("attack_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("platforms", ARRAY(Text), nullable=False),
)
succession = Table(
    "succession",
    metadata,
    Column("old_id", Uuid, primary_key=True),
    Column("target_id", Uuid, nullable=False, index=True),
    Column("undone", Boolean, nullable=False),
    Column("all_tests", Boolean, nullable=False, server_default="true"),
)
"""`all_tests`: all follow to `target_id`, but for those in `succession_test`; else nobody but those."""
succession_test = Table(
    "succession_test",
    metadata,
    Column("old_id", Uuid, primary_key=True),
    Column("test_id", Uuid, primary_key=True),
    Column("target_id", Uuid, nullable=False),
)
"""Tests that a person led to a technique of their own, where one was split."""
template = Table(
    "template",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("approval", Text, nullable=False),
    Column("technique_ids", ARRAY(Uuid), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Templates as the catalogue told them; `body` is the whole `TemplateState` as JSON: a draft copies its procedure."""
organisation = Table(
    "organisation",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("review", Text),
    Column("skew_tolerance_seconds", Integer),
    Column("environments", ARRAY(Text)),
    Column("tool_id", Uuid),
    Column("tool_name", Text),
)
"""What concerns us, by the key of its record: one row ``scope/-``, one ``policy/-``, one a tool."""
Index("organisation_tool_idx", organisation.c.tool_id, postgresql_where=text("tool_id is not null"))
