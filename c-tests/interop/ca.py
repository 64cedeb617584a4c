#!/usr/bin/env python3
"""`openssl ca` and other tools of the openssl program over OpenSSL and over
tlsrs: a CA with its database, delta lists, sequences, requests from
certificates, lists of algorithms, directories of hashes."""

import pathlib
import shutil
import tempfile

import _harness as harness

files = harness.fixtures()
tally = harness.Tally()
WAYS = (harness.SYSTEM, harness.DROPPED_IN)
CONFIGURATION = """
[ca]
default_ca = mine
[mine]
database = index.txt
new_certs_dir = .
certificate = {files}/ca-rsa-cert.pem
private_key = {files}/ca-rsa-key.pem
default_md = sha256
serial = serial
crlnumber = crlnumber
default_days = 30
default_crl_days = 30
unique_subject = no
policy = policy
x509_extensions = leaf
crl_extensions = list
[policy]
commonName = supplied
[leaf]
basicConstraints = critical, CA:FALSE
subjectAltName = @names
[names]
DNS.1 = one.example
DNS.2 = two.example
[list]
authorityKeyIdentifier = keyid
"""


def openssl(way, *arguments, cwd):
    """Runs the openssl program; (exit status, what it printed)."""
    return harness.run(["openssl", *arguments], way, cwd=cwd, env={"OPENSSL_CONF": "/dev/null"})


def database(cwd):
    """The rows of the CA's database, without the times."""
    rows = [line.split("\t") for line in (cwd / "index.txt").read_text().splitlines()]
    return [[row[0], bool(row[1]), "reason" if "," in row[2] else bool(row[2]), *row[3:]] for row in rows]


def authority(way, cwd):
    """What a CA makes, that is the same each time."""
    seen = []

    def ca(what, *arguments, good=True):
        status, said = openssl(way, "ca", "-config", "ca.cnf", "-batch", *arguments, cwd=cwd)
        tally.check(f"{way}: {what}", (status == 0) == good, said)
        seen.append((what, status, database(cwd)))

    (cwd / "ca.cnf").write_text(CONFIGURATION.format(files=files))
    (cwd / "index.txt").write_text("")
    (cwd / "serial").write_text("0A\n")
    (cwd / "crlnumber").write_text("01\n")
    for at, name in enumerate(("server-p256", "client-p256", "server-rsa", "server-ed25519")):
        ca(f"issues to {name}", "-in", files / f"{name}.csr", "-out", f"{at}.pem", "-notext")
        status, said = openssl(way, "verify", "-CAfile", files / "ca-rsa-cert.pem", f"{at}.pem", cwd=cwd)
        tally.check(f"{way}: {name} verifies", status == 0, said)
        _, said = openssl(way, "x509", "-in", f"{at}.pem", "-noout", "-serial", "-subject", "-ext", "subjectAltName", cwd=cwd)
        seen.append(said)
    ca("makes a first list", "-gencrl", "-out", "first.pem")
    ca("revokes", "-revoke", "0.pem", "-crl_reason", "superseded")
    ca("revokes once", "-revoke", "0.pem", good=False)
    for serial in ("0A", "0B", "0E"):
        # It ends with 1 whatever the state is.
        _, said = openssl(way, "ca", "-config", "ca.cnf", "-status", serial, cwd=cwd)
        seen.append(said)
    ca("marks what has expired", "-updatedb")
    ca("makes a second list", "-gencrl", "-out", "second.pem")
    status, said = openssl(way, "crl", "-in", "first.pem", "-gendelta", "second.pem", "-key", files / "ca-rsa-key.pem", "-out", "delta.pem", cwd=cwd)
    tally.check(f"{way}: a delta list", status == 0, said)
    status, said = openssl(way, "crl", "-in", "delta.pem", "-noout", "-text", "-CAfile", files / "ca-rsa-cert.pem", cwd=cwd)
    tally.check(f"{way}: the delta list verifies", "verify OK" in said, said)
    lines = [line.strip() for line in said.splitlines()]
    seen.append([line for line in lines if line.startswith(("Serial", "X509v3", "Superseded", "Version")) or line in ("1", "2")])
    status, said = openssl(way, "crl", "-in", "second.pem", "-gendelta", "first.pem", "-key", files / "ca-rsa-key.pem", cwd=cwd)
    tally.check(f"{way}: no delta list of an older one", status != 0, said)
    return seen


def tools(way, cwd):
    """What other commands print, that is the same over both."""
    seen = []

    def show(*arguments, drop=()):
        status, said = openssl(way, *arguments, cwd=cwd)
        seen.append((arguments, status, [line for line in said.splitlines() if not any(word in line.lower() for word in drop)]))

    show("x509", "-in", files / "server-rsa-cert.pem", "-noout", "-ocspid")
    show("x509", "-in", files / "server-rsa-cert.pem", "-x509toreq", "-signkey", files / "server-rsa-key.pem")
    show("nseq", "-in", files / "full-chain.pem", "-toseq", "-out", "sequence.pem")
    show("nseq", "-in", "sequence.pem")
    show("list", "-digest-commands", drop=("whirlpool",))
    (cwd / "hashed").mkdir()
    for name in ("ca-rsa", "ca-p256", "intermediate"):
        shutil.copy(files / f"{name}-cert.pem", cwd / "hashed")
    show("rehash", "hashed")
    seen.append(sorted((path.name, str(path.readlink())) for path in (cwd / "hashed").iterdir() if path.is_symlink()))
    return seen


def main():
    for what in (authority, tools):
        results = []
        for way in WAYS:
            with tempfile.TemporaryDirectory(prefix="tlsrs-ca-") as scratch:
                results.append(what(way, pathlib.Path(scratch)))
        tally.check(f"{what.__name__}: the same number of results", len(results[0]) == len(results[1]), results)
        for theirs, ours in zip(*results):
            tally.check(f"{what.__name__}: the same result", theirs == ours, f"OpenSSL {theirs}\n  tlsrs {ours}")
    tally.finish()


main()
