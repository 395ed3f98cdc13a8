"""Which member names are refused. Nothing is ever extracted to disk; a name that tries is named all the same."""

import re
import stat

_DRIVE = re.compile(r"^[A-Za-z]:")
_UNIX = 3
_DOS_DIRECTORY = 0x10


def refusal_of_name(name: str, *, longest: int) -> str | None:
    """Why a member of this name is not read, or None."""
    if not name or "\x00" in name:
        return "its name is empty or holds a zero byte"
    if len(name.encode("utf-8", "surrogatepass")) > longest:
        return f"its name is longer than {longest} bytes"
    if "\\" in name:
        return "its name holds a backslash"
    if name.startswith("/"):
        return "its name is an absolute path"
    if _DRIVE.match(name):
        return "its name begins with a drive"
    if ".." in name.split("/"):
        return "its name leaves the archive (..)"
    return None


def refusal_of_nature(*, create_system: int, external_attributes: int, flags: int) -> str | None:
    """Why a member of this nature is not read, or None: links, devices and encrypted members are not."""
    if flags & 0x1:
        return "it is encrypted"
    mode = external_attributes >> 16
    if mode and (create_system == _UNIX or stat.S_IFMT(mode)):
        kind = stat.S_IFMT(mode)
        if kind == stat.S_IFLNK:
            return "it is a link"
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            return "it is neither a file nor a folder"
    return None


def is_folder(name: str, external_attributes: int) -> bool:
    """Whether a member is a folder."""
    return name.endswith("/") or bool(external_attributes & _DOS_DIRECTORY) or stat.S_ISDIR(external_attributes >> 16)
