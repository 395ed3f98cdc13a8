"""Recurring things: when they are due, where they are kept, and the loop that claims what is due."""

from aegis_chassis.scheduling.rules import InvalidRule, next_due
from aegis_chassis.scheduling.runner import Due, ScheduledJob, ScheduleRunner
from aegis_chassis.scheduling.schedules import Schedule, list_schedules, put_schedule, remove_schedule
from aegis_chassis.scheduling.telling import ScheduleTelling, republish_schedules

__all__ = [
    "Due",
    "InvalidRule",
    "Schedule",
    "ScheduleRunner",
    "ScheduleTelling",
    "ScheduledJob",
    "list_schedules",
    "next_due",
    "put_schedule",
    "remove_schedule",
    "republish_schedules",
]
