"""Topic ``aegis.catalog.successions``: what follows when a technique is revoked, split or merged."""

from uuid import UUID

from msgspec import Struct

from aegis_kernel.facts import Cleanup, Topic, TopicSpec


class SomeTests(Struct, frozen=True, kw_only=True):
    """Tests that a person led to a technique of their own: a technique was split."""

    target_id: UUID
    test_ids: tuple[UUID, ...]


class SuccessionState(Struct, frozen=True, kw_only=True):
    """All that points to `old_id` follows to `target_id`; `undone` leads it back. `cause` is ``revoked`` or
    ``decided``. `test_ids` are the only tests that follow, where a person chose some, and then nothing else follows;
    None means all. Tests in `splits` go there instead, whatever holds for the others."""

    old_id: UUID
    target_id: UUID
    cause: str = "revoked"
    undone: bool = False
    test_ids: tuple[UUID, ...] | None = None
    splits: tuple[SomeTests, ...] = ()


CATALOG_SUCCESSIONS = Topic(
    spec=TopicSpec(name="aegis.catalog.successions", cleanup=Cleanup.COMPACT),
    owner="catalog",
    state=SuccessionState,
    types={
        "SuccessionDecided": "aegis.catalog.succession.decided.v1",
        "SuccessionUndone": "aegis.catalog.succession.undone.v1",
    },
    heard_by=("testing-workflow", "scoring", "reporting"),
)
