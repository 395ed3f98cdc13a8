"""Fetches and builds the native servers before the tests begin: ``python -m aegis_testkit.provision``.

A first build of the S3 server takes minutes, which no test's time limit should have to cover. What cannot be had is
said here and again by the tests that need it.
"""

import asyncio
import sys

from aegis_testkit.kafka import given_bootstrap
from aegis_testkit.kafka_container import docker_answers
from aegis_testkit.kafka_distribution import kafka_distribution
from aegis_testkit.required import Unavailable
from aegis_testkit.s3 import versitygw


async def _provision() -> None:
    for name, needed, provide in (
        ("Kafka", given_bootstrap() is None, kafka_distribution),
        ("S3", True, versitygw),
    ):
        if not needed:
            continue
        try:
            await provide()
        except Unavailable as missing:
            sys.stderr.write(f"{name} cannot be had natively: {missing}\n")


def main() -> None:
    """Nothing to do where containers serve."""
    if not docker_answers():
        asyncio.run(_provision())


if __name__ == "__main__":
    main()
