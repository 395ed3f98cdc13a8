"""What has to be there from the first start on: a key that signs, and somebody who may come in."""

import sys

from dishka import AsyncContainer

from aegis_identity.application.commands.make_first_admin import MakeFirstAdmin, MakeFirstAdminCommand
from aegis_identity.application.commands.rotate_keys import RotateKeys
from aegis_identity.bootstrap.settings import IdentitySettings


async def begin(container: AsyncContainer, settings: IdentitySettings) -> None:
    """Makes both, any number of times. A password that was made up is printed once, on standard output."""
    async with container() as scope:
        await (await scope.get(RotateKeys))()
    given = settings.admin_password
    command = MakeFirstAdminCommand(email=settings.admin_email, password=given.reveal() if given is not None else None)
    async with container() as scope:
        admin = await (await scope.get(MakeFirstAdmin))(command)
    if admin is not None and admin.password is not None:
        sys.stdout.write(
            f"\nThe first admin is {admin.email}, with the password {admin.password}\n"
            "It is told this once and has to be changed at the first sign-in.\n\n"
        )
        sys.stdout.flush()
