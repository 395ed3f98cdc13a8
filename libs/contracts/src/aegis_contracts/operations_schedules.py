"""Topic ``aegis.operations.schedules``: every recurring thing of the suite, when it is due and how it went last.

The chassis of each service writes it. A record's key is ``<service>/<name>``.
"""

from aegis_kernel.facts import Cleanup, Topic, TopicSpec
from aegis_kernel.schedules import ScheduleState

OPERATIONS_SCHEDULES = Topic(
    spec=TopicSpec(name="aegis.operations.schedules", cleanup=Cleanup.COMPACT),
    owner="*",
    state=ScheduleState,
    types={
        "ScheduleTold": "aegis.operations.schedule.told.v1",
        "ScheduleRemoved": "aegis.operations.schedule.removed.v1",
    },
    heard_by=("import",),
)
