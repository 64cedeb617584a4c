#!/usr/bin/env python3
"""HAProxy, the distro's, over tlsrs: TLS to clients and to servers, certificates by
name, client certificates, sessions and tickets, change of certificates by the admin
socket, its converters, reload under load, and what it says of wrong configurations.

usage: haproxy.py [--baseline]     (--baseline: all over OpenSSL)
"""

import base64
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import threading

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca = certificates.ca
BIG = programs.sample(2 << 20)


def bundle(path, *parts):
    """A file with certificates and key, as HAProxy wants them."""
    path.write_bytes(b"".join(p.read_bytes() for p in parts))
    return path


def pem(name, pair):
    return bundle(programs.folder / f"{name}.pem", *pair)


SERVER = pem("server", certificates.server)
CLIENT = pem("client", certificates.client)
CLIENT_OTHER = pem("client-other", certificates.client_other)
OTHER = pem("other", ca.issue("other", names="DNS:other.example"))
STRICT = pem("strict", ca.issue("strict", names="DNS:strict.example"))
CLOSED = pem("closed", ca.issue("closed", names="DNS:closed.example"))
SIGNER = bundle(programs.folder / "signer.pem", ca.cert, ca.key)
STAPLED = pem("stapled", certificates.server)
ca.ocsp("server", programs.folder / "stapled.pem.ocsp")
bundle(programs.folder / "stapled.pem.issuer", ca.cert)
BOTH = programs.new_folder("both")
bundle(BOTH / "site.pem.ecdsa", *certificates.server)
bundle(BOTH / "site.pem.rsa", *certificates.server_rsa)
LIST = programs.folder / "list"
LIST.write_text(f"""{SERVER}
{OTHER} other.example
{STRICT} [ssl-min-ver TLSv1.3 alpn h2] strict.example
{CLOSED} [verify required ca-file {ca.cert}] closed.example
""")
KEYS = [base64.b64encode(os.urandom(80)).decode() for _ in range(4)]
(programs.folder / "public.pem").write_text(ca.openssl("x509", "-in", certificates.server_rsa[0], "-noout", "-pubkey"))
(programs.folder / "public-ec.pem").write_text(ca.openssl("x509", "-in", certificates.server[0], "-noout", "-pubkey"))

PORTS = ("main", "both", "listed", "mtls", "optional", "generate", "stapled", "tickets", "dhe", "early", "routes", "words", "passed",
         "numbered")
FETCHES = """ssl_fc ssl_fc_protocol ssl_fc_cipher ssl_fc_alg_keysize ssl_fc_use_keysize ssl_fc_sni ssl_fc_alpn ssl_fc_has_sni
ssl_fc_has_crt ssl_fc_is_resumed ssl_fc_has_early ssl_f_sha1,hex ssl_f_serial,hex ssl_f_s_dn ssl_f_i_dn ssl_f_sig_alg ssl_f_key_alg
ssl_f_notbefore ssl_f_notafter ssl_f_version ssl_f_der,sha2(256),hex ssl_c_used ssl_c_verify ssl_c_err ssl_c_ca_err ssl_c_ca_err_depth
ssl_c_s_dn ssl_c_s_dn(CN) ssl_c_i_dn ssl_c_i_dn(CN) ssl_c_serial,hex ssl_c_sha1,hex ssl_c_notbefore ssl_c_notafter ssl_c_sig_alg
ssl_c_key_alg ssl_c_version ssl_c_der,sha2(256),hex ssl_c_chain_der,sha2(256),hex ssl_fc_cipherlist_str(1)
ssl_fc_cipherlist_hex(1) ssl_fc_cipherlist_bin(1),hex ssl_fc_cipherlist_xxh ssl_fc_extlist_bin(1),hex ssl_fc_eclist_bin(1),hex
ssl_fc_ecformats_bin,hex ssl_fc_protocol_hello_id ssl_fc_err ssl_fc_err_str ssl_fc_unique_id,hex,length ssl_fc_session_id,hex,length
ssl_fc_session_key,hex,length ssl_fc_client_random,hex,length ssl_fc_server_random,hex,length ssl_fc_client_traffic_secret_0,hex,length
ssl_fc_exporter_secret,hex,length""".split()
# Over the variables of a plain request: what it computes for its own sake.
WORDS = ("digest(md5),hex", "sha1,hex", "sha2(224),hex", "sha2(256),hex", "sha2(384),hex", "sha2(512),hex", "digest(sha3-256),hex",
         "hmac(sha256,a2V5),hex", "hmac(md5,a2V5),hex", "aes_gcm_dec(128,bm9uY2Vub25jZTEy,a2V5a2V5a2V5a2V5a2V5MQ==,dGFndGFndGFndGFndGFnMTE=)")

CONFIG = """
global
    stats socket {folder}/admin level admin expose-fd listeners
    nbthread {threads}
    maxconn 2000
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-server-options ssl-min-ver TLSv1.2
    tune.ssl.default-dh-param 2048
    tune.ssl.capture-buffer-size 512
    tune.ssl.keylog on
    hard-stop-after 20s
    {user}
defaults
    mode http
    timeout connect 10s
    timeout client 30s
    timeout server 30s
    timeout http-keep-alive 10s
    default_backend plain
frontend main
    bind 127.0.0.1:{main} ssl crt {server} alpn h2,http/1.1
    use_backend %[path,field(2,/)] if {{ path_beg /to- }}
frontend both
    bind 127.0.0.1:{both} ssl crt {both_folder}/
frontend listed
    bind 127.0.0.1:{listed} ssl crt-list {list} strict-sni
    http-response set-header X-Client %[ssl_c_verify]-%[ssl_c_s_dn(CN)]
frontend mtls
    bind 127.0.0.1:{mtls} ssl crt {server} ca-file {ca.cert} verify required crl-file {ca.crl}
    http-response set-header X-Client %[ssl_c_verify]-%[ssl_c_s_dn(CN)]
frontend optional
    bind 127.0.0.1:{optional} ssl crt {server} ca-file {ca.cert} verify optional crt-ignore-err all ca-ignore-err all alpn h2,http/1.1
{fetches}
frontend generate
    bind 127.0.0.1:{generate} ssl crt {server} generate-certificates ca-sign-file {signer}
frontend stapled
    bind 127.0.0.1:{stapled} ssl crt {stapled_file}
frontend tickets
    bind 127.0.0.1:{tickets} ssl crt {server} tls-ticket-keys {folder}/keys
    http-response set-header X-Resumed %[ssl_fc_is_resumed]
frontend numbered
    bind 127.0.0.1:{numbered} ssl crt {server} no-tls-tickets
    http-response set-header X-Resumed %[ssl_fc_is_resumed]
frontend dhe
    bind 127.0.0.1:{dhe} ssl crt {both_folder}/site.pem.rsa ciphers DHE-RSA-AES256-GCM-SHA384 ssl-max-ver TLSv1.2
frontend early
    bind 127.0.0.1:{early} ssl crt {server} allow-0rtt
    http-response set-header X-Early %[ssl_fc_has_early]
frontend words
    bind 127.0.0.1:{words}
    http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg')
    http-request set-var(txn.word) hdr(x-word)
    http-request set-var(txn.token) http_auth_bearer
{words_rows}
    http-after-response set-header X-Jwt-Key "%[var(txn.token),jwt_verify(txn.alg,\\"{root}/public.pem\\")]" if {{ var(txn.alg) -m beg RS }}
    http-after-response set-header X-Jwt-Key "%[var(txn.token),jwt_verify(txn.alg,\\"{root}/public-ec.pem\\")]" if {{ var(txn.alg) -m beg ES }}
    http-after-response set-header X-Jwt-Key "%[var(txn.token),jwt_verify(txn.alg,secret)]" if {{ var(txn.alg) -m beg HS }}
    http-request return status 200 content-type text/plain lf-string "done"
frontend routes
    mode tcp
    bind 127.0.0.1:{routes}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend to-listed if {{ req.ssl_sni -m end other.example }}
    default_backend to-main
frontend passed
    mode tcp
    bind 127.0.0.1:{passed} ssl crt {server}
    default_backend to-tcp
backend to-listed
    mode tcp
    server s 127.0.0.1:{listed}
backend to-main
    mode tcp
    server s 127.0.0.1:{main}
backend to-tcp
    mode tcp
    server s 127.0.0.1:{plain} send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher
backend plain
    server s 127.0.0.1:{plain}
{backends}
"""


class Backend(http.server.BaseHTTPRequestHandler):
    """Gives the big content, or says what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = BIG if self.path.endswith("/big") else json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self):
        # With the PROXY protocol before it, the head is skipped.
        if self.rfile.peek(12)[:12] == b"\r\n\r\n\0\r\nQUIT\n":
            head = self.rfile.read(16)
            self.rfile.read(int.from_bytes(head[14:], "big"))
        super().handle_one_request()

    def log_message(self, *_):
        pass


plain = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
plain.daemon_threads = True
plain.handle_error = lambda *_: None  # HAProxy hangs up when it likes
plain.socket.listen(512)
threading.Thread(target=plain.serve_forever, args=(0.1,), daemon=True).start()


class Haproxy(programs.Program):
    """An instance: a master, and a worker with all the frontends above."""

    def __init__(self, way, name, servers=None, prefix=(), threads=2, options=("-W",), timeout=programs.PATIENCE):
        self.ports = dict(zip(PORTS, programs.free_ports(len(PORTS))))
        self.folder = programs.new_folder(f"{name}-{self.ports['main']}".replace(" ", "-"))
        (self.folder / "keys").write_text("\n".join(KEYS[:3]) + "\n")
        backends = "".join(f"backend {name}\n    http-request set-path /big\n    server s 127.0.0.1:{port} ssl {options}\n" for name, (port, options) in
                           (servers or {}).items())
        self.config = self.folder / "haproxy.cfg"
        self.config.write_text(CONFIG.format(
            folder=self.folder, root=programs.folder, threads=threads, user="user haproxy\n    group haproxy" if os.geteuid() == 0 else "",
            server=SERVER, both_folder=BOTH, list=LIST, ca=ca, signer=SIGNER, stapled_file=STAPLED, plain=plain.server_address[1],
            fetches="\n".join(f"    http-response set-header X-{n} %[{fetch}]" for n, fetch in enumerate(FETCHES)),
            words_rows="\n".join(f"    http-after-response set-header X-{n} %[var(txn.word),{word}]" for n, word in enumerate(WORDS)),
            backends=backends, **self.ports))
        super().__init__(f"haproxy {name}", [*prefix, "haproxy", "-db", *options, "-f", self.config], way, self.ports["main"],
                         timeout=timeout)

    def __getattr__(self, name):
        if name in PORTS:
            return self.ports[name]
        raise AttributeError(name)

    def admin(self, command):
        """Gives a command to the admin socket; its answer."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            s.connect(str(self.folder / "admin"))
            s.sendall(command.encode() + b"\n")
            s.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: s.recv(65536), b"")).decode()


def ask(port, client=None, name="localhost", path="/", **more):
    made = programs.context(certificates, client=client and getattr(certificates, client), **more)
    status, headers, body, _ = programs.fetch(made, port, path, name=name)
    return status, headers, body


def refused(name, exchange):
    """That an exchange fails in the handshake, not otherwise."""
    try:
        got = exchange()
        tally.check(name, False, got)
    except (ssl.SSLError, ConnectionError) as error:
        tally.check(name, not isinstance(error, ssl.SSLCertVerificationError), error)


def fronts(s):
    """What goes in comes out; names choose certificates and rules."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        what = f"{s.way}: {version}"
        tally.equal(f"{what} big content", ask(s.main, path="/big", **more)[2], BIG)
        made = programs.context(certificates, **more)
        tally.equal(f"{what} upload", programs.fetch(made, s.main, body=BIG)[2], BIG)
        tally.equal(f"{what} other.example", ask(s.listed, name="other.example", **more)[0], 200)
        tally.equal(f"{what} closed.example", ask(s.listed, "client", "closed.example", **more)[1]["x-client"], "0-client")
        refused(f"{what} closed.example without certificate", lambda: ask(s.listed, None, "closed.example", **more))
        refused(f"{what} an unknown name", lambda: ask(s.listed, None, "unknown.example", **more))
        tally.equal(f"{what} through TCP mode", ask(s.passed, path="/big", **more)[2], BIG)
        tally.equal(f"{what} routed by name", ask(s.routes, name="other.example", **more)[0], 200)
        tally.equal(f"{what} routed otherwise", ask(s.routes, **more)[0], 200)
    tally.equal(f"{s.way}: strict.example", ask(s.listed, name="strict.example")[0], 200)
    refused(f"{s.way}: strict.example with 1.2", lambda: ask(s.listed, None, "strict.example", **programs.TLS12))
    for alpn, wanted in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
        made = programs.context(certificates)
        made.set_alpn_protocols(alpn)
        with programs.connect(made, s.main) as c:
            tally.equal(f"{s.way}: ALPN {alpn}", c.selected_alpn_protocol(), wanted)
    for http_version, option in (("1.1", "--http1.1"), ("2", "--http2")):
        out = programs.folder / f"out-{s.main}"
        status, text = harness.run(["curl", "-sSv", "-m", 30, option, "--cacert", ca.cert, "-o", out,
                                    f"https://localhost:{s.main}/big"], s.way if http_version == "2" else SYSTEM)
        tally.check(f"{s.way}: curl HTTP/{http_version}", status == 0 and out.read_bytes() == BIG and
                    f"< HTTP/{http_version}" in text, text[-2000:])
    for key, suite in (("ECDSA", "ECDHE-ECDSA-AES128-GCM-SHA256"), ("RSA", "ECDHE-RSA-AES128-GCM-SHA256")):
        made = programs.context(certificates, **programs.TLS12)
        made.set_ciphers(suite)
        with programs.connect(made, s.both) as c:
            tally.equal(f"{s.way}: {key} certificate of the two", c.cipher()[0], suite)
    made = programs.context(certificates)
    made.set_ciphers("DHE-RSA-AES256-GCM-SHA384")
    with programs.connect(made, s.dhe) as c:
        tally.equal(f"{s.way}: DHE", c.cipher()[0], "DHE-RSA-AES256-GCM-SHA384")
    text = programs.s_client(s.main, certificates, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    tally.found(f"{s.way}: TLS 1.1", text, "alert protocol version")
    for version in ("-tls1_2", "-tls1_3"):
        text = programs.s_client(s.stapled, certificates, "-status", version)
        tally.found(f"{s.way}: {version} stapled", text, "OCSP Response Status: successful", "Cert Status: good")
    for name in ("one.example", "two.example"):
        with programs.connect(programs.context(certificates), s.generate, name) as c:
            names = dict(row[0] for row in c.getpeercert()["subject"])
            tally.equal(f"{s.way}: certificate made for {name}", names["commonName"], name)


def clients(s):
    """Client certificates of each kind."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        for client in ("client", "client_rsa"):
            name = client.replace("_", "-")
            tally.equal(f"{s.way}: {version} {client}", ask(s.mtls, client, **more)[1]["x-client"], f"0-{name}")
        for client in (None, *certificates.BAD_CLIENTS):
            refused(f"{s.way}: {version} required, {client}", lambda client=client: ask(s.mtls, client, **more))
    text = programs.s_client(s.mtls, certificates, say="GET / HTTP/1.0\r\n\r\n")
    tally.found(f"{s.way}: CA names and alert", text, "O = tlsrs tests, CN = good-ca", "alert certificate required")


def fetches(s, reference):
    """Every sample fetch gives what it gives over OpenSSL."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        for client in (None, "client", "client_rsa", "client_expired", "client_other"):
            ours, theirs = (ask(server.optional, client, **more)[1] for server in (s, reference))
            rows = [{fetch: headers.get(f"x-{n}") for n, fetch in enumerate(FETCHES)} for headers in (ours, theirs)]
            tally.equal(f"{s.way}: sample fetches, {version} with {client}", *rows)


def jwt(algorithm):
    """A token, signed by the openssl command."""
    def coded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    text = coded(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()) + "." + coded(b'{"sub":"tlsrs"}')
    source = programs.folder / f"jwt-{algorithm}"
    source.write_text(text)
    digest = f"-sha{algorithm[2:]}"
    if algorithm[:2] == "HS":
        out = ca.openssl("dgst", digest, "-hmac", "secret", "-hex", source).split()[-1]
        return f"{text}.{coded(bytes.fromhex(out))}"
    key = certificates.server_rsa[1] if algorithm[:2] == "RS" else certificates.server[1]
    signature = programs.folder / f"jwt-{algorithm}.sig"
    ca.openssl("dgst", digest, "-sign", key, "-out", signature, source)
    made = signature.read_bytes()
    if algorithm[:2] == "ES":
        numbers = re.findall(r"INTEGER +:(\w+)", ca.openssl("asn1parse", "-inform", "DER", "-in", signature))
        made = b"".join(int(n, 16).to_bytes(32, "big") for n in numbers)
    return f"{text}.{coded(made)}"


TOKENS = {algorithm: jwt(algorithm) for algorithm in ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256")}


def words(s, reference):
    """Its converters compute what they compute over OpenSSL."""
    def get(server, token):
        with socket.create_connection(("127.0.0.1", server.words), timeout=60) as c:
            c.sendall(f"GET / HTTP/1.1\r\nHost: x\r\nX-Word: tlsrs\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n".encode())
            return c.makefile().read()
    for algorithm, token in TOKENS.items():
        head, _, signature = token.rpartition(".")
        # The middle, since the last character has unused bits.
        forged = f"{head}.{signature[:9]}{'A' if signature[9] != 'A' else 'B'}{signature[10:]}"
        for which, sent in (("good", token), ("forged", forged)):
            tally.equal(f"{s.way}: converters, {algorithm} {which}", get(s, sent), get(reference, sent))


def sessions(s):
    """Sessions by ID, and tickets under the shared keys."""
    for port, name in ((s.numbered, "by ID"), (s.tickets, "by ticket")):
        for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
            made = programs.context(certificates, **more)
            session, resumed = None, []
            for _ in range(3):
                with programs.connect(made, port, session=session) as c:
                    resumed.append(programs.fetch(made, port, connection=c, close=False)[1]["x-resumed"])
                    session = c.session
            tally.equal(f"{s.way}: {version} {name}", resumed, ["0", "1", "1"])


def shared_tickets(s, other):
    """Instances with one file of keys resume each other's sessions; keys are changed while it runs."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        made = programs.context(certificates, **more)

        def resumed(server, session):
            with programs.connect(made, server.tickets, session=session) as c:
                return programs.fetch(made, server.tickets, connection=c, close=False)[1]["x-resumed"], c.session
        for first, second in ((s, other), (other, s)):
            _, session = resumed(first, None)
            tally.equal(f"{s.way}: {version} a session of {first.way} over {second.way}", resumed(second, session)[0], "1")
        listed = re.search(r"^(\d+) \((.*)\)", s.admin("show tls-keys"), re.M)
        tally.found(f"{s.way}: {version} a new key", s.admin(f"set ssl tls-key {listed[2]} {KEYS[3]}"), "TLS ticket key updated")
        _, session = resumed(s, None)
        tally.equal(f"{s.way}: {version} resumed under the new key", resumed(s, session)[0], "1")
        tally.found(f"{s.way}: keys are shown", s.admin(f"show tls-keys {listed[2]}"), "^# id secret|^# id", re.escape(KEYS[3][:20]))


def early_data(s):
    """Early data is taken in a resumed 1.3 connection."""
    held, request = programs.folder / f"session-{s.early}", programs.folder / f"early-{s.early}"
    request.write_text("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    programs.s_client(s.early, certificates, "-tls1_3", "-sess_out", held, say=request.read_text())
    text = programs.s_client(s.early, certificates, "-tls1_3", "-sess_in", held, "-early_data", request, say="\n")
    tally.found(f"{s.way}: early data", text, "Early data was accepted", "HTTP/1.1 200")


def servers(s):
    """HAProxy as a client: it verifies, and shows its certificate."""
    for name in s.servers:
        try:
            status, _, body = ask(s.main, path=f"/{name}/")
        except OSError as error:
            tally.check(f"{s.way}: {name}", False, error)
            continue
        if name.startswith("to-good"):
            tally.equal(f"{s.way}: {name}", (status, body == BIG), (200, True))
        else:
            # In TLS 1.3 the refusal may come after the request was sent.
            wanted = (503,) if name.startswith("to-bad") else (502, 503)
            tally.check(f"{s.way}: {name} is refused", status in wanted, status)


def admin(s):
    """Certificates, CAs, CRLs and OCSP responses changed by the admin socket."""
    def change(what, path, content):
        return s.admin(f"set ssl {what} {path} <<\n{content.strip()}\n") + s.admin(f"commit ssl {what} {path}")

    def serial(port):
        with programs.connect(programs.context(certificates), port) as c:
            return c.getpeercert()["serialNumber"]
    new = ca.issue(f"new-{s.main}", "new")
    content = new[0].read_text() + new[1].read_text()
    before = serial(s.main)
    tally.found(f"{s.way}: a wrong certificate is not taken", s.admin(f"set ssl cert {SERVER} <<\nrubbish\n"), "unable to load")
    s.admin(f"abort ssl cert {SERVER}")
    tally.equal(f"{s.way}: what was there is served", serial(s.main), before)
    tally.found(f"{s.way}: the certificate is changed", change("cert", SERVER, content), "Transaction created", "Success!")
    tally.check(f"{s.way}: the new one is served", serial(s.main) != before)
    with programs.connect(programs.context(certificates), s.main) as c:
        tally.equal(f"{s.way}: with the new one, content", programs.fetch(None, s.main, "/big", connection=c, close=False)[2], BIG)
    tally.found(f"{s.way}: it is shown", s.admin(f"show ssl cert {SERVER}"), "Status: Used", "Subject: /O=tlsrs tests/CN=new",
                "Algorithm: EC256", "SHA1 FingerPrint: [0-9A-F]{40}")
    change("cert", SERVER, SERVER.read_text())
    tally.equal(f"{s.way}: and back", serial(s.main), before)
    # One more name.
    added = programs.folder / f"added-{s.main}.pem"
    made = ca.issue(f"added-{s.main}", names="DNS:added.example")
    s.admin(f"new ssl cert {added}")
    change("cert", added, made[0].read_text() + made[1].read_text())
    tally.found(f"{s.way}: one more in the list", s.admin(f"add ssl crt-list {LIST} {added}"), "Success!")
    tally.equal(f"{s.way}: it is served", ask(s.listed, name="added.example")[0], 200)
    s.admin(f"del ssl crt-list {LIST} {added}")
    refused(f"{s.way}: it is gone", lambda: ask(s.listed, name="added.example"))
    # Whom it trusts, and whom no longer.
    tally.equal(f"{s.way}: a client of the first CA", ask(s.mtls, "client")[0], 200)
    tally.found(f"{s.way}: another CA", change("ca-file", ca.cert, certificates.other.cert.read_text()) +
                change("crl-file", ca.crl, certificates.other.crl.read_text()), "Success!")
    tally.equal(f"{s.way}: a client of the second CA", ask(s.mtls, "client_other")[0], 200)
    refused(f"{s.way}: a client of the first CA no longer", lambda: ask(s.mtls, "client"))
    change("ca-file", ca.cert, ca.cert.read_text())
    change("crl-file", ca.crl, ca.crl.read_text())
    refused(f"{s.way}: revoked after the change back", lambda: ask(s.mtls, "client_revoked"))
    # An OCSP response.
    response = programs.folder / f"response-{s.main}"
    ca.ocsp("server", response)
    tally.found(f"{s.way}: an OCSP response", s.admin(
        "set ssl ocsp-response " + base64.b64encode(response.read_bytes()).decode()), "OCSP Response updated")
    listed = re.search(r"Certificate ID key : (\w+)", s.admin("show ssl ocsp-response"))
    tally.found(f"{s.way}: it is shown", s.admin(f"show ssl ocsp-response {listed[1] if listed else ''}"),
                "OCSP Response Status: successful", "Cert Status: good")
    tally.found(f"{s.way}: no OCSP response", s.admin("set ssl ocsp-response " + base64.b64encode(b"rubbish").decode()),
                "Unable to parse OCSP response|.")


def load(s):
    """200 connections at once; a reload loses none."""
    made = programs.context(certificates)

    def exchange(number, connection):
        for _ in range(2):
            status, _, body, _ = programs.fetch(made, s.main, "/?" + str(number), connection=connection, close=False)
            if status != 200 or b"localhost" not in body:
                raise ValueError(f"{status} {body[:100]}")
    errors = programs.together(200, made, s.main, exchange)
    tally.check(f"{s.way}: 200 connections at once", not errors, errors[:5])

    def one():
        status, _, body, _ = programs.fetch(programs.context(certificates), s.main, "/big")
        if status != 200 or body != BIG:
            raise ValueError(f"{status}, {len(body)} bytes")
    with programs.Load(one, 3) as running:
        for _ in range(3):
            workers = set(programs.family(s.pid))
            s.process.send_signal(signal.SIGUSR2)
            programs.wait_for("a new worker", lambda: set(programs.family(s.pid)) - workers, s.text)
            running.more(5)
    running.verdict(f"{s.way}: reloads lose no connection")


WRONG = {
    "no such certificate": "crt /nonexistent.pem",
    "no certificate in the file": "crt {key}",
    "no key in the file": "crt {cert}",
    "key of another certificate": "crt {mismatch}",
    "no such CA file": "crt {server} ca-file /nonexistent.pem verify required",
    "no certificate in the CA file": "crt {server} ca-file {key} verify required",
    "verify without a CA": "crt {server} verify required",
    "no such CRL file": "crt {server} ca-file {ca.cert} verify required crl-file /nonexistent.pem",
    "no CRL in the file": "crt {server} ca-file {ca.cert} verify required crl-file {key}",
    "no such suite": "crt {server} ciphers NO-SUCH-SUITE",
    "no such TLS 1.3 suite": "crt {server} ciphersuites NO-SUCH-SUITE",
    "no such curve": "crt {server} curves no-such-curve",
    "no such ecdhe": "crt {server} ecdhe no-such-curve",
    "no keys of tickets": "crt {server} tls-ticket-keys {cert}",
    "no signer": "crt {server} generate-certificates ca-sign-file {key}",
}


def wrong_configurations(way):
    """`haproxy -c` says of each what it says over OpenSSL."""
    place = programs.new_folder(f"wrong-{way[:4]}")
    mismatch = bundle(place / "mismatch.pem", certificates.server[0], certificates.client[1])
    for name, options in WRONG.items():
        config = place / "wrong.cfg"
        options = options.format(server=SERVER, cert=certificates.server[0], key=certificates.client[1], mismatch=mismatch, ca=ca)
        config.write_text("defaults\n    mode http\n    timeout client 1s\n    timeout server 1s\n    timeout connect 1s\n"
                          f"frontend f\n    bind 127.0.0.1:1 ssl {options}\n    http-request deny\n")
        theirs, ours = (harness.run(["haproxy", "-c", "-f", config], each) for each in (SYSTEM, way))
        theirs, ours = ((status, re.sub(r"\(\d+\)", "", text)) for status, text in (theirs, ours))
        tally.equal(f"{way}: haproxy -c, {name}", ours, theirs)


def under_valgrind(way):
    """No memory error in a process that serves, and refuses.

    Its watchdog, which takes the time that valgrind needs for a lock, has no room for its timer's signal.
    """
    drain = programs.folder / "drain.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", drain, pathlib.Path(__file__).parent / "_drain.c"],
                   check=True)
    to_bad = {f"to-{kind}": (port, f"verify required ca-file {ca.cert} crl-file {ca.crl}") for kind, port in bad_servers.items()}
    with Haproxy(way, "valgrind", to_bad, threads=1, options=(), timeout=240, prefix=[
            "prlimit", "--sigpending=0", "env", f"LD_PRELOAD={drain}", *programs.VALGRIND, "--leak-check=no"]) as s:
        tally.equal("under valgrind: content", ask(s.main, path="/big")[2], BIG)
        for client in ("client", "client_other"):
            ask(s.optional, client)
        tally.equal("under valgrind: a name", ask(s.listed, name="other.example")[0], 200)
        for client in (None, *certificates.BAD_CLIENTS):
            refused(f"under valgrind: refuses {client}", lambda client=client: ask(s.mtls, client))
        refused("under valgrind: refuses none in 1.2", lambda: ask(s.mtls, None, **programs.TLS12))
        refused("under valgrind: refuses an unknown name", lambda: ask(s.listed, None, "unknown.example"))
        for name in to_bad:
            tally.equal(f"under valgrind: {name} is refused", ask(s.main, path=f"/{name}/")[0], 503)
        tally.equal("under valgrind: a good client after all", ask(s.mtls, "client")[0], 200)
    tally.check("no memory error", "==" not in s.text(), s.text()[:3000])


def everything(way, reference, wordy):
    verify = f"verify required ca-file {ca.cert}"
    routes = {
        "to-good-openssl": (reference.main, f"{verify} sni str(localhost)"),
        "to-good-12": (reference.main, f"{verify} sni str(localhost) ssl-max-ver TLSv1.2"),
        "to-good-itself": ("{main}", f"{verify} sni str(localhost)"),
        "to-good-client": (reference.mtls, f"{verify} crt {CLIENT} sni str(localhost)"),
        "to-good-name": (reference.main, f"{verify} verifyhost localhost"),
        "to-good-unverified": (reference.main, "verify none"),
        "to-good-crl": (reference.main, f"{verify} crl-file {ca.crl}"),
        "to-bad-ca": (reference.main, f"verify required ca-file {certificates.other.cert}"),
        "to-bad-name": (reference.main, f"{verify} verifyhost wrong.example"),
        "to-bad-sni": (reference.main, f"{verify} sni str(wrong.example)"),
        "to-bad-expired": (bad_servers["expired"], verify),
        "to-bad-revoked": (bad_servers["revoked"], f"{verify} crl-file {ca.crl}"),
        "to-none-client": (reference.mtls, f"{verify} ssl-min-ver TLSv1.3"),
        "to-bad-client": (reference.mtls, f"{verify} crt {CLIENT_OTHER} ssl-max-ver TLSv1.2"),
    }
    s = Haproxy(way, "server", routes)
    s.config.write_text(s.config.read_text().replace("{main}", str(s.main)))
    s.servers = routes
    with s:
        for part in (fronts, clients, sessions, early_data, servers, admin):
            tally.group(part, s)
        for part in (fetches, shared_tickets):
            tally.group(part, s, reference)
        tally.group(words, s, wordy)
        tally.group(load, s)


bad_ports = programs.free_ports(2)
bad_servers = dict(zip(("expired", "revoked"), bad_ports))
bad_peers = [programs.Program(f"bad {kind}", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-cert", pair[0],
                                              "-key", pair[1]], SYSTEM, port)
             for kind, port, pair in (("expired", bad_ports[0], certificates.server_expired),
                                      ("revoked", bad_ports[1], certificates.server_revoked))]
# Words have a reference of their own: what forged tokens leave in OpenSSL's error queue, HAProxy takes for the failure of
# a connection that it reads next, whose it be, and closes it.
with bad_peers[0], bad_peers[1], Haproxy(SYSTEM, "reference") as reference, Haproxy(SYSTEM, "words") as wordy:
    tally.parallel(*((everything, way, reference, wordy) for way in WAYS), *((wrong_configurations, way) for way in WAYS),
                   (under_valgrind, WAYS[0]))
tally.finish("haproxy", "-v")
