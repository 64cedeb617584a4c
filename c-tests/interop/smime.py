#!/usr/bin/env python3
"""`openssl smime` over OpenSSL and over tlsrs: what one signs or encrypts, the
other verifies and decrypts, with the same verdict, message and content."""

import pathlib
import tempfile

import _harness as harness

files = harness.fixtures()
tally = harness.Tally()
PAIRS = [(harness.SYSTEM, harness.DROPPED_IN), (harness.DROPPED_IN, harness.SYSTEM), (harness.DROPPED_IN, harness.DROPPED_IN)]
TEXT = b"Dear reader,\nthis is signed.\n\nOr secret.\n" + bytes(range(32, 127)) * 90 + b"\n"
SIGNERS = {"rsa": ["sha256", "sha1", "sha512", "sha3-256", "ripemd160"], "p256": ["sha256", "sha1"], "p384": ["sha384"], "p521": ["sha512"]}
FORMS = {
    "in two parts": [],
    "opaque": ["-nodetach"],
    "streamed": ["-nodetach", "-stream"],
    "two parts, streamed": ["-stream"],
    "binary": ["-binary"],
    "with a text header": ["-text"],
    "without attributes": ["-noattr"],
    "without certificates": ["-nocerts"],
    "PEM": ["-nodetach", "-outform", "PEM"],
    "DER": ["-nodetach", "-outform", "DER"],
    "DER, streamed": ["-nodetach", "-stream", "-outform", "DER"],
}


def smime(way, *arguments, cwd):
    """Runs `openssl smime`; (exit status, what it printed)."""
    status, said = harness.run(["openssl", "smime", *arguments], way, cwd=cwd)
    return status, said


def form_of(options):
    """The format that a message made with these options is in."""
    return ["-inform", options[options.index("-outform") + 1]] if "-outform" in options else []


def verdict(way, message, form, more, cwd):
    """What verifying says: status, its last line, and the content."""
    content = cwd / "content"
    content.unlink(missing_ok=True)
    status, said = smime(way, "-verify", "-in", message, *form, "-out", content, *more, cwd=cwd)
    # Without the thread, the function and the place in the source.
    errors = [":".join(line.split(":")[2:4] + line.split(":")[5:6] + line.split(":")[8:]) for line in said.splitlines() if ":error:" in line]
    return status, said.splitlines()[0] if said else "", errors, content.read_bytes() if content.exists() else None


def same(name, message, form, more, cwd, good):
    """Whether both libraries say the same of a message, and that is `good`."""
    theirs, ours = (verdict(way, message, form, more, cwd) for way in (harness.SYSTEM, harness.DROPPED_IN))
    tally.check(f"{name}: {'good' if good else 'bad'}", (theirs[0] == 0) == good, theirs)
    tally.check(f"{name}: the same verdict", theirs == ours, f"OpenSSL {theirs[:3]}\n  tlsrs {ours[:3]}")
    return theirs


def signing(cwd):
    (cwd / "text").write_bytes(TEXT)
    for kind, digests in SIGNERS.items():
        trusted = ["-purpose", "any", "-CAfile", files / f"ca-{kind}-cert.pem"]
        for maker in (harness.SYSTEM, harness.DROPPED_IN):
            for name, options in FORMS.items():
                for digest in digests if name == "in two parts" else digests[:1]:
                    where = f"{maker} {kind} {digest} {name}"
                    made = cwd / "message"
                    status, said = smime(maker, "-sign", "-in", "text", "-out", made, "-md", digest, *options,
                                         "-signer", files / f"client-{kind}-cert.pem", "-inkey", files / f"client-{kind}-key.pem", cwd=cwd)
                    tally.check(f"{where}: signed", status == 0, said)
                    more = list(trusted)
                    if name == "without certificates":
                        more += ["-certfile", files / f"client-{kind}-cert.pem"]
                    if "-text" in options:
                        more += ["-text"]
                    if name == "binary":
                        more += ["-binary"]
                    form = form_of(options)
                    theirs = same(where, made, form, more, cwd, good=name != "binary")
                    if theirs[0] == 0:
                        plain = theirs[3].replace(b"\r\n", b"\n")
                        tally.check(f"{where}: the content", plain == TEXT, plain[:200])
                    if digest != "sha256":
                        continue
                    same(f"{where}, for mail", made, form, ["-CAfile", files / f"ca-{kind}-cert.pem", *more[4:]], cwd, good=False)
                    same(f"{where}, untrusted", made, form, ["-purpose", "any", "-no-CAfile", "-no-CApath", *more[4:]], cwd, good=False)
                    if form:
                        continue
                    changed = made.read_bytes().replace(b"Dear reader", b"Dear writer")
                    if changed != made.read_bytes():
                        made.write_bytes(changed)
                        same(f"{where}, changed", made, form, more, cwd, good=False)


def encrypting(cwd):
    (cwd / "text").write_bytes(TEXT)
    key = ["-recip", files / "client-rsa-cert.pem", "-inkey", files / "client-rsa-key.pem"]
    other = ["-inkey", files / "server-rsa-key.pem"]
    for maker, reader in PAIRS:
        for cipher in ("aes128", "aes192", "aes256", "des3", "aes-128-cfb", "aes-256-ofb"):
            for options in ([], ["-stream"], ["-outform", "DER", "-stream"], ["-outform", "PEM"], ["-binary"], ["-text"]):
                where = f"{maker} to {reader}: {cipher} {' '.join(options)}"
                status, said = smime(maker, "-encrypt", f"-{cipher}", "-in", "text", "-out", "sealed", *options,
                                     files / "server-rsa-cert.pem", files / "client-rsa-cert.pem", cwd=cwd)
                tally.check(f"{where}: encrypted", status == 0, said)
                more = [*form_of(options), *(["-text"] if "-text" in options else [])]
                for who, with_key in (("by name", key), ("by key alone", other)):
                    (cwd / "opened").unlink(missing_ok=True)
                    status, said = smime(reader, "-decrypt", "-in", "sealed", "-out", "opened", *with_key, *more, cwd=cwd)
                    opened = (cwd / "opened").read_bytes().replace(b"\r\n", b"\n") if status == 0 else said
                    tally.check(f"{where}: decrypted {who}", status == 0 and opened == TEXT, opened[:300])


def main():
    with tempfile.TemporaryDirectory(prefix="tlsrs-smime-") as scratch:
        signing(pathlib.Path(scratch))
        encrypting(pathlib.Path(scratch))
    tally.finish()


main()
