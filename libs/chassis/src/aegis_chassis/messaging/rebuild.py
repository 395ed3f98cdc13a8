"""Starting over: a group of projections forgets what it had and hears its topics again from the earliest record."""

from sqlalchemy import text

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.hearing import Group


class NotRebuildable(Exception):
    """Effects happen once; a group of effects is never rebuilt."""


async def rebuild(database: Database, bus: Bus, group: Group) -> None:
    """Empties the group's replicas and inbox and resets its offsets. The group's consumers must not run meanwhile.

    Reactions' own tables are kept: they take a fact that they had already without a change.
    """
    if group.effects:
        raise NotRebuildable(f"{group.name} is a group of effects")
    async with database.connect() as connection:
        for hearing in group.hearings:
            if hearing.replica is None:
                continue
            for child in hearing.replica.children:
                await connection.execute(child.table.delete())
            await connection.execute(hearing.replica.table.delete())
        await connection.execute(text("delete from inbox where grp = :group"), {"group": group.name})
        await connection.execute(text("delete from effect_done where grp = :group"), {"group": group.name})
        await connection.commit()
    await bus.reset(group.name, group.topics)
