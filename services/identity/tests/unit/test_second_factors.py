"""Second factors: taken into use, asked for, lost."""

import base64

import pytest
from identity_support.fakes import notes_of
from identity_support.house import GOOD, House

from aegis_identity.application.commands.confirm_second_factor import ConfirmSecondFactorCommand
from aegis_identity.application.commands.drop_second_factor import DropSecondFactorCommand
from aegis_identity.application.commands.enrol_second_factor import EnrolSecondFactorCommand
from aegis_identity.application.commands.renew_recovery_codes import RenewRecoveryCodesCommand
from aegis_identity.application.commands.reset_second_factor import ResetSecondFactorCommand
from aegis_identity.application.commands.sign_in import SignInCommand
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.totp import code_of, step_at
from aegis_identity.domain.user import User
from aegis_kernel.errors import Forbidden, RuleBroken, TooMany, Unauthenticated


class Owner:
    """Somebody with an authenticator."""

    def __init__(self, house: House, user: User) -> None:
        self.house, self.user, self.secret = house, user, b""
        self.recovery: tuple[str, ...] = ()

    async def enrol(self, password: str = GOOD) -> None:
        made = await self.house.enrol(self.user.as_caller(), EnrolSecondFactorCommand(password=password))
        self.secret = base64.b32decode(made.secret)

    async def confirm(self, code: str | None = None) -> None:
        command = ConfirmSecondFactorCommand(code=code or self.code())
        self.recovery = await self.house.confirm(self.user.as_caller(), command)

    def code(self, off: int = 0) -> str:
        return code_of(self.secret, step_at(self.house.clock.now()) + off)

    async def sign_in(self, code: str | None = None, password: str = GOOD) -> SignedIn:
        return await self.house.sign_in(SignInCommand(email=self.user.profile.email, password=password, code=code))


@pytest.fixture
async def owner(house: House) -> Owner:
    """Enrolled and confirmed, a minute ago."""
    made = Owner(house, await house.person("ada", "red_lead"))
    await made.enrol()
    await made.confirm()
    house.clock.wait(minutes=1)
    return made


async def test_enrolling_alone_changes_no_sign_in(house: House) -> None:
    owner = Owner(house, await house.person("ada", "red_lead"))
    await owner.enrol()
    await owner.sign_in()


async def test_enrolling_takes_the_password_and_a_wrong_one_counts(house: House) -> None:
    owner = Owner(house, await house.person("ada", "red_lead"))
    for _ in range(5):
        with pytest.raises(Forbidden) as refused:
            await owner.enrol("wrong")
        assert refused.value.code == "wrong_password"
    with pytest.raises(TooMany):
        await owner.enrol()
    assert house.store.factors == {}


async def test_a_wrong_code_confirms_nothing(house: House) -> None:
    owner = Owner(house, await house.person("ada", "red_lead"))
    await owner.enrol()
    for wrong in ("000000x", owner.code(-5), "", "١٢٣٤٥٦"):
        with pytest.raises(Forbidden) as refused:
            await owner.confirm(wrong or "x")
        assert refused.value.code == "wrong_code"
    assert not house.store.factors[owner.user.id].is_on


async def test_who_never_enrolled_confirms_nothing(house: House) -> None:
    owner = Owner(house, await house.person("ada", "red_lead"))
    with pytest.raises(RuleBroken) as refused:
        await owner.confirm("123456")
    assert refused.value.code == "mfa_off"


async def test_a_second_factor_that_is_on_is_not_replaced_by_another(owner: Owner) -> None:
    for again in (owner.enrol, owner.confirm):
        with pytest.raises(RuleBroken) as refused:
            await again()
        assert refused.value.code == "mfa_on"


async def test_the_password_alone_lets_nobody_in_and_is_no_failure(house: House, owner: Owner) -> None:
    for _ in range(10):
        with pytest.raises(Unauthenticated) as refused:
            await owner.sign_in()
        assert refused.value.code == "code_needed"
    assert house.store.sessions == {}
    await owner.sign_in(owner.code())


async def test_a_wrong_password_tells_nothing_of_the_second_factor(owner: Owner) -> None:
    for code in (None, owner.code()):
        with pytest.raises(Unauthenticated) as refused:
            await owner.sign_in(code, password="wrong")
        assert refused.value.code == "bad_credentials"


async def test_a_code_is_good_once_and_no_earlier_one_after_it(owner: Owner) -> None:
    code, earlier = owner.code(), owner.code(-1)
    await owner.sign_in(code)
    for replayed in (code, earlier):
        with pytest.raises(Unauthenticated) as refused:
            await owner.sign_in(replayed)
        assert refused.value.code == "bad_code"


async def test_the_code_that_confirmed_does_not_sign_in(house: House) -> None:
    owner = Owner(house, await house.person("ada", "red_lead"))
    await owner.enrol()
    await owner.confirm()
    with pytest.raises(Unauthenticated):
        await owner.sign_in(owner.code())


async def test_guessing_codes_locks_out_the_right_one_too(house: House, owner: Owner) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await owner.sign_in("000000" if owner.code() != "000000" else "000001")
    with pytest.raises(TooMany):
        await owner.sign_in(owner.code())
    assert "locked out" in house.store.notes[-1]["reason"]
    house.clock.wait(minutes=16)
    await owner.sign_in(owner.code())


async def test_a_recovery_code_lets_in_once_however_it_is_typed(house: House, owner: Owner) -> None:
    assert len(set(owner.recovery)) == 10
    await owner.sign_in(owner.recovery[0].upper().replace("-", " "))
    assert house.store.notes[-1]["reason"] == "by a recovery code; 9 are left"
    with pytest.raises(Unauthenticated):
        await owner.sign_in(owner.recovery[0])
    await owner.sign_in(owner.recovery[1])


async def test_recovery_codes_are_kept_as_hashes(house: House, owner: Owner) -> None:
    kept = house.store.factors[owner.user.id].recovery
    assert len(kept) == 10
    assert not any(code.replace("-", "").encode() in digest for digest in kept for code in owner.recovery)


async def test_new_recovery_codes_end_the_earlier_ones(house: House, owner: Owner) -> None:
    with pytest.raises(Forbidden):
        await house.renew_codes(owner.user.as_caller(), RenewRecoveryCodesCommand(code="000000x"))
    new = await house.renew_codes(owner.user.as_caller(), RenewRecoveryCodesCommand(code=owner.code()))
    assert not set(new) & set(owner.recovery)
    with pytest.raises(Unauthenticated):
        await owner.sign_in(owner.recovery[0])
    await owner.sign_in(new[0])


async def test_turning_it_off_takes_a_code(house: House, owner: Owner) -> None:
    with pytest.raises(Forbidden):
        await house.drop_factor(owner.user.as_caller(), DropSecondFactorCommand(code="000000x"))
    await house.drop_factor(owner.user.as_caller(), DropSecondFactorCommand(code=owner.recovery[3]))
    await owner.sign_in()
    with pytest.raises(RuleBroken) as refused:
        await house.drop_factor(owner.user.as_caller(), DropSecondFactorCommand(code="000000"))
    assert refused.value.code == "mfa_off"


async def test_an_admin_takes_it_away_from_others_and_nobody_else_does(house: House, owner: Owner) -> None:
    command = ResetSecondFactorCommand(user_id=owner.user.id)
    with pytest.raises(Forbidden):
        await house.reset_factor(owner.user.as_caller(), command)
    admin = await house.admin()
    with pytest.raises(Forbidden) as refused:
        await house.reset_factor(admin.as_caller(), ResetSecondFactorCommand(user_id=admin.id))
    assert refused.value.code == "own_mfa"
    await house.reset_factor(admin.as_caller(), command)
    assert notes_of(house.store)[-1] == ("user", "done")
    await owner.sign_in()
    with pytest.raises(RuleBroken):
        await house.reset_factor(admin.as_caller(), command)
