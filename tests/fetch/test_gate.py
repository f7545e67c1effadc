"""The gate lets the world pass, and inside addresses only by host or network and port."""

import pytest

from monitor.fetch import Networks
from monitor.fetch.gate import inside, is_global


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "4000::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:5ef5:79fb:0:0:0:1",
        "2606:4700::5efe:127.0.0.1",
        "2606:4700::200:5efe:10.0.0.1",
    ],
)
def test_C04_an_inside_address_is_refused_however_it_is_written(address):
    assert not is_global(address)
    assert Networks().refusal(address, 80) is not None


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "100.128.0.1",
        "172.32.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_an_address_of_the_world_passes(address):
    assert is_global(address)
    assert Networks().allows(address, 443)


def test_C04_the_reason_names_what_is_embedded():
    assert inside("64:ff9b::127.0.0.1") == "NAT64, loopback"
    assert Networks().refusal("::1", 80) == (
        "[::1]:80, an inside address (loopback); to allow it, add it to `allow_networks`"
    )


def test_X01_an_exception_is_a_network_or_host_and_one_port():
    networks = Networks.parse(
        ["127.0.0.1:8800", "10.0.0.0/8:8080", "[::1]:80", "[fd00::/8]:81", "Intranet.example:8443"]
    )
    assert networks.allows("127.0.0.1", 8800)
    assert networks.allows("::ffff:127.0.0.1", 8800)
    assert not networks.allows("127.0.0.1", 8801)
    assert not networks.allows("127.0.0.2", 8800)
    assert networks.allows("10.20.30.40", 8080)
    assert not networks.allows("11.0.0.1", 8080, "localhost") or is_global("11.0.0.1")
    assert networks.allows("::1", 80)
    assert networks.allows("fd00::5", 81)
    assert networks.allows("192.168.7.7", 8443, "intranet.example")
    assert not networks.allows("192.168.7.7", 8443, "other.example")


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1",
        "10.0.0.0/8",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "10.0.0.1/8:80",
        "::1:80",
        "300.1.1.1:80",
        "",
    ],
)
def test_X01_an_exception_that_is_too_wide_or_unclear_is_no_exception(written):
    with pytest.raises(ValueError, match=r".+"):
        Networks.parse([written])
