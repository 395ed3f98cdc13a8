"""Fixtures: one S3 server a test run, a bucket of its own for each test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio

from aegis_testkit.required import Unavailable, skip_or_fail
from aegis_testkit.sharing import shared_in_run

if TYPE_CHECKING:
    from aegis_testkit.s3 import S3Server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def s3_server(tmp_path_factory: pytest.TempPathFactory) -> "AsyncIterator[S3Server]":
    """The run's server, also under xdist."""
    from aegis_testkit.s3 import S3Server, s3  # its client is large: only for who needs it

    async with AsyncExitStack() as stack:

        async def start() -> str:
            server = await stack.enter_async_context(s3())
            return f"{server.endpoint} {server.access_key} {server.secret_key}"

        try:
            said = await stack.enter_async_context(shared_in_run("s3", tmp_path_factory, start))
        except Unavailable as missing:
            skip_or_fail(missing)
        yield S3Server(*said.split(" "))


@pytest_asyncio.fixture(loop_scope="session")
async def s3_bucket(s3_server: "S3Server") -> AsyncIterator[str]:
    """An empty bucket, gone after the test with all that is in it."""
    name = f"test-{uuid4().hex[:20]}"
    async with s3_server.client() as client:
        await client.create_bucket(Bucket=name)
        yield name
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=name)
        async for page in pages:
            there = [{"Key": entry["Key"]} for entry in page.get("Contents", [])]
            if there:
                await client.delete_objects(Bucket=name, Delete={"Objects": there, "Quiet": True})
        await client.delete_bucket(Bucket=name)
