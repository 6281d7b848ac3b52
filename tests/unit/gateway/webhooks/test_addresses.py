"""A webhook is never sent to somewhere inside."""

from __future__ import annotations

import ipaddress

import pytest

from gateway.webhooks.addresses import AddressNotAllowed, check_shape, is_allowed, resolved


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "192.0.2.1", "198.18.0.1",
    ],
)
def test_numbers_of_inner_networks_are_refused(number: str) -> None:
    assert not is_allowed(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "203.113.131.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_numbers_of_the_open_network_are_let_pass(number: str) -> None:
    assert is_allowed(ipaddress.ip_address(number))


def test_loopback_is_let_pass_by_setting_and_nothing_else_is() -> None:
    assert is_allowed(ipaddress.ip_address("127.0.0.1"), loopback=True)
    assert not is_allowed(ipaddress.ip_address("10.0.0.1"), loopback=True)
    assert not is_allowed(ipaddress.ip_address("169.254.169.254"), loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://a:b@example.com/", "https://example.com/#x", "https:///x", "https://h:0/",
        "https://h:99999/", "https://exa mple.com/", "https://ví-dụ.vn/", "file:///etc/passwd", "https://[::1/",
        "https://example.com/" + "x" * 500,
    ],
)
def test_only_a_plain_https_address_is_one(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        check_shape(url)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/",
            "https://localhost/", "https://169.254.169.254/latest/meta-data"],
)
def test_however_a_number_is_written_it_is_judged_as_what_it_leads_to(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        resolved(url)


def test_the_connection_goes_to_the_number_that_was_judged_under_the_name_that_was_given() -> None:
    target = resolved("http://localhost:8080/hook?a=1", loopback=True)
    assert target.url in ("http://127.0.0.1:8080/hook?a=1", "http://[::1]:8080/hook?a=1")
    assert (target.host, target.hostname) == ("localhost:8080", "localhost")
    with pytest.raises(AddressNotAllowed):
        resolved("http://8.8.8.8/", loopback=True)
