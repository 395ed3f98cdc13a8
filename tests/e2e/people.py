"""The people of an exercise, each signed in."""

from dataclasses import dataclass

from suites import Suite

from aegis_client.http import AegisClient

PASSWORD = "a-long-enough-passphrase-7"

ROLES = ("red_tech", "red_lead", "blue_tech", "blue_lead", "auditor", "viewer")


@dataclass(frozen=True)
class Person:
    """Somebody with one role: `email`, `id`, and a client that has signed in."""

    email: str
    id: str
    client: AegisClient


def sign_up(suite: Suite, admin: AegisClient, name: str, *roles: str) -> Person:
    """Makes a user and signs in, choosing the password that the first sign-in asks for."""
    email = f"{name}@example.test"
    first = f"first-passphrase-of-{name}"
    made = admin.post("/users", {"email": email, "name": name, "roles": list(roles), "password": first}).json
    client = suite.signed_in(email, first)
    client.post("/auth/password", {"current_password": first, "new_password": PASSWORD})
    client.sign_in(email, PASSWORD)
    return Person(email, made["id"], client)
