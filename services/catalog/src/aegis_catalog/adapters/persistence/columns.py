"""Columns that all content has, and types that several tables share."""

from typing import Any

from sqlalchemy import Column, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

INSTANT = TIMESTAMP(timezone=True)
WORDS = ARRAY(Text)


def item_columns(*, prose: bool = True) -> list[Column[Any]]:
    """What every kind of item has. `attack_id` is empty where upstream gives none; `domain_rank` is the place of its
    foremost domain, by which one of several items with one public id is preferred."""
    described = [Column("description", Text, nullable=False)] if prose else []
    return [
        Column("id", Uuid, primary_key=True),
        Column("attack_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        *described,
        Column("state", Text, nullable=False),
        Column("domains", WORDS, nullable=False),
        Column("domain_rank", SmallInteger, nullable=False),
        Column("release", Text),
        Column("url", Text),
        Column("upstream", Text, nullable=False),
        Column("upstream_key", Text, nullable=False),
        Column("sources", WORDS, nullable=False),
        Column("created", INSTANT),
        Column("modified", INSTANT),
        Column("withdrawn_at", INSTANT),
    ]
