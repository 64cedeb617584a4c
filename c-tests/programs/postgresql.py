#!/usr/bin/env python3
"""PostgreSQL, the distro's server and clients, over tlsrs in either role: transfers,
verification of both sides, channel binding, revocation lists, reload, replication,
and the extensions that use OpenSSL.

usage: postgresql.py [--baseline]  (--baseline: all over OpenSSL)
"""

import os
import pathlib
import shutil
import signal
import subprocess

import _programs as programs
from _programs import SYSTEM, WAYS, tally

BIN = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
USER = "postgres"
certificates = programs.Certificates()
ROOTS = certificates.ca.cert
TEXT = programs.letters(2 << 20)

HBA = """
local    all         all                         trust
hostssl  all         certuser   127.0.0.1/32     cert
hostssl  all         md5user    127.0.0.1/32     md5
hostssl  all         bothuser   127.0.0.1/32     scram-sha-256 clientcert=verify-full
hostssl  all         causer     127.0.0.1/32     scram-sha-256 clientcert=verify-ca
hostssl  all         mapuser    127.0.0.1/32     cert clientname=DN map=names
hostnossl all        bareuser   127.0.0.1/32     scram-sha-256
hostssl  all         scramuser  127.0.0.1/32     scram-sha-256
hostssl  replication scramuser  127.0.0.1/32     scram-sha-256
"""
CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 230
shared_buffers = 32MB
fsync = off
log_connections = on
wal_level = replica
max_wal_senders = 4
ssl = on
ssl_ca_file = '{ca}'
ssl_crl_file = '{crl}'
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
"""
SETUP = """
SET password_encryption = 'scram-sha-256';
CREATE ROLE scramuser LOGIN SUPERUSER REPLICATION PASSWORD 'secret';
CREATE ROLE bothuser LOGIN PASSWORD 'secret';
CREATE ROLE causer LOGIN PASSWORD 'secret';
CREATE ROLE bareuser LOGIN PASSWORD 'secret';
CREATE ROLE certuser LOGIN;
CREATE ROLE mapuser LOGIN;
SET password_encryption = 'md5';
CREATE ROLE md5user LOGIN PASSWORD 'secret';
CREATE TABLE store (id serial, line text);
GRANT ALL ON store, store_id_seq TO PUBLIC;
CREATE EXTENSION sslinfo; CREATE EXTENSION pgcrypto; CREATE EXTENSION dblink;
"""
# The name in the client's certificate is the role's.
CLIENTS = {name: certificates.ca.client(name, subject="certuser", **more) for name, more in {
    "good": {}, "rsa": {"kind": "rsa"}, "expired": {"dates": programs.PAST}, "revoked": {}}.items()}
CLIENTS["other"] = certificates.other.client("other", subject="certuser")
CLIENTS["bothuser"] = certificates.ca.client("bothuser")
certificates.ca.revoke("revoked")


def as_user(command, **more):
    """Runs a program that must not be root's to its end, over the system's OpenSSL."""
    status, text = programs.harness.run(command, more.pop("way", SYSTEM), cwd="/", **more, **programs.account(USER))
    if status != 0:
        raise RuntimeError(f"{command[0]}: {text}")
    return text


clusters = programs.new_folder("clusters", USER)
template = clusters / "template"
as_user([BIN / "initdb", "-D", template, "-U", USER, "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8"])


def install(source, data, name):
    """Copies a file into the server's folder, its own to read."""
    target = data / name
    shutil.copy(source, target)
    target.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(target, USER, USER)


class Postgres(programs.Program):
    """A server with a cluster of its own."""

    def __init__(self, way, name, prefix=(), data=None, timeout=programs.PATIENCE):
        port, = programs.free_ports(1)
        if data is None:
            data = clusters / f"{name}-{port}".replace(" ", "-")
            as_user(["cp", "-a", template, data])
        data.chmod(0o700)
        self.data = data
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(CONF.format(port=port, folder=data, ca=ROOTS, crl=certificates.ca.crl))
        (data / "pg_hba.conf").write_text(HBA)
        (data / "pg_ident.conf").write_text(r'names "/^.*CN=(certuser|bothuser).*$" mapuser' + "\n")
        self.pair(certificates.server)
        super().__init__(f"postgres {name}", [*prefix, BIN / "postgres", "-D", data], way, port, stop=signal.SIGINT,
                         timeout=timeout, env={"HOME": str(data)}, cwd="/", **programs.account(USER))

    def pair(self, pair):
        install(pair[0], self.data, "server.crt")
        install(pair[1], self.data, "server.key")

    def local(self, sql):
        """Asks over the Unix socket, without TLS, over the system's OpenSSL."""
        status, text = programs.harness.run([BIN / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", self.data, "-p", self.port,
                                             "-U", USER, "-d", "postgres"], stdin=sql)
        if status != 0:
            raise RuntimeError(text)
        return text.strip()

    def setup(self):
        programs.wait_for("ready", lambda: "ready to accept" in self.text(), self.text)
        self.local(SETUP)
        return self

    def reload(self, **changes):
        """Changes settings and waits until they are in force."""
        count = self.text().count("received SIGHUP")
        for name, value in changes.items():
            self.local(f"ALTER SYSTEM SET {name} = '{value}'")
        os.kill(self.pid, signal.SIGHUP)
        programs.wait_for("reload", lambda: self.text().count("received SIGHUP") > count, self.text)
        # It says so first and then reads its files; who asks next is answered when it has.
        self.local("SELECT 1")


def info(port, user, **options):
    """A connection string; None leaves an option away."""
    words = {"host": "localhost", "hostaddr": "127.0.0.1", "port": port, "user": user, "dbname": "postgres",
             "sslmode": "verify-full", "sslrootcert": ROOTS, "connect_timeout": 60, **options}
    return " ".join(f"{key}={value}" for key, value in words.items() if value is not None)


def psql(way, port, user, sql, prefix=(), **options):
    """Runs psql with a connection string made of the options; (status, output)."""
    if client := options.pop("client", None):
        options |= {"sslcert": client[0], "sslkey": client[1]}
    return programs.harness.run([*prefix, BIN / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", info(port, user, **options)], way,
                                stdin=sql, env={"PGPASSWORD": "secret", "HOME": str(programs.folder)})


def works(name, done, wanted):
    tally.equal(name, (done[0], done[1].strip()), (0, wanted))


def fails(name, done, message):
    tally.check(name, done[0] == 2 and programs.re.search(message, done[1]), f"status {done[0]}, no {message!r} in:\n{done[1]}")


def transfers(s, client_way):
    """What goes in comes out, over each version, with each kind of authentication."""
    what = f"server {s.way}, psql {client_way}"
    for version in ("1.2", "1.3"):
        only = {"ssl_min_protocol_version": f"TLSv{version}", "ssl_max_protocol_version": f"TLSv{version}"}
        works(f"{what}: {version}", psql(client_way, s.port, "scramuser", "SELECT ssl, version, bits > 0 FROM pg_stat_ssl WHERE"
                                         " pid = pg_backend_pid();", **only), f"t|TLSv{version}|t")
        table = f"t{version[2]}_{client_way[:4].replace('-', '')}{client_way == s.way:d}"
        status, text = psql(client_way, s.port, "scramuser", f"SET client_min_messages = error; DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (id serial, line text);\n"
                            f"COPY {table} (line) FROM stdin;\n{TEXT}\\.\n"
                            f"COPY (SELECT line FROM {table} ORDER BY id) TO stdout;", **only)
        tally.equal(f"{what}: {version}, what was copied in and out", text.strip(), TEXT.strip())
        works(f"{what}: {version} client certificate", psql(
            client_way, s.port, "certuser", "SELECT current_user, client_dn, issuer_dn FROM pg_stat_ssl WHERE"
            " pid = pg_backend_pid();", client=CLIENTS["good"], **only),
            "certuser|/O=tlsrs tests/CN=certuser|/O=tlsrs tests/CN=good-ca")
        works(f"{what}: {version} channel binding", psql(client_way, s.port, "scramuser", "SELECT 1;", **only,
                                                         channel_binding="require"), "1")
    works(f"{what}: RSA client certificate", psql(client_way, s.port, "certuser", "SELECT 1;", client=CLIENTS["rsa"]), "1")
    works(f"{what}: certificate and password", psql(client_way, s.port, "bothuser", "SELECT current_user;",
                                                    client=CLIENTS["bothuser"]), "bothuser")
    works(f"{what}: by address", psql(client_way, s.port, "scramuser", "SELECT 1;", host="127.0.0.1"), "1")
    works(f"{what}: without SNI", psql(client_way, s.port, "scramuser", "SELECT 1;", sslsni=0), "1")
    fails(f"{what}: no channel binding without SCRAM", psql(client_way, s.port, "md5user", "SELECT 1;",
                                                            channel_binding="require"), "channel binding required")
    works(f"{what}: sslinfo", psql(
        client_way, s.port, "certuser", "SELECT ssl_is_used(), ssl_client_cert_present(), ssl_client_serial() > 0,"
        " ssl_client_dn(), ssl_issuer_dn(), ssl_client_dn_field('organizationName'), ssl_issuer_field('commonName');\n"
        "SELECT * FROM ssl_extension_info() WHERE name LIKE '%sage%' ORDER BY name;", client=CLIENTS["good"]),
        "t|t|t|/O=tlsrs tests/CN=certuser|/O=tlsrs tests/CN=good-ca|tlsrs tests|good-ca\n"
        "extendedKeyUsage|TLS Web Client Authentication|f\nkeyUsage|Digital Signature|t")


def server_refuses(s, client_way):
    """Each kind of bad client."""
    what = f"server {s.way}, psql {client_way}"
    fails(f"{what}: no certificate", psql(client_way, s.port, "certuser", "SELECT 1;"),
          "connection requires a valid client certificate")
    for bad, message in (("expired", "alert certificate expired"), ("revoked", "alert certificate revoked"),
                         ("other", "alert unknown ca")):
        for version in ("1.2", "1.3"):
            fails(f"{what}: {version} {bad}", psql(client_way, s.port, "certuser", "SELECT 1;", client=CLIENTS[bad],
                                                   ssl_max_protocol_version=f"TLSv{version}"), message)
    fails(f"{what}: another's certificate", psql(client_way, s.port, "certuser", "SELECT 1;", client=CLIENTS["bothuser"]),
          'certificate authentication failed for user "certuser"')
    fails(f"{what}: wrong password", psql(client_way, s.port, "scramuser", "SELECT 1;", password="wrong"),
          "password authentication failed")
    fails(f"{what}: without TLS", psql(client_way, s.port, "scramuser", "SELECT 1;", sslmode="disable"), "no encryption")


def client_refuses(s, client_way):
    """Each kind of bad server; the server's certificate changes by reload."""
    what = f"psql {client_way}, server {s.way}"
    ask = (client_way, s.port, "scramuser", "SELECT 1;")
    crl = {"sslcrl": certificates.ca.crl}
    works(f"{what}: with a CRL", psql(*ask, **crl), "1")
    fails(f"{what}: another CA", psql(*ask, sslrootcert=certificates.other.cert), "certificate verify failed")
    fails(f"{what}: CRL of another CA", psql(*ask, sslcrl=certificates.other.crl), "certificate verify failed")
    fails(f"{what}: no such CA file", psql(*ask, sslrootcert="/nonexistent"), "does not exist")
    fails(f"{what}: key of another certificate", psql(client_way, s.port, "certuser", "SELECT 1;", client=(
        CLIENTS["good"][0], CLIENTS["bothuser"][1])), "certificate does not match private key file|could not load private key")
    for bad, options, message in (
            ("server_expired", {}, "certificate verify failed"), ("server_revoked", crl, "certificate verify failed"),
            ("server_other", {}, "certificate verify failed"),
            ("server_wrong_name", {}, 'server certificate for "other.example" does not match host name "localhost"')):
        s.pair(getattr(certificates, bad))
        s.reload()
        fails(f"{what}: {bad}", psql(*ask, **options), message)
        works(f"{what}: {bad}, without verification", psql(*ask, sslmode="require", sslrootcert=None), "1")
    works(f"{what}: wrong name, verify-ca", psql(*ask, sslmode="verify-ca"), "1")
    s.pair(certificates.server_rsa)
    s.reload()
    works(f"{what}: RSA certificate", psql(*ask, channel_binding="require"), "1")
    s.pair(certificates.server)
    s.reload()


def settings(s):
    """The server's options on TLS, changed by reload."""
    ask = (SYSTEM, s.port, "scramuser", "SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid();")
    s.pair(certificates.server_rsa)
    install(programs.files / "dh2048.pem", s.data, "dh.pem")
    s.reload(ssl_ciphers="DHE-RSA-AES256-GCM-SHA384", ssl_dh_params_file="dh.pem")
    works(f"server {s.way}: DHE with its parameters", psql(*ask, ssl_max_protocol_version="TLSv1.2"),
          "DHE-RSA-AES256-GCM-SHA384")
    s.reload(ssl_ciphers="ECDHE-RSA-CHACHA20-POLY1305", ssl_ecdh_curve="secp384r1", ssl_max_protocol_version="TLSv1.2")
    works(f"server {s.way}: suite", psql(*ask), "ECDHE-RSA-CHACHA20-POLY1305")
    text = programs.s_client(s.port, certificates, "-starttls", "postgres")
    tally.found(f"server {s.way}: curve", text, "ECDH, secp384r1, 384 bits", "Verify return code: 0")
    s.reload(ssl_max_protocol_version="", ssl_min_protocol_version="TLSv1.3", ssl_ciphers="HIGH", ssl_ecdh_curve="prime256v1")
    fails(f"server {s.way}: version", psql(*ask, ssl_max_protocol_version="TLSv1.2"), "alert protocol version")
    # A sealed key, opened by a command; a wrong passphrase leaves what was there.
    s.reload(ssl_min_protocol_version="TLSv1.2", ssl_passphrase_command="echo secret",
             ssl_passphrase_command_supports_reload="on")
    sealed = (programs.files / "server-rsa-cert.pem", programs.files / "server-rsa-key-encrypted.pem")
    s.pair(sealed)
    s.reload()
    works(f"server {s.way}: passphrase by command", psql(SYSTEM, s.port, "scramuser", "SELECT 1;",
                                                         sslrootcert=programs.files / "ca-bundle.pem"), "1")
    s.reload(ssl_passphrase_command="echo wrong")
    tally.found(f"server {s.way}: wrong passphrase", s.text(), "could not load private key file", "SSL configuration was not reloaded")
    works(f"server {s.way}: goes on with what it had", psql(SYSTEM, s.port, "scramuser", "SELECT 1;",
                                                            sslrootcert=programs.files / "ca-bundle.pem"), "1")
    s.pair(certificates.server)
    # Folders of CRLs, on both sides.
    hashed = programs.new_folder(f"crls-{s.port}")
    shutil.copy(certificates.ca.crl, hashed / "crl.pem")
    certificates.ca.openssl("rehash", hashed)
    s.reload(ssl_crl_file="", ssl_crl_dir=str(hashed), ssl_passphrase_command="")
    fails(f"server {s.way}: folder of CRLs", psql(SYSTEM, s.port, "certuser", "SELECT 1;", client=CLIENTS["revoked"]),
          "alert certificate revoked")
    works(f"server {s.way}: folder of CRLs, good client", psql(SYSTEM, s.port, "certuser", "SELECT 1;",
                                                               client=CLIENTS["good"]), "1")
    works(f"psql {s.way}: folder of CRLs", psql(s.way, s.port, "scramuser", "SELECT 1;", sslcrldir=hashed), "1")
    s.pair(certificates.server_revoked)
    s.reload(ssl_crl_dir="", ssl_crl_file=str(certificates.ca.crl))
    fails(f"psql {s.way}: folder of CRLs, revoked server", psql(s.way, s.port, "scramuser", "SELECT 1;", sslcrldir=hashed),
          "certificate verify failed")
    s.pair(certificates.server)
    s.reload()
    # A sealed client key; an engine that is not there.
    sealed = programs.folder / f"sealed-{s.port}.pem"
    certificates.ca.openssl("pkcs8", "-topk8", "-in", CLIENTS["good"][1], "-passout", "pass:secret", "-out", sealed)
    sealed.chmod(0o600)
    good = (CLIENTS["good"][0], sealed)
    works(f"psql {s.way}: sealed key", psql(s.way, s.port, "certuser", "SELECT 1;", client=good, sslpassword="secret"), "1")
    fails(f"psql {s.way}: sealed key, wrong passphrase", psql(s.way, s.port, "certuser", "SELECT 1;", client=good,
                                                              sslpassword="wrong"), "could not load private key file")
    fails(f"psql {s.way}: no such engine", psql(s.way, s.port, "certuser", "SELECT 1;", client=(good[0], "nosuch:key")),
          'could not load SSL engine "nosuch"')


def rules(s):
    """Rules on client certificates, names in them, and TLS or none; a client's own files and options."""
    who = "SELECT current_user;"
    for client, user, wanted in (("bothuser", "causer", "causer"), ("good", "mapuser", "mapuser"), ("bothuser", "mapuser", "mapuser")):
        works(f"server {s.way}: {user} with {client}", psql(s.way, s.port, user, who, client=CLIENTS[client]), wanted)
    fails(f"server {s.way}: verify-ca, none", psql(s.way, s.port, "causer", who), "connection requires a valid client certificate")
    fails(f"server {s.way}: verify-ca, another CA's", psql(s.way, s.port, "causer", who, client=CLIENTS["other"]), "alert unknown ca")
    fails(f"server {s.way}: a name that is not in the map", psql(s.way, s.port, "mapuser", who, client=certificates.client),
          'certificate authentication failed for user "mapuser"')
    for mode, user, tls in (("prefer", "scramuser", "t"), ("allow", "scramuser", "t"), ("require", "scramuser", "t"),
                            ("allow", "bareuser", "f"), ("prefer", "bareuser", "f"), ("disable", "bareuser", "f")):
        works(f"psql {s.way}: sslmode {mode} as {user}", psql(
            s.way, s.port, user, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();", sslmode=mode), tls)
    fails(f"server {s.way}: TLS where none may be", psql(s.way, s.port, "bareuser", who), "no pg_hba.conf entry .* SSL encryption")
    for binding in ("disable", "prefer"):
        works(f"psql {s.way}: channel binding {binding}", psql(s.way, s.port, "scramuser", "SELECT 1;", channel_binding=binding), "1")
    fails(f"psql {s.way}: no versions left", psql(s.way, s.port, "scramuser", who, ssl_min_protocol_version="TLSv1.3",
                                                  ssl_max_protocol_version="TLSv1.2"), "invalid SSL protocol version range")
    fails(f"psql {s.way}: no such version", psql(s.way, s.port, "scramuser", who, ssl_min_protocol_version="TLSv9"),
          "invalid ssl_min_protocol_version value")
    # Keys in DER, keys that others can read, and the files of the user's own folder.
    home = programs.new_folder(f"home-{s.port}")
    (home / ".postgresql").mkdir()
    der = home / "key.der"
    certificates.ca.openssl("pkey", "-in", CLIENTS["good"][1], "-outform", "DER", "-out", der)
    der.chmod(0o600)
    works(f"psql {s.way}: key in DER", psql(s.way, s.port, "certuser", who, client=(CLIENTS["good"][0], der)), "certuser")
    der.chmod(0o644)
    fails(f"psql {s.way}: key for all to read", psql(s.way, s.port, "certuser", who, client=(CLIENTS["good"][0], der)),
          "has group or world access")
    for source, name in ((ROOTS, "root.crt"), (certificates.ca.crl, "root.crl"), (CLIENTS["good"][0], "postgresql.crt"),
                         (CLIENTS["good"][1], "postgresql.key")):
        shutil.copy(source, home / ".postgresql" / name)
        (home / ".postgresql" / name).chmod(0o600)
    command = [BIN / "psql", "-XAtq", info(s.port, "certuser", sslrootcert=None)]
    done = programs.harness.run(command, s.way, stdin=who, env={"HOME": str(home)})
    works(f"psql {s.way}: files of its user", done, "certuser")
    s.pair(certificates.server_revoked)
    s.reload()
    done = programs.harness.run(command, s.way, stdin=who, env={"HOME": str(home)})
    fails(f"psql {s.way}: revoked by a file of its user", done, "certificate verify failed")
    s.pair(certificates.server)
    s.reload()


# What the log says of settings that cannot be, which leave what was there.
WRONG = {
    "ssl_ciphers": ("NO-SUCH-SUITE", "could not set the cipher list"),
    "ssl_ecdh_curve": ("no-such-curve", "unrecognized curve name"),
    "ssl_min_protocol_version": ("TLSv1.3", "could not set SSL protocol version range"),
    "ssl_dh_params_file": ("server.crt", "could not load DH parameters|invalid DH parameters|DH parameters"),
    "ssl_ca_file": ("server.key", "could not load root certificate file"),
    "ssl_crl_file": ("server.key", "could not load SSL certificate revocation list file"),
    "ssl_cert_file": ("server.key", "could not load server certificate file"),
    "ssl_key_file": ("server.crt", "could not load private key file|private key file"),
}


def wrong_settings(s, reference):
    """What is wrong is said as over OpenSSL, and what was there serves on; TLS is turned off and on."""
    for name, (value, wanted) in WRONG.items():
        said = []
        for server in (reference, s):
            before, count = server.local(f"SHOW {name}"), len(server.text())
            limit = {"ssl_max_protocol_version": "TLSv1.2"} if "version" in name else {}
            server.reload(**limit, **{name: value})
            rows = programs.re.findall(r"(?:LOG|WARNING|DETAIL|HINT|FATAL): +(.*)", server.text()[count:])
            said.append([row for row in rows if "SSL" in row or "load" in row or "curve" in row or "cipher" in row or "DH" in row])
            works(f"server {server.way}: serves on with a wrong {name}", psql(SYSTEM, server.port, "scramuser", "SELECT 1;"), "1")
            server.reload(**{name: before}, **({"ssl_max_protocol_version": ""} if limit else {}))
        tally.equal(f"server {s.way}: a wrong {name}", said[1], said[0])
        tally.found(f"server {s.way}: a wrong {name}, the log", "\n".join(said[1]), wanted)
    for prefer, suite in (("on", "ECDHE-ECDSA-AES128-GCM-SHA256"), ("off", "ECDHE-ECDSA-AES256-GCM-SHA384")):
        s.reload(ssl_ciphers="ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", ssl_prefer_server_ciphers=prefer)
        text = programs.s_client(s.port, certificates, "-starttls", "postgres", "-tls1_2", "-cipher",
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256")
        tally.found(f"server {s.way}: its own order {prefer}", text, f"Cipher is {suite}")
    s.reload(ssl_ciphers="HIGH", ssl="off")
    fails(f"server {s.way}: TLS turned off", psql(SYSTEM, s.port, "scramuser", "SELECT 1;"), "server does not support SSL")
    s.reload(ssl="on")
    works(f"server {s.way}: and on again", psql(SYSTEM, s.port, "scramuser", "SELECT 1;"), "1")


CRYPTO = r"""
SELECT algorithm, encode(digest('tlsrs', algorithm), 'hex'), encode(hmac('tlsrs', 'key', algorithm), 'hex')
    FROM unnest(ARRAY['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'ripemd160']) algorithm;
SELECT encode(encrypt('tlsrs serves', 'sixteen byte key', kind), 'hex'),
    encode(encrypt_iv('tlsrs serves', 'sixteen byte key', 'an iv of sixteen', kind), 'hex'),
    convert_from(decrypt(encrypt('tlsrs', 'sixteen byte key', kind), 'sixteen byte key', kind), 'UTF8')
    FROM unnest(ARRAY['aes', 'aes-cbc', 'aes-ecb', 'aes-cbc/pad:pkcs']) kind;
SELECT crypt('secret', '$1$saltsalt'), crypt('secret', '$2a$06$abcdefghijklmnopqrstuu');
SELECT pgp_sym_decrypt(pgp_sym_encrypt('tlsrs', 'secret', 'cipher-algo=' || kind), 'secret')
    FROM unnest(ARRAY['aes128', 'aes192', 'aes256']) kind;
SELECT length(gen_random_bytes(100)), gen_random_uuid() <> gen_random_uuid();
\set ON_ERROR_STOP 0
SELECT encode(encrypt('tlsrs serves', 'sixteen byte key', '3des'), 'hex');
SELECT encode(encrypt('tlsrs serves', 'key', 'bf'), 'hex');
SELECT encode(encrypt('tlsrs serves', 'key', 'des'), 'hex');
SELECT encode(encrypt('tlsrs serves', 'sixteen byte key', 'cast5'), 'hex');
SELECT encrypt('tlsrs', 'key', 'no-such-cipher');
SELECT digest('tlsrs', 'no-such-digest');
"""


def extensions(s, reference):
    """pgcrypto gives what it gives over OpenSSL; a server is a client of another."""
    tally.equal(f"server {s.way}: pgcrypto", psql(SYSTEM, s.port, "scramuser", CRYPTO)[1],
                psql(SYSTEM, reference.port, "scramuser", CRYPTO)[1])
    for target in (s, reference):
        query = "SELECT * FROM dblink('{}', 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()') AS t(v text);"
        works(f"server {s.way}: dblink to {target.way}", psql(SYSTEM, s.port, "scramuser", query.format(
            info(target.port, "scramuser", password="secret"))), "TLSv1.3")
        done = psql(SYSTEM, s.port, "scramuser", query.format(
            info(target.port, "scramuser", password="secret", sslrootcert=certificates.other.cert)))
        tally.check(f"server {s.way}: dblink to {target.way} refuses another CA", done[0] == 3 and
                    "certificate verify failed" in done[1], done[1])


def load(s):
    """200 connections at once, each with its own process; a reload loses none."""
    script = programs.folder / f"load-{s.port}.sql"
    script.write_text("SELECT count(*), md5(repeat('x', 30000)) FROM pg_stat_ssl;\n")
    bench = [BIN / "pgbench", "-n", "-f", script]
    secret = {"PGPASSWORD": "secret", "HOME": str(programs.folder)}
    status, text = programs.harness.run([*bench, "-c", 200, "-j", 2, "-t", 3, info(s.port, "scramuser")], s.way, env=secret)
    tally.check(f"server and pgbench {s.way}: 200 connections at once",
                status == 0 and "number of transactions actually processed: 600/600" in text, text)
    env = programs.harness.environment(SYSTEM) | secret
    client = {"sslcert": CLIENTS["good"][0], "sslkey": CLIENTS["good"][1]}
    reloads, good = 0, True
    while good and reloads <= 3:  # a busy machine may make few in the time of one run
        with subprocess.Popen([str(c) for c in [*bench, "-C", "-c", 4, "-T", 3, info(s.port, "certuser", **client)]], env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
            while running.poll() is None:
                s.pair(certificates.server_rsa if reloads % 2 else certificates.server)
                s.reload()
                reloads += 1
            text = running.stdout.read()
        good = running.returncode == 0 and "number of failed transactions: 0 " in text
    tally.check(f"server {s.way}: reloads lose no connection", good, f"{text}\n{s.text()[-2000:]}")
    s.pair(certificates.server)
    s.reload()


def replication(s, replica_way):
    """A replica copies and follows over TLS; a dump is what was put in."""
    what = f"replication from {s.way} to {replica_way}"
    data = clusters / f"replica-{len(list(clusters.iterdir()))}-{s.port}"
    secret = {"PGPASSWORD": "secret", "HOME": str(programs.folder)}
    as_user([BIN / "pg_basebackup", "-D", data, "-R", "-c", "fast", "--no-sync", "-d",
             info(s.port, "scramuser", channel_binding="require")], way=replica_way, env=secret)
    with Postgres(replica_way, "replica", data=data) as replica:
        programs.wait_for("ready", lambda: "ready to accept" in replica.text(), replica.text)
        s.local(f"INSERT INTO store (line) VALUES ('for {replica_way}')")
        came = programs.until(lambda: replica.local(f"SELECT count(*) > 0 FROM store WHERE line = 'for {replica_way}'") == "t")
        tally.check(f"{what}: it follows", came, replica.text()[-1500:])
        tally.found(f"{what}: by TLS", s.local("SELECT ssl, version FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)"),
                    r"^t\|TLSv1.3$")
    status, text = programs.harness.run([BIN / "pg_dump", "-t", "store", "-a", info(s.port, "scramuser")], replica_way,
                                        env=secret)
    tally.check(f"{what}: pg_dump", status == 0 and f"for {replica_way}" in text, text)


def under_valgrind(way):
    """No memory error in the server, its processes or psql, which refuse too."""
    with Postgres(way, "valgrind", timeout=240, prefix=[
            *programs.VALGRIND, "--leak-check=no", "--trace-children=yes", "--undef-value-errors=no",
            "--gen-suppressions=no", f"--log-file={clusters}/valgrind-%p.log"]) as s:
        s.setup()
        works("under valgrind: transfer", psql(SYSTEM, s.port, "scramuser", "SELECT repeat('x', 100000) = repeat('x', 100000);"), "t")
        works("under valgrind: certificate", psql(SYSTEM, s.port, "certuser", "SELECT 1;", client=CLIENTS["good"]), "1")
        for bad, message in (("revoked", "revoked"), ("expired", "expired"), ("other", "unknown ca")):
            fails(f"under valgrind: {bad}", psql(SYSTEM, s.port, "certuser", "SELECT 1;", client=CLIENTS[bad]), message)
        fails("under valgrind: no certificate", psql(SYSTEM, s.port, "certuser", "SELECT 1;"), "requires a valid client certificate")
        fails("psql under valgrind: another CA", psql(way, s.port, "scramuser", "SELECT 1;", prefix=programs.VALGRIND,
                                                      sslrootcert=certificates.other.cert), "certificate verify failed")
        works("psql under valgrind", psql(way, s.port, "scramuser", "SELECT 1;", prefix=programs.VALGRIND,
                                          channel_binding="require"), "1")
    logs = "".join(log.read_text() for log in clusters.glob("valgrind-*.log"))
    tally.check("no memory error", not logs, logs[:3000])


def everything(s, reference):
    with s:
        s.setup()
        for client_way in (SYSTEM, s.way):
            tally.group(transfers, s, client_way)
            tally.group(server_refuses, s, client_way)
        tally.group(client_refuses, s, s.way)
        tally.group(settings, s)
        tally.group(rules, s)
        with Postgres(SYSTEM, "settings") as other:
            tally.group(wrong_settings, s, other.setup())
        tally.group(extensions, s, reference)
        tally.group(load, s)
        tally.group(replication, s, SYSTEM)
        tally.group(replication, s, s.way)


with Postgres(SYSTEM, "reference") as reference:
    reference.setup()

    def clients():
        """Our psql against the system's server."""
        for client_way in WAYS:
            tally.group(transfers, reference, client_way)
            tally.group(server_refuses, reference, client_way)
            tally.group(client_refuses, reference, client_way)
        tally.group(replication, reference, WAYS[0])

    tally.parallel(*((everything, Postgres(way, f"server {number}"), reference) for number, way in enumerate(WAYS)),
                   (clients,), (under_valgrind, WAYS[0]))
tally.finish(BIN / "postgres", "--version", digits=r"\d+")
