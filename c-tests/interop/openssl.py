#!/usr/bin/env python3
"""Interoperation with the system's OpenSSL, with tlsrs in either role: every suite,
key type, version, kind of resumption, client certificates, ALPN, SNI, groups.

usage: openssl.py [--baseline]     (--baseline: OpenSSL in both roles, to check
                                    the test itself)
"""

import pathlib
import re
import sys
import tempfile

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
KEYS = ("rsa", "p256", "p384", "p521", "ed25519")
SUITES_13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
SUITES_12 = ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
GROUPS = ("X25519", "P-256", "P-384")

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
peer = harness.compile_c(harness.HERE / "_peer.c", pathlib.Path(work.name) / "peer")


def pem(name):
    """A fixture's path."""
    return files / f"{name}.pem"


def credentials(key, flag="--"):
    """The options that name a server's chain and key."""
    return [f"{flag}cert", pem(f"server-{key}-cert"), f"{flag}key", pem(f"server-{key}-key")]


def expect(name, text, *wanted):
    """Checks that each of `wanted` (regular expressions) is found in `text`."""
    missing = [w for w in wanted if not re.search(w, text, re.M)]
    tally.check(name, not missing, f"no match for {missing} in:\n{text}")


def our_server(key, *options, count=1):
    return harness.Server([peer, "server", 0, "--count", count, *credentials(key), *options], US)


def our_client(port, *options):
    return harness.run([peer, "client", port, "--ca", pem("ca-bundle"), *options], US)[1]


def their_server(key, *options, count=1):
    """`openssl s_server` that echoes lines reversed; ours sends 'x' only."""
    return harness.Server(["openssl", "s_server", "-accept", "127.0.0.1:0", *credentials(key, "-"), "-rev", "-naccept", count,
                           *options], wait_for="ACCEPT")


def their_client(port, *options, say="Q\n"):
    """`openssl s_client`, which leaves at once, or with `say=""` waits for the server to end it."""
    options = (*options, "-ign_eof") if say == "" else options
    return harness.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", pem("ca-bundle"),
                        "-verify_return_error", *options], stdin=say, timeout=60)[1]


def port_of(server):
    """The port in `ACCEPT 127.0.0.1:PORT`."""
    return server.ready.rsplit(":", 1)[1]


def both_roles(name, key, version, ours=(), theirs=(), wanted=(), count=1, client=(), s_client=(), server=(),
               s_server=()):
    """One configuration, once with tlsrs as client and once as server."""
    theirs_version = ["-tls1_2"] if version == "1.2" else ["-tls1_3"]
    with their_server(key, *theirs_version, *theirs, *s_server, count=count) as s:
        text = our_client(port_of(s), "--version", version, "--sni", "localhost", "--host", "localhost", "--bytes",
                          0, "--count", count, *ours, *client)
        expect(f"client {name}", text, rf"^ok TLSv{version}", "verify=0", *wanted)
    with our_server(key, "--version", version, *ours, *server, count=count) as s:
        text = their_client(s.ready, *theirs_version, "-servername", "localhost", *theirs, *s_client)
        text += s.finish()
        expect(f"server {name}", text, rf"^ok TLSv{version}", "Verify return code: 0", "sni=localhost", *wanted)


def suites():
    """Every suite with every kind of key."""
    for key in KEYS:
        for suite in SUITES_13:
            both_roles(f"1.3 {suite} {key}", key, "1.3", ["--suites", suite], ["-ciphersuites", suite], [suite])
        kx = "ECDHE-RSA-" if key == "rsa" else "ECDHE-ECDSA-"
        for suite in SUITES_12:
            name = kx + suite
            both_roles(f"1.2 {name} {key}", key, "1.2", ["--ciphers", name], ["-cipher", name], [name, "ems=1"])
    # Finite fields: OpenSSL's own choice, and parameters given to it.
    for suite in SUITES_12:
        for more in ([], ["-dhparam", files / "dh2048.pem"]):
            with their_server("rsa", "-tls1_2", "-cipher", f"DHE-RSA-{suite}", *more) as s:
                text = our_client(port_of(s), "--host", "localhost", "--bytes", 0, "--ciphers", f"DHE-RSA-{suite}")
                expect(f"client DHE-RSA-{suite}", text, f"^ok TLSv1.2 DHE-RSA-{suite}", "verify=0", "ems=1")


def groups():
    """Every group that both know, and the retry when the first guess is wrong."""
    for version in ("1.2", "1.3"):
        for group in GROUPS:
            both_roles(f"{version} group {group}", "rsa", version, [], ["-groups", group])
            both_roles(f"{version} our group {group}", "rsa", version, ["--groups", group])


def finite_fields():
    """Diffie-Hellman over a finite field, where both name it: groups with and without a name, and one too weak."""
    for suite in SUITES_12:
        name = "DHE-RSA-" + suite
        both_roles(f"1.2 {name}", "rsa", "1.2", ["--ciphers", name], ["-cipher", name], [name, "ems=1"],
                   server=["--dh", "auto"])
    for group in "dh2048", "dh-custom":
        both_roles(f"1.2 {group}", "rsa", "1.2", ["--ciphers", "DHE"], ["-cipher", "DHE"], ["DHE-RSA-"],
                   server=["--dh", pem(group)], s_server=["-dhparam", pem(group)])
    both_roles("DHE named and TLS 1.3", "rsa", "1.3", ["--ciphers", "DHE"], ["-cipher", "DHE"])
    with their_server("rsa", "-tls1_2", "-cipher", "DHE:@SECLEVEL=0", "-dhparam", pem("dh-weak")) as s:
        text = our_client(port_of(s), "--ciphers", "DHE", "--host", "localhost", "--bytes", 0) + s.finish()
        expect("client DHE too weak", text, "dh key too small", "alert handshake failure")
    with our_server("rsa", "--ciphers", "DHE") as s:
        text = their_client(s.ready, "-tls1_2", "-cipher", "DHE") + s.finish()
        expect("server DHE without a group", text, "no shared cipher", "alert handshake failure")
    with our_server("rsa", "--dh", "auto") as s:
        text = their_client(s.ready, "-tls1_2", "-cipher", "DHE") + s.finish()
        expect("server DHE not named", text, "no shared cipher", "alert handshake failure")


def data():
    """Bulk data through our own two sides, every suite, odd sizes."""
    for version in ("1.2", "1.3"):
        for suite in SUITES_13 if version == "1.3" else ["ECDHE-RSA-" + s for s in SUITES_12]:
            option = ["--suites" if version == "1.3" else "--ciphers", suite]
            for size in (1, 16383, 16384, 16385, 1 << 20):
                with our_server("rsa", "--version", version) as s:
                    text = our_client(s.ready, "--version", version, "--host", "localhost", *option, "--bytes", size)
                    text += s.finish()
                    expect(f"data {suite} {size}", text, "^echo equal", f"^echoed {size}$")
        with harness.Server([peer, "server", 0, "--version", version, *credentials("rsa")]) as s:
            text = our_client(s.ready, "--version", version, "--host", "localhost", "--bytes", 1 << 20)
            expect(f"data {version} with OpenSSL as server", text, "^echo equal")
        with our_server("rsa", "--version", version) as s:
            text = harness.run([peer, "client", s.ready, "--ca", pem("ca-bundle"), "--bytes", 1 << 20])[1]
            expect(f"data {version} with OpenSSL as client", text, "^echo equal")


def resumption():
    """Tickets and session IDs, both roles, against OpenSSL and against ourselves."""
    pairs = (("client", US, harness.SYSTEM), ("server", harness.SYSTEM, US), ("both", US, US))
    for role, client_way, server_way in pairs:
        for version, kind, options in (("1.3", "ticket", []), ("1.3", "stateful", ["--no_ticket", 1]),
                                       ("1.2", "ticket", []), ("1.2", "ID", ["--no_ticket", 1])):
            with harness.Server([peer, "server", 0, "--count", 3, "--version", version, *credentials("p256"),
                                 *options], server_way) as s:
                text = harness.run([peer, "client", s.ready, "--ca", pem("ca-bundle"), "--host", "localhost", "--count", 3,
                                    "--resume", 1, "--version", version], client_way)[1]
                reused = re.findall(r"reused=(\d)", text)
                tally.check(f"resumption {version} {kind}, tlsrs as {role}", reused == ["0", "1", "1"],
                            text + s.finish())


def client_certificates():
    """Client certificates of each kind: asked for, required, missing, untrusted."""
    for version in ("1.2", "1.3"):
        for key in KEYS:
            ours = ["--cert", pem(f"client-{key}-cert"), "--key", pem(f"client-{key}-key")]
            theirs = ["-cert", pem(f"client-{key}-cert"), "-key", pem(f"client-{key}-key")]
            with their_server("p256", "-Verify", 3, "-verify_return_error", "-CAfile", pem("ca-bundle"), *(
                    ["-tls1_2"] if version == "1.2" else ["-tls1_3"])) as s:
                text = our_client(port_of(s), "--host", "localhost", "--bytes", 0, *ours) + s.finish()
                expect(f"client {version} certificate {key}", text, "^ok ", f"CN ?= ?Client {key}")
            with our_server("p256", "--verify", "require", "--ca", pem("ca-bundle"), "--version", version) as s:
                text = their_client(s.ready, *theirs) + s.finish()
                expect(f"server {version} certificate {key}", text, f"^ok .*verify=0 peer=Client {key}")
        with our_server("p256", "--verify", "require", "--ca", pem("ca-bundle"), "--version", version) as s:
            text = their_client(s.ready, say="") + s.finish()
            expect(f"server {version} refuses no certificate", text,
                   "^accept: error=1 .*reason=peer did not return a certificate",
                   "alert (handshake failure|certificate required)")
        with our_server("p256", "--verify", "optional", "--ca", pem("ca-bundle"), "--version", version) as s:
            expect(f"server {version} optional certificate", their_client(s.ready) + s.finish(),
                   "^ok .*peer=-")
        with our_server("p256", "--verify", "optional", "--ca", pem("ca-bundle"), "--version", version) as s:
            text = their_client(s.ready, "-cert", pem("self-signed-cert"), "-key", pem("self-signed-key"), say="")
            expect(f"server {version} refuses an untrusted client", text + s.finish(),
                   "^accept: error=1 .*reason=certificate verify failed", "alert unknown ca")


def names():
    """ALPN, SNI, host names."""
    for version in ("1.2", "1.3"):
        both_roles(f"{version} ALPN", "rsa", version, ["--alpn", "h2,http/1.1"], ["-alpn", "h2"], ["alpn=h2"])
        with our_server("rsa", "--alpn", "h2", "--version", version) as s:
            text = their_client(s.ready, "-alpn", "spdy") + s.finish()
            expect(f"server {version} no common ALPN", text, "alert no application protocol", "^accept: error=1")
        with their_server("rsa") as s:
            text = our_client(port_of(s), "--version", version, "--host", "wrong.example", "--bytes", 0)
            expect(f"client {version} wrong host name", text,
                   "^connect: error=1 lib=20 reason=certificate verify failed", "^verify=62")
    with our_server("rsa", "--cert2", pem("server-p256-cert"), "--key2", pem("server-p256-key"), count=2) as s:
        text = their_client(s.ready, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
        text += their_client(s.ready, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
        expect("server with two kinds of key", text + s.finish(), "^ok .* ECDHE-RSA-", "^ok .* ECDHE-ECDSA-")


def refusals():
    """What must fail, with the right alert and a clear error."""
    for name, verify in (("expired", 10), ("self-signed", 18), ("wrong-name", 62)):
        cert = ["-cert", pem(f"{name}-cert"), "-key", pem(f"{name}-key")]
        for version in ("1.2", "1.3"):
            with harness.Server(["openssl", "s_server", "-accept", "127.0.0.1:0", *cert, "-rev", "-naccept", 1],
                                wait_for="ACCEPT") as s:
                text = our_client(port_of(s), "--host", "localhost", "--version", version)
                expect(f"client {version} refuses {name}", text,
                       "^connect: error=1 lib=20 reason=certificate verify failed", f"^verify={verify}$")
            with harness.Server(["openssl", "s_server", "-accept", "127.0.0.1:0", *cert, "-rev", "-naccept", 1],
                                wait_for="ACCEPT") as s:
                text = our_client(port_of(s), "--host", "localhost", "--version", version, "--verify", "none",
                                  "--bytes", 0)
                expect(f"client {version} without verification reports {name}", text, f"^ok .*verify={verify} ")
    with their_server("rsa", "-cipher", "AES128-SHA:@SECLEVEL=0", "-tls1_2") as s:
        text = our_client(port_of(s), "--host", "localhost", "--bytes", 0) + s.finish()
        expect("client refuses RSA key transport with CBC", text, "^connect: error=1 .*handshake failure")
    with our_server("rsa") as s:
        text = their_client(s.ready, "-tls1_2", "-cipher", "AES128-SHA") + s.finish()
        expect("server refuses RSA key transport with CBC", text, "reason=no shared cipher",
               "alert handshake failure")
    for old in ("-tls1", "-tls1_1"):
        with our_server("rsa") as s:
            text = their_client(s.ready, old, "-cipher", "DEFAULT:@SECLEVEL=0") + s.finish()
            expect(f"server refuses {old}", text, "reason=unsupported protocol", "alert protocol version")
        with their_server("rsa", old, "-cipher", "DEFAULT:@SECLEVEL=0") as s:
            text = our_client(port_of(s), "--host", "localhost", "--bytes", 0)
            expect(f"client refuses {old}", text, "^connect: error=1 .*(protocol version|unsupported protocol)")
    with our_server("rsa") as s:
        done = harness.run(["curl", "-s", "-m", 5, f"http://127.0.0.1:{s.ready}/"])
        tally.check("server tells plain HTTP", "reason=http request" in (out := s.finish()), out + done[1])


for family in (suites, groups, finite_fields, data, resumption, client_certificates, names, refusals):
    family()
tally.finish()
