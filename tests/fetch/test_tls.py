"""Whom a source's TLS believes, and what an error says when it does not."""

import ssl

import pytest
from hypothesis import given, strategies as st

from monitor.fetch.tls import Contexts, read_certificate
from monitor.model import Access, Request, Tls
from tests.fetch.certs import DAY, NOW, between, context, made, old, root
from tests.fetch.quick import failure, quick
from tests.site import Page, Site, redirect


def asked(fetcher, site, path="/", **tls):
    return fetcher(Request(site.url(path), access=Access(jar="agency", tls=Tls(**tls))))


def refused(fetcher, site, **tls):
    return failure(fetcher, site.url(), access=Access(jar="agency", tls=Tls(**tls)))


# -- N10: unknown, self-signed, expired, another's ---------------------------------------------------


def test_N10_an_authoritys_own_root_is_trusted_by_the_source_that_names_it_and_by_no_other(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    with Site(tls=context(tmp_path, made("agency", root()))) as site, quick(site) as fetcher:
        assert asked(fetcher, site, ca_file=ca).status == 404
        error = refused(fetcher, site)
        assert asked(fetcher, site, ca_file=ca).status == 404
        assert len(site.asked) == 2
    assert "CN=Root of Testland" in str(error)
    assert "`tls: {ca: FILE}`" in str(error)
    assert not error.transient


def test_N10_a_self_signed_certificate_is_named_by_its_fingerprint_and_that_pin_helps(tmp_path):
    server = made("agency")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        error = refused(fetcher, site)
        assert asked(fetcher, site, pin=server.pin).status == 404
    assert str(error).startswith("TLS: self-signed certificate")
    assert f"`tls: {{pin: {server.pin}}}`" in str(error)


def test_N10_a_wrong_pin_fails_closed_and_tells_both_fingerprints(tmp_path):
    server, pinned = made("agency"), made("another")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        error = refused(fetcher, site, pin=pinned.pin)
        assert site.asked == []
    assert server.pin in str(error)
    assert pinned.pin in str(error)
    assert not error.transient


def test_N10_a_pin_goes_before_a_good_chain(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    server = made("agency", root())
    with Site(tls=context(tmp_path, server)) as site, quick(site, ca_file=ca) as fetcher:
        assert "is not the pinned one" in str(refused(fetcher, site, pin=root().pin))
        assert asked(fetcher, site, pin=server.pin).status == 404


def test_N10_a_pin_is_for_the_sources_own_server_and_others_need_a_chain(tmp_path):
    home, away = made("home"), made("away")
    with (
        Site(tls=context(tmp_path, home)) as site,
        Site(tls=context(tmp_path, away)) as other,
        quick(site, other) as fetcher,
    ):
        site.pages["/"] = redirect(other.url())
        error = refused(fetcher, site, pin=home.pin)
        assert other.asked == []
    assert "self-signed" in str(error)


def test_N10_an_expired_certificate_is_told_with_its_dates(tmp_path):
    server = made("agency", root(), until=NOW - 3 * DAY)
    ca = root().save(tmp_path / "root.pem")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        error = refused(fetcher, site, ca_file=ca)
    assert str(error).startswith("TLS: certificate has expired")
    assert f"to {NOW - 3 * DAY:%Y-%m-%d}; only the site can renew it" in str(error)


def test_N10_a_certificate_of_tomorrow_points_to_the_clock(tmp_path):
    server = made("agency", root(), since=NOW + DAY)
    ca = root().save(tmp_path / "root.pem")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        assert "look at this machine's clock" in str(refused(fetcher, site, ca_file=ca))


def test_N10_a_certificate_of_another_host_is_told_with_the_names_it_has(tmp_path):
    server = made("agency", root(), hosts=("www.agency.example", "192.0.2.7"))
    ca = root().save(tmp_path / "root.pem")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        error = refused(fetcher, site, ca_file=ca)
    assert "it is for www.agency.example, 192.0.2.7" in str(error)


def test_N10_a_file_that_lost_its_certificates_meanwhile_is_a_failure_of_its_source_only(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing here\n")
    with Site(tls=context(tmp_path, made("agency", root()))) as site, quick(site) as fetcher:
        for file, why in (("ca.pem", "no PEM certificate"), ("gone.pem", "No such file")):
            error = refused(fetcher, site, ca_file=str(tmp_path / file))
            assert why in str(error)
            assert not error.transient


def test_N10_verification_is_never_off_without_a_pin():
    for tls in (Tls(), Tls(legacy=True)):
        found = Contexts().of(tls)
        assert found.verify_mode is ssl.CERT_REQUIRED
        assert found.check_hostname


def test_N10_an_issuer_name_with_control_characters_cannot_forge_a_line(tmp_path):
    evil = made("Root\r\nTLS: all is well \x1b[2J", authority=True)
    with Site(tls=context(tmp_path, made("agency", evil))) as site, quick(site) as fetcher:
        assert str(refused(fetcher, site)).isprintable()


@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_N10_a_certificate_that_is_no_certificate_explains_nothing_and_harms_nothing(place, noise):
    der = bytearray(root().der)
    der[place : place + len(noise)] = noise
    found = read_certificate(bytes(der))
    assert found is None or (found.subject + found.issuer).isprintable()


# -- N12: incomplete chains --------------------------------------------------------------------------


def test_N12_a_missing_intermediate_is_named_with_the_place_where_it_lies(tmp_path):
    server = made("agency", between(), issuer_at="http://ca.example/between.crt")
    with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
        error = refused(fetcher, site)
    assert "the server sends only its own certificate" in str(error)
    assert "CN=Intermediate of Testland" in str(error)
    assert "http://ca.example/between.crt" in str(error)
    assert "`tls: {ca: FILE}`" in str(error)


def test_N12_an_intermediate_in_ca_completes_the_chain_to_a_known_root(tmp_path):
    known = root().save(tmp_path / "root.pem")
    link = between().save(tmp_path / "between.pem")
    with (
        Site(tls=context(tmp_path, made("agency", between()))) as site,
        quick(site, ca_file=known) as fetcher,
    ):
        assert "Intermediate of Testland" in str(refused(fetcher, site))
        assert asked(fetcher, site, ca_file=link).status == 404


def test_N12_an_intermediate_is_no_root(tmp_path):
    link = between().save(tmp_path / "between.pem")
    with Site(tls=context(tmp_path, made("agency", between()))) as site, quick(site) as fetcher:
        assert "issuer" in str(refused(fetcher, site, ca_file=link))


def test_N12_of_a_chain_that_came_the_first_link_that_is_missing_is_named(tmp_path):
    server = context(tmp_path, made("agency", between()), between())
    with Site(tls=server) as site, quick(site) as fetcher:
        error = refused(fetcher, site)
    assert "2 certificates came, that of the issuer CN=Root of Testland" in str(error)


# -- N11: old servers --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [0x0301, 0x0302])
def test_N11_a_server_of_tls_1_0_and_1_1_is_reached_by_the_legacy_profile_only(tmp_path, version):
    ca = root().save(tmp_path / "root.pem")
    server = old(context(tmp_path, made("agency", root())), version=version)
    with Site(tls=server) as site, quick(site) as fetcher:
        error = refused(fetcher, site, ca_file=ca)
        assert asked(fetcher, site, ca_file=ca, legacy=True).status == 404
        assert refused(fetcher, site, ca_file=ca)
    assert "`tls: {legacy: true}`" in str(error)
    assert not error.transient


def test_N11_rsa_key_exchange_a_short_dh_key_and_a_short_certificate_are_for_the_legacy_profile(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    (tmp_path / "dh.pem").write_text(DH_1024)
    for ciphers, rsa_bits in (("kRSA", 2048), ("kDHE", 2048), ("kECDHE", 1024)):
        server = context(tmp_path, made("agency", root(), rsa_bits=rsa_bits))
        server = old(server, ciphers=f"{ciphers}:@SECLEVEL=0", version=0x0303)
        server.load_dh_params(tmp_path / "dh.pem")
        with Site(tls=server) as site, quick(site) as fetcher:
            error = refused(fetcher, site, ca_file=ca)
            assert asked(fetcher, site, ca_file=ca, legacy=True).status == 404
        assert "`tls: {legacy: true}`" in str(error)


def test_N11_the_legacy_profile_still_verifies(tmp_path):
    server = old(context(tmp_path, made("agency")))
    with Site(tls=server) as site, quick(site) as fetcher:
        assert "self-signed" in str(refused(fetcher, site, legacy=True))
        assert site.asked == []


def test_N11_legacy_renegotiation_is_allowed_to_the_legacy_profile_only():
    connects_to_anybody = 0x4  # OP_LEGACY_SERVER_CONNECT; a server that needs it cannot be made here
    assert not Contexts().of(Tls()).options & connects_to_anybody
    assert Contexts().of(Tls(legacy=True)).options & connects_to_anybody


# -- N18: connections --------------------------------------------------------------------------------


def test_N18_sources_that_trust_otherwise_share_no_connection(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    server = made("agency", root())
    with Site(tls=context(tmp_path, server)) as site, quick(site, ca_file=ca) as fetcher:
        site.pages["/"] = Page("here")
        for tls in ({}, {"pin": server.pin}, {"legacy": True}, {}, {"legacy": True}):
            asked(fetcher, site, **tls)
        assert [each.connection for each in site.asked] == [1, 2, 3, 1, 3]


def test_sources_that_want_nothing_special_share_one_context(tmp_path):
    contexts = Contexts()
    assert contexts.of(Tls()) is contexts.of(Tls())
    assert contexts.of(Tls(pin="0" * 64)) is contexts.of(Tls(pin="1" * 64))


DH_1024 = """\
-----BEGIN DH PARAMETERS-----
MIGHAoGBAIioVQGu5uFeFAIqtRQ6gZzYJgIppbSjHyxZcZ+Mk091eIk+EN+8y+Me
Bz3y/4ZlmS0FGdH7G24S/jkYk5HypBEVq/8Z0/+OsGV/pRPBHleyHbEKhIH8Y4lQ
FSkkZDA/FZEnA0rjTIqB8EKuPa5EMtRCfKDfjI1a2MvJTAIHjS0vAgEC
-----END DH PARAMETERS-----
"""


# -- until when they hold ----------------------------------------------------------------------------


def test_of_every_believed_certificate_it_is_known_from_when_to_when_it_holds(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    server = made("agency", root())
    for trust in ({"ca_file": ca}, {"pin": server.pin}):
        with Site(tls=context(tmp_path, server)) as site, quick(site) as fetcher:
            asked(fetcher, site, **trust)
            (shown,) = fetcher.certificates
        assert shown.host == site.url().removeprefix("https://").strip("/")
        assert shown.since < NOW < shown.until


def test_a_certificate_that_was_not_believed_is_not_kept(tmp_path):
    with Site(tls=context(tmp_path, made("agency"))) as site, quick(site) as fetcher:
        refused(fetcher, site)
        assert fetcher.certificates == ()
