"""All controllers of the service."""

from aegis_identity.entrypoints.http.api_tokens import ApiTokens
from aegis_identity.entrypoints.http.auth import Auth
from aegis_identity.entrypoints.http.mfa import Mfa
from aegis_identity.entrypoints.http.roles import Roles
from aegis_identity.entrypoints.http.services import ForServices
from aegis_identity.entrypoints.http.users import Users

CONTROLLERS = (Auth, Mfa, Users, Roles, ApiTokens)
ROOT_CONTROLLERS = (ForServices,)
OWNS = frozenset({"auth", "users", "roles", "api-tokens"})
"""The first segments of their paths."""
