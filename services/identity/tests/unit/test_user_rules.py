"""The rules of users, whatever stores them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aegis_identity.domain.profile import Profile, email_key
from aegis_identity.domain.user import Password, User
from aegis_identity.domain.words import UserKind
from aegis_kernel.errors import Invalid, RuleBroken
from aegis_kernel.rights import Role

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def profile(*roles: str, **more: object) -> Profile:
    said = {"email": "ada@example.test", "name": "Ada", "roles": roles or ("viewer",)} | more
    return Profile.checked(UserKind.PERSON, **said)  # type: ignore[arg-type]


def user(*roles: str) -> User:
    made = User.create(
        UUID(int=1), kind=UserKind.PERSON, profile=profile(*roles), password=Password(digest="d"), now=NOW
    )
    made.take_recorded()
    return made


def events(of: User) -> list[str]:
    return [type(one.event).__name__ for one in of.take_recorded()]


def test_a_new_user_has_version_one() -> None:
    made = User.create(UUID(int=1), kind=UserKind.PERSON, profile=profile(), password=Password(), now=NOW)
    assert (made.version, made.active, made.tokens_valid_from) == (1, True, NOW)
    assert events(made) == ["UserCreated"]


def test_another_name_leaves_tokens_alone_another_role_does_not() -> None:
    somebody = user("viewer")
    somebody.change(profile("viewer", name="Ada L."), LATER, other_admins=1)
    assert somebody.tokens_valid_from == NOW
    somebody.change(profile("viewer", name="Ada L.", teams=["red"]), LATER, other_admins=1)
    assert somebody.tokens_valid_from == LATER
    assert events(somebody) == ["UserChanged", "UserChanged"]


def test_the_same_profile_is_no_change() -> None:
    somebody = user("viewer")
    somebody.change(profile("viewer"), LATER, other_admins=0)
    assert (somebody.version, events(somebody)) == (1, [])


def test_the_last_admin_keeps_the_role_and_the_account() -> None:
    admin = user("admin")
    with pytest.raises(RuleBroken, match="last admin"):
        admin.change(profile("viewer"), LATER, other_admins=0)
    with pytest.raises(RuleBroken, match="last admin"):
        admin.deactivate(LATER, other_admins=0)
    admin.change(profile("admin", "viewer"), LATER, other_admins=0)
    admin.deactivate(LATER, other_admins=1)
    assert not admin.is_admin


def test_somebody_is_deactivated_once_and_reactivated_once() -> None:
    somebody = user()
    with pytest.raises(RuleBroken):
        somebody.reactivate()
    somebody.deactivate(LATER, other_admins=0)
    assert somebody.tokens_valid_from == LATER
    with pytest.raises(RuleBroken):
        somebody.deactivate(LATER, other_admins=0)
    somebody.reactivate()
    assert events(somebody) == ["UserDeactivated", "UserChanged"]


def test_a_machine_has_no_password() -> None:
    machine = User.create(
        UUID(int=2),
        kind=UserKind.SERVICE,
        profile=Profile.checked(UserKind.SERVICE, email="r@example.test", name="R", roles=["service"]),
        password=Password(),
        now=NOW,
    )
    with pytest.raises(RuleBroken):
        machine.set_password("d", NOW)


@pytest.mark.parametrize(
    "email",
    ["", "a", "@b", "a@", "a b@c.d", "a@b c", "a@b@c", "<a@b.c>", "a@b\n.c", "x" * 65 + "@b.c", "a@" + "b" * 260],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        profile(email=email)
    assert [fault.pointer for fault in refused.value.faults] == ["/email"]


def test_spaces_around_names_and_addresses_do_not_count() -> None:
    made = profile(email="  Ada@Example.test ", name="  Ada   Lovelace ")
    assert (made.email, made.name) == ("Ada@Example.test", "Ada Lovelace")
    assert email_key("Ada@Example.TEST") == email_key(" ada@example.test")


@pytest.mark.parametrize("kind, roles", [(UserKind.PERSON, ["service"]), (UserKind.SERVICE, ["viewer"])])
def test_the_role_of_machines_is_for_machines(kind: UserKind, roles: list[str]) -> None:
    with pytest.raises(Invalid):
        Profile.checked(kind, email="a@b.c", name="A", roles=roles)


def test_a_machine_may_hold_other_roles_too() -> None:
    made = Profile.checked(UserKind.SERVICE, email="a@b.c", name="A", roles=["service", "blue_tech"])
    assert made.roles == {Role.SERVICE, Role.BLUE_TECH}
