"""``/roles``: the policy table, for everybody who has signed in."""

from litestar import Controller, get

from aegis_chassis.web.authentication import CurrentCaller
from aegis_identity.application.queries.rights import MatrixRow, RoleView, matrix, roles
from aegis_identity.entrypoints.http.lists import WholeList
from aegis_kernel.rights import Action, require


class Roles(Controller):
    """Roles and rights."""

    path = "/roles"
    tags = ("roles",)

    @get(operation_id="roles.list")
    async def many(self, caller: CurrentCaller) -> WholeList[RoleView]:
        """All roles, what they are meant for, and what they may do."""
        require(caller, Action.ACCOUNT_OWN)
        return WholeList(items=roles())

    @get("/matrix", operation_id="roles.matrix")
    async def matrix(self, caller: CurrentCaller) -> WholeList[MatrixRow]:
        """Who may do what: a row an action, for each role the relations in which it may."""
        require(caller, Action.ACCOUNT_OWN)
        return WholeList(items=matrix())
