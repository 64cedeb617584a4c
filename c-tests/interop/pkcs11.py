#!/usr/bin/env python3
"""Keys in a token (SoftHSM) through Debian's PKCS#11 engine, over tlsrs: the
openssl command signs and decrypts with them, nginx serves with them, and curl
authenticates with them. None of these programs knows of tlsrs.

usage: pkcs11.py [--baseline]       (--baseline: all over OpenSSL)
"""

import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import _harness as harness

tally = harness.Tally()
WAY = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
MODULE = next(p for p in ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
              if pathlib.Path(p).exists())
files = harness.fixtures()
folder = pathlib.Path(tempfile.mkdtemp(prefix="tlsrs-pkcs11-"))
PIN = "1234"
KINDS = {"rsa": "server-rsa", "ec": "server-p256", "rsa-client": "client-rsa", "ec-client": "client-p256"}
ENV = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf"), "OPENSSL_CONF": str(folder / "openssl.cnf")}


def name(kind):
    """The name of a key in the token."""
    return f"pkcs11:token=tlsrs;object={kind}"


def make_token():
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    (folder / "openssl.cnf").write_text(f"""openssl_conf = init
[init]
engines = engines
[engines]
pkcs11 = pkcs11
[pkcs11]
engine_id = pkcs11
MODULE_PATH = {MODULE}
PIN = {PIN}
init = 0
""")
    # nginx itself does not have engines begin to work.
    (folder / "begins.cnf").write_text((folder / "openssl.cnf").read_text().replace("init = 0", "init = 1"))
    util = ["softhsm2-util", "--pin", PIN]
    for i, arguments in enumerate([["--init-token", "--free", "--label", "tlsrs", "--so-pin", "5678"],
                                   *(["--import", files / f"{source}-key.pem", "--token", "tlsrs", "--label", kind,
                                      "--id", f"a{at}"] for at, (kind, source) in enumerate(KINDS.items()))]):
        status, text = harness.run([*util, *arguments], env=ENV)
        if status != 0:
            sys.exit(f"softhsm2-util {arguments}: {text}")


def command():
    """The openssl command."""
    message = folder / "message"
    message.write_text("a message\n")
    digest = folder / "digest"
    digest.write_bytes(bytes(range(32)))
    signature = folder / "signature"

    def openssl(*arguments, way=WAY, env=ENV):
        return harness.run(["openssl", *arguments], way, env=env)

    def with_key(what, kind, *arguments, option="-inkey"):
        return openssl(what, "-engine", "pkcs11", "-keyform", "engine", option, name(kind), *arguments)

    plain = {"env": {"OPENSSL_CONF": "/dev/null"}, "way": harness.SYSTEM}
    for kind in ("rsa", "ec"):
        public = folder / f"{kind}.pub"
        openssl("pkey", "-in", files / f"{KINDS[kind]}-key.pem", "-pubout", "-out", public, **plain)
        said = with_key("dgst", kind, "-sha256", "-out", signature, message, option="-sign")
        tally.check(f"dgst signs, {kind}", said[0] == 0, said[1])
        said = openssl("dgst", "-sha256", "-verify", public, "-signature", signature, message, **plain)
        tally.check(f"OpenSSL verifies it, {kind}", "Verified OK" in said[1], said[1])
        made = folder / f"{kind}-self.pem"
        said = with_key("req", kind, "-x509", "-new", "-subj", "/CN=token", "-days", "2", "-out", made, option="-key")
        tally.check(f"req makes a certificate, {kind}", said[0] == 0, said[1])
        said = openssl("verify", "-CAfile", made, made, **plain)
        tally.check(f"which verifies, {kind}", said[0] == 0, said[1])
        said = openssl("pkey", "-engine", "pkcs11", "-inform", "engine", "-pubin", "-in", name(kind), "-pubout")
        tally.check(f"the public key is the key's, {kind}", public.read_text() in said[1], said[1])
    pss = ("-pkeyopt", "digest:sha256", "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest")
    said = with_key("pkeyutl", "rsa", "-sign", *pss, "-in", digest, "-out", signature)
    tally.check("pkeyutl signs with PSS", said[0] == 0, said[1])
    said = openssl("pkeyutl", "-verify", "-pubin", "-inkey", folder / "rsa.pub", *pss, "-in", digest, "-sigfile", signature,
                   **plain)
    tally.check("OpenSSL verifies it", "Verified Successfully" in said[1], said[1])
    openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", folder / "rsa.pub", "-in", message, "-out", folder / "sealed", **plain)
    said = with_key("pkeyutl", "rsa", "-decrypt", "-in", folder / "sealed", "-out", folder / "opened")
    tally.check("pkeyutl decrypts", said[0] == 0 and (folder / "opened").read_bytes() == message.read_bytes(), said[1])
    said = with_key("dgst", "absent", "-sha256", "-out", signature, message, option="-sign")
    # The command itself crashes then, over OpenSSL too.
    tally.check("a key that is not there is an error", said[0] not in (0, "timeout") and "object not found" in said[1], said)


def nginx():
    """nginx serves with keys of the token, and curl shows certificates with them."""
    kinds = ("rsa", "ec")
    ports = dict(zip(kinds, harness.free_ports(len(kinds))))
    servers = "".join(f"""
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {files}/{KINDS[kind]}-cert.pem;
        ssl_certificate_key "engine:pkcs11:{name(kind)}";
        ssl_client_certificate {files}/ca-bundle.pem;
        ssl_verify_client optional;
        location / {{ return 200 "$ssl_protocol $ssl_client_verify $ssl_client_s_dn\\n"; }}
    }}""" for kind, port in ports.items())
    (folder / "nginx.conf").write_text(f"""{f"user {getpass.getuser()};" if os.getuid() == 0 else ""}
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
env SOFTHSM2_CONF; env OPENSSL_CONF;
events {{ worker_connections 64; }}
http {{ access_log off; ssl_protocols TLSv1.2 TLSv1.3; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; {servers}
}}""")
    environment = harness.environment(WAY) | ENV | {"OPENSSL_CONF": str(folder / "begins.cnf")}
    with open(folder / "nginx.out", "wb") as out:
        process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None and not all(map(answers, ports.values())):
            time.sleep(0.05)
        log = (folder / "nginx.out").read_text() + (folder / "error.log").read_text()
        tally.check("nginx starts", process.poll() is None and all(map(answers, ports.values())), log)
        for kind, port in ports.items():
            for version, option in (("TLSv1.2", "--tls-max"), ("TLSv1.3", "--tlsv1.3")):
                limit = [option, "1.2"] if version == "TLSv1.2" else [option]
                said = curl(port, *limit, way=harness.SYSTEM, env={})
                tally.check(f"nginx serves OpenSSL's curl, {kind}, {version}", said[1].startswith(f"{version} NONE"), (said, log))
                client = f"{kind}-client"
                said = curl(port, *limit, "--engine", "pkcs11", "--key-type", "ENG", "--key", name(client), "--cert",
                            files / f"{KINDS[client]}-cert.pem")
                tally.check(f"curl's key is in the token, {kind}, {version}", said[1].startswith(f"{version} SUCCESS"), said)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    tally.check("nginx ends well", process.returncode == 0, process.returncode)


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def curl(port, *arguments, way=WAY, env=ENV):
    return harness.run(["curl", "-sS", "--max-time", 60, "--cacert", files / "ca-bundle.pem", *arguments,
                        f"https://localhost:{port}/"], way, env=env)


try:
    make_token()
    command()
    nginx()
finally:
    shutil.rmtree(folder, ignore_errors=True)
tally.finish()
