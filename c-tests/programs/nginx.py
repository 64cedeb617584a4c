#!/usr/bin/env python3
"""nginx, the distro's with its HTTP/2, stream and mail modules, over tlsrs: virtual
hosts, client certificates, OCSP, sessions and tickets, TLS to upstreams, reload under
load, and what it says of configurations that are wrong.

usage: nginx.py [--baseline]       (--baseline: all over OpenSSL)
"""

import base64
import imaplib
import os
import shutil
import signal
import smtplib
import socket
import socketserver
import ssl
import threading

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca = certificates.ca
BIG = programs.sample(4 << 20)

HOSTS = ("other.example", "a.dyn.example", "b.dyn.example")
for host in HOSTS:
    ca.issue(host, names=f"DNS:{host}")[1].chmod(0o644)
# Their certificates name the responder, which is started below.
responder_port, = programs.free_ports(1)
for name, names in (("asked", "DNS:localhost"), ("asked-client", "DNS:client"), ("asked-revoked", "DNS:client")):
    ca.issue(name, names=f"{names}\nauthorityInfoAccess = OCSP;URI:http://127.0.0.1:{responder_port}")
ca.revoke("asked-revoked")
stapled = programs.folder / "stapled.der"
ca.ocsp("server", stapled)
shutil.copy(programs.files / "dh2048.pem", programs.folder)

# A client whose issuer is no root.
deep_chain = programs.folder / "deep-chain.pem"
extensions = programs.folder / "deep.ext"
extensions.write_text("extendedKeyUsage = clientAuth\n")
ca.openssl("x509", "-req", "-in", programs.files / "client-p256.csr", "-CA", programs.files / "intermediate-cert.pem", "-CAkey",
           programs.files / "intermediate-key.pem", "-set_serial", 7, "-extfile", extensions, "-out", deep_chain)
deep_chain.write_bytes(deep_chain.read_bytes() + (programs.files / "intermediate-cert.pem").read_bytes())

www = programs.new_folder("www")
(www / "index.html").write_text("hello from nginx\n")
(www / "big").write_bytes(BIG)
(www / "put").mkdir()
(www / "put").chmod(0o777)

# What each port of an instance is for.
PORTS = ("main", "both", "mtls", "optional", "no_ca", "deep", "deep_enough", "stapling", "asking", "ocsp_clients", "shared_ids", "tickets",
         "plain", "conf", "sealed", "dhe", "early", "proxies", "stream", "stream_out", "preread", "stream_mtls", "imap", "imaps", "smtp")

MAIN = """
{modules}
{user}
daemon off;
worker_processes {workers};
worker_shutdown_timeout 20;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    root {www};
    sendfile on;
    default_type text/plain;
    client_max_body_size 20m;
    keepalive_requests 100000;
    {temporary}
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_trusted_certificate {ca.cert};
    add_header X-Ssl "$ssl_protocol $ssl_cipher $ssl_server_name $ssl_alpn_protocol";
    add_header X-Offer "$ssl_ciphers $ssl_curves";
    add_header X-Reused $ssl_session_reused;
    add_header X-Verify $ssl_client_verify;
    add_header X-Client "$ssl_client_s_dn $ssl_client_i_dn $ssl_client_s_dn_legacy $ssl_client_serial $ssl_client_fingerprint";
    add_header X-Dates "$ssl_client_v_start $ssl_client_v_end $ssl_client_v_remain";
    add_header X-Cert $ssl_client_escaped_cert;
    add_header X-Session $ssl_session_id;
    add_header X-Early $ssl_early_data;
    add_header X-Worker $pid;
    server {{
        listen 127.0.0.1:{main} ssl http2 default_server;
        server_name localhost;
        location /put/ {{ dav_methods PUT; }}
    }}
    server {{
        listen 127.0.0.1:{main} ssl http2;
        server_name other.example;
        ssl_certificate {ca.folder}/other.example-cert.pem;
        ssl_certificate_key {ca.folder}/other.example-key.pem;
        location / {{ return 200 "other\\n"; }}
    }}
    server {{
        listen 127.0.0.1:{main} ssl http2;
        server_name *.dyn.example;
        ssl_certificate {ca.folder}/$ssl_server_name-cert.pem;
        ssl_certificate_key {ca.folder}/$ssl_server_name-key.pem;
        location / {{ return 200 "dynamic $ssl_server_name\\n"; }}
    }}
    server {{
        listen 127.0.0.1:{main} ssl http2;
        server_name reject.example;
        ssl_reject_handshake on;
    }}
    server {{
        listen 127.0.0.1:{both} ssl;
        ssl_certificate {server_rsa[0]};
        ssl_certificate_key {server_rsa[1]};
    }}
    ssl_client_certificate {ca.cert};
    server {{ listen 127.0.0.1:{mtls} ssl; ssl_verify_client on; ssl_crl {ca.crl}; }}
    server {{ listen 127.0.0.1:{optional} ssl; ssl_verify_client optional; }}
    server {{ listen 127.0.0.1:{no_ca} ssl; ssl_verify_client optional_no_ca; }}
    server {{ listen 127.0.0.1:{deep} ssl; ssl_verify_client on; ssl_client_certificate {files}/ca-rsa-cert.pem; ssl_verify_depth 0; }}
    server {{ listen 127.0.0.1:{deep_enough} ssl; ssl_verify_client on; ssl_client_certificate {files}/ca-rsa-cert.pem; ssl_verify_depth 1; }}
    server {{ listen 127.0.0.1:{stapling} ssl; ssl_stapling on; ssl_stapling_file {stapled}; }}
    server {{
        listen 127.0.0.1:{asking} ssl;
        ssl_certificate {ca.folder}/asked-cert.pem;
        ssl_certificate_key {ca.folder}/asked-key.pem;
        ssl_stapling on;
        ssl_stapling_verify on;
    }}
    server {{ listen 127.0.0.1:{ocsp_clients} ssl; ssl_verify_client on; ssl_ocsp on; ssl_ocsp_cache shared:ocsp:1m; }}
    server {{
        listen 127.0.0.1:{shared_ids} ssl;
        ssl_session_tickets off;
        ssl_session_cache shared:ids:1m;
        keepalive_timeout 0;
    }}
    server {{
        listen 127.0.0.1:{tickets} ssl;
        ssl_session_ticket_key {folder}/ticket.key;
        ssl_session_ticket_key {folder}/old-ticket.key;
    }}
    server {{
        listen 127.0.0.1:{conf} ssl;
        ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256;
        ssl_conf_command Options KTLS;
        ssl_conf_command MinProtocol TLSv1.3;
        ssl_ecdh_curve secp384r1;
    }}
    server {{
        listen 127.0.0.1:{sealed} ssl;
        ssl_certificate {files}/server-rsa-cert.pem;
        ssl_certificate_key {files}/server-rsa-key-encrypted.pem;
        ssl_password_file {folder}/passwords;
    }}
    server {{
        listen 127.0.0.1:{dhe} ssl;
        ssl_certificate {server_rsa[0]};
        ssl_certificate_key {server_rsa[1]};
        ssl_protocols TLSv1.2;
        ssl_ciphers DHE-RSA-AES256-GCM-SHA384;
        ssl_dhparam {root}/dh2048.pem;
    }}
    server {{ listen 127.0.0.1:{early} ssl; ssl_early_data on; }}
    server {{
        listen 127.0.0.1:{plain};
        location / {{ return 200 "plain $http_host $http_x_verify\\n"; }}
        location /auth {{
            add_header Auth-Status OK;
            add_header Auth-Server 127.0.0.1;
            add_header Auth-Port $http_auth_port;
            return 204;
        }}
        location = /auth-imap {{ add_header Auth-Status OK; add_header Auth-Server 127.0.0.1; add_header Auth-Port {imap_backend}; return 204; }}
        location = /auth-smtp {{ add_header Auth-Status OK; add_header Auth-Server 127.0.0.1; add_header Auth-Port {smtp_backend}; return 204; }}
    }}
    server {{
        listen 127.0.0.1:{proxies} ssl;
        proxy_ssl_verify on;
        proxy_ssl_trusted_certificate {ca.cert};
        proxy_ssl_crl {ca.crl};
        proxy_ssl_server_name on;
        proxy_ssl_name localhost;
        add_header X-Front yes;
{locations}
    }}
}}
stream {{
    ssl_protocols TLSv1.2 TLSv1.3;
    map $ssl_preread_server_name $where {{ other.example 127.0.0.1:{main}; default 127.0.0.1:{both}; }}
    server {{
        listen 127.0.0.1:{stream} ssl;
        ssl_certificate {server[0]};
        ssl_certificate_key {server[1]};
        ssl_session_cache shared:stream:1m;
        proxy_pass 127.0.0.1:{echo};
    }}
    server {{
        listen 127.0.0.1:{stream_out};
        proxy_pass 127.0.0.1:{stream};
        proxy_ssl on;
        proxy_ssl_verify on;
        proxy_ssl_name localhost;
        proxy_ssl_trusted_certificate {ca.cert};
    }}
    server {{ listen 127.0.0.1:{preread}; ssl_preread on; proxy_pass $where; }}
    server {{
        listen 127.0.0.1:{stream_mtls} ssl;
        ssl_certificate {server[0]};
        ssl_certificate_key {server[1]};
        ssl_verify_client on;
        ssl_client_certificate {ca.cert};
        ssl_crl {ca.crl};
        return "$ssl_client_verify $ssl_client_s_dn\\n";
    }}
}}
mail {{
    ssl_protocols TLSv1.2 TLSv1.3;
    server_name localhost;
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    server {{ listen 127.0.0.1:{imap}; protocol imap; starttls on; auth_http 127.0.0.1:{plain}/auth-imap; }}
    server {{ listen 127.0.0.1:{imaps} ssl; protocol imap; auth_http 127.0.0.1:{plain}/auth-imap; }}
    server {{ listen 127.0.0.1:{smtp}; protocol smtp; starttls only; smtp_auth plain login; auth_http 127.0.0.1:{plain}/auth-smtp; }}
}}
"""
TEMPORARY = "".join(f"{kind}_temp_path {{folder}}/{kind};\n    " for kind in
                    ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
MODULES = "".join(f"load_module /usr/lib/nginx/modules/ngx_{kind}_module.so;\n" for kind in ("stream", "mail"))
USER = "user nobody nogroup;" if os.geteuid() == 0 else ""


class Backend(socketserver.ThreadingTCPServer):
    """A plain server in this process, for what nginx passes on."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, talk):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                talk(self.rfile, self.wfile)
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()


def echo(reader, writer):
    while data := reader.read1(1 << 16):
        writer.write(data)


def imap(reader, writer):
    """As much of a mail box as a client needs that logs in and fetches one message."""
    writer.write(b"* OK ready\r\n")
    while line := reader.readline():
        tag, word = line.split()[:2]
        if word.upper() == b"LOGIN":
            while line.rstrip().endswith(b"}"):
                writer.write(b"+ go on\r\n")
                line = reader.readline()
        elif word.upper() == b"SELECT":
            writer.write(b"* 1 EXISTS\r\n")
        elif word.upper() == b"FETCH":
            writer.write(b"* 1 FETCH (BODY[] {%d}\r\n%s)\r\n" % (len(BIG), BIG))
        writer.write(tag + b" OK done\r\n")


received = []


def smtp(reader, writer):
    writer.write(b"220 ready\r\n")
    while line := reader.readline():
        word = line.split()[0].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            received.append(b"".join(iter(reader.readline, b".\r\n")))
        writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")


backends = {"echo": Backend(echo), "imap_backend": Backend(imap), "smtp_backend": Backend(smtp)}
backend_ports = {name: backend.server_address[1] for name, backend in backends.items()}


class Nginx(programs.Program):
    """An instance with all the servers above."""

    def __init__(self, way, name, upstream=None, workers=2, prefix=(), more=(), timeout=programs.PATIENCE):
        self.workers = workers
        self.ports = dict(zip(PORTS, programs.free_ports(len(PORTS))))
        self.folder = programs.new_folder(f"{name}-{self.ports['main']}".replace(" ", "-"))
        self.keys(os.urandom(80), os.urandom(80))
        (self.folder / "passwords").write_text("wrong\nsecret\n")
        locations = []
        for location, (port, *rows) in (upstream or {}).items():
            rows = "".join(f" {row};" for row in rows)
            locations.append(f"        location {location} {{ proxy_pass https://127.0.0.1:{port}/;{rows} }}")
        self.config = self.folder / "nginx.conf"
        self.config.write_text(MAIN.format(
            modules=MODULES, user=USER, workers=workers, folder=self.folder, root=programs.folder, www=www, ca=ca, stapled=stapled,
            files=programs.files, server=certificates.server, server_rsa=certificates.server_rsa,
            temporary=TEMPORARY.format(folder=self.folder), locations="\n".join(locations), **self.ports, **backend_ports))
        super().__init__(f"nginx {name}", [*prefix, "nginx", "-e", self.folder / "error.log", "-c", self.config, *more], way,
                         self.ports["main"], stop=signal.SIGQUIT, timeout=timeout)

    def __getattr__(self, name):
        if name in PORTS:
            return self.ports[name]
        raise AttributeError(name)

    def keys(self, *keys):
        for name, key in zip(("ticket.key", "old-ticket.key"), keys):
            (self.folder / name).write_bytes(key)

    def errors(self):
        return (self.folder / "error.log").read_text(errors="replace") if (self.folder / "error.log").exists() else ""

    def text(self):
        return super().text() + self.errors()

    def reload(self, alone=True):
        """Has it read its configuration anew, until new workers run, and run alone."""
        old, begun = set(programs.family(self.pid)[1:]), self.errors().count("start worker process ")
        self.process.send_signal(signal.SIGHUP)
        programs.wait_for("new workers", lambda: self.errors().count("start worker process ") >= begun + self.workers, self.text)
        if alone:
            programs.wait_for("the end of the old workers", lambda: not old & set(programs.family(self.pid)), self.text)


def hosts(s):
    """What goes in comes out; names choose certificates and contents."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        made = programs.context(certificates, **more)
        what = f"{s.way}: {version}"
        status, headers, body, _ = programs.fetch(made, s.main, "/big")
        tally.equal(f"{what} big file", (status, body == BIG), (200, True))
        tally.found(f"{what} variables", headers["x-ssl"], f"TLSv{version} .* localhost")
        programs.fetch(made, s.main, f"/put/{version}-{s.main}", body=BIG, method="PUT")
        tally.equal(f"{what} upload", (www / f"put/{version}-{s.main}").read_bytes(), BIG)
        for name, wanted in (("localhost", b"hello from nginx\n"), ("other.example", b"other\n"),
                             ("a.dyn.example", b"dynamic a.dyn.example\n"), ("b.dyn.example", b"dynamic b.dyn.example\n")):
            tally.equal(f"{what} {name}", programs.fetch(made, s.main, name=name)[2], wanted)
        for name in ("reject.example", "absent.dyn.example"):
            try:
                programs.connect(made, s.main, name)
                tally.check(f"{what} {name} is refused", False)
            except ssl.SSLError as error:
                tally.found(f"{what} {name} is refused", str(error), "UNRECOGNIZED_NAME|INTERNAL_ERROR|alert")
    for http, option in (("1.1", "--http1.1"), ("2", "--http2")):
        out = programs.folder / f"out-{s.main}"
        status, text = harness.run(["curl", "-sSv", "-m", 30, option, "--cacert", ca.cert, "-o", out,
                                    f"https://localhost:{s.main}/big"], s.way if http == "2" else SYSTEM)
        tally.check(f"{s.way}: curl HTTP/{http}", status == 0 and out.read_bytes() == BIG and f"< HTTP/{http}" in text, text[-2000:])
    # The kind of certificate follows from what the client can.
    for key, suite in (("ECDSA", "ECDHE-ECDSA-AES128-GCM-SHA256"), ("RSA", "ECDHE-RSA-AES128-GCM-SHA256")):
        made = programs.context(certificates, **programs.TLS12)
        made.set_ciphers(suite)
        port = s.both if key == "RSA" else s.main
        tally.found(f"{s.way}: {key}", programs.fetch(made, port)[1]["x-ssl"], suite)
    for alpn, wanted in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1"), (["http/1.0"], "http/1.0")):
        made = programs.context(certificates)
        made.set_alpn_protocols(alpn)
        with programs.connect(made, s.main) as c:
            tally.equal(f"{s.way}: ALPN {alpn}", c.selected_alpn_protocol(), wanted)
    made = programs.context(certificates)
    made.set_alpn_protocols(["spdy/3"])
    try:
        programs.connect(made, s.main)
        tally.check(f"{s.way}: no common ALPN", False)
    except ssl.SSLError as error:
        tally.found(f"{s.way}: no common ALPN", str(error), "alert no application protocol|NO_APPLICATION_PROTOCOL")
    text = programs.s_client(s.main, certificates, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    tally.found(f"{s.way}: TLS 1.1", text, "alert protocol version")
    text = programs.s_client(s.conf, certificates)
    tally.found(f"{s.way}: configuration commands", text, "TLS_CHACHA20_POLY1305_SHA256", "secp384r1, 384 bits")
    text = programs.s_client(s.conf, certificates, "-tls1_2")
    tally.found(f"{s.way}: MinProtocol by command", text, "alert protocol version")
    made = programs.context(certificates)
    tally.equal(f"{s.way}: sendfile with KTLS asked for", programs.fetch(made, s.conf, "/big")[2], BIG)
    made = programs.context()
    made.load_verify_locations(programs.files / "ca-bundle.pem")
    tally.equal(f"{s.way}: sealed key", programs.fetch(made, s.sealed)[0], 200)
    made = programs.context(certificates)
    made.set_ciphers("DHE-RSA-AES256-GCM-SHA384")
    tally.found(f"{s.way}: DHE with ssl_dhparam", programs.fetch(made, s.dhe)[1]["x-ssl"], "TLSv1.2 DHE-RSA-AES256-GCM-SHA384")


def clients(s):
    """Client certificates in each mode, each kind of bad one."""
    def ask(port, client, **more):
        made = programs.context(certificates, client=client and getattr(certificates, client), **more)
        status, headers, body, _ = programs.fetch(made, port)
        return status, headers.get("x-verify"), body
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        what = f"{s.way}: {version}"
        for client in ("client", "client_rsa"):
            tally.equal(f"{what} required, {client}", ask(s.mtls, client, **more)[:2], (200, "SUCCESS"))
        for client, text in ((None, b"No required SSL certificate"), ("client_expired", b"SSL certificate error"),
                             ("client_revoked", b"SSL certificate error"), ("client_other", b"SSL certificate error")):
            status, _, body = ask(s.mtls, client, **more)
            tally.check(f"{what} required, {client}", status == 400 and text in body, (status, body))
        tally.equal(f"{what} optional, none", ask(s.optional, None, **more)[:2], (200, "NONE"))
        tally.equal(f"{what} optional, good", ask(s.optional, "client", **more)[:2], (200, "SUCCESS"))
        tally.equal(f"{what} optional, another CA's", ask(s.optional, "client_other", **more)[0], 400)
        tally.equal(f"{what} optional_no_ca, none", ask(s.no_ca, None, **more)[:2], (200, "NONE"))
        tally.equal(f"{what} optional_no_ca, another CA's", ask(s.no_ca, "client_other", **more)[:2],
                    (200, "FAILED:unable to verify the first certificate"))
        tally.equal(f"{what} optional_no_ca, expired", ask(s.no_ca, "client_expired", **more)[0], 400)
    made = programs.context(certificates)
    made.load_cert_chain(deep_chain, programs.files / "client-p256-key.pem")
    tally.equal(f"{s.way}: a chain that is too deep", programs.fetch(made, s.deep)[0], 400)
    tally.equal(f"{s.way}: the same where it is not", programs.fetch(made, s.deep_enough)[1].get("x-verify"), "SUCCESS")
    tally.found(f"{s.way}: the log says why", s.errors(), "certificate has expired", "certificate revoked",
                r"\((20|22):")
    text = programs.s_client(s.mtls, certificates)
    tally.found(f"{s.way}: CA names", text, "Acceptable client certificate CA names\nO = tlsrs tests, CN = good-ca")
    # Asked over OCSP.
    for client, wanted in (("asked-client", (200, "SUCCESS")), ("asked-revoked", (400, None))):
        made = programs.context(certificates, client=(ca.folder / f"{client}-cert.pem", ca.folder / f"{client}-key.pem"))
        status, headers, _, _ = programs.fetch(made, s.ocsp_clients)
        tally.equal(f"{s.way}: OCSP of {client}", (status, headers.get("x-verify") if status == 200 else None), wanted)


def variables(s, reference):
    """Every variable is what it is over OpenSSL."""
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        for client in (None, "client", "client_rsa"):
            answers = []
            for server in (s, reference):
                made = programs.context(certificates, client=client and getattr(certificates, client), **more)
                headers = programs.fetch(made, server.optional)[1]
                # 1.3 has no session yet at this time over OpenSSL either.
                headers["x-session"] = len(headers.get("x-session", ""))
                answers.append({k: v for k, v in headers.items() if k.startswith("x-") and k != "x-worker"})
            tally.equal(f"{s.way}: variables, {version} with {client}", *answers)


def stapling(s):
    """OCSP responses from a file, and fetched and verified."""
    for version in ("-tls1_2", "-tls1_3"):
        text = programs.s_client(s.stapling, certificates, "-status", version)
        tally.found(f"{s.way}: {version} stapled from a file", text, "OCSP Response Status: successful", "Cert Status: good")
    programs.until(lambda: "Response Status: successful" in programs.s_client(s.asking, certificates, "-status"), 5)
    text = programs.s_client(s.asking, certificates, "-status")
    tally.found(f"{s.way}: stapled from the responder", text, "OCSP Response Status: successful", "Cert Status: good")
    tally.found(f"{s.way}: none where none is", programs.s_client(s.main, certificates, "-status"), "OCSP response: no response sent")


def sessions(s):
    """Session IDs across workers, tickets across reloads with rotated keys."""
    made = programs.context(certificates, **programs.TLS12)
    session, seen, reused = None, set(), []
    for _ in range(400):
        with programs.connect(made, s.shared_ids, session=session) as c:
            _, headers, _, _ = programs.fetch(made, s.shared_ids, connection=c, close=False)
            seen.add(headers["x-worker"])
            reused.append(headers["x-reused"])
            session = c.session
        if len(seen) > 1 and len(reused) > 3:
            break
    tally.equal(f"{s.way}: session IDs in each worker", (len(seen), reused[0], set(reused[1:])), (2, ".", {"r"}))

    def ask(session, more):
        made = programs.context(certificates, **more)
        with programs.connect(made, s.tickets, session=session and session[1]) if not session else \
                programs.connect(session[0], s.tickets, session=session[1]) as c:
            _, headers, _, _ = programs.fetch(None, s.tickets, connection=c, close=False)
            return headers["x-reused"], (session[0] if session else made, c.session)
    first, second, third = os.urandom(80), os.urandom(80), os.urandom(80)
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        s.keys(first, third)
        s.reload()
        was, held = ask(None, more)
        tally.equal(f"{s.way}: {version} a new session", was, ".")
        tally.equal(f"{s.way}: {version} resumed by ticket", ask(held, more)[0], "r")
        s.keys(second, first)
        s.reload()
        tally.equal(f"{s.way}: {version} resumed under the older key", ask(held, more)[0], "r")
        _, renewed = ask(held, more)
        s.keys(second, third)
        s.reload()
        tally.equal(f"{s.way}: {version} a new ticket came with the newer key", ask(renewed, more)[0], "r")
        tally.equal(f"{s.way}: {version} not resumed without its key", ask(held, more)[0], ".")


def early_data(s):
    """Early data is taken in a resumed 1.3 connection, and said to be."""
    held = programs.folder / f"session-{s.early}.pem"
    request = programs.folder / f"early-{s.early}"
    request.write_text("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    def send(what):
        """Where the client's last message is there before nginx looks, the handshake is done and nothing
        is early any more for nginx (ssl/early_states shows the same of OpenSSL); that is so now and then."""
        for _ in range(20):
            text = programs.s_client(s.early, certificates, "-tls1_3", "-sess_in", held, "-early_data", request, say="\n")
            if "Early data was accepted" not in text or "X-Early: 1" in text:
                break
        tally.found(f"{s.way}: {what}", text, "Early data was accepted", "hello from nginx", "X-Early: 1")

    # The ticket comes after the handshake, so something must be exchanged.
    programs.s_client(s.early, certificates, "-tls1_3", "-sess_out", held, say=request.read_text())
    send("early data")
    # nginx asks for no protection against replay.
    send("early data with the same ticket")
    text = programs.s_client(s.main, certificates, "-tls1_3", "-sess_in", held, "-early_data", request, say="\n")
    tally.check(f"{s.way}: no early data where it is off", "Early data was accepted" not in text, text)


def upstreams(s):
    """nginx as a client: it verifies, and shows its certificate."""
    made = programs.context(certificates)
    for location in s.good:
        status, headers, body, _ = programs.fetch(made, s.proxies, location + "big")
        tally.equal(f"{s.way}: to upstream {location}", (status, body == BIG), (200, True))
    status, headers, _, _ = programs.fetch(made, s.proxies, "/client-good/")
    tally.equal(f"{s.way}: its certificate upstream", (status, headers.get("x-verify")), (200, "SUCCESS"))
    for location, status, message in s.bad:
        got = programs.fetch(made, s.proxies, location)[0]
        tally.equal(f"{s.way}: to upstream {location}", got, status)
        tally.found(f"{s.way}: to upstream {location}, the log", s.errors(), message)


def streams(s):
    """The stream module in both roles, and routes by name."""
    made = programs.context(certificates)

    def back_and_forth(connection, data):
        sender = threading.Thread(target=connection.sendall, args=(data,))
        sender.start()
        got = b""
        while len(got) < len(data) and (part := connection.recv(1 << 16)):
            got += part
        sender.join()
        return got
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        with programs.connect(programs.context(certificates, **more), s.stream) as c:
            # A Python connection is for one thread at a time.
            got = b""
            for start in range(0, 1 << 20, 1 << 15):
                c.sendall(BIG[start:start + (1 << 15)])
                while len(got) < start + (1 << 15) and (part := c.recv(1 << 16)):
                    got += part
            tally.equal(f"{s.way}: stream, {version}", got, BIG[:1 << 20])
    with socket.create_connection(("127.0.0.1", s.stream_out), timeout=60) as c:
        tally.equal(f"{s.way}: stream to stream", back_and_forth(c, BIG[:1 << 20]), BIG[:1 << 20])
    tally.equal(f"{s.way}: route by name", programs.fetch(made, s.preread, name="other.example")[2], b"other\n")
    tally.equal(f"{s.way}: route of any other", programs.fetch(made, s.preread)[2], b"hello from nginx\n")
    for client in ("client", "client_rsa"):
        with programs.connect(programs.context(certificates, client=getattr(certificates, client)), s.stream_mtls) as c:
            name = client.replace("_", "-")
            tally.equal(f"{s.way}: stream, {client}", c.makefile().read(), f"SUCCESS CN={name},O=tlsrs tests\n")
    for client in (None, *certificates.BAD_CLIENTS):
        try:
            with programs.connect(programs.context(certificates, client=client and getattr(certificates, client)),
                                  s.stream_mtls) as c:
                got = c.makefile().read()
        except OSError as error:
            got = str(error)
        tally.check(f"{s.way}: stream refuses {client}", "SUCCESS" not in got, got)


def mail(s):
    """IMAP and SMTP, by STARTTLS and from the start."""
    made = programs.context(certificates)
    for how, box in (("STARTTLS", imaplib.IMAP4("localhost", s.imap)), ("TLS", imaplib.IMAP4_SSL("localhost", s.imaps, ssl_context=made))):
        if how == "STARTTLS":
            box.starttls(made)
        box.login("someone", "secret")
        box.select()
        data = box.fetch("1", "(BODY[])")[1][0][1]
        tally.equal(f"{s.way}: IMAP with {how}", data, BIG)
        box.logout()
    with smtplib.SMTP("localhost", s.smtp) as client:
        try:
            client.login("someone", "secret")
            tally.check(f"{s.way}: SMTP without TLS is refused", False)
        except smtplib.SMTPException:
            tally.check(f"{s.way}: SMTP without TLS is refused", True)
    with smtplib.SMTP("localhost", s.smtp) as client:
        client.starttls(context=made)
        client.ehlo()
        client.login("someone", "secret")
        text = base64.encodebytes(BIG[:100000]).decode()
        client.sendmail("a@localhost", ["b@localhost"], text)
        tally.equal(f"{s.way}: SMTP with STARTTLS", received[-1].replace(b"\r\n", b"\n").strip(), text.encode().strip())
    tally.found(f"{s.way}: s_client's STARTTLS", programs.s_client(s.imap, certificates, "-starttls", "imap"),
                "Verify return code: 0")


def load(s):
    """200 connections at once; a reload loses none."""
    made = programs.context(certificates)

    def exchange(number, connection):
        for _ in range(2):
            status, _, body, _ = programs.fetch(made, s.main, connection=connection, close=False)
            if (status, body) != (200, b"hello from nginx\n"):
                raise ValueError(f"{status} {body[:100]}")
    errors = programs.together(200, made, s.main, exchange)
    tally.check(f"{s.way}: 200 connections at once", not errors, errors[:5])

    def one():
        status, _, body, _ = programs.fetch(programs.context(certificates), s.main, "/big")
        if status != 200 or body != BIG:
            raise ValueError(f"{status}, {len(body)} bytes")
    with programs.Load(one, 3) as running:
        for _ in range(4):
            s.reload(alone=False)
            running.more(3)
    running.verdict(f"{s.way}: reloads lose no connection")


WRONG = {
    "key of another certificate": "ssl_certificate {server[0]}; ssl_certificate_key {client[1]};",
    "key of another kind": "ssl_certificate {server[0]}; ssl_certificate_key {server_rsa[1]};",
    "no such certificate": "ssl_certificate /nonexistent.pem; ssl_certificate_key {server[1]};",
    "no such key": "ssl_certificate {server[0]}; ssl_certificate_key /nonexistent.pem;",
    "no certificate in the file": "ssl_certificate {server[1]}; ssl_certificate_key {server[1]};",
    "no key in the file": "ssl_certificate {server[0]}; ssl_certificate_key {server[0]};",
    "a sealed key": "ssl_certificate {files}/server-rsa-cert.pem; ssl_certificate_key {files}/server-rsa-key-encrypted.pem;"
                    " ssl_password_file {root}/wrong-passwords;",
    "no such engine": "ssl_certificate {server[0]}; ssl_certificate_key engine:nosuch:key;",
    "no such suite": "{pair} ssl_ciphers NO-SUCH-SUITE;",
    "no such curve": "{pair} ssl_ecdh_curve no-such-curve;",
    "no DH parameters in the file": "{pair} ssl_dhparam {server[0]};",
    "no such CA file": "{pair} ssl_verify_client on; ssl_client_certificate /nonexistent.pem;",
    "no certificate in the CA file": "{pair} ssl_verify_client on; ssl_client_certificate {server[1]};",
    "no such CRL file": "{pair} ssl_verify_client on; ssl_client_certificate {ca.cert}; ssl_crl /nonexistent.pem;",
    "no CRL in the file": "{pair} ssl_verify_client on; ssl_client_certificate {ca.cert}; ssl_crl {server[0]};",
    "no OCSP response in the file": "{pair} ssl_stapling on; ssl_stapling_file {server[0]};",
    "no such command": "{pair} ssl_conf_command NoSuchCommand x;",
    "no such value": "{pair} ssl_conf_command Ciphersuites NO-SUCH-SUITE;",
    "no such option": "{pair} ssl_conf_command Options NoSuchOption;",
    "no such version": "{pair} ssl_conf_command MinProtocol TLSv9;",
    "a ticket key of wrong size": "{pair} ssl_session_ticket_key {server[0]};",
}


def wrong_configurations(way):
    """`nginx -t` says of each what it says over OpenSSL."""
    (programs.folder / "wrong-passwords").write_text("wrong\n")
    pair = f"ssl_certificate {certificates.server[0]}; ssl_certificate_key {certificates.server[1]};"
    place = programs.folder / f"wrong-{way[:4]}"
    place.mkdir()
    for name, rows in WRONG.items():
        config = place / "wrong.conf"
        text = rows.format(pair=pair, ca=ca, files=programs.files, root=programs.folder, server=certificates.server,
                           server_rsa=certificates.server_rsa, client=certificates.client)
        config.write_text(f"pid {place}/pid; events {{}} http {{ {TEMPORARY.format(folder=place)}"
                          f" server {{ listen 127.0.0.1:1 ssl; {text} }} }}\n")
        command = ["nginx", "-t", "-e", "stderr", "-c", config]
        theirs, ours = (programs.re.sub(r"^\S+ \S+ (\[\w+\]) \S+", r"\1", str(harness.run(command, each)[::-1]))
                        for each in (SYSTEM, way))
        tally.equal(f"{way}: nginx -t, {name}", ours, theirs)


def under_valgrind(way):
    """No memory error in a process that serves, and refuses."""
    s = Nginx(way, "valgrind", prefix=[*programs.VALGRIND, "--leak-check=no"], more=["-g", "master_process off;"], timeout=240)
    s.good, s.bad = (), ()
    with s:
        made = programs.context(certificates)
        tally.equal("under valgrind: a file", programs.fetch(made, s.main, "/big")[2], BIG)
        for client in ("client", None, *certificates.BAD_CLIENTS):
            made = programs.context(certificates, client=client and getattr(certificates, client))
            tally.equal(f"under valgrind: {client}", programs.fetch(made, s.mtls)[0], 200 if client == "client" else 400)
        try:
            programs.connect(programs.context(certificates), s.main, "reject.example")
            tally.check("under valgrind: a name is refused", False)
        except ssl.SSLError as error:
            tally.found("under valgrind: a name is refused", str(error), "UNRECOGNIZED_NAME|alert")
        for name in HOSTS:
            programs.fetch(programs.context(certificates), s.main, name=name)
        tally.group(mail, s)
    tally.check("no memory error", "==" not in programs.Program.text(s), programs.Program.text(s)[:3000])


def everything(way, reference):
    upstream, good, bad = {}, [], []
    for name, target in (("openssl", reference.ports), ("self", None)):
        for version in ("1.2", "1.3"):
            location = f"/{name}-{version}/"
            upstream[location] = ((target or {}).get("main", "{main}"), f"proxy_ssl_protocols TLSv{version}")
            good.append(location)
    pair = ("proxy_ssl_certificate {0[0]}", "proxy_ssl_certificate_key {0[1]}")
    upstream["/client-good/"] = (reference.mtls, "proxy_ssl_session_reuse off", *(row.format(certificates.client) for row in pair))
    refused = (("/wrong-ca/", (reference.main, f"proxy_ssl_trusted_certificate {certificates.other.cert}"), 502,
                "certificate verify error: .*unable to get local issuer|certificate verify failed|upstream SSL certificate verify error"),
               ("/wrong-name/", (reference.main, "proxy_ssl_name wrong.example"), 502,
                'upstream SSL certificate does not match "wrong.example"'),
               ("/client-bad/", (reference.mtls, *(row.format(certificates.client_other) for row in pair)), 400, ""),
               ("/client-none/", (reference.mtls,), 400, ""))
    for location, rows, status, message in refused:
        # Sessions are shared by all locations with one address.
        upstream[location] = (*rows, "proxy_ssl_session_reuse off")
        bad.append((location, status, message))
    for kind, port in bad_servers.items():
        upstream[f"/{kind}/"] = (port,)
        bad.append((f"/{kind}/", 502, {"expired": r"\(10:certificate has expired\)", "revoked": r"\(23:certificate revoked\)"}[kind]))
    s = Nginx(way, "server", upstream)
    s.config.write_text(s.config.read_text().replace("{main}", str(s.main)))
    s.good, s.bad = good, bad
    with s:
        for part in (hosts, clients, stapling, sessions, early_data, upstreams, streams, mail, load):
            tally.group(part, s)
        tally.group(variables, s, reference)


responder = programs.responder(ca, responder_port)
bad_ports = programs.free_ports(2)
bad_servers = dict(zip(("expired", "revoked"), bad_ports))
bad_peers = [programs.Program(f"bad {kind}", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-cert", pair[0],
                                              "-key", pair[1]], SYSTEM, port)
             for kind, port, pair in (("expired", bad_ports[0], certificates.server_expired),
                                      ("revoked", bad_ports[1], certificates.server_revoked))]
with bad_peers[0], bad_peers[1], Nginx(SYSTEM, "reference") as reference:
    tally.parallel(*((everything, way, reference) for way in WAYS), *((wrong_configurations, way) for way in WAYS),
                   (under_valgrind, WAYS[0]))
tally.finish("nginx", "-v")
