#!/usr/bin/env python3
"""Language bindings of OpenSSL over tlsrs in either role, against each other and over
OpenSSL: Ruby's openssl, PHP's streams, Perl's IO::Socket::SSL, Lua's luasec, and
Python's pyOpenSSL with cryptography. Each verifies its peer in both roles, and refuses.

usage: languages.py [--baseline]      (--baseline: all over OpenSSL)
"""

import pathlib

import _programs as programs
from _programs import SYSTEM, tally

harness = programs.harness
certificates = programs.Certificates()
ca, other = certificates.ca, certificates.other
WAY = programs.WAYS[0]

HERE = pathlib.Path(__file__).resolve().parent / "_languages"
LANGUAGES = {
    "ruby": ["/usr/bin/ruby", "--disable-gems", HERE / "ruby.rb"],
    "php": ["/usr/bin/php", HERE / "php.php"],
    "perl": ["/usr/bin/perl", HERE / "perl.pl"],
    "lua": ["/usr/bin/lua5.4", HERE / "lua.lua"],
    "pyopenssl": ["/usr/bin/python3", "-W", "ignore", HERE / "pyopenssl.py"],
}
# What clients say that can resume a session; PHP's server keeps none.
RESUMED = {"ruby": "^again: resumed", "perl": "^again: resumed", "pyopenssl": "^with its session: .*client: hello"}


def client(name, way, server, port):
    """Everything that a client does with a server."""
    status, text = harness.run([*LANGUAGES[name], "connect", port, ca.cert, *certificates.client, other.cert], way)
    what = f"{name} {way} with {server}"
    tally.check(f"{what}: ends", status == 0, text)
    tally.found(what, text, r"^good: .*TLSv1[._]3 client: hello.*server",
                r"^no certificate: refused: (?!Unable)", r"^another name: refused: .*(name|match)",
                r"^another CA: refused: .*(certificate verify failed|self.signed)",
                "" if server.startswith("php") else RESUMED.get(name, ""))


def openssl(server, port):
    """OpenSSL's own client with a server."""
    shown = ["-cert", certificates.client[0], "-key", certificates.client[1]]
    for version in ("-tls1_2", "-tls1_3"):
        text = programs.s_client(port, certificates, *shown, version, "-verify_hostname", "localhost", say="hello\n")
        tally.found(f"s_client {version} with {server}", text, r"Verify return code: 0 \(ok\)", r"TLSv1\S+ client: hello")


def language(name):
    """One language as the server, and as the client of its own server over OpenSSL."""
    names = list(LANGUAGES)
    following = names[(names.index(name) + 1) % len(names)]
    ours, theirs = programs.free_ports(2)

    def server(way, port):
        return programs.Program(name, [*LANGUAGES[name], "serve", port, ca.cert, *certificates.server], way, port)
    with server(WAY, ours), server(SYSTEM, theirs):
        client(following, WAY, f"{name} {WAY}", ours)
        client(name, SYSTEM, f"{name} {WAY}", ours)
        client(name, WAY, f"{name} {SYSTEM}", theirs)
        openssl(f"{name} {WAY}", ours)


tally.parallel(*((language, name) for name in LANGUAGES))
tally.finish()
