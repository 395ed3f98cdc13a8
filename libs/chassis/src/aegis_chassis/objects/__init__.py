"""Object store: a port with a filesystem and an S3 adapter."""

from aegis_chassis.objects.keys import InvalidKey, content_key
from aegis_chassis.objects.opening import open_object_store
from aegis_chassis.objects.store import Found, Kept, ObjectMissing, ObjectStore, ObjectTooLarge, Opened, OutOfRange

__all__ = [
    "Found",
    "InvalidKey",
    "Kept",
    "ObjectMissing",
    "ObjectStore",
    "ObjectTooLarge",
    "Opened",
    "OutOfRange",
    "content_key",
    "open_object_store",
]
