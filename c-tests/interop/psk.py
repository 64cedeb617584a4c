#!/usr/bin/env python3
"""External pre-shared keys in TLS 1.3 between tlsrs and OpenSSL, in both roles: by the
callbacks of either kind, with and without certificates, with a HelloRetryRequest,
resumed, with early data; wrong keys and unknown identities; ClientHellos whose
pre_shared_key extension is malformed, at which OpenSSL is measured beside tlsrs.

usage: psk.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import pathlib
import queue
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
PATIENCE = 60
KEY, OTHER = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
folder = pathlib.Path(work.name)
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_psk.c", folder / "psk")
CERT = [f"cert={files}/server-p256-cert.pem", f"key={files}/server-p256-key.pem"]
S_CERT = ["-cert", files / "server-p256-cert.pem", "-key", files / "server-p256-key.pem"]
SHA256 = "TLS_AES_128_GCM_SHA256"


class Peer(harness.Server):
    """A server, its reports in a queue."""

    def __init__(self, way, *options):
        super().__init__([program, "server", *options], way)
        self.reports = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.reports.put(line.decode().strip())
        self.reports.put("(ended)")

    def report(self):
        """What the next connection came to."""
        try:
            return self.reports.get(timeout=PATIENCE)
        except queue.Empty:
            return "(no report)"

    def finish(self, kill=False, timeout=PATIENCE):
        self.process.kill()
        self.process.wait()
        return ""


def found(name, text, *wanted):
    missing = [w for w in wanted if not re.search(w, text)]
    tally.check(name, not missing, f"no match for {missing} in:\n{text[-2500:]}")


def s_client(port, *options):
    return harness.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-ign_eof", "-CAfile",
                        files / "ca-bundle.pem", "-verify_return_error", *options], stdin="question\n", timeout=PATIENCE)[1]


def client(port, *options, way=None):
    return harness.run([program, "client", port, *options], way or US, timeout=PATIENCE)[1]


class SServer(harness.Server):
    """`openssl s_server` that answers each question; its output comes with `finish`."""

    def __init__(self, *options):
        super().__init__(["openssl", "s_server", "-accept", "127.0.0.1:0", *options], wait_for="ACCEPT",
                         stdin=subprocess.PIPE)
        self.port = self.ready.rsplit(":", 1)[1]
        self.said = queue.Queue()
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        text = ""
        for line in self.process.stdout:
            text += line.decode(errors="replace")
            if "question" in line.decode(errors="replace"):
                self.process.stdin.write(b"answer\n")
                self.process.stdin.flush()
        self.said.put(text)

    def finish(self, kill=False, timeout=PATIENCE):
        self.process.terminate()
        self.process.wait(timeout)
        return ""


def session_file(suite):
    """A session of OpenSSL's that can be a key, and that key in hexadecimal."""
    path = folder / f"{suite}.pem"
    with Peer(harness.SYSTEM, *CERT) as peer:
        s_client(peer.ready, "-sess_out", path, "-ciphersuites", suite)
    text = harness.run(["openssl", "sess_id", "-in", path, "-text", "-noout"])[1]
    return path, re.search("Resumption PSK: ([0-9A-F]+)", text)[1].lower()


SESSIONS = {suite: session_file(suite) for suite in (SHA256, "TLS_AES_256_GCM_SHA384")}
GOOD = r'^TLSv1.3 TLS_\w+, reused 1, "question"'
NAMED = ["-psk_identity", "client"]


def server():
    """tlsrs as the server, `openssl s_client` as the client."""
    with Peer(US, f"old={KEY}") as peer:
        found("a key", s_client(peer.ready, "-psk", KEY, *NAMED) + peer.report(), "Reused, TLSv1.3", "answer", 'reused 1, "question"')
        text = s_client(peer.ready, "-psk", OTHER, *NAMED) + peer.report()
        found("a wrong key", text, "alert illegal parameter", "failed: binder does not verify; sent illegal parameter")
        text = s_client(peer.ready, "-psk", KEY, "-psk_identity", "stranger") + peer.report()
        found("an unknown identity", text, "alert handshake failure", "failed: no suitable signature algorithm; sent handshake failure")
        text = s_client(peer.ready) + peer.report()
        found("no key", text, "alert handshake failure", "failed: no suitable signature algorithm; sent handshake failure")
        text = s_client(peer.ready, "-psk", KEY, *NAMED, "-tls1_2") + peer.report()
        found("TLS 1.2", text, "failed: no shared cipher; sent handshake failure" if US != harness.SYSTEM else "answer")
        text = s_client(peer.ready, "-psk", KEY, *NAMED, "-servername", "127.0.0.1") + peer.report()
        found("an address for a name", text, "Reused, TLSv1.3", 'reused 1, "question"')
    with Peer(US, f"old={KEY}", *CERT, f"suites={SHA256}") as peer:
        found("a key and a certificate", s_client(peer.ready, "-psk", KEY, *NAMED) + peer.report(), "Reused, TLSv1.3", GOOD[1:])
        text = s_client(peer.ready, "-psk", KEY, "-psk_identity", "stranger") + peer.report()
        found("an unknown identity, with a certificate", text, "Verification: OK", "New, TLSv1.3", 'reused 0, "question"')
    with Peer(US, f"old={KEY}", "groups=P-384") as peer:
        found("a retry", s_client(peer.ready, "-psk", KEY, *NAMED) + peer.report(), "Reused, TLSv1.3", GOOD[1:])
        found("a retry, a wrong key", s_client(peer.ready, "-psk", OTHER, *NAMED) + peer.report(), "binder does not verify; sent illegal parameter")
    for suite, (path, key) in SESSIONS.items():
        with Peer(US, f"session={key}") as peer:
            text = s_client(peer.ready, "-psk_session", path, *NAMED, "-ciphersuites", suite) + peer.report()
            found(f"a session for {suite}", text, f"Reused, TLSv1.3, Cipher is {suite}", 'reused 1, "question"')
            ticket = folder / "ticket.pem"
            text = s_client(peer.ready, "-psk_session", path, *NAMED, "-ciphersuites", suite, "-sess_out", ticket) + peer.report()
            text = s_client(peer.ready, "-sess_in", ticket, "-ciphersuites", suite) + peer.report()
            found(f"resumed, {suite}", text, "Reused, TLSv1.3", 'reused 1, "question"')
            text = s_client(peer.ready, "-sess_in", ticket, "-psk_session", path, *NAMED, "-ciphersuites", suite) + peer.report()
            found(f"a ticket and a key, {suite}", text, "Reused, TLSv1.3", 'reused 1, "question"')


def as_client():
    """tlsrs as the client, `openssl s_server` as the server."""
    with SServer("-nocert", "-psk", KEY, *NAMED) as peer:
        found("client: a key", client(peer.port, f"old={KEY}"), r'TLSv1.3 \w+, reused 1, "answer"')
        found("client: twice", client(peer.port, f"old={KEY}", "count=2"), r'(TLSv1.3 \w+, reused 1, "answer"\s*){2}')
        found("client: a session", client(peer.port, f"session={KEY}"), r'TLSv1.3 \w+, reused 1, "answer"')
        found("client: a wrong key", client(peer.port, f"old={OTHER}"), "failed: sslv3 alert illegal parameter; got illegal parameter")
        text = client(peer.port, f"old={KEY}", "identity=stranger")
        # Whatever identity it is asked of, s_server has one key for it.
        found("client: another identity", text, 'reused 1, "answer"|failed: sslv3 alert handshake failure')
        found("client: no key", client(peer.port), "failed: sslv3 alert handshake failure; got handshake failure")
    with SServer("-nocert", "-psk", KEY, *NAMED, "-groups", "P-384") as peer:
        found("client: a retry", client(peer.port, f"old={KEY}"), r'TLSv1.3 \w+, reused 1, "answer"')
    with SServer("-nocert", "-psk", KEY, *NAMED, "-tls1_2") as peer:
        found("client: TLS 1.2", client(peer.port, f"old={KEY}"), "failed: " if US != harness.SYSTEM else "answer")
    with SServer(*S_CERT) as peer:
        text = client(peer.port, f"old={KEY}", f"ca={files}/ca-bundle.pem")
        found("client: a certificate instead", text, r'TLSv1.3 \w+, reused 0, "answer"')
        text = client(peer.port, f"old={KEY}", f"ca={files}/server-p256-key.pem")
        found("client: no CA", text, "fatal: CA")
    for suite, (path, key) in SESSIONS.items():
        with SServer("-nocert", "-psk_session", path, *NAMED, "-ciphersuites", suite) as peer:
            found(f"client: a session for {suite}", client(peer.port, f"session={key}"), f'TLSv1.3 {suite}, reused 1, "answer"')


def early():
    """Early data with an external key, either library at either end."""
    key = SESSIONS[SHA256][1]
    for here, there in ((US, harness.SYSTEM), (harness.SYSTEM, US)):
        for limit, wanted in ((30, "accepted"), (0, "")):
            options = [f"session={key}", f"suites={SHA256}", *([f"early={limit}"] if limit else [])]
            with Peer(here, *options) as peer:
                text = client(peer.ready, f"session={key}", f"suites={SHA256}", "early=30", way=there)
                text += peer.report()
            found(f"early data to {here}, {limit}", text, "early data accepted" if wanted else "early data not accepted",
                  'early 30, "question"' if wanted else 'reused 1, "question"')


# ClientHellos ------------------------------------------------------------------

def vec(width, data):
    return len(data).to_bytes(width, "big") + data


def extension(kind, body):
    return struct.pack("!H", kind) + vec(2, body)


def hello(psk, modes=b"\x01", before=b"", after=b""):
    """A ClientHello's record with this pre_shared_key extension."""
    share = vec(2, b"\0\x1d" + vec(2, bytes(31) + b"\x09"))
    extensions = b"".join((
        extension(10, vec(2, b"\0\x1d")), extension(13, vec(2, b"\4\3\x08\4")), extension(43, vec(1, b"\3\4")),
        extension(51, share), extension(45, vec(1, modes)) if modes is not None else b"", before,
        extension(41, psk) if psk is not None else b"", after))
    body = b"\3\3" + bytes(range(32)) + b"\0" + vec(2, b"\x13\1") + b"\1\0" + vec(2, extensions)
    message = b"\1" + vec(3, body)
    return b"".join(b"\x16\3\1" + vec(2, message[i:i + 16384]) for i in range(0, len(message), 16384))


def offer(identities, binders):
    return vec(2, b"".join(vec(2, name) + bytes(4) for name in identities)) + vec(2, b"".join(vec(1, b) for b in binders))


def said(port, data):
    """The first records that a server sends, in words."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := s.recv(65536):
                answer += part
        except OSError:
            pass
    if answer[:1] == b"\x15":
        return f"alert {answer[6]}"
    return {b"": "nothing", b"\x16": "a handshake"}.get(answer[:1], answer.hex())


ZERO = bytes(32)
HELLOS = {
    "a binder that is wrong": hello(offer([b"client"], [ZERO])),
    "an identity that is unknown": hello(offer([b"nobody"], [ZERO])),
    "an empty identity": hello(offer([b""], [ZERO])),
    "a zero byte in it": hello(offer([b"client\0more"], [ZERO])),
    "zero bytes only": hello(offer([bytes(10)], [ZERO])),
    "a long identity": hello(offer([b"x" * 60000], [ZERO])),
    "many identities": hello(offer([b"%d" % i for i in range(1000)], [ZERO] * 1000)),
    "the second identity, a wrong binder": hello(offer([b"nobody", b"client"], [ZERO, ZERO])),
    "a second binder too few": hello(offer([b"nobody", b"client"], [ZERO])),
    "a binder too many": hello(offer([b"client"], [ZERO, ZERO])),
    "no binder": hello(offer([b"client"], [])),
    "no identity": hello(offer([], [ZERO])),
    "nothing in it": hello(offer([], [])),
    "an empty binder": hello(offer([b"client"], [b""])),
    "a short binder": hello(offer([b"client"], [bytes(16)])),
    "a long binder": hello(offer([b"client"], [bytes(255)])),
    "an empty extension": hello(b""),
    "half an identity": hello(vec(2, b"\0\6cli") + vec(2, vec(1, ZERO))),
    "an identity without an age": hello(vec(2, vec(2, b"client")) + vec(2, vec(1, ZERO))),
    "bytes behind it": hello(offer([b"client"], [ZERO]) + b"\0"),
    "an extension behind it": hello(offer([b"client"], [ZERO]), after=extension(23, b"")),
    "two of them": hello(offer([b"client"], [ZERO]), after=extension(41, offer([b"client"], [ZERO]))),
    "no modes": hello(offer([b"client"], [ZERO]), modes=None),
    "empty modes": hello(offer([b"client"], [ZERO]), modes=b""),
    "no mode with Diffie-Hellman": hello(offer([b"client"], [ZERO]), modes=b"\0"),
    "unknown modes": hello(offer([b"client"], [ZERO]), modes=b"\x07\x09"),
    "early data with a wrong binder": hello(offer([b"client"], [ZERO]), before=extension(42, b"")),
}
# rustls looks the whole extension over first, as the RFC has it; and a binder of a wrong length is a wrong one.
OTHERWISE = {"a second binder too few": "alert 47", "no identity": "alert 50", "nothing in it": "alert 50",
             "a short binder": "alert 47", "a long binder": "alert 47", "bytes behind it": "alert 50"}


def hostile():
    """Malformed offers: the same alert as OpenSSL's, and the next client is served."""
    for options in ([f"old={KEY}"], [f"session={KEY}"], [f"old={KEY}", *CERT]):
        answers = {}
        for way in dict.fromkeys((US, harness.SYSTEM)):
            with Peer(way, *options, f"suites={SHA256}") as peer:
                for name, data in HELLOS.items():
                    answers.setdefault(name, {})[way] = said(int(peer.ready), data), peer.report()
                text = client(peer.ready, options[0], way=harness.SYSTEM)
                found(f"{way}: the next is served, {options[0][:4]}", text + peer.report(), 'reused 1, "answer"')
        for name, answer in answers.items():
            ours, theirs = answer[US], answer[harness.SYSTEM]
            wanted = OTHERWISE.get(name, theirs[0]) if US != harness.SYSTEM else theirs[0]
            tally.check(f"{name}, {options[0][:4]}{', a certificate' if CERT[0] in options else ''}", ours[0] == wanted,
                        f"OpenSSL: {theirs}\nours:    {ours}")


for part in (server, as_client, early, hostile):
    part()
tally.finish()
