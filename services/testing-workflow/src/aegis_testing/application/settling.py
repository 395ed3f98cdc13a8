"""What a validated retest does to its original."""

from aegis_testing.application.ports import Tests
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.moves.remediate import settle
from aegis_testing.domain.test import Test


async def settle_original(tests: Tests, retest: Test, now: Circumstances) -> None:
    """Closes or takes up again the remediation of the original, if `retest` is validated now: in the same unit of
    work, after `retest` was saved."""
    if retest.state != "validated" or retest.retest_of is None:
        return
    original = await tests.get(retest.retest_of, alone=True)
    settle(original, retest, now)
    await tests.save(original)
