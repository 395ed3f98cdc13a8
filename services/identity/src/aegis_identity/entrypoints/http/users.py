"""``/users``: who there is, for everybody; and their accounts, for admins."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.idempotent_posts import SECRET_ANSWER
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_identity.application.commands.change_user import ChangeUser, ChangeUserCommand
from aegis_identity.application.commands.create_user import CreateUser, CreateUserCommand
from aegis_identity.application.commands.deactivate_user import DeactivateUser, DeactivateUserCommand
from aegis_identity.application.commands.end_sessions import EndSessions, EndSessionsCommand
from aegis_identity.application.commands.offer_reset import OfferReset, OfferResetCommand
from aegis_identity.application.commands.reactivate_user import ReactivateUser, ReactivateUserCommand
from aegis_identity.application.commands.reset_second_factor import ResetSecondFactor, ResetSecondFactorCommand
from aegis_identity.application.public_address import PublicAddress
from aegis_identity.application.queries.sessions import SessionsReader, SessionView
from aegis_identity.application.queries.users import USER_SORTS, UsersReader, UserView, for_others
from aegis_identity.domain.words import UserKind
from aegis_identity.entrypoints.http.answers import OfferedResetView
from aegis_identity.entrypoints.http.lists import WholeList, sessions_list
from aegis_identity.entrypoints.http.requests import Because, NewUser, UserChanges
from aegis_kernel.paging import Page
from aegis_kernel.rights import Action, Caller, Role, may, require

Roles = Annotated[list[Role] | None, QueryParameter(description="Somebody with one of these roles.")]
Teams = Annotated[list[str] | None, QueryParameter(description="Somebody in one of these teams.")]
Kinds = Annotated[list[UserKind] | None, QueryParameter(description="People or service accounts.")]
Active = Annotated[bool | None, QueryParameter(description="Those who may come in, or those who may not.")]
Text = Annotated[
    str | None, QueryParameter(description="What the name holds; for admins also the address.", max_length=100)
]


class Users(Controller):
    """Users."""

    path = "/users"
    tags = ("users",)

    @get(operation_id="users.list")
    async def many(
        self,
        caller: CurrentCaller,
        paging: Pages,
        users: FromDishka[UsersReader],
        role: Roles = None,
        team: Teams = None,
        kind: Kinds = None,
        active: Active = None,
        q: Text = None,
    ) -> PageView[UserView]:
        """Who there is. Addresses are for admins."""
        require(caller, Action.USERS_READ)
        whole = may(caller, Action.USERS_MANAGE)
        sorts = USER_SORTS if whole else {name: type_ for name, type_ in USER_SORTS.items() if name != "email"}
        given: dict[str, Any] = {"role": role, "team": team, "kind": kind, "active": active}
        given["q_all" if whole else "q"] = q
        filters = {name: value for name, value in given.items() if value is not None}
        page = await users.page(paging.request(sorts, default="name"), filters)
        items = page.items if whole else [for_others(user) for user in page.items]
        return paging.answer(Page(items, page.ends_at, page.total))

    @post(operation_id="users.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[NewUser],
        use: FromDishka[CreateUser],
        users: FromDishka[UsersReader],
    ) -> Response[UserView]:
        """Make a user."""
        command = CreateUserCommand(
            email=data.email,
            name=data.name,
            roles=tuple(data.roles),
            teams=tuple(data.teams),
            kind=data.kind,
            password=data.password,
        )
        made = await use(caller, command)
        return created(await users.one(made.id), version=made.version, location=f"{API}/users/{made.id}")

    @get("/{user_id:uuid}", operation_id="users.get")
    async def one(
        self, caller: CurrentCaller, user_id: FromPath[UUID], users: FromDishka[UsersReader]
    ) -> Response[UserView]:
        """One user."""
        require(caller, Action.USERS_READ)
        user = await users.one(user_id)
        whole = caller.id == user.id or may(caller, Action.USERS_MANAGE)
        return answered(user if whole else for_others(user), version=user.version)

    @patch("/{user_id:uuid}", operation_id="users.change")
    async def change(
        self,
        caller: CurrentCaller,
        user_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[UserChanges],
        use: FromDishka[ChangeUser],
        users: FromDishka[UsersReader],
    ) -> Response[UserView]:
        """Change name, address, roles or teams. The last admin stays one."""
        command = ChangeUserCommand(
            user_id=user_id,
            version=if_match,
            email=None if data.email is UNSET else data.email,
            name=None if data.name is UNSET else data.name,
            roles=None if data.roles is UNSET else tuple(data.roles),
            teams=None if data.teams is UNSET else tuple(data.teams),
        )
        await use(caller, command)
        return await _present(users, user_id)

    @post("/{user_id:uuid}/deactivate", operation_id="users.deactivate", status_code=200)
    async def deactivate(
        self,
        caller: CurrentCaller,
        user_id: FromPath[UUID],
        if_match: IfMatch,
        use: FromDishka[DeactivateUser],
        users: FromDishka[UsersReader],
        data: JSONBody[Because | None] = None,
    ) -> Response[UserView]:
        """Let nobody come in as this user: sessions and tokens end. The last admin stays."""
        reason = data.reason if data is not None else None
        await use(caller, DeactivateUserCommand(user_id=user_id, version=if_match, reason=reason))
        return await _present(users, user_id)

    @post("/{user_id:uuid}/reactivate", operation_id="users.reactivate", status_code=200)
    async def reactivate(
        self,
        caller: CurrentCaller,
        user_id: FromPath[UUID],
        if_match: IfMatch,
        use: FromDishka[ReactivateUser],
        users: FromDishka[UsersReader],
        data: JSONBody[Because | None] = None,
    ) -> Response[UserView]:
        """Let a user in again."""
        reason = data.reason if data is not None else None
        await use(caller, ReactivateUserCommand(user_id=user_id, version=if_match, reason=reason))
        return await _present(users, user_id)

    @post("/{user_id:uuid}/reset-password", operation_id="users.reset_password", status_code=200, opt=SECRET_ANSWER)
    async def reset_password(
        self, caller: CurrentCaller, user_id: FromPath[UUID], use: FromDishka[OfferReset], at: FromDishka[PublicAddress]
    ) -> OfferedResetView:
        """Make a one-time link by which the user chooses a password. Earlier links end."""
        offered = await use(caller, OfferResetCommand(user_id=user_id))
        return OfferedResetView(
            reset_token=offered.secret, expires_at=offered.expires_at, reset_url=at.reset_url(offered.secret)
        )

    @delete("/{user_id:uuid}/mfa", operation_id="users.reset_mfa", status_code=204)
    async def reset_mfa(
        self, caller: CurrentCaller, user_id: FromPath[UUID], use: FromDishka[ResetSecondFactor]
    ) -> None:
        """Take away the second factor of somebody who has lost it."""
        await use(caller, ResetSecondFactorCommand(user_id=user_id))

    @get("/{user_id:uuid}/sessions", operation_id="users.sessions")
    async def sessions(
        self,
        caller: CurrentCaller,
        user_id: FromPath[UUID],
        users: FromDishka[UsersReader],
        sessions: FromDishka[SessionsReader],
    ) -> WholeList[SessionView]:
        """A user's sessions, the newest first."""
        _require_for(caller, user_id)
        await users.one(user_id)
        return sessions_list(await sessions.of(user_id))

    @post("/{user_id:uuid}/end-sessions", operation_id="users.end_sessions", status_code=204)
    async def end_sessions(self, caller: CurrentCaller, user_id: FromPath[UUID], use: FromDishka[EndSessions]) -> None:
        """End all sessions and access tokens of a user."""
        await use(caller, EndSessionsCommand(user_id=user_id))

    @delete("/{user_id:uuid}/sessions/{session_id:uuid}", operation_id="users.end_session", status_code=204)
    async def end_session(
        self, caller: CurrentCaller, user_id: FromPath[UUID], session_id: FromPath[UUID], use: FromDishka[EndSessions]
    ) -> None:
        """End one session of a user."""
        await use(caller, EndSessionsCommand(user_id=user_id, session_id=session_id))


def _require_for(caller: Caller, user_id: UUID) -> None:
    require(caller, Action.ACCOUNT_OWN if caller.id == user_id else Action.USERS_MANAGE)


async def _present(users: UsersReader, user_id: UUID) -> Response[UserView]:
    user = await users.one(user_id)
    return answered(user, version=user.version)
