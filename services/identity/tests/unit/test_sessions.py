"""Signing in, going on and going, over the fakes."""

import pytest
from identity_support.fakes import notes_of
from identity_support.house import ADMIN, GOOD, House

from aegis_identity.application.commands.change_password import ChangePasswordCommand
from aegis_identity.application.commands.exchange_secret import ExchangeSecretCommand
from aegis_identity.application.commands.refresh_session import RefreshSessionCommand
from aegis_identity.application.commands.sign_in import SignInCommand
from aegis_identity.application.commands.sign_out import SignOutCommand
from aegis_identity.domain.words import EndReason, SessionKind
from aegis_kernel.errors import Away, Forbidden, NotFound, RuleBroken, TooMany, Unauthenticated


async def test_a_wrong_name_costs_the_same_work_as_a_wrong_password(house: House) -> None:
    await house.admin()
    for email in (ADMIN, "nobody@example.test"):
        with pytest.raises(Unauthenticated) as refused:
            await house.sign_in(SignInCommand(email=email, password="wrong"))
        assert refused.value.code == "bad_credentials"
    assert len(house.passwords.verified) == 2
    assert house.passwords.verified[1] is None
    assert len(house.store.attempts) == 2


async def test_the_deactivated_and_machines_get_the_same_answer(house: House) -> None:
    gone = await house.person("gone", "viewer")
    house.kept(gone).active = False
    without = await house.person("without", "viewer", password=None)
    for user in (gone, without):
        with pytest.raises(Unauthenticated) as refused:
            await house.signed_in(user)
        assert refused.value.code == "bad_credentials"


async def test_a_busy_pool_counts_as_no_failure(house: House) -> None:
    await house.admin()
    house.passwords.busy = True
    with pytest.raises(Away):
        await house.sign_in(SignInCommand(email=ADMIN, password="wrong"))
    assert house.store.attempts == {}


async def test_a_right_password_does_not_open_a_lock(house: House) -> None:
    admin = await house.admin()
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await house.sign_in(SignInCommand(email=ADMIN, password="wrong"))
    with pytest.raises(TooMany):
        await house.signed_in(admin)
    house.clock.wait(seconds=11)
    await house.signed_in(admin)
    assert house.store.attempts == {}


async def test_a_hash_of_lower_cost_is_made_anew_at_sign_in(house: House) -> None:
    admin = await house.admin()
    house.passwords.cost = 2
    await house.signed_in(admin)
    assert (house.kept(admin).password.digest or "").startswith("2:")
    assert house.kept(admin).version == admin.version


async def test_a_sign_in_is_noted(house: House) -> None:
    admin = await house.admin()
    await house.signed_in(admin)
    assert house.store.last_signed_in[admin.id] == house.clock.at
    assert notes_of(house.store) == [("session", "done")]


async def test_a_refresh_rotates_and_a_reuse_ends_the_family(house: House) -> None:
    first = await house.signed_in(await house.admin())
    second = await house.refresh(RefreshSessionCommand(secret=first.secret))
    third = await house.refresh(RefreshSessionCommand(secret=second.secret))
    assert third.session.id == first.session.id
    with pytest.raises(Unauthenticated):
        await house.refresh(RefreshSessionCommand(secret=first.secret))
    assert house.store.sessions[first.session.id].ended_because is EndReason.REUSED
    with pytest.raises(Unauthenticated):
        await house.refresh(RefreshSessionCommand(secret=third.secret))
    assert notes_of(house.store)[-1] == ("session", "denied")


@pytest.mark.parametrize("wait", [{"days": 4}, {"days": 15}])
async def test_a_session_that_is_idle_or_old_has_ended(house: House, wait: dict[str, float]) -> None:
    first = await house.signed_in(await house.admin())
    house.clock.wait(**wait)
    with pytest.raises(Unauthenticated):
        await house.refresh(RefreshSessionCommand(secret=first.secret))


async def test_use_keeps_a_session_alive_but_not_beyond_its_end(house: House) -> None:
    session = await house.signed_in(await house.admin())
    for _ in range(6):
        house.clock.wait(days=2)
        session = await house.refresh(RefreshSessionCommand(secret=session.secret))
    house.clock.wait(days=2)
    with pytest.raises(Unauthenticated):
        await house.refresh(RefreshSessionCommand(secret=session.secret))


async def test_a_cookie_goes_on_with_the_same_secret_and_is_exchanged(house: House) -> None:
    await house.admin()
    done = await house.sign_in(SignInCommand(email=ADMIN, password=GOOD, kind=SessionKind.COOKIE))
    assert done.secret.startswith("aes_")
    assert (await house.refresh(RefreshSessionCommand(secret=done.secret))).secret == done.secret
    token = await house.exchange(ExchangeSecretCommand(secret=done.secret))
    assert token.lives_seconds == 300
    house.store.sessions[done.session.id].end(house.clock.at, EndReason.SIGNED_OUT)
    with pytest.raises(Unauthenticated):
        await house.exchange(ExchangeSecretCommand(secret=done.secret))


async def test_an_exchanged_token_does_not_outlive_its_session(house: House) -> None:
    await house.admin()
    done = await house.sign_in(SignInCommand(email=ADMIN, password=GOOD, kind=SessionKind.COOKIE))
    for _ in range(7):
        house.clock.wait(days=1, hours=23)
        await house.exchange(ExchangeSecretCommand(secret=done.secret))
    house.clock.at = done.session.expires_at
    house.clock.wait(seconds=-60)
    assert (await house.exchange(ExchangeSecretCommand(secret=done.secret))).lives_seconds == 60


async def test_nobody_ends_the_sessions_of_others_as_their_own(house: House) -> None:
    admin, eve = await house.admin(), await house.person("eve", "viewer")
    session = await house.signed_in(admin)
    with pytest.raises(NotFound):
        await house.sign_out(eve.as_caller(), SignOutCommand(session_id=session.session.id))
    await house.sign_out(admin.as_caller(), SignOutCommand(session_id=session.session.id))
    assert house.store.sessions[session.session.id].ended_because is EndReason.SIGNED_OUT


async def test_signing_out_everywhere_is_told_to_all(house: House) -> None:
    admin = await house.admin()
    for _ in range(2):
        await house.signed_in(admin)
    house.clock.wait(minutes=1)
    await house.sign_out(admin.as_caller(), SignOutCommand(session_id=None))
    assert house.store.events[-1] == ("UserChanged", 2)
    assert house.kept(admin).tokens_valid_from == house.clock.at
    assert all(session.ended_at is not None for session in house.store.sessions.values())


async def test_a_password_is_changed_by_who_knows_the_present_one(house: House) -> None:
    person = await house.person("ada", "viewer")
    assert house.kept(person).password.must_change
    with pytest.raises(Forbidden):
        await house.change_password(person.as_caller(), ChangePasswordCommand(current="wrong", new=GOOD + "!"))
    done = await house.change_password(person.as_caller(), ChangePasswordCommand(current=GOOD, new=GOOD + "!"))
    assert not house.kept(person).password.must_change
    assert done.session.user_id == person.id
    await house.signed_in(person, GOOD + "!")


async def test_a_machine_changes_no_password(house: House) -> None:
    from aegis_identity.application.commands.create_user import CreateUserCommand
    from aegis_identity.domain.words import UserKind

    admin = await house.admin()
    command = CreateUserCommand(email="r@example.test", name="R", roles=("service",), kind=UserKind.SERVICE)
    robot = await house.create_user(admin.as_caller(), command)
    with pytest.raises(RuleBroken):
        await house.change_password(robot.as_caller(), ChangePasswordCommand(current="x", new=GOOD))


async def test_what_ended_long_ago_is_deleted(house: House) -> None:
    admin = await house.admin()
    done = await house.signed_in(admin)
    await house.sign_out(admin.as_caller(), SignOutCommand(session_id=done.session.id))
    with pytest.raises(Unauthenticated):
        await house.sign_in(SignInCommand(email=ADMIN, password="wrong"))
    assert await house.purge() == 0
    house.clock.wait(days=31)
    assert await house.purge() == 2
    assert house.store.secrets == {}
