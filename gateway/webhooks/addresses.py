"""Where a webhook may be sent to: out into the world, and never back into our own network.

The name is resolved here, every address that it has is judged, and the connection goes to the one that was judged: a
name that answers differently a moment later leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from contracts.refusals import Refusal

LONGEST = 500
_EMBEDDING = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""IPv6 addresses that hold an IPv4 one: whoever translates them would send it there."""


class AddressNotAllowed(Refusal):
    """A webhook may not be sent there."""


@dataclass(frozen=True)
class Target:
    """An address that was judged.  ``url`` names the machine by number, ``host`` is what its certificate and the
    ``Host`` header say."""

    url: str
    host: str
    hostname: str


def check_shape(url: str, loopback: bool = False) -> None:
    """Whether it is an address to begin with.  Raises :class:`AddressNotAllowed`."""
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise _refused("Địa chỉ không đọc được.") from None
    schemes = ("https", "http") if loopback else ("https",)
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " for sign in url):
        raise _refused(f"Địa chỉ dài quá {LONGEST} ký tự, hoặc có ký tự không dùng được.")
    if parts.scheme not in schemes or not parts.hostname or not port_is_sound:
        raise _refused("Chỉ gửi đến địa chỉ https.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused("Địa chỉ không được có tên, mật khẩu hay dấu #.")


def resolved(url: str, loopback: bool = False) -> Target:
    """The machine that an address leads to.  Raises :class:`AddressNotAllowed`, and OSError when the name has no
    address just now."""
    check_shape(url, loopback)
    parts = urlsplit(url)
    hostname = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise _refused("Tên máy không đọc được.") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        if not is_allowed(address, loopback):
            raise _refused(f"Tên {hostname} dẫn tới địa chỉ trong mạng nội bộ.")
    if parts.scheme == "http" and not all(address.is_loopback for address in addresses):
        raise _refused("Chỉ gửi đến địa chỉ https.")
    number = f"[{addresses[0]}]" if addresses[0].version == 6 else str(addresses[0])
    at = f"{number}:{parts.port}" if parts.port else number
    return Target(parts._replace(netloc=at).geturl(), parts.netloc, hostname)


def is_allowed(address: ipaddress.IPv4Address | ipaddress.IPv6Address, loopback: bool = False) -> bool:
    """Whether a machine with this number may be asked."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_allowed(address.ipv4_mapped, loopback)
        if any(address in network for network in _EMBEDDING):
            return False
    if loopback and address.is_loopback:
        return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _refused(message: str) -> AddressNotAllowed:
    return AddressNotAllowed(
        message, field="url", remedy="Dùng một địa chỉ https mà mọi nơi trên Internet đều tới được."
    )
