"""Opens the object store that a URL names."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from aegis_chassis.objects.filesystem import FilesystemObjectStore
from aegis_chassis.objects.store import ObjectStore

_OPTIONS = {"endpoint", "region"}


def open_object_store(url: str, *, access_key: str | None = None, secret_key: str | None = None) -> ObjectStore:
    """``file:///folder``, or ``s3://bucket/prefix?endpoint=https://host&region=eu-central-1``. Nothing is connected
    yet. Raises `ValueError` for any other URL."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and len(parts.path) > 1 and not options:
        return FilesystemObjectStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc and options.keys() <= _OPTIONS:
        from aegis_chassis.objects.s3 import S3ObjectStore  # its client takes 40 MB: only for who needs it

        return S3ObjectStore(
            parts.netloc,
            prefix=unquote(parts.path),
            endpoint=options.get("endpoint"),
            region=options.get("region", "us-east-1"),
            access_key=access_key,
            secret_key=secret_key,
        )
    raise ValueError("an object store is file:///folder or s3://bucket/prefix?endpoint=https://host&region=name")
