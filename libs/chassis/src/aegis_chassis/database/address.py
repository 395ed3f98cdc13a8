"""Addresses of databases: ``postgresql://user:password@host:port/name`` in their several spellings."""

from sqlalchemy import URL, make_url


def sqlalchemy_url(dsn: str) -> URL:
    """The DSN for SQLAlchemy's asyncpg dialect."""
    return make_url(dsn).set(drivername="postgresql+asyncpg")


def plain_dsn(url: URL) -> str:
    """The DSN for asyncpg and every other client."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def with_login(dsn: str, *, user: str, password: str) -> str:
    """The same database for another role."""
    return plain_dsn(make_url(dsn).set(username=user, password=password))


def with_database(dsn: str, name: str) -> str:
    """Another database of the same server, for the same role."""
    return plain_dsn(make_url(dsn).set(database=name))
