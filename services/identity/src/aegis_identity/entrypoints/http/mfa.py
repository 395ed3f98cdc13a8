"""``/auth/mfa``: one's own second factor."""

from dishka.integrations.litestar import FromDishka
from litestar import Controller, get, post
from litestar.params import JSONBody

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.idempotent_posts import SECRET_ANSWER
from aegis_identity.application.commands.confirm_second_factor import ConfirmSecondFactor, ConfirmSecondFactorCommand
from aegis_identity.application.commands.drop_second_factor import DropSecondFactor, DropSecondFactorCommand
from aegis_identity.application.commands.enrol_second_factor import EnrolSecondFactor, EnrolSecondFactorCommand
from aegis_identity.application.commands.renew_recovery_codes import RenewRecoveryCodes, RenewRecoveryCodesCommand
from aegis_identity.application.queries.second_factors import SecondFactorsReader, SecondFactorView
from aegis_identity.entrypoints.http.answers import EnrolledView, RecoveryCodesView
from aegis_identity.entrypoints.http.requests import MfaCode, MfaEnrolment
from aegis_kernel.rights import Action, require


class Mfa(Controller):
    """Second factors."""

    path = "/auth/mfa"
    tags = ("auth",)

    @get(operation_id="auth.mfa")
    async def present(self, caller: CurrentCaller, factors: FromDishka[SecondFactorsReader]) -> SecondFactorView:
        """Whether one's second factor is on."""
        require(caller, Action.ACCOUNT_OWN)
        return await factors.of(caller.id)

    @post(operation_id="auth.mfa_enrol", opt=SECRET_ANSWER, status_code=200)
    async def enrol(
        self, caller: CurrentCaller, data: JSONBody[MfaEnrolment], use: FromDishka[EnrolSecondFactor]
    ) -> EnrolledView:
        """Get a secret for an authenticator. Sign-ins need it once a code has confirmed it."""
        enrolled = await use(caller, EnrolSecondFactorCommand(password=data.password))
        return EnrolledView(secret=enrolled.secret, otpauth_uri=enrolled.uri)

    @post("/confirm", operation_id="auth.mfa_confirm", opt=SECRET_ANSWER, status_code=200)
    async def confirm(
        self, caller: CurrentCaller, data: JSONBody[MfaCode], use: FromDishka[ConfirmSecondFactor]
    ) -> RecoveryCodesView:
        """Turn the second factor on by a first code. Answers the recovery codes."""
        return RecoveryCodesView(recovery_codes=list(await use(caller, ConfirmSecondFactorCommand(code=data.code))))

    @post("/recovery-codes", operation_id="auth.mfa_recovery_codes", opt=SECRET_ANSWER, status_code=200)
    async def recovery_codes(
        self, caller: CurrentCaller, data: JSONBody[MfaCode], use: FromDishka[RenewRecoveryCodes]
    ) -> RecoveryCodesView:
        """Make new recovery codes; earlier ones end."""
        return RecoveryCodesView(recovery_codes=list(await use(caller, RenewRecoveryCodesCommand(code=data.code))))

    @post("/disable", operation_id="auth.mfa_disable", status_code=204)
    async def disable(self, caller: CurrentCaller, data: JSONBody[MfaCode], use: FromDishka[DropSecondFactor]) -> None:
        """Turn the second factor off."""
        await use(caller, DropSecondFactorCommand(code=data.code))
