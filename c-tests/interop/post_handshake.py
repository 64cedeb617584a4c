#!/usr/bin/env python3
"""Client certificates after the handshake of TLS 1.3 between OpenSSL and tlsrs, both ways: every suite and kind of key,
another group asked for, resumed sessions, key updates, no certificate.

usage: post_handshake.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import itertools
import pathlib
import sys
import tempfile

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
WAYS = [pair for pair in itertools.product(sorted({harness.SYSTEM, US}), repeat=2) if US in pair]

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_post_handshake.c", pathlib.Path(work.name) / "post_handshake")
ca = files / "ca-bundle.pem"
COUNT = 3

# Suite, the client's key, the server's groups.
CASES = [("TLS_AES_128_GCM_SHA256", "rsa", "X25519"), ("TLS_AES_256_GCM_SHA384", "p256", "P-256"),
         ("TLS_CHACHA20_POLY1305_SHA256", "p384", "X25519"), ("TLS_AES_256_GCM_SHA384", "ed25519", "X25519"),
         ("TLS_AES_128_GCM_SHA256", "p521", "P-256"), ("TLS_AES_256_GCM_SHA384", None, "X25519")]


def expected(name):
    lines = []
    for number in range(COUNT):
        about = f"result 0, reused {int(number > 0)}"
        before = name if number else "nobody"
        lines += [f"before: {before}, {about}", f"first: {name}, {about}", f"second: {name}, {about}"]
    return [*lines, "done"]


for (server_way, client_way), (suite, key, groups) in itertools.product(WAYS, CASES):
    what = f"{suite} {key} {groups}: server {server_way}, client {client_way}"
    pair = (files / f"client-{key}-cert.pem", files / f"client-{key}-key.pem") if key else ("-", "-")
    name = f"Client {key}" if key else "nobody"
    with harness.Server([program, "server", COUNT, files / "server-p256-cert.pem", files / "server-p256-key.pem", ca, suite, groups],
                        server_way) as peer:
        code, said = harness.run([program, "client", COUNT, *pair, ca, suite, "X25519:P-256", peer.ready], client_way)
        heard = peer.finish(kill=code != 0)
    tally.check(what, (code, said) == (0, "done\n") and heard.splitlines()[1:] == expected(name), f"{code} {said}\n{heard}")

tally.finish()
