"""Which network addresses may be connected to."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")


def networks(written: Sequence[str]) -> tuple[Network, ...]:
    """Networks in CIDR notation. Raises `ValueError` for what is none."""
    return tuple(ip_network(one) for one in written)


def may_connect(address: str, allowed: Sequence[Network]) -> bool:
    """Whether `address` is public, or in one of the `allowed` networks. An address that carries another one in itself
    (mapped, NAT64, 6to4, Teredo) is judged by that one too."""
    found = ip_address(address.split("%", maxsplit=1)[0])
    return all(_is_public(one) or any(one in network for network in allowed) for one in _carried(found))


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _carried(address: Address) -> list[Address]:
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    carried: list[Address] = [address]
    if address in _NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried.extend(address.teredo)
    return carried
