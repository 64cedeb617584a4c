#!/usr/bin/env python3
"""OpenSSL's own `s_server -async` and `s_client -async`, each over OpenSSL and
over tlsrs: handshakes, data both ways, a certificate of the client's.

usage: async.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import itertools
import sys

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
WAYS = [pair for pair in itertools.product(sorted({harness.SYSTEM, US}), repeat=2) if US in pair]

tally = harness.Tally()
files = harness.fixtures()

for server_way, client_way in WAYS:
    for version in ("-tls1_2", "-tls1_3"):
        with harness.Server(["openssl", "s_server", "-accept", "127.0.0.1:0", "-async", "-rev", "-naccept", 1,
                             "-cert", files / "server-rsa-cert.pem", "-key", files / "server-rsa-key.pem",
                             "-Verify", 1, "-CAfile", files / "ca-bundle.pem"], server_way, "ACCEPT") as peer:
            # The answer is awaited: the server closes after it.
            code, out = harness.run(["openssl", "s_client", "-connect", peer.ready, "-async", version, "-ign_eof",
                                     "-cert", files / "client-p256-cert.pem", "-key", files / "client-p256-key.pem",
                                     "-CAfile", files / "ca-bundle.pem", "-verify_return_error"], client_way,
                                    stdin="question\nCLOSE\n")
            good = code == 0 and "noitseuq" in out and "Verification: OK" in out
            tally.check(f"{version}: server {server_way}, client {client_way}", good,
                        f"{code}\n{out[-500:]}\n{peer.finish(kill=True)[-500:]}")

tally.finish()
