#!/usr/bin/env python3
"""TLS 1.2 with master secrets of the programs' (EAP-FAST, RFC 4851), each end once over
tlsrs and once over OpenSSL: every suite, with and without a certificate at hand, long
tickets, a protocol; wrong secrets, and none at either end.

usage: secret.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import pathlib
import re
import sys
import tempfile

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
PATIENCE = 60
SUITES = ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"]

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_secret.c", pathlib.Path(work.name) / "secret")
RSA = [f"cert={files}/server-rsa-cert.pem", f"pkey={files}/server-rsa-key.pem"]
CA = f"ca={files}/ca-bundle.pem"


def meet(server_way, client_way, server, client):
    """One connection: what the client and what the server say of it."""
    with harness.Server([program, "server", *server], server_way) as peer:
        said = harness.run([program, "client", peer.ready, *client], client_way, timeout=PATIENCE)[1]
        line = peer.process.stdout.readline().decode()
    return said.strip(), line.strip()


def agree(name, ways, server, client, wanted, ticket):
    said, heard = meet(*ways, server, client)
    material = [re.search("material ([0-9a-f]+)", text) for text in (said, heard)]
    good = (wanted in said and wanted in heard and f"ticket {ticket}," in heard and "got 100000" in said and "got 100000" in heard
            and all(material) and material[0][1] == material[1][1])
    tally.check(f"{name}, server {ways[0]}, client {ways[1]}", good, f"wanted {wanted}\nclient: {said}\nserver: {heard}")


def fails(name, ways, server, client, *wanted):
    said, heard = meet(*ways, server, client)
    good = all(re.search(w, text) for w, text in zip(wanted, (said, heard)))
    tally.check(f"{name}, server {ways[0]}, client {ways[1]}", good, f"wanted {wanted}\nclient: {said}\nserver: {heard}")


for ways in ((US, harness.SYSTEM), (harness.SYSTEM, US)):
    for suite in SUITES:
        agree(suite, ways, ["key=shared", f"suite={suite}"], ["key=shared", "ticket=56", "protocol=h2"],
              f"TLSv1.2 {suite}, reused 1, ", 56)
    agree("with a certificate at hand", ways, ["key=shared", *RSA], ["key=shared", "ticket=56", CA],
          "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384, reused 1, ", 56)
    for size in (1, 16000, 40000):
        agree(f"a ticket of {size}", ways, ["key=shared", f"suite={SUITES[0]}"], ["key=shared", f"ticket={size}", "protocol=h2"],
              f"TLSv1.2 {SUITES[0]}, reused 1, ", size)
    agree("no secret at the server: a full handshake", ways, RSA, ["key=shared", "ticket=56", CA],
          "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384, reused 0, ", 56)
    agree("no ticket, no secret: a full handshake", ways, RSA, [CA], "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384, reused 0, ", -1)
    fails("no secret at the server, nobody to trust", ways, RSA, ["key=shared", "ticket=56"], "failed: certificate verify failed",
          "failed: tlsv1 alert unknown ca")
    fails("other secrets", ways, ["key=shared", f"suite={SUITES[0]}"], ["key=another", "ticket=56"],
          "failed: decryption failed or bad record mac", "failed: sslv3 alert bad record mac")
    fails("no secret at the client", ways, ["key=shared", f"suite={SUITES[0]}"], ["ticket=56"], "failed: internal error",
          "failed: tlsv1 alert internal error")
    fails("no ticket", ways, ["key=shared", f"suite={SUITES[0]}"], ["key=shared"], "failed: unexpected message",
          "failed: sslv3 alert unexpected message")
tally.finish()
