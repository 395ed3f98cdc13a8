"""What a list lies below: the item that a path names, by id or public id, found within the list's own query."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, Uuid, bindparam, case, literal_column, or_, select
from sqlalchemy.sql.selectable import ScalarSelect

from aegis_catalog.adapters.persistence.lookup import as_id, as_public_id, one_of
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page


def named(
    table: FromClause, *where: ColumnElement[bool], owner: str = "owner", public_id: ColumnElement[Any] | None = None
) -> ScalarSelect[Any]:
    """The id of the item of `table` that `naming` names: of several with one public id the preferred one. `public_id`
    is the public id in capitals, where the column holds it otherwise."""
    named_so = bindparam(f"{owner}_public_id", type_=Text)
    active = case((table.c.state == literal_column("'active'"), literal_column("0")), else_=literal_column("1"))
    return (
        select(table.c.id)
        .where(
            or_(
                table.c.id == bindparam(f"{owner}_id", type_=Uuid),
                (table.c.attack_id if public_id is None else public_id) == named_so,
            ),
            *where,
        )
        .order_by(active, table.c.domain_rank, table.c.id)
        .limit(literal_column("1"))
        .scalar_subquery()
    )


def naming(reference: str, *, owner: str = "owner") -> dict[str, Any]:
    """The values that `named` is bound with: either an id or a public id."""
    id_ = as_id(reference)
    return {f"{owner}_id": id_, f"{owner}_public_id": None if id_ is not None else as_public_id(reference)}


async def require_owner(page: Page[Any], database: Database, table: str, noun: str, reference: str) -> None:
    """Raises `NotFound` when nothing was found because there is no such item to look below. Asks only then."""
    if page.items:
        return
    wanted, argument = one_of(table, reference)
    async with database.raw() as connection:
        there = await connection.fetchval(f"select exists (select from {table} where id = {wanted})", argument)  # noqa: S608  # no input in it
    if not there:
        raise NotFound(f"{noun.replace(' ', '_')}_not_found", f"There is no such {noun}.")
