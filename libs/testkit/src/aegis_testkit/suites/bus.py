"""The suite of the port `Bus`: what every adapter and the fake have to pass."""

from aegis_testkit.suites.bus_groups import GroupSuite
from aegis_testkit.suites.bus_hearing import HearingSuite
from aegis_testkit.suites.bus_publishing import PublishingSuite
from aegis_testkit.suites.bus_sharing import SharingSuite


class BusSuite(PublishingSuite, HearingSuite, GroupSuite):
    """Inherit it as ``Test...`` and override the fixtures of `BusGround`."""


class PartitionedBusSuite(SharingSuite, BusSuite):
    """For a bus whose topics have several partitions that members of a group share."""
