"""``/auth``: coming in, staying, going, and one's own account."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.access_tokens import Claims
from aegis_chassis.web.authentication import BEFORE_PASSWORD_CHANGE, PUBLIC, CurrentCaller
from aegis_chassis.web.credentials import (
    SESSION_COOKIE,
    Credential,
    CredentialKind,
    credential_of,
    csrf_token_of,
    refuse_forged,
)
from aegis_chassis.web.idempotent_posts import SECRET_ANSWER
from aegis_chassis.web.rate_limits import RateLimit
from aegis_identity.application.commands.change_password import ChangePassword, ChangePasswordCommand
from aegis_identity.application.commands.refresh_session import RefreshSession, RefreshSessionCommand
from aegis_identity.application.commands.reset_password import ResetPassword, ResetPasswordCommand
from aegis_identity.application.commands.sign_in import SignIn, SignInCommand
from aegis_identity.application.commands.sign_out import SignOut, SignOutCommand
from aegis_identity.application.limits import Limits
from aegis_identity.application.queries.rights import actions_of
from aegis_identity.application.queries.sessions import SessionsReader, SessionView
from aegis_identity.application.queries.users import UsersReader
from aegis_identity.application.refusals import bad_session
from aegis_identity.application.signed_in import SignedIn
from aegis_identity.domain.words import SessionKind
from aegis_identity.entrypoints.http.answers import MeView, PresentToken, SignedInView
from aegis_identity.entrypoints.http.lists import WholeList, sessions_list
from aegis_identity.entrypoints.http.requests import (
    LoginRequest,
    LogoutRequest,
    PasswordChange,
    PasswordReset,
    RefreshRequest,
)
from aegis_identity.entrypoints.http.session_cookie import no_cookie, session_cookie
from aegis_kernel.errors import Forbidden, Unauthenticated
from aegis_kernel.rights import Action, require

AnyRequest = Request[Any, Any, Any]


class Auth(Controller):
    """Signing in and out."""

    path = "/auth"
    tags = ("auth",)

    @post("/login", operation_id="auth.login", opt=PUBLIC, status_code=200)
    async def login(
        self,
        request: AnyRequest,
        data: JSONBody[LoginRequest],
        sign_in: FromDishka[SignIn],
        failures: FromDishka[RateLimit],
        limits: FromDishka[Limits],
    ) -> Response[SignedInView]:
        """Sign in with address and password. The answer to a wrong one is always the same, and takes as long. Where a
        second factor is on the answer to a right one without `code` is 401 `code_needed`."""
        address = _address()
        failures.check(address)
        command = SignInCommand(
            email=data.email,
            password=data.password,
            code=data.code,
            kind=SessionKind.COOKIE if data.cookie else SessionKind.REFRESH,
            address=address,
            agent=request.headers.get("User-Agent"),
        )
        try:
            done = await sign_in(command)
        except Unauthenticated as error:
            if error.code != "code_needed":
                failures.take(address)
            raise
        return _signed_in(request, done, limits)

    @post("/refresh", operation_id="auth.refresh", opt=PUBLIC, status_code=200)
    async def refresh(
        self,
        request: AnyRequest,
        refresh_session: FromDishka[RefreshSession],
        limits: FromDishka[Limits],
        data: JSONBody[RefreshRequest | None] = None,
    ) -> Response[SignedInView]:
        """Go on: the refresh token for the next one, or the cookie for an access token. A refresh token that comes a
        second time ends its session."""
        secret = data.refresh_token if data is not None else None
        if secret is None:
            secret = request.cookies.get(SESSION_COOKIE)
            if not secret:
                raise bad_session()
            refuse_forged(request.scope, Credential(CredentialKind.SESSION, secret))
        return _signed_in(request, await refresh_session(RefreshSessionCommand(secret=secret)), limits)

    @post("/logout", operation_id="auth.logout", opt=BEFORE_PASSWORD_CHANGE, status_code=204)
    async def logout(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        sign_out: FromDishka[SignOut],
        data: JSONBody[LogoutRequest | None] = None,
    ) -> Response[None]:
        """Sign out here, or everywhere."""
        claims: Claims = request.auth
        everywhere = data is not None and data.everywhere
        session_id = None if everywhere or claims.sid is None else UUID(claims.sid)
        await sign_out(caller, SignOutCommand(session_id=session_id))
        return Response(None, status_code=204, cookies=[no_cookie(request)])

    @get("/me", operation_id="auth.me", opt=BEFORE_PASSWORD_CHANGE)
    async def me(self, request: AnyRequest, caller: CurrentCaller, users: FromDishka[UsersReader]) -> MeView:
        """Who asks, and what they may do."""
        require(caller, Action.ACCOUNT_OWN)
        user = await users.one(caller.id)
        claims: Claims = request.auth
        credential = credential_of(request.scope)
        by_cookie = credential is not None and credential.kind is CredentialKind.SESSION
        actions = actions_of(frozenset(user.roles))
        return MeView(
            id=user.id,
            kind=user.kind,
            email=user.email,
            name=user.name,
            roles=user.roles,
            teams=user.teams,
            actions=[one for one in actions if one in caller.scopes] if caller.is_machine else actions,
            must_change_password=bool(user.must_change_password),
            last_signed_in_at=user.last_signed_in_at,
            session_id=claims.sid,
            token=PresentToken(id=claims.tid, scopes=list(claims.scopes)) if claims.tid else None,
            csrf_token=csrf_token_of(credential.secret) if credential is not None and by_cookie else None,
        )

    @post("/password", operation_id="auth.password", opt=BEFORE_PASSWORD_CHANGE | SECRET_ANSWER, status_code=200)
    async def password(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        data: JSONBody[PasswordChange],
        change: FromDishka[ChangePassword],
        failures: FromDishka[RateLimit],
        limits: FromDishka[Limits],
    ) -> Response[SignedInView]:
        """Choose another password. Every session and token from before ends; the answer begins a new session."""
        address = _address()
        failures.check(address)
        command = ChangePasswordCommand(
            current=data.current_password,
            new=data.new_password,
            kind=SessionKind.COOKIE if data.cookie else SessionKind.REFRESH,
            address=address,
            agent=request.headers.get("User-Agent"),
        )
        try:
            done = await change(caller, command)
        except Forbidden:
            failures.take(address)
            raise
        return _signed_in(request, done, limits)

    @post("/reset", operation_id="auth.reset", opt=PUBLIC, status_code=204)
    async def reset(
        self, data: JSONBody[PasswordReset], reset_password: FromDishka[ResetPassword], failures: FromDishka[RateLimit]
    ) -> None:
        """Choose a password by a one-time link."""
        address = _address()
        failures.check(address)
        try:
            await reset_password(ResetPasswordCommand(secret=data.token, new=data.new_password))
        except Forbidden:
            failures.take(address)
            raise

    @get("/sessions", operation_id="auth.sessions")
    async def sessions(
        self, request: AnyRequest, caller: CurrentCaller, sessions: FromDishka[SessionsReader]
    ) -> WholeList[SessionView]:
        """One's own sessions, the newest first."""
        require(caller, Action.ACCOUNT_OWN)
        claims: Claims = request.auth
        return sessions_list(await sessions.of(caller.id), claims.sid)

    @delete("/sessions/{session_id:uuid}", operation_id="auth.end_session", status_code=204)
    async def end_session(
        self, caller: CurrentCaller, session_id: FromPath[UUID], sign_out: FromDishka[SignOut]
    ) -> None:
        """Sign out of another place."""
        await sign_out(caller, SignOutCommand(session_id=session_id))


def _address() -> str:
    operation = current_operation()
    return (operation.address if operation else None) or "unknown"


def _signed_in(request: AnyRequest, done: SignedIn, limits: Limits) -> Response[SignedInView]:
    lives = limits.sessions.longest.total_seconds()
    by_cookie = done.session.kind is SessionKind.COOKIE
    view = SignedInView(
        access_token=done.access.text,
        expires_in_seconds=done.access.lives_seconds,
        must_change_password=done.user.password.must_change,
        refresh_token=None if by_cookie else done.secret,
        refresh_expires_in_seconds=None if by_cookie else lives,
        csrf_token=csrf_token_of(done.secret) if by_cookie else None,
    )
    cookies = [session_cookie(request, done.secret, lives_seconds=int(lives))] if by_cookie else []
    return Response(view, cookies=cookies)
