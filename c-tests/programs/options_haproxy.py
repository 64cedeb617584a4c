#!/usr/bin/env python3
"""HAProxy's options on TLS beyond those of haproxy.py, and what its admin socket says
of TLS: every one gives over tlsrs what it gives over OpenSSL.

usage: options_haproxy.py [--baseline]     (--baseline: all over OpenSSL)
"""

import base64
import os
import re
import socket
import time

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca = certificates.ca
root = programs.folder


def pem(name, *parts):
    """A file with certificates and key, as HAProxy wants them."""
    path = root / f"{name}.pem"
    path.write_bytes(b"".join(p.read_bytes() for p in parts))
    return path


pem("server", *certificates.server)
pem("rsa", *certificates.server_rsa)
pem("client", *certificates.client)
pem("other", *ca.issue("other", names="DNS:other.example"))
pem("wild", *ca.issue("wild", names="DNS:*.wild.example"))
pem("both-cas", ca.cert, certificates.other.cert)
pem("fixture", programs.files / "server-p256-cert.pem", programs.files / "server-p256-key.pem")
(root / "dh.pem").write_bytes((programs.files / "dh2048.pem").read_bytes())
(root / "list").write_text(f"""{root}/server.pem
{root}/other.pem [alpn h2] *.example !closed.example
{root}/wild.pem [verify optional ca-file {ca.cert} ciphers ECDHE-ECDSA-AES128-GCM-SHA256 ciphersuites TLS_AES_128_GCM_SHA256]
""")
# Keys and their parts apart from certificates.
apart = programs.new_folder("apart")
(apart / "site.pem").write_bytes(certificates.server[0].read_bytes())
(apart / "site.pem.key").write_bytes(certificates.server[1].read_bytes())
(apart / "site.pem.issuer").write_bytes(ca.cert.read_bytes())
ca.ocsp("server", apart / "site.pem.ocsp")
# A list of one timestamp, which nobody looks into here.
(apart / "site.pem.sctl").write_bytes(b"\0\6\0\4date")
KEY = base64.b64encode(os.urandom(48)).decode()

CLIENT_CA = "ca-file {ca.cert}"
BINDS = {
    "defaults": "crt {root}/server.pem",
    "relative": "crt apart/site.pem",
    "curves": "crt {root}/server.pem curves P-384:P-256",
    "ecdhe": "crt {root}/server.pem ecdhe secp384r1",
    "ours_first": "crt {root}/server.pem ssl-max-ver TLSv1.2 ciphers ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
    "theirs_first": "crt {root}/server.pem ssl-max-ver TLSv1.2 prefer-client-ciphers ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
    "suites": "crt {root}/server.pem ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
    "force12": "crt {root}/server.pem force-tlsv12",
    "force13": "crt {root}/server.pem force-tlsv13",
    "no12": "crt {root}/server.pem no-tlsv12",
    "no13": "crt {root}/server.pem no-tlsv13",
    "npn": "crt {root}/server.pem npn http/1.1,http/1.0",
    "alpn": "crt {root}/server.pem alpn http/1.1,http/1.0",
    "dhe": "crt {root}/rsa.pem ssl-max-ver TLSv1.2 ciphers DHE-RSA-AES128-GCM-SHA256",
    "listed": "crt-list {root}/list",
    "strict": "crt-list {root}/list strict-sni",
    "required": "crt {root}/server.pem verify required " + CLIENT_CA,
    "revoking": "crt {root}/server.pem verify optional crl-file {ca.crl} " + CLIENT_CA,
    "no_names": "crt {root}/server.pem verify required no-ca-names " + CLIENT_CA,
    "other_names": "crt {root}/server.pem verify required ca-verify-file {root}/both-cas.pem " + CLIENT_CA,
    "expired_too": "crt {root}/server.pem verify required crt-ignore-err 10 " + CLIENT_CA,
    "revoked_too": "crt {root}/server.pem verify required crt-ignore-err 23 crl-file {ca.crl} " + CLIENT_CA,
    "strangers_too": "crt {root}/server.pem verify required crt-ignore-err 20,21 ca-ignore-err 20 " + CLIENT_CA,
    "all_too": "crt {root}/server.pem verify required crt-ignore-err all ca-ignore-err all crl-file {ca.crl} " + CLIENT_CA,
    "no_tickets": "crt {root}/server.pem no-tls-tickets",
    "tickets": "crt {root}/server.pem tls-ticket-keys {folder}/keys",
    "small": "crt {root}/server.pem",
}
SAID = " ".join(f"%[{fetch}]" for fetch in (
    "ssl_fc_protocol", "ssl_fc_cipher", "ssl_fc_alpn", "ssl_fc_npn", "ssl_fc_sni", "ssl_fc_is_resumed", "ssl_c_used", "ssl_c_verify",
    "ssl_c_err", "ssl_c_ca_err", "ssl_c_ca_err_depth", "ssl_c_s_dn(CN)", "ssl_c_s_dn(CN,-1)", "ssl_c_s_dn(,0,rfc2253)", "ssl_c_i_dn(O)",
    "ssl_fc_use_keysize", "ssl_f_s_dn(CN)"))
TRUST = "ssl verify required ca-file {ca.cert} sni str(localhost) "
SERVERS = {
    "plain": (None, ""),
    "suites": ("said_tls", TRUST + "ciphersuites TLS_AES_128_GCM_SHA256 force-tlsv13"),
    "ciphers": ("said_tls", TRUST + "ciphers ECDHE-ECDSA-CHACHA20-POLY1305 force-tlsv12"),
    "no13": ("said_tls", TRUST + "no-tlsv13"),
    "no12": ("said_tls", TRUST + "no-tlsv12"),
    "reuse": ("said_tls", TRUST + "ssl-reuse"),
    "no_reuse": ("said_tls", TRUST + "no-ssl-reuse"),
    "no_tickets": ("said_tls", TRUST + "no-tls-tickets"),
    "alpn": ("said_tls", TRUST + "alpn h2,http/1.1"),
    "npn": ("said_tls", TRUST + "npn http/1.1"),
    "dynamic": ("listed", "ssl verify required ca-file {ca.cert} sni req.hdr(x-name)"),
    "client": ("required", TRUST + "crt {root}/client.pem"),
    "stranger": ("said_tls", "ssl verify required ca-file {other.cert}"),
    "named": ("said_tls", "ssl verify required ca-file {ca.cert} verifyhost localhost"),
    "misnamed": ("said_tls", "ssl verify required ca-file {ca.cert} verifyhost localhost.example"),
    "two_cas": ("said_tls", "ssl verify required ca-file {root}/both-cas.pem sni str(localhost)"),
    "unverified": ("said_tls", "ssl verify none"),
    "default_12": ("no13", TRUST),
    "older_than": ("force13", TRUST + "ssl-max-ver TLSv1.2"),
}
CHECKS = {
    "good": ("said_tls", TRUST + "check inter 500"),
    "by_check": ("said_tls", "check check-ssl inter 500 verify required ca-file {ca.cert} check-sni localhost check-alpn http/1.1"),
    "stranger": ("said_tls", "check check-ssl inter 500 verify required ca-file {other.cert}"),
    "misnamed": ("said_tls", "check check-ssl inter 500 verify required ca-file {ca.cert} verifyhost wrong.example"),
    "client": ("required", TRUST + "check inter 500 crt {root}/client.pem force-tlsv12"),
    "no_client": ("required", TRUST + "check inter 500 force-tlsv12"),
}
BACK = " ".join(f"%[{fetch}]" for fetch in (
    "ssl_bc", "ssl_bc_protocol", "ssl_bc_cipher", "ssl_bc_alpn", "ssl_bc_npn", "ssl_bc_is_resumed", "ssl_bc_alg_keysize",
    "ssl_bc_use_keysize", "ssl_bc_err", "ssl_bc_session_id,hex,length,bool", "ssl_bc_session_key,hex,length,bool",
    "ssl_bc_client_random,hex,length", "ssl_bc_server_random,hex,length", "ssl_bc_unique_id,hex,length", "ssl_s_s_dn", "ssl_s_i_dn(CN)",
    "ssl_s_serial,hex", "ssl_s_sha1,hex", "ssl_s_key_alg", "ssl_s_sig_alg", "ssl_s_notbefore", "ssl_s_notafter", "ssl_s_version",
    "ssl_s_der,sha2(256),hex", "ssl_s_chain_der,sha2(256),hex"))
CONFIG = """
global
    stats socket {folder}/admin level admin
    nbthread 1
    {user}
    ca-base {root}
    crt-base {root}
    ssl-default-bind-ciphers ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
    ssl-default-bind-ciphersuites TLS_AES_256_GCM_SHA384
    ssl-default-bind-curves P-256:P-384
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-server-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305
    ssl-default-server-ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384
    ssl-default-server-options ssl-min-ver TLSv1.2
    ssl-dh-param-file {root}/dh.pem
    ssl-load-extra-files all
    ssl-server-verify required
    ssl-skip-self-issued-ca
    tune.ssl.cachesize 100
    tune.ssl.lifetime 60
    tune.ssl.force-private-cache
    tune.ssl.maxrecord 1000
    tune.ssl.ssl-ctx-cache-size 10
    hard-stop-after 5s
defaults
    mode http
    timeout connect 10s
    timeout client 30s
    timeout server 30s
    retries 0
frontend said_tls
    bind 127.0.0.1:{said_tls} ssl crt {root}/server.pem alpn h2,http/1.1 ciphers HIGH ciphersuites TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256
    http-request return status 200 content-type text/plain lf-string "{said}" hdr X-From said
{binds}
frontend ways
    bind 127.0.0.1:{ways}
    use_backend to-%[path,field(2,/)]
{servers}
backend checks
{checks}
"""
PORTS = ("ways", "said_tls", *BINDS)


class Haproxy(programs.Program):
    """An instance with all of the above."""

    def __init__(self, way):
        self.ports = dict(zip(PORTS, programs.free_ports(len(PORTS))))
        self.folder = programs.new_folder(f"options-{self.ports['ways']}")
        (self.folder / "keys").write_text(f"{KEY}\n" * 3)
        words = {"ca": ca, "other": certificates.other, "root": root, "folder": self.folder, "said": SAID,
                 "user": "user haproxy\n    group haproxy" if os.geteuid() == 0 else ""} | self.ports
        binds = "".join(f"frontend {name}\n    bind 127.0.0.1:{self.ports[name]} ssl {options.format(**words)}\n    http-request return"
                        f" status 200 content-type text/plain lf-string \"{SAID}{' x' * 4000 if name == 'small' else ''}\"\n"
                        for name, options in BINDS.items())
        servers = "".join(f"backend to-{name}\n    http-response set-header X-Back \"{BACK}\"\n    server s 127.0.0.1:"
                          f"{self.ports[to or 'said_tls']} {options.format(**words) if to else 'ssl verify none'}\n" for name, (to, options) in SERVERS.items())
        checks = "".join(f"    server {name} 127.0.0.1:{self.ports[to]} {options.format(**words)}\n" for name, (to, options) in CHECKS.items())
        self.config = self.folder / "haproxy.cfg"
        self.config.write_text(CONFIG.format(binds=binds, servers=servers, checks=checks, **words))
        super().__init__(f"haproxy options {way}", ["haproxy", "-db", "-f", self.config], way, self.ports["ways"])

    def admin(self, command):
        """Gives a command to the admin socket, which may come a little after the others; its answer."""
        path, over = self.folder / "admin", time.monotonic() + 60
        while not path.exists() and time.monotonic() < over:
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            s.connect(str(path))
            s.sendall(command.encode() + b"\n")
            s.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: s.recv(65536), b"")).decode().replace(str(self.folder), "FOLDER")


def asked(port, client=None, name="localhost", ciphers=None, curve=None, alpn=None, npn=None, **more):
    """What a front says of the connection; "refused" if it does not come to one."""
    made = programs.context(certificates, client=client and getattr(certificates, client), **more)
    if ciphers:
        made.set_ciphers(ciphers)
    if curve:
        made.set_ecdh_curve(curve)
    if alpn:
        made.set_alpn_protocols(alpn)
    try:
        status, _, body, _ = programs.fetch(made, port, name=name)
        return status, body.decode()
    except OSError:
        return "refused"


def resumed(port, **more):
    """Whether a second connection resumes the session of the first."""
    made = programs.context(certificates, **more)
    session, found = None, []
    for _ in range(2):
        with programs.connect(made, port, session=session) as c:
            programs.fetch(made, port, connection=c, close=False)
            found.append(c.session_reused)
            session = c.session
    return found


def through(s, name, header=""):
    """What comes back by one of the backends, and what is said of the connection behind."""
    with socket.create_connection(("127.0.0.1", s.ports["ways"]), timeout=60) as c:
        c.sendall(f"GET /{name}/ HTTP/1.0\r\nHost: x\r\n{header}\r\n".encode())
        head, _, body = c.makefile("rb").read().partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        return lines[0], [line for line in lines if line.lower().startswith("x-back")], body if b" 200 " in head else ""


def checks(s):
    """What each health check came to, once it has."""
    found = {}

    def complete():
        table = [line.split(",") for line in s.admin("show stat").splitlines() if line]
        status = table[0].index("check_status")
        for row in table[1:]:
            if row[0] == "checks" and row[1] in CHECKS and len(row) > status:
                # A star: the next one is on its way.
                found[row[1]] = row[status].lstrip("* ")
        # On a busy machine one may be out of time; the next is not.
        return len(found) == len(CHECKS) and not any(status in ("INI", "") or status.endswith("TOUT") for status in found.values())
    programs.until(complete)
    return dict(sorted(found.items()))


SHOWN = ("show ssl cert", "show ssl cert {root}/server.pem", "show ssl cert {root}/rsa.pem", "show ssl cert apart/site.pem",
         "show ssl cert {root}/absent.pem", "show ssl ca-file", "show ssl ca-file {ca.cert}", "show ssl ca-file {root}/both-cas.pem",
         "show ssl ca-file {root}/both-cas.pem:2", "show ssl crl-file", "show ssl crl-file {ca.crl}", "show ssl crl-file {ca.crl}:1",
         "show ssl crt-list", "show ssl crt-list -n {root}/list", "show ssl ocsp-response", "show ssl providers", "show tls-keys",
         "show tls-keys #0")
CHANGES = (
    ("a new CA file", "new ssl ca-file {root}/new-ca.pem"),
    ("its content", "set ssl ca-file {root}/new-ca.pem <<\n{other_ca}\n"),
    ("shown before", "show ssl ca-file *{root}/new-ca.pem"),
    ("committed", "commit ssl ca-file {root}/new-ca.pem"),
    ("a CA file of rubbish", "set ssl ca-file {root}/new-ca.pem <<\nrubbish\n"),
    ("given up", "abort ssl ca-file {root}/new-ca.pem"),
    ("a CA file in use is kept", "del ssl ca-file {ca.cert}"),
    ("a new CRL file", "new ssl crl-file {root}/new-crl.pem"),
    ("a CRL", "set ssl crl-file {root}/new-crl.pem <<\n{other_crl}\n"),
    ("the CRL committed", "commit ssl crl-file {root}/new-crl.pem"),
    ("a CRL of rubbish", "set ssl crl-file {root}/new-crl.pem <<\nrubbish\n"),
    ("the CRL given up", "abort ssl crl-file {root}/new-crl.pem"),
    ("a new certificate", "new ssl cert {root}/new.pem"),
    ("the certificate alone", "set ssl cert {root}/new.pem <<\n{new_cert}\n"),
    ("with another's key", "set ssl cert {root}/new.pem.key <<\n{other_key}\n"),
    ("a mismatch committed", "commit ssl cert {root}/new.pem"),
    ("it is given up", "abort ssl cert {root}/new.pem"),
    ("both", "set ssl cert {root}/new.pem <<\n{new_cert}{new_key}\n"),
    ("its issuer", "set ssl cert {root}/new.pem.issuer <<\n{ca_cert}\n"),
    ("rubbish for OCSP", "set ssl cert {root}/new.pem.ocsp <<\ncnViYmlzaA==\n"),
    ("committed both", "commit ssl cert {root}/new.pem"),
    ("shown", "show ssl cert {root}/new.pem"),
    ("into the list", "add ssl crt-list {root}/list <<\n{root}/new.pem [verify required ca-file {root}/new-ca.pem crl-file {root}/new-crl.pem] new.example\n"),
    ("the list", "show ssl crt-list -n {root}/list"),
)
LAST = (
    ("in use, not deleted", "del ssl cert {root}/new.pem"),
    ("out of the list", "del ssl crt-list {root}/list {root}/new.pem"),
    ("the certificate deleted", "del ssl cert {root}/new.pem"),
    ("the CA file deleted", "del ssl ca-file {root}/new-ca.pem"),
    ("the CRL file deleted", "del ssl crl-file {root}/new-crl.pem"),
    ("a key of a wrong size", "set ssl tls-key #0 YWJj"),
    ("a key that is none", "set ssl tls-key #0 !!!"),
    ("no such list of keys", "set ssl tls-key #99 " + KEY),
    ("an OCSP response of rubbish", "set ssl ocsp-response cnViYmlzaA=="),
)


def seen(s):
    """What each option came to, by name."""
    p, found = s.ports, {}
    words = {"root": root, "ca": ca, "other_ca": certificates.other.cert.read_text(), "other_crl": certificates.other.crl.read_text(),
             "new_cert": NEW[0].read_text(), "new_key": NEW[1].read_text(), "other_key": certificates.client[1].read_text(),
             "ca_cert": ca.cert.read_text()}

    def given(command):
        return s.admin(command.format(**{k: v.strip() + "\n" if isinstance(v, str) else v for k, v in words.items()}))
    for command in SHOWN:
        found[command] = given(command)
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        for name in BINDS:
            found[f"{name}, {version}"] = asked(p[name], **more)
        for name in ("required", "revoking", "no_names", "other_names", "expired_too", "revoked_too", "strangers_too", "all_too"):
            for client in ("client", "client_rsa", *certificates.BAD_CLIENTS):
                found[f"{name}, {version} {client}"] = asked(p[name], client, **more)
        for name in ("defaults", "no_tickets", "tickets"):
            found[f"sessions of {name}, {version}"] = resumed(p[name], **more)
        for front in ("listed", "strict"):
            for name in ("other.example", "closed.example", "a.wild.example", "unknown.test"):
                found[f"{front} {name}, {version}"] = asked(p[front], name=name, **more)
    offers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
    for name in ("ours_first", "theirs_first"):
        found[f"order of {name}"] = asked(p[name], ciphers=offers)
    for curve in ("secp384r1", "secp521r1", "X25519"):
        for name in ("curves", "ecdhe", "defaults"):
            found[f"{name} with {curve}"] = asked(p[name], curve=curve, **programs.TLS13)
    for name in ("npn", "alpn"):
        for offer in (["http/1.0"], ["http/1.1"], ["h2"]):
            found[f"{name}, offered {offer}"] = asked(p[name], alpn=offer)
    # tlsrs has no NPN: who asks for it is served without.
    text = programs.s_client(p["npn"], certificates, "-tls1_2", "-nextprotoneg", "http/1.1")
    found["a client with NPN"] = "Verify return code: 0" in text
    for name in ("required", "no_names", "other_names"):
        text = programs.s_client(p[name], certificates, "-tls1_2", "-cert", certificates.client[0], "-key", certificates.client[1])
        found[f"CA names of {name}"] = re.findall(r"^(?:O = |No client).*", text, re.M)
    with programs.connect(programs.context(certificates), p["small"]) as c:
        c.sendall(b"GET / HTTP/1.0\r\n\r\n")
        pieces = list(map(len, iter(lambda: c.recv(1 << 16), b"")))
        found["small records"] = max(pieces) <= 1000 and len(pieces) > 4
    for name in SERVERS:
        for turn in ("first", "second"):
            found[f"to {name}, {turn}"] = through(s, name)
    for name in ("other.example", "a.wild.example"):
        found[f"to dynamic, {name}"] = through(s, "dynamic", f"X-Name: {name}\r\n")
    found["checks"] = checks(s)
    for version in ("1_2", "1_3"):
        text = programs.s_client(p["relative"], certificates, "-serverinfo", "18", f"-tls{version}")
        found[f"timestamps, {version}"] = re.findall(r"SERVERINFO FOR EXTENSION 18-+\n(.*)\n", text)
    for name, command in CHANGES:
        found[name] = given(command)
    for client in (None, "client", "client_other"):
        found[f"new.example, {client}"] = asked(p["listed"], client, name="new.example")
    for name, command in LAST:
        found[name] = given(command)
    found["new.example no longer"] = asked(p["strict"], name="new.example")
    return found


NEW = ca.issue("new", names="DNS:new.example")
WANTED = {
    "defaults, 1.2": "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384", "defaults, 1.3": "TLSv1.3 TLS_AES_256_GCM_SHA384", "relative, 1.3": "TLSv1.3",
    "force12, 1.2": "TLSv1.2", "suites, 1.3": "TLS_CHACHA20", "dhe, 1.2": "DHE-RSA-AES128-GCM-SHA256", "curves with secp384r1": "TLSv1.3",
    "curves with X25519": "refused", "order of ours_first": "AES256", "order of theirs_first": "AES128", "alpn, offered ['http/1.0']": "http/1.0",
    "expired_too, 1.3 client_expired": "client-expired", "required, 1.3 client_expired": "refused", "revoked_too, 1.2 client_revoked": "client-revoked",
    "strangers_too, 1.3 client_other": "client-other", "strict unknown.test, 1.3": "refused", 
    "listed a.wild.example, 1.2": "AES128", "to suites, first": "200.*TLS_AES_128_GCM_SHA256", "to ciphers, first": "TLSv1.2 ECDHE-ECDSA-CHACHA20",
    "to stranger, first": " 503 ", "to misnamed, first": " 503 ", "to older_than, first": " 503 ",
    "to client, first": "200", "to alpn, first": "h2", "to dynamic, other.example": "200", "small records": "True", "new.example, client_other": "client-other",
    "new.example, client": "refused", "new.example, None": "refused", "new.example no longer": "refused", "CA names of other_names": "good-ca",
    "checks": "'by_check': 'L6OK'.*'good': 'L6OK'.*'stranger': 'L6RSP'", "sessions of no_tickets, 1.2": "True", "show ssl ocsp-response": "Certificate ID",
    "committed both": "Success", "timestamps, 1_2": "ABIABgAABGRhdGU=|ABIACAAGAARkYXRl", "in use, not deleted": "in use|[Cc]an't|unable",
}


def options(way, reference):
    """Every option and every answer of the admin socket is what it is over OpenSSL."""
    with Haproxy(way) as s:
        ours = seen(s)
    for name in reference:
        tally.equal(f"{way}: {name}", ours[name], reference[name])


with Haproxy(SYSTEM) as s:
    reference = seen(s)
for name, wanted in WANTED.items():
    tally.found(f"OpenSSL: {name}", str(reference[name]), wanted)
tally.parallel(*((options, way, reference) for way in WAYS))
tally.finish()
