"""Which addresses a file may be fetched from."""

from ipaddress import IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")
# Python calls these global, yet no file of a lender is there: relays, protocol assignments, addresses
# for documentation, and the one under which a machine of Azure finds its host.
_SPECIAL = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2002::/16", "3fff::/20"),
    )
)
# What a lender's own network uses, the addresses of its machines among themselves included.
_PRIVATE = tuple(
    map(
        ip_network,
        (
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "::1/128",
            "fc00::/7",
        ),
    )
)
# Where clouds tell a machine its secrets, inside those networks.
_METADATA = tuple(map(ip_network, ("100.100.100.200/32", "fd00:ec2::/32")))


def may_fetch_from(text, private_addresses):
    """Whether files may be fetched from this address.

    With `private_addresses` also from this machine and its network, yet never from link-local,
    multicast or reserved addresses, nor from where clouds tell a machine its secrets.
    """
    address = _carried(ip_address(text.partition("%")[0]))
    return _is_public(address) or (private_addresses and _is_private(address))


def _carried(address):
    """The IPv4 address inside an IPv6 one, where there is one that the network would unwrap."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _NAT64:
        return ip_address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def _is_public(address):
    if address.version == 6 and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast and not _in_any(address, _SPECIAL)


def _is_private(address):
    return _in_any(address, _PRIVATE) and not _in_any(address, _METADATA)


def _in_any(address, networks):
    return any(address in network for network in networks)
