#!/usr/bin/env python3
"""nginx's options on TLS beyond those of nginx.py: every one gives over tlsrs what it
gives over OpenSSL.

usage: options_nginx.py [--baseline]     (--baseline: all over OpenSSL)
"""

import os
import poplib
import re
import socket
import ssl
import threading
import time

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca = certificates.ca
BIG = programs.sample(300000)
www = programs.new_folder("www")
(www / "big").write_bytes(BIG)
(www / "index.html").write_text("hello\n")
responder_port, = programs.free_ports(1)
for name in ("asked", "asked-revoked"):
    ca.issue(name, names="DNS:localhost")
ca.revoke("asked-revoked")
for name, pair in (("sealed", certificates.client), ("sealed-server", certificates.server)):
    ca.openssl("pkcs8", "-topk8", "-in", pair[1], "-passout", "pass:secret", "-out", programs.folder / f"{name}.pem")
certificates.client[1].chmod(0o644)
# A server whose issuer is no root.
extensions = programs.folder / "chain.ext"
extensions.write_text("extendedKeyUsage = serverAuth\nsubjectAltName = DNS:localhost\n")
ca.openssl("x509", "-req", "-in", programs.files / "server-p256.csr", "-CA", programs.files / "intermediate-cert.pem", "-CAkey",
           programs.files / "intermediate-key.pem", "-set_serial", 9, "-extfile", extensions, "-out", programs.folder / "chain.pem")
with (programs.folder / "chain.pem").open("a") as out:
    out.write((programs.files / "intermediate-cert.pem").read_text())
(programs.folder / "passwords").write_text("wrong\nsecret\n")

VARIABLES = """ssl_protocol ssl_cipher ssl_ciphers ssl_curve ssl_curves ssl_server_name ssl_alpn_protocol ssl_session_reused
ssl_early_data ssl_client_verify ssl_client_s_dn ssl_client_i_dn ssl_client_s_dn_legacy ssl_client_i_dn_legacy ssl_client_serial
ssl_client_fingerprint ssl_client_v_start ssl_client_v_end ssl_client_v_remain ssl_client_cert ssl_client_raw_cert
ssl_client_escaped_cert""".split()
SERVERS = {
    "said": "ssl_verify_client optional_no_ca; location / { return 200 \"" + "|".join(f"${v}" for v in VARIABLES) + "\"; }",
    "ours_first": "ssl_protocols TLSv1.2; ssl_prefer_server_ciphers on; ssl_ciphers"
                  " ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256;",
    "theirs_first": "ssl_protocols TLSv1.2; ssl_ciphers"
                    " ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256;",
    "curves": "ssl_ecdh_curve secp384r1:prime256v1;",
    "small": "ssl_buffer_size 1k;",
    "off": "ssl_session_cache off; ssl_session_tickets off;",
    "none": "ssl_session_cache none; ssl_session_tickets off;",
    "builtin": "ssl_session_cache builtin:100; ssl_session_tickets off;",
    "shared": "ssl_session_cache builtin:100 shared:both:1m; ssl_session_tickets off;",
    "short": "ssl_session_cache shared:short:1m; ssl_session_timeout 1s;",
    "data": "ssl_certificate data:$certificate_data; ssl_certificate_key data:$key_data;",
    "bad_data": "ssl_certificate data:$certificate_data; ssl_certificate_key data:$certificate_data;",
    "pages": "ssl_verify_client on; error_page 495 496 497 /why; location /why { return 200 \"why $status $ssl_client_verify\\n\"; }",
    "leaf": "ssl_verify_client on; ssl_ocsp leaf; ssl_ocsp_responder http://127.0.0.1:{responder};",
    "stapling": "ssl_certificate {ca.folder}/asked-cert.pem; ssl_certificate_key {ca.folder}/asked-key.pem; ssl_stapling on;"
                " ssl_stapling_responder http://127.0.0.1:{responder}; ssl_stapling_verify on;",
    "options": "ssl_conf_command Options -SessionTicket,ServerPreference,PrioritizeChaCha; ssl_conf_command SignatureAlgorithms"
               " ECDSA+SHA384; ssl_conf_command Groups P-256; ssl_conf_command NumTickets 1;",
    "one_kind": "ssl_conf_command ClientSignatureAlgorithms RSA-PSS+SHA256; ssl_verify_client on;",
    "upstream": "ssl_verify_client optional; ssl_client_certificate {ca.cert}; location / { return 200"
                " \"$ssl_protocol $ssl_cipher $ssl_server_name $ssl_session_reused $ssl_client_verify\\n\"; }",
    "chained": "ssl_certificate {root}/chain.pem; ssl_certificate_key {files}/server-p256-key.pem;",
}
ANEW = "proxy_ssl_session_reuse off; "
TRUST = "proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_trusted_certificate {ca.cert}; "
DEEP = ANEW + "proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_trusted_certificate {files}/ca-bundle.pem; "
# Where each location of the front goes, and how; what is asked twice may resume.
LOCATIONS = {
    "resumed": ("upstream", TRUST),
    "ciphers": ("upstream", ANEW + TRUST + "proxy_ssl_protocols TLSv1.2; proxy_ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305;"),
    "command": ("upstream", ANEW + TRUST + "proxy_ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256;"),
    "minimum": ("ours_first", TRUST + "proxy_ssl_conf_command MinProtocol TLSv1.3;"),
    "sealed": ("upstream", ANEW + TRUST + "proxy_ssl_certificate {client[0]}; proxy_ssl_certificate_key {root}/sealed.pem;"
               " proxy_ssl_password_file {root}/passwords;"),
    "by_variable": ("upstream", ANEW + TRUST + "proxy_ssl_certificate {ca.folder}/$arg_who-cert.pem; proxy_ssl_certificate_key"
                    " {ca.folder}/$arg_who-key.pem;"),
    "named": ("upstream", ANEW + TRUST + "proxy_ssl_server_name on;"),
    "unnamed": ("upstream", ANEW + TRUST + "proxy_ssl_server_name off;"),
    "anew": ("upstream", ANEW + TRUST),
    "deep": ("chained", DEEP + "proxy_ssl_verify_depth 2;"),
    "too_deep": ("chained", DEEP + "proxy_ssl_verify_depth 0;"),
    "unverified": ("chained", ANEW + "proxy_ssl_verify off;"),
    "no_ca": ("upstream", ANEW + "proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_trusted_certificate {files}/ca-rsa-cert.pem;"),
}
OTHERS = """
location /grpc/ {{ grpc_pass grpcs://127.0.0.1:{h2}; grpc_ssl_verify on; grpc_ssl_name localhost;
    grpc_ssl_trusted_certificate {ca.cert}; grpc_ssl_certificate {client[0]}; grpc_ssl_certificate_key {client[1]}; }}
location /grpc-bad/ {{ grpc_pass grpcs://127.0.0.1:{h2}; grpc_ssl_verify on; grpc_ssl_name wrong.example;
    grpc_ssl_trusted_certificate {ca.cert}; grpc_ssl_session_reuse off; }}
location /uwsgi/ {{ uwsgi_pass suwsgi://127.0.0.1:{uwsgi}; uwsgi_ssl_verify on; uwsgi_ssl_name localhost;
    uwsgi_ssl_trusted_certificate {ca.cert}; }}
location /uwsgi-bad/ {{ uwsgi_pass suwsgi://127.0.0.1:{uwsgi}; uwsgi_ssl_verify on; uwsgi_ssl_name localhost;
    uwsgi_ssl_trusted_certificate {other.cert}; uwsgi_ssl_session_reuse off; }}
"""
PORTS = (*SERVERS, "front", "h2", "preread", "alpn", "slow", "to_12", "to_bad", "stream_sealed", "pop3", "pop3s", "auth", "imaps")
MAIN = """
{modules}
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    log_format auth "$http_auth_ssl $http_auth_ssl_protocol $http_auth_ssl_cipher $http_auth_ssl_verify $http_auth_ssl_subject|$http_auth_ssl_issuer|$http_auth_ssl_fingerprint|$http_auth_ssl_cert";
    access_log off;
    root {www};
    default_type text/plain;
    keepalive_timeout 0;
    {temporary}
    map $ssl_server_name $certificate_data {{ default "{certificate_data}"; }}
    map $ssl_server_name $key_data {{ default "{key_data}"; }}
    ssl_protocols TLSv1.2 TLSv1.3;
    proxy_ssl_protocols TLSv1.2 TLSv1.3;
    grpc_ssl_protocols TLSv1.2 TLSv1.3;
    uwsgi_ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    ssl_client_certificate {ca.cert};
    ssl_trusted_certificate {ca.cert};
    add_header X-Ssl "$ssl_protocol $ssl_cipher $ssl_curve $ssl_session_reused";
{servers}
    server {{ listen 127.0.0.1:{h2} ssl http2; ssl_verify_client optional; location / {{ return 200 "h2 $server_protocol $ssl_client_verify\\n"; }} }}
    server {{ listen 127.0.0.1:{front};
{locations}
    }}
    server {{ listen 127.0.0.1:{auth};
        location / {{
            add_header Auth-Status OK; add_header Auth-Server 127.0.0.1; add_header Auth-Port {pop3_backend};
            add_header Auth-Wait 1;
            access_log {folder}/auth.log auth;
            return 200;
        }}
    }}
}}
stream {{
    ssl_protocols TLSv1.2 TLSv1.3;
    map $ssl_preread_alpn_protocols:$ssl_preread_protocol $where {{
        ~\\bh2\\b 127.0.0.1:{h2}; ":TLSv1.2" 127.0.0.1:{ours_first}; default 127.0.0.1:{said}; }}
    server {{ listen 127.0.0.1:{preread}; ssl_preread on; proxy_pass $where; }}
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    server {{ listen 127.0.0.1:{alpn} ssl; ssl_alpn second first; return "$ssl_alpn_protocol $ssl_protocol $ssl_cipher $ssl_curve $ssl_server_name\\n"; }}
    server {{ listen 127.0.0.1:{slow} ssl; ssl_handshake_timeout 1s; return "done\\n"; }}
    server {{ listen 127.0.0.1:{to_12}; proxy_pass 127.0.0.1:{upstream}; proxy_ssl on; proxy_ssl_protocols TLSv1.2;
        proxy_ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256; proxy_ssl_server_name on; proxy_ssl_name localhost; proxy_ssl_verify on;
        proxy_ssl_trusted_certificate {ca.cert}; proxy_ssl_crl {ca.crl}; proxy_ssl_certificate {client[0]};
        proxy_ssl_certificate_key {root}/sealed.pem; proxy_ssl_password_file {root}/passwords; }}
    server {{ listen 127.0.0.1:{to_bad}; proxy_pass 127.0.0.1:{chained}; proxy_ssl on; proxy_ssl_verify on; proxy_ssl_name localhost;
        proxy_ssl_trusted_certificate {files}/ca-bundle.pem; proxy_ssl_verify_depth 0; proxy_ssl_session_reuse off; }}
    server {{ listen 127.0.0.1:{stream_sealed} ssl; ssl_certificate {server[0]}; ssl_certificate_key {root}/sealed-server.pem;
        ssl_password_file {root}/passwords; ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ssl_ecdh_curve P-384;
        ssl_session_cache builtin; ssl_session_tickets off; return "$ssl_cipher $ssl_session_reused\\n"; }}
}}
mail {{
    ssl_protocols TLSv1.2 TLSv1.3;
    server_name localhost;
    auth_http 127.0.0.1:{auth}/;
    auth_http_pass_client_cert on;
    ssl_certificate {server[0]};
    ssl_certificate_key {server[1]};
    ssl_client_certificate {ca.cert};
    ssl_crl {ca.crl};
    server {{ listen 127.0.0.1:{pop3}; protocol pop3; starttls on; ssl_verify_client optional; }}
    server {{ listen 127.0.0.1:{pop3s} ssl; protocol pop3; ssl_verify_client on; ssl_verify_depth 1; ssl_prefer_server_ciphers on;
        ssl_conf_command MinProtocol TLSv1.3; }}
    server {{ listen 127.0.0.1:{imaps} ssl; protocol imap; ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256; }}
}}
"""


def serve(talk, made=None):
    """A server in this process, with TLS if there is a context; its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def one(connection):
        try:
            with (made.wrap_socket(connection, server_side=True) if made else connection) as c:
                talk(c)
        except OSError:
            pass

    def loop():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return listener.getsockname()[1]


def uwsgi(c):
    """The head says how long the variables are."""
    head = c.recv(4, socket.MSG_WAITALL) if not isinstance(c, ssl.SSLSocket) else c.recv(4)
    left = int.from_bytes(head[1:3], "little")
    while left:
        left -= len(c.recv(left))
    c.sendall(f"Status: 200 OK\r\n\r\nuwsgi {c.version()}\n".encode())


def pop3(c):
    """A mail box that is empty."""
    c.sendall(b"+OK ready\r\n")
    for line in c.makefile("rb"):
        c.sendall(b"+OK 0 0\r\n")
        if line.upper().startswith(b"QUIT"):
            return


made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
made.load_cert_chain(*map(str, certificates.server))
uwsgi_port, pop3_port = serve(uwsgi, made), serve(pop3)


class Nginx(programs.Program):
    """An instance with all of the above."""

    def __init__(self, way):
        self.ports = dict(zip(PORTS, programs.free_ports(len(PORTS))))
        self.folder = programs.new_folder(f"options-{self.ports['front']}")
        words = {
            "ca": ca, "other": certificates.other, "client": certificates.client, "server": certificates.server,
            "files": programs.files, "root": programs.folder, "folder": self.folder, "www": www, "responder": responder_port,
            "uwsgi": uwsgi_port, "pop3_backend": pop3_port, "user": "user nobody nogroup;" if os.geteuid() == 0 else "",
            "certificate_data": certificates.server_rsa[0].read_text(), "key_data": certificates.server_rsa[1].read_text(),
            "modules": "".join(f"load_module /usr/lib/nginx/modules/ngx_{kind}_module.so;\n" for kind in ("stream", "mail")),
            "temporary": "".join(f"{kind}_temp_path {self.folder}/{kind};\n    " for kind in
                                 ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))} | self.ports

        def filled(rows):
            return re.sub(r"\{([\w.]+)(\[\d\])?\}", lambda m: m[0].format(**words), rows)
        servers = "".join(f"    server {{ listen 127.0.0.1:{self.ports[name]} ssl; {filled(rows)} }}\n" for name, rows in SERVERS.items())
        locations = "".join(f"        location /{name}/ {{ proxy_pass https://127.0.0.1:{self.ports[to]}/; {filled(rows)} }}\n"
                            for name, (to, rows) in LOCATIONS.items()) + OTHERS.format(**words)
        self.config = self.folder / "nginx.conf"
        self.config.write_text(MAIN.format(servers=servers, locations=locations, **words))
        super().__init__(f"nginx options {way}", ["nginx", "-e", self.folder / "error.log", "-c", self.config], way,
                         self.ports["front"], stop=programs.signal.SIGQUIT)

    def text(self):
        log = self.folder / "error.log"
        return super().text() + (log.read_text(errors="replace") if log.exists() else "")


def outcome(exchange):
    """What an exchange gives, or how it fails."""
    try:
        return exchange()
    except ssl.SSLError as error:
        return error.reason or str(error)
    except poplib.error_proto as error:
        return str(error)
    except OSError as error:
        return type(error).__name__


def asked(port, path="/", client=None, name="localhost", ciphers=None, curve=None, **more):
    """The status, what it says of the connection, and the body."""
    made = programs.context(certificates, client=client and getattr(certificates, client), **more)
    if ciphers:
        made.set_ciphers(ciphers)
    if curve:
        made.set_ecdh_curve(curve)
    status, headers, body, _ = programs.fetch(made, port, path, name=name)
    return status, headers.get("x-ssl"), body


def plainly(port, path):
    """The same without TLS; nothing if the connection is reset, which it is or not as the request had come."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as c:
            c.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            head, _, body = c.makefile("rb").read().partition(b"\r\n\r\n")
            return head.split(b"\r\n")[0], body
    except (ConnectionResetError, BrokenPipeError):
        return b"", b""


def resumed(port, wait=0, **more):
    """Whether a second connection resumes the session of the first."""
    made = programs.context(certificates, **more)
    session, found = None, []
    for _ in range(2):
        with programs.connect(made, port, session=session) as c:
            found.append(programs.fetch(made, port, connection=c, close=False)[1]["x-ssl"].split()[-1])
            session = c.session
        time.sleep(wait)
    return found


def lines(port, alpn=(), client=None, name="localhost", session=None, **more):
    """What a stream server says."""
    made = programs.context(certificates, client=client and getattr(certificates, client), **more)
    if alpn:
        made.set_alpn_protocols(alpn)
    with programs.connect(made, port, name, session=session) as c:
        return c.makefile().read()


def seen(s):
    """What each option came to, by name."""
    p, found = s.ports, {}

    def note(name, exchange):
        found[name] = outcome(exchange)
    for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
        for client in (None, "client", "client_rsa", "client_expired", "client_other"):
            status, _, body = asked(p["said"], client=client, **more)
            found |= {f"${variable}, {version} {client}": (status, value) for variable, value in zip(
                VARIABLES, body.decode().split("|"))}
            # Whole days remain only in the second in which it was made.
            remain = f"$ssl_client_v_remain, {version} {client}"
            found[remain] = found.get(remain) in ((200, "29"), (200, "30"))
        for name in ("off", "none", "builtin", "shared"):
            note(f"sessions {name}, {version}", lambda: resumed(p[name], **more))
        note(f"certificate as data, {version}", lambda: asked(p["data"], **more))
        note(f"key as data that is none, {version}", lambda: asked(p["bad_data"], **more))
        for client in (None, "client", "client_other", "client_expired"):
            note(f"error pages, {version} {client}", lambda: asked(p["pages"], client=client, **more))
        for client in ("client", "client_rsa"):
            note(f"one kind of signature, {version} {client}", lambda: asked(p["one_kind"], client=client, **more)[:2])
        note(f"commands, {version}", lambda: asked(p["options"], **more))
        note(f"protocols by ALPN, {version}", lambda: lines(p["alpn"], ["first", "second"], **more))
        note(f"no common protocol, {version}", lambda: lines(p["alpn"], ["third"], **more))
        note(f"POP3 with certificate, {version}", lambda: lines_of_pop3(s, "client", **more))
    offers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
    note("our order", lambda: asked(p["ours_first"], ciphers=offers)[1])
    note("their order", lambda: asked(p["theirs_first"], ciphers=offers)[1])
    for curve in ("secp384r1", "prime256v1", "X25519"):
        note(f"curve {curve}", lambda: asked(p["curves"], curve=curve)[1])
    note("plain HTTP for TLS", lambda: plainly(p["pages"], "/"))
    with programs.connect(programs.context(certificates), p["small"]) as c:
        c.sendall(b"GET /big HTTP/1.0\r\n\r\n")
        pieces = list(iter(lambda: c.recv(1 << 16), b""))
        found["small records"] = max(map(len, pieces)), b"".join(pieces).endswith(BIG)
    note("a short session", lambda: resumed(p["short"], 2.1, **programs.TLS12))
    for client in ("asked", "asked-revoked"):
        made = programs.context(certificates, client=(ca.folder / f"{client}-cert.pem", ca.folder / f"{client}-key.pem"))
        note(f"asked of {client} only", lambda: programs.fetch(made, p["leaf"])[0])
    for name in LOCATIONS:
        for turn in ("first", "second"):
            note(f"to {name}, {turn}", lambda: plainly(p["front"], f"/{name}/?who=client"))
    note("to by_variable, another", lambda: plainly(p["front"], "/by_variable/?who=nobody"))
    for name in ("grpc", "grpc-bad", "uwsgi", "uwsgi-bad"):
        note(f"by {name}", lambda: plainly(p["front"], f"/{name}/"))
    made = programs.context(certificates)
    made.set_alpn_protocols(["h2"])
    with programs.connect(made, p["preread"]) as c:
        found["routed by ALPN"] = c.selected_alpn_protocol()
    note("routed by version", lambda: asked(p["preread"], **programs.TLS12)[1])
    note("routed otherwise", lambda: asked(p["preread"], **programs.TLS13)[1])
    with socket.create_connection(("127.0.0.1", p["slow"]), timeout=60) as c:
        found["a client that says nothing"] = outcome(lambda: c.recv(100))
    note("a client in time", lambda: lines(p["slow"]))
    note("stream to TLS 1.2", lambda: plainly(p["to_12"], "/"))
    note("stream to a chain too deep", lambda: plainly(p["to_bad"], "/"))
    made = programs.context(certificates)
    for turn in (1, 2):
        with programs.connect(made, p["stream_sealed"], session=turn == 2 and session or None) as c:
            # Whether it was resumed depends on how the end of the first one met the client.
            found[f"stream with a sealed key, {turn}"], session = c.makefile().read().split()[0], c.session
    note("POP3 without a certificate", lambda: lines_of_pop3(s, None))
    note("POP3, revoked", lambda: lines_of_pop3(s, "client_revoked"))
    for client in (None, "client", "client_other"):
        note(f"POP3 with STLS, {client}", lambda: lines_of_pop3(s, client, stls=True))
    with programs.connect(programs.context(certificates), p["imaps"]) as c:
        found["IMAP"] = c.cipher(), c.recv(100)[:4]
    status = "OCSP Response Status: successful"
    programs.until(lambda: status in programs.s_client(p["stapling"], certificates, "-status"), 5)
    found["stapled from another responder"] = status in programs.s_client(p["stapling"], certificates, "-status")
    return found


def lines_of_pop3(s, client, stls=False, **more):
    """What a mail box says to a client, and what the one who is asked for leave was told of it."""
    made = programs.context(certificates, client=client and getattr(certificates, client), **more)
    log = s.folder / "auth.log"
    told = log.read_text().count("\n") if log.exists() else 0
    if stls:
        box = poplib.POP3("localhost", s.ports["pop3"], timeout=60)
        box.stls(made)
    else:
        box = poplib.POP3_SSL("localhost", s.ports["pop3s"], context=made, timeout=60)
    try:
        box.user("someone")
        box.pass_("secret")
        said = box.stat()
        box.quit()
        programs.until(lambda: log.read_text().count("\n") > told)
        return said, log.read_text().splitlines()[-1]
    finally:
        box.close()


WANTED = {
    "our order": "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384", "their order": "TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256",
    "curve secp384r1": "secp384r1", "curve X25519": "ALERT_HANDSHAKE_FAILURE", "small records": "1024, True",
    "sessions off, 1.2": r"\['\.', '\.'\]", "sessions shared, 1.2": r"\['\.', 'r'\]", "a short session": r"\['\.', '\.'\]",
    "certificate as data, 1.3": "200.*hello", "error pages, 1.3 None": "why 496|why 400|why", "plain HTTP for TLS": "why",
    "asked of asked only": "200", "asked of asked-revoked only": "400", "to ciphers, first": "TLSv1.2 ECDHE-ECDSA-CHACHA20",
    "to command, first": "TLSv1.3 TLS_CHACHA20", "to minimum, first": "502", "to sealed, first": "SUCCESS", "to anew, second": r" \. ", "to resumed, second": r" r ",
    "to by_variable, first": "SUCCESS", "to by_variable, another": "50", "to named, first": "localhost", "to deep, first": "200",
    "to too_deep, first": "502", "to unverified, first": "200", "to no_ca, first": "502", "by grpc": "h2 HTTP/2.0 SUCCESS", "by grpc-bad": "502",
    "by uwsgi": "uwsgi TLSv1.3", "by uwsgi-bad": "502", "routed by ALPN": "h2", "routed by version": "TLSv1.2 ECDHE",
    "routed otherwise": "TLSv1.3", "a client that says nothing": "b''", "stream to TLS 1.2": "TLSv1.2 ECDHE-ECDSA-AES128.*localhost",
    "stream to a chain too deep": r"^\(b'', b''\)", "POP3, revoked": "certificate|ERR", "IMAP": "OK",
    "POP3 with certificate, 1.3": "SUCCESS", "stapled from another responder": "True", "protocols by ALPN, 1.3": "second",
}


def options(way, reference):
    """Every option gives what it gives over OpenSSL."""
    with Nginx(way) as s:
        ours = seen(s)
    for name in reference:
        tally.equal(f"{way}: {name}", ours[name], reference[name])


with programs.responder(ca, responder_port):
    with Nginx(SYSTEM) as s:
        reference = seen(s)
    for name, wanted in WANTED.items():
        tally.found(f"OpenSSL: {name}", str(reference[name]), wanted)
    tally.parallel(*((options, way, reference) for way in WAYS))
tally.finish()
