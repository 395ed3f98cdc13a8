"""Making, changing and ending accounts and their tokens, over the fakes."""

from dataclasses import replace

import pytest
from identity_support.fakes import notes_of
from identity_support.house import ADMIN, GOOD, House

from aegis_identity.application.commands.change_user import ChangeUserCommand
from aegis_identity.application.commands.create_api_token import CreateApiTokenCommand
from aegis_identity.application.commands.create_user import CreateUserCommand
from aegis_identity.application.commands.deactivate_user import DeactivateUserCommand
from aegis_identity.application.commands.end_sessions import EndSessionsCommand
from aegis_identity.application.commands.exchange_secret import ExchangeSecretCommand
from aegis_identity.application.commands.make_first_admin import MakeFirstAdminCommand
from aegis_identity.application.commands.offer_reset import OfferResetCommand
from aegis_identity.application.commands.reactivate_user import ReactivateUserCommand
from aegis_identity.application.commands.reset_password import ResetPasswordCommand
from aegis_identity.application.commands.revoke_api_token import RevokeApiTokenCommand
from aegis_identity.domain.user import User
from aegis_kernel.errors import Conflict, Forbidden, Invalid, NotFound, RuleBroken, Stale, Unauthenticated
from aegis_kernel.rights import Caller, Role


def token_of(user: User) -> Caller:
    """The user's API token with all scopes that there are."""
    from aegis_kernel.rights import Action

    return replace(user.as_caller(), token_id="t", scopes=frozenset(str(action) for action in Action))


async def test_the_first_admin_is_made_once(house: House) -> None:
    made = await house.make_first_admin(MakeFirstAdminCommand(email=ADMIN))
    assert made is not None
    assert made.password is not None
    admin = next(iter(house.store.users.values()))
    assert admin.password.must_change
    assert await house.make_first_admin(MakeFirstAdminCommand(email="other@example.test")) is None
    assert len(house.store.users) == 1


async def test_a_password_that_the_operator_chose_stays(house: House) -> None:
    made = await house.make_first_admin(MakeFirstAdminCommand(email=ADMIN, password=GOOD))
    assert made is not None
    assert made.password is None
    assert not next(iter(house.store.users.values())).password.must_change
    with pytest.raises(Invalid):
        await House().make_first_admin(MakeFirstAdminCommand(email=ADMIN, password="short"))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.SERVICE}])
async def test_only_an_admin_manages_users(house: House, role: Role) -> None:
    somebody = (await house.person("somebody", role)).as_caller()
    admin = await house.admin()
    for refused in (
        house.create_user(somebody, CreateUserCommand(email="a@b.c", name="A", roles=("viewer",))),
        house.change_user(somebody, ChangeUserCommand(user_id=admin.id, version=1, name="B")),
        house.deactivate_user(somebody, DeactivateUserCommand(user_id=admin.id, version=1)),
        house.reactivate_user(somebody, ReactivateUserCommand(user_id=admin.id, version=1)),
        house.end_sessions(somebody, EndSessionsCommand(user_id=admin.id)),
        house.offer_reset(somebody, OfferResetCommand(user_id=admin.id)),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_a_change_keeps_what_is_not_named(house: House) -> None:
    admin, ada = await house.admin(), await house.person("ada", "red_tech")
    changed = await house.change_user(admin.as_caller(), ChangeUserCommand(user_id=ada.id, version=1, teams=("red",)))
    assert changed.profile == replace(ada.profile, teams=frozenset({"red"}))
    with pytest.raises(Stale):
        await house.change_user(admin.as_caller(), ChangeUserCommand(user_id=ada.id, version=1, name="B"))
    with pytest.raises(Conflict):
        await house.change_user(admin.as_caller(), ChangeUserCommand(user_id=ada.id, version=2, email=ADMIN))
    assert house.kept(ada).profile.email == "ada@example.test"


async def test_a_deactivated_users_sessions_and_tokens_end(house: House) -> None:
    admin, ada = await house.admin(), await house.person("ada", "viewer")
    await house.signed_in(ada)
    made = await house.create_api_token(
        ada.as_caller(), CreateApiTokenCommand(name="CI", scopes=("tests.read",), days=1)
    )
    await house.exchange(ExchangeSecretCommand(secret=made.secret))
    await house.deactivate_user(admin.as_caller(), DeactivateUserCommand(user_id=ada.id, version=1))
    with pytest.raises(Unauthenticated):
        await house.exchange(ExchangeSecretCommand(secret=made.secret))
    assert all(session.ended_at for session in house.store.sessions.values())
    await house.reactivate_user(admin.as_caller(), ReactivateUserCommand(user_id=ada.id, version=2))
    await house.exchange(ExchangeSecretCommand(secret=made.secret))


async def test_a_link_is_good_once_for_a_day_and_the_last_one_only(house: House) -> None:
    admin, ada = await house.admin(), await house.person("ada", "viewer", password=None)
    first = await house.offer_reset(admin.as_caller(), OfferResetCommand(user_id=ada.id))
    second = await house.offer_reset(admin.as_caller(), OfferResetCommand(user_id=ada.id))
    with pytest.raises(Forbidden):
        await house.reset_password(ResetPasswordCommand(secret=first.secret, new=GOOD))
    with pytest.raises(Invalid):
        await house.reset_password(ResetPasswordCommand(secret=second.secret, new="short"))
    await house.reset_password(ResetPasswordCommand(secret=second.secret, new=GOOD))
    await house.signed_in(ada)
    late = await house.offer_reset(admin.as_caller(), OfferResetCommand(user_id=ada.id))
    house.clock.wait(hours=24)
    with pytest.raises(Forbidden):
        await house.reset_password(ResetPasswordCommand(secret=late.secret, new=GOOD))


async def test_a_token_never_makes_what_could_outlive_it(house: House) -> None:
    machine = token_of(await house.admin())
    ada = await house.person("ada", "viewer")
    for refused in (
        house.create_api_token(machine, CreateApiTokenCommand(name="CI", scopes=("tests.read",), days=1)),
        house.offer_reset(machine, OfferResetCommand(user_id=ada.id)),
    ):
        with pytest.raises(Forbidden) as why:
            await refused
        assert why.value.code == "people_only"


async def test_a_token_ends_with_its_day_and_when_it_is_revoked(house: House) -> None:
    ada, eve = await house.person("ada", "viewer"), await house.person("eve", "viewer")
    command = CreateApiTokenCommand(name="CI", scopes=("tests.read",), days=1)
    first = await house.create_api_token(ada.as_caller(), command)
    second = await house.create_api_token(ada.as_caller(), command)
    with pytest.raises(NotFound):
        await house.revoke_api_token(eve.as_caller(), RevokeApiTokenCommand(token_id=first.token.id))
    await house.revoke_api_token(ada.as_caller(), RevokeApiTokenCommand(token_id=first.token.id))
    with pytest.raises(Unauthenticated):
        await house.exchange(ExchangeSecretCommand(secret=first.secret))
    house.clock.wait(hours=23, minutes=59)
    assert (await house.exchange(ExchangeSecretCommand(secret=second.secret))).lives_seconds == 60
    house.clock.wait(minutes=1)
    with pytest.raises(Unauthenticated):
        await house.exchange(ExchangeSecretCommand(secret=second.secret))
    assert notes_of(house.store)[-1] == ("api-token", "done")


async def test_when_a_token_was_used_is_noted_once_a_minute(house: House) -> None:
    ada = await house.person("ada", "viewer")
    made = await house.create_api_token(
        ada.as_caller(), CreateApiTokenCommand(name="CI", scopes=("tests.read",), days=1)
    )
    begun = house.clock.at
    for seconds in (0, 30, 31, 61):
        house.clock.at = begun
        house.clock.wait(seconds=seconds)
        await house.exchange(ExchangeSecretCommand(secret=made.secret))
    assert house.store.tokens[made.token.id].last_used_at == house.clock.at


async def test_there_are_so_many_tokens_a_user_at_most(house: House) -> None:
    ada = await house.person("ada", "viewer")
    command = CreateApiTokenCommand(name="CI", scopes=("tests.read",), days=1)
    for _ in range(50):
        await house.create_api_token(ada.as_caller(), command)
    with pytest.raises(RuleBroken) as refused:
        await house.create_api_token(ada.as_caller(), command)
    assert refused.value.code == "too_many_tokens"
    house.clock.wait(days=2)
    await house.create_api_token(ada.as_caller(), command)


async def test_keys_are_made_in_time_and_dropped(house: House) -> None:
    assert (await house.rotate_keys()).made is not None
    assert (await house.rotate_keys()).made is None
    house.clock.wait(days=29, hours=23)
    assert (await house.rotate_keys()).made is not None
    house.clock.wait(hours=4)
    assert len((await house.rotate_keys()).dropped) == 1
    assert len(house.store.keys) == 1
