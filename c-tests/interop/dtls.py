#!/usr/bin/env python3
"""DTLS 1.2 between tlsrs and the system's OpenSSL, each as client and as
server, over UDP: suites, groups, client certificates, sessions, cookies, SRTP,
small datagrams, and a network that loses, repeats and reorders them.
"""

import itertools
import os
import pathlib
import random
import select
import socket
import subprocess
import tempfile
import threading

import _harness as harness

SYSTEM, OURS = harness.SYSTEM, harness.DROPPED_IN
PAIRS = ((SYSTEM, OURS), (OURS, SYSTEM))

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
folder = pathlib.Path(work.name)
os.environ["TLSRS_FIXTURES"] = str(harness.fixtures())
program = harness.compile_c(harness.HERE / "_dtls.c", folder / "dtls")


def words(options):
    return [str(word) for pair in options.items() for word in pair]


def connect(server, client, server_options, client_options, network=None):
    """One connection; what each end said."""
    command = [program, "server", *words(server_options)]
    with harness.Server(command, server) as peer:
        port = peer.ready.split()[-1]
        with network(int(port)) if network else Direct(port) as way:
            said = harness.run([program, "client", way.port, *words(client_options)], client)[1]
            return said, peer.finish()


class Direct:
    """No more than the loopback device."""

    def __init__(self, port):
        self.port = port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Bad(Direct):
    """Between client and server: every datagram may be lost, come twice or
    after the next; the same happens in every run."""

    def __init__(self, port, seed):
        self.server = ("127.0.0.1", port)
        self.random = random.Random(seed)
        self.front, self.back = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self.front.bind(("127.0.0.1", 0))
        self.back.connect(self.server)
        super().__init__(self.front.getsockname()[1])
        self.client, self.held, self.over = None, {}, threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.front.close()
        self.back.close()

    def work(self):
        while not self.over.is_set():
            for ready in select.select([self.front, self.back], [], [], 0.05)[0]:
                try:
                    data, sender = ready.recvfrom(1 << 16)
                except ConnectionRefusedError:
                    continue
                if ready is self.front:
                    self.client = sender
                self.pass_on(ready, data)

    def pass_on(self, came, data):
        fate = self.random.random()
        send = self.back.send if came is self.front else lambda d: self.front.sendto(d, self.client)
        batch = [] if fate < 0.15 else [data, data] if fate < 0.3 else [data]
        if 0.3 <= fate < 0.45 and came not in self.held:
            self.held[came] = data
            return
        batch.append(self.held.pop(came, None))
        for one in filter(None, batch):
            try:
                send(one)
            except ConnectionRefusedError:
                pass


def good(said, *wanted):
    """Both ends got through, agree on the keys, and say all that is wanted."""
    client, server = said
    exported = [line for text in said for line in text.splitlines() if line.startswith("exported")]
    return ("heard answer" in client and "heard question" in server and len(exported) == 2
            and exported[0] == exported[1]
            and all(text in client and text in server for text in wanted))


def check(name, said, ok):
    tally.check(name, ok, "client:\n%s\nserver:\n%s" % said)


for server, client in PAIRS:
    def attempt(name, server_options, client_options, *wanted, network=None):
        said = connect(server, client, {"cert": "server-p256"} | server_options, {"ca": 1} | client_options,
                       network)
        check(f"{name}: server {server}, client {client}", said, good(said, "DTLSv1.2", *wanted))
        return said

    def refuse(name, server_options, client_options, client_says, server_says):
        said = connect(server, client, {"cert": "server-p256"} | server_options, {"ca": 1} | client_options)
        check(f"{name}: server {server}, client {client}", said,
              client_says in said[0] and server_says in said[1] and "heard" not in "".join(said))

    for suite, group in (
            ("ECDHE-ECDSA-AES128-GCM-SHA256", "P-256"),
            ("ECDHE-ECDSA-AES256-GCM-SHA384", "X25519:P-256"),
            ("ECDHE-ECDSA-CHACHA20-POLY1305", "P-384:P-256"),
            ("ECDHE-RSA-AES128-GCM-SHA256", "X25519"),
            ("ECDHE-RSA-AES256-GCM-SHA384", "P-521"),
            ("ECDHE-RSA-CHACHA20-POLY1305", "P-384")):
        cert = {"cert": "server-rsa"} if "RSA" in suite else {}
        attempt(f"{suite}, {group}", cert, {"suite": suite, "group": group}, suite, "ems 1, ri 1")
    # Certificates of clients.
    attempt("optional, none shown", {"ca": 1}, {})
    for cert in ("client-p256", "client-rsa", "client-p384", "client-ed25519"):
        said = attempt(f"shows {cert}", {"ca": 2}, {"cert": cert})
        check(f"{cert} was seen", said, "verify 0, certificate 1" in said[1])
    refuse("required, none shown", {"ca": 2}, {}, "reason 1040", "reason 199")
    refuse("not trusted by the client", {}, {"ca": 0}, "reason 134", "reason 1048")
    refuse("not trusted by the server", {"ca": 2}, {"cert": "self-signed"}, "reason 10", "reason 134")
    refuse("another name", {}, {"host": "elsewhere.test"}, "reason 134", "reason 1042")
    refuse("no shared suite", {}, {"suite": "ECDHE-RSA-AES128-GCM-SHA256"}, "reason 1040", "reason 193")
    attempt("ALPN", {"alpn": "one"}, {"alpn": "one"}, "alpn one")
    attempt("SRTP", {"srtp": "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"},
            {"srtp": "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM"}, "srtp SRTP_AEAD_AES_128_GCM")
    attempt("cookies", {"cookie": 1}, {})
    said = attempt("listening", {"cookie": 2}, {})
    check("the address of the client", said, "listened: family 2" in said[1])
    # Sessions of a server process do not outlive it, but its tickets do.
    keys, saved = folder / "keys", folder / f"session-{server}-{client}"
    keys.write_bytes(os.urandom(80))
    for expected in ("full", "resumed", "resumed"):
        attempt(f"ticket, {expected}", {"keys": keys}, {"session": saved}, expected)
    for mtu, certificate in itertools.product((256, 400), ({}, {"cert": "server-rsa"})):
        attempt(f"MTU {mtu} {certificate}", {"mtu": mtu, "ca": 2} | certificate,
                {"mtu": mtu, "cert": "client-rsa"})
    for seed in range(2):
        attempt(f"bad network {seed}", {"mtu": 300}, {"mtu": 300},
                network=lambda port, seed=seed: Bad(port, seed))

# The program openssl, each of its ends over each library.
FILES = harness.fixtures()
SERVER = ("-cert", FILES / "server-rsa-cert.pem", "-key", FILES / "server-rsa-key.pem")
OWN = ("-cert", FILES / "client-p256-cert.pem", "-key", FILES / "client-p256-key.pem")
CA = ("-CAfile", FILES / "ca-bundle.pem", "-verify_return_error")
SRTP = ("-use_srtp", "SRTP_AEAD_AES_128_GCM")


for server, client in PAIRS:
    for name, on_server, on_client, wanted in (
            ("plain", (), (), ()),
            ("listening", ("-listen",), (), ()),
            ("client's certificate", ("-Verify", "1", *CA), OWN, ()),
            ("SRTP", SRTP, SRTP, ("SRTP_AEAD_AES_128_GCM",)),
            ("small datagrams", ("-mtu", "300"), ("-mtu", "300"), ())):
        at = f"127.0.0.1:{harness.free_ports(1, socket.SOCK_DGRAM)[0]}"
        with harness.Server(["openssl", "s_server", "-dtls1_2", "-accept", at, *SERVER, *on_server], server,
                            wait_for="ACCEPT", stdin=subprocess.PIPE) as peer:
            status, said = harness.run(["openssl", "s_client", "-dtls1_2", "-connect", at, *CA, *on_client], client,
                                       stdin="spoken by the client\n", timeout=30)
            heard, output = "", peer.process.stdout
            while "spoken by the client" not in heard and select.select([output], [], [], 10)[0]:
                chunk = os.read(output.fileno(), 1 << 16).decode(errors="replace")
                heard += chunk
                if not chunk:
                    break
            said = said, heard + peer.finish(kill=True)
        check(f"s_server {server}, s_client {client}: {name}", said,
              status == 0 and "Verify return code: 0 (ok)" in said[0] and "spoken by the client" in said[1]
              and all(text in said[0] for text in ("DTLSv1.2", "ECDHE-RSA", *wanted)))

tally.finish()
