"""Where nothing is filled, and how sites are shown."""

import pytest

from second_me.autofill.origins import Site, site_of
from second_me.core.protocol.fill import Refused


@pytest.mark.promise("same-origin")
@pytest.mark.parametrize(
    ("origin", "tab"),
    [
        ("http://example.org", "http://example.org"),
        ("null", "null"),
        ("", ""),
        ("data:", "data:"),
        ("https://a.example", "https://b.example"),
        ("https://example.org", "https://example.org:444"),
        ("https://example.org/path", "https://example.org/path"),
        ("https://me@example.org", "https://me@example.org"),
        ("http://localhost.example.org", "http://localhost.example.org"),
        ("file://", "file://"),
        ("https://", "https://"),
        ("ftp://localhost", "ftp://localhost"),
        ("https://[", "https://["),
    ],
)
def test_nothing_is_filled_where_it_is_not_safe(origin, tab):
    assert isinstance(site_of(origin, tab), Refused)


@pytest.mark.parametrize(
    "origin", ["https://example.org", "http://localhost:8000", "http://127.0.0.1", "http://[::1]:1"]
)
def test_protected_pages_and_this_machine_are_filled(origin):
    assert isinstance(site_of(origin, origin), Site)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("example.org", "example.org"),
        ("xn--mnchen-3ya.de", "münchen.de"),
        ("xn--pple-43d.com", "xn--pple-43d.com"),  # a Cyrillic letter among Latin ones
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),  # all Cyrillic, and looks like apple
        ("xn--zckzah.jp", "テスト.jp"),
        ("xn--!!!.com", "xn--!!!.com"),
    ],
)
def test_a_site_is_shown_so_that_it_cannot_be_mistaken(host, shown):
    site = site_of(f"https://{host}", f"https://{host}")
    assert isinstance(site, Site)
    assert (site.shown, site.ascii) == (shown, host)
