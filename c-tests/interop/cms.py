#!/usr/bin/env python3
"""`openssl cms` over OpenSSL and over tlsrs: what one signs, encrypts or
digests, the other verifies and decrypts, with the same verdict and content."""

import pathlib
import tempfile

import _harness as harness

files = harness.fixtures()
tally = harness.Tally()
WAYS = (harness.SYSTEM, harness.DROPPED_IN)
PAIRS = [(harness.SYSTEM, harness.DROPPED_IN), (harness.DROPPED_IN, harness.SYSTEM), (harness.DROPPED_IN, harness.DROPPED_IN)]
TEXT = b"Dear reader,\nthis is signed.\n\nOr secret.\n" + bytes(range(32, 127)) * 90 + b"\n"
KEY = ["-secretkey", "00112233445566778899aabbccddeeff"]
SIGNERS = {"rsa": ["sha256", "sha1", "sha512"], "p256": ["sha256"], "p521": ["sha512"]}
FORMS = {
    "in two parts": [],
    "opaque": ["-nodetach"],
    "streamed": ["-nodetach", "-stream"],
    "two parts, streamed": ["-stream"],
    "with a text header": ["-text"],
    "without attributes": ["-noattr"],
    "without certificates": ["-nocerts"],
    "by key identifier": ["-keyid", "-nodetach"],
    "CAdES": ["-cades", "-nodetach"],
    "PEM": ["-nodetach", "-outform", "PEM"],
    "DER, streamed": ["-nodetach", "-stream", "-outform", "DER"],
}
RECIPIENTS = {
    "RSA": (["-recip", files / "client-rsa-cert.pem"], ["-recip", files / "client-rsa-cert.pem", "-inkey", files / "client-rsa-key.pem"]),
    "RSA by key alone": (["-keyid", "-recip", files / "client-rsa-cert.pem", "-recip", files / "server-rsa-cert.pem"], ["-inkey", files / "server-rsa-key.pem"]),
    "OAEP": (["-recip", files / "client-rsa-cert.pem", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"],
             ["-recip", files / "client-rsa-cert.pem", "-inkey", files / "client-rsa-key.pem"]),
    "ECDH": (["-recip", files / "client-p256-cert.pem", "-recip", files / "client-p384-cert.pem"], ["-recip", files / "client-p384-cert.pem", "-inkey", files / "client-p384-key.pem"]),
    "key": ([*KEY, "-secretkeyid", "AABB"], [*KEY, "-secretkeyid", "AABB"]),
    "password": (["-pwri_password", "secret"], ["-pwri_password", "secret"]),
}


def cms(way, *arguments, cwd):
    """Runs `openssl cms`; (exit status, what it printed)."""
    return harness.run(["openssl", "cms", *arguments], way, cwd=cwd)


def form_of(options):
    """The format that a message made with these options is in."""
    return ["-inform", options[options.index("-outform") + 1]] if "-outform" in options else []


def verdict(way, message, form, more, cwd):
    """What verifying says: status, its errors, and the content."""
    content = cwd / "content"
    content.unlink(missing_ok=True)
    status, said = cms(way, "-verify", "-in", message, *form, "-out", content, *more, cwd=cwd)
    errors = [":".join(line.split(":")[2:4] + line.split(":")[5:6] + line.split(":")[8:]) for line in said.splitlines() if ":error:" in line]
    return status, errors, content.read_bytes() if content.exists() else None


def signing(cwd):
    for kind, digests in SIGNERS.items():
        trusted = ["-purpose", "any", "-CAfile", files / f"ca-{kind}-cert.pem"]
        for maker in WAYS:
            for name, options in FORMS.items():
                for digest in digests if name == "in two parts" else digests[:1]:
                    where = f"{maker} {kind} {digest} {name}"
                    made = cwd / "message"
                    status, said = cms(maker, "-sign", "-in", "text", "-out", made, "-md", digest, *options,
                                       "-signer", files / f"client-{kind}-cert.pem", "-inkey", files / f"client-{kind}-key.pem", cwd=cwd)
                    tally.check(f"{where}: signed", status == 0, said)
                    more = [option for option in options if option in ("-text", "-cades")]
                    if name == "without certificates":
                        more += ["-certfile", files / f"client-{kind}-cert.pem"]
                    checks = [("trusted", trusted, True), ("for mail", trusted[2:], False)]
                    if digest == "sha256":
                        checks.append(("untrusted", ["-purpose", "any", "-no-CAfile", "-no-CApath"], False))
                    for how, store, good in checks:
                        theirs, ours = (verdict(way, made, form_of(options), [*store, *more], cwd) for way in WAYS)
                        tally.check(f"{where}, {how}: {'good' if good else 'bad'}", (theirs[0] == 0) == good, theirs)
                        tally.check(f"{where}, {how}: the same verdict", theirs == ours, f"OpenSSL {theirs[:2]}\n  tlsrs {ours[:2]}")
                        if good and theirs[0] == 0:
                            tally.check(f"{where}: the content", theirs[2].replace(b"\r\n", b"\n") == TEXT, theirs[2][:200])


def encrypting(cwd):
    for maker, reader in PAIRS:
        for name, (to, by) in RECIPIENTS.items():
            for cipher, options in (("aes-128-cbc", []), ("aes-256-cbc", ["-stream", "-outform", "DER"]), ("aes-128-gcm", ["-outform", "PEM"]),
                                    ("aes-256-gcm", ["-stream"]), ("des3", ["-text"])):
                # The key wrap of triple DES, which OpenSSL takes for agreements, is not built in, nor a password's cipher in GCM.
                if (name, cipher) == ("ECDH", "des3") or (name == "password" and cipher.endswith("gcm")):
                    continue
                where = f"{maker} to {reader}: {name} {cipher} {' '.join(options)}"
                status, said = cms(maker, "-encrypt", f"-{cipher}", "-in", "text", "-out", "sealed", *options, *to, cwd=cwd)
                tally.check(f"{where}: encrypted", status == 0, said)
                (cwd / "opened").unlink(missing_ok=True)
                more = [*form_of(options), *(["-text"] if "-text" in options else [])]
                status, said = cms(reader, "-decrypt", "-in", "sealed", "-out", "opened", *by, *more, cwd=cwd)
                opened = (cwd / "opened").read_bytes().replace(b"\r\n", b"\n") if status == 0 else said
                tally.check(f"{where}: decrypted", status == 0 and opened == TEXT, opened[:300])


def others(cwd):
    for maker, reader in PAIRS:
        for name, make, take in (
            ("data", ["-data_create"], ["-data_out"]),
            ("digest", ["-digest_create", "-md", "sha256"], ["-digest_verify"]),
            ("under a key", ["-EncryptedData_encrypt", "-aes128", *KEY], ["-EncryptedData_decrypt", *KEY]),
        ):
            where = f"{maker} to {reader}: {name}"
            status, said = cms(maker, *make, "-in", "text", "-out", "made", "-outform", "DER", cwd=cwd)
            tally.check(f"{where}: made", status == 0, said)
            status, said = cms(reader, *take, "-in", "made", "-inform", "DER", "-out", "opened", cwd=cwd)
            opened = (cwd / "opened").read_bytes().replace(b"\r\n", b"\n") if status == 0 else said
            tally.check(f"{where}: read", status == 0 and opened == TEXT, opened[:300])
            prints = [cms(way, "-cmsout", "-print", "-in", "made", "-inform", "DER", cwd=cwd) for way in WAYS]
            tally.check(f"{where}: printed alike", prints[0] == prints[1], prints[1][1][:300])


def receipts(cwd):
    signer = ["-signer", files / "client-rsa-cert.pem", "-inkey", files / "client-rsa-key.pem"]
    reader = ["-signer", files / "client-p256-cert.pem", "-inkey", files / "client-p256-key.pem"]
    trusted = ["-purpose", "any", "-CAfile", files / "ca-bundle.pem"]
    for asker, giver in PAIRS:
        for name, asked in {"all": ["-receipt_request_all"], "some": ["-receipt_request_from", "a@example.com"], "none": []}.items():
            where = f"{asker} to {giver}: receipts of {name}"
            to = ["-receipt_request_to", "b@example.com"] if asked else []
            for file in ("message", "other"):
                cms(asker, "-sign", "-in", "text", "-out", file, "-nodetach", *asked, *to, *signer, cwd=cwd)
            if asked:
                shown = [cms(way, "-verify", "-in", "message", "-receipt_request_print", "-out", "opened", *trusted, cwd=cwd) for way in WAYS]
                tally.check(f"{where}: shown alike", shown[0] == shown[1] and "b@example.com" in shown[0][1], shown)
            status, said = cms(giver, "-sign_receipt", "-in", "message", "-out", "receipt", *reader, cwd=cwd)
            tally.check(f"{where}: {'given' if asked else 'not given'}", (status == 0) == bool(asked), said)
            for message, good in (("message", True), ("other", False)) if asked else ():
                said = [cms(way, "-verify_receipt", "receipt", "-in", message, *trusted, cwd=cwd) for way in WAYS]
                tally.check(f"{where}: {'for' if good else 'not for'} the {message}", all((status == 0) == good for status, _ in said), said)


def main():
    with tempfile.TemporaryDirectory(prefix="tlsrs-cms-") as scratch:
        cwd = pathlib.Path(scratch)
        (cwd / "text").write_bytes(TEXT)
        signing(cwd)
        encrypting(cwd)
        others(cwd)
        receipts(cwd)
    tally.finish()


main()
