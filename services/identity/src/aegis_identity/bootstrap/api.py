"""Identity's web application."""

from importlib.metadata import version

from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.web.application import WebSettings, create_app
from aegis_chassis.web.identity_gate import IdentityGate
from aegis_identity.adapters.persistence.users_reader import OwnUsers
from aegis_identity.entrypoints.http.controllers import CONTROLLERS, ROOT_CONTROLLERS

NAME = "identity"
GROUPS: tuple[Group, ...] = ()
"""Identity hears nobody: it is asked, and tells."""


def make_api(container: AsyncContainer, gate: IdentityGate) -> Litestar:
    """The application. What others keep for a minute is not kept here: what ends, ends at once where it was ended."""
    return create_app(
        name=NAME,
        version=version("aegis-identity"),
        container=container,
        identity=gate,
        controllers=CONTROLLERS,
        root_controllers=ROOT_CONTROLLERS,
        groups=GROUPS,
        settings=WebSettings(exchanged_seconds=0.0),
        known_users=OwnUsers(lambda: container.get(Database)),
    )
