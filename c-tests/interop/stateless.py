#!/usr/bin/env python3
"""Servers without state, over OpenSSL and over tlsrs, each with OpenSSL's own
`s_client` over either: with and without another group asked for, and with a
session resumed. OpenSSL's `s_server -stateless` too, which hears only clients
without a change_cipher_spec.

usage: stateless.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import itertools
import pathlib
import subprocess
import sys
import tempfile

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
WAYS = [pair for pair in itertools.product(sorted({harness.SYSTEM, US}), repeat=2) if US in pair]

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
session = pathlib.Path(work.name) / "session"
program = harness.compile_c(harness.HERE / "_stateless.c", pathlib.Path(work.name) / "stateless")
certificate, key = files / "server-p256-cert.pem", files / "server-p256-key.pem"

# Name, the server's groups, what the client is told besides.
CASES = [
    ("plain", [], []),
    ("a group asked for", ["P-256"], ["-groups", "X25519:P-256"]),
    ("SHA-256", [], ["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"]),
]


def client(way, port, *options):
    return harness.run(["openssl", "s_client", "-connect", port, "-CAfile", files / "ca-bundle.pem",
                        "-verify_return_error", "-msg", *options], way, stdin="question\n")


for server_way, client_way in WAYS:
    pair = f"server {server_way}, client {client_way}"
    for name, groups, options in CASES:
        with harness.Server([program, certificate, key, 1, *groups], server_way) as peer:
            code, out = client(client_way, peer.ready, *options)
            heard = peer.finish()
            hellos = out.count("], ClientHello")
            good = code == 0 and "read question" in heard and "New, TLSv1.3" in out and hellos == 2
            tally.check(f"{name}: {pair}", good, f"{code}, {hellos} hellos\n{out[-500:]}\n{heard[-500:]}")

    # A session resumed, with the proof of it in the second hello: OpenSSL's
    # server refuses it.
    with harness.Server([program, certificate, key, 2], server_way) as peer:
        code, out = client(client_way, peer.ready, "-sess_out", session, "-ign_eof")
        again, more = client(client_way, peer.ready, "-sess_in", session)
        heard = peer.finish()
        if server_way == harness.SYSTEM:
            good = code == 0 and again == 1 and "binder does not verify" in heard
        else:
            good = code == again == 0 and "reused, read question" in heard and "Reused, TLSv1.3" in more
        tally.check(f"a session resumed: {pair}", good, f"{code} {again}\n{more[-500:]}\n{heard[-500:]}")

    if client_way == harness.SYSTEM:
        # It is without state only if it hears its standard input.
        with harness.Server(["openssl", "s_server", "-accept", "127.0.0.1:0", "-stateless", "-naccept", 1,
                             "-cert", certificate, "-key", key], server_way, "ACCEPT", stdin=subprocess.PIPE) as peer:
            code, out = client(client_way, peer.ready, "-no_middlebox")
            heard = peer.finish()
            good = code == 0 and "question" in heard and out.count("], ClientHello") == 2
            tally.check(f"s_server: {pair}", good, f"{code}\n{out[-500:]}\n{heard[-500:]}")

tally.finish()
