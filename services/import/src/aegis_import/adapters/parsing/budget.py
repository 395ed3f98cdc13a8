"""A bound on the memory of a reading process, whatever the input makes of itself."""

import ctypes
import multiprocessing
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aegis_import.application.parsing import BadArchive


@contextmanager
def memory_budget(bytes_: int) -> Iterator[None]:
    """Within the block, this process may grow by `bytes_`; beyond that `BadArchive` is raised instead of the machine's
    memory being filled. Does nothing in a main process: the limit would be everybody's."""
    if multiprocessing.parent_process() is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = _address_space() + bytes_
    if before[1] != resource.RLIM_INFINITY:
        limit = min(limit, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    except MemoryError as error:
        raise BadArchive("too_large", f"Reading it takes more than {bytes_:,} bytes of memory.") from error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def give_memory_back() -> None:
    """Returns what was freed to the system: the process lives on, and reads are rare. For glibc; elsewhere nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _address_space() -> int:
    """Bytes of address space in use. Linux's /proc; elsewhere a generous guess."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 1 << 32
    return pages * resource.getpagesize()
