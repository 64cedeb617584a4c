#!/usr/bin/env python3
"""osslsigncode, which signs programs for Windows, over tlsrs: its messages are of ASN.1
types of its own. What it signs is compared with what it signs over the system's OpenSSL,
byte for byte, and each verifies what the other has signed.

usage: osslsigncode.py [--baseline]      (--baseline: all over OpenSSL)
"""

import struct

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness, folder = programs.harness, programs.folder
ca, other = programs.Authority("good-ca"), programs.Authority("other-ca")
CERT, KEY = ca.issue("signer", kind="rsa", usage="codeSigning", names=None)
EXPIRED = ca.issue("expired", kind="p256", usage="codeSigning", names=None, dates=programs.PAST)
# A signature without a timestamp holds while its certificate does.
WHEN = 1700000000


def portable_executable():
    """A program of one section for 32-bit Windows."""
    dos = bytearray(64)
    dos[:2] = b"MZ"
    struct.pack_into("<I", dos, 0x3c, 64)
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x14c, 1, 0, 0, 0, 224, 0x102)
    optional = bytearray(224)
    for at, kind, value in ((0, "H", 0x10b), (16, "I", 0x1000), (28, "I", 0x400000), (32, "I", 0x1000), (36, "I", 0x200),
                            (56, "I", 0x2000), (60, "I", 0x200), (68, "H", 3), (92, "I", 16)):
        struct.pack_into("<" + kind, optional, at, value)
    section = struct.pack("<8sIIIIIIHHI", b".text", 16, 0x1000, 0x200, 0x200, 0, 0, 0, 0, 0x60000020)
    return (bytes(dos) + coff + bytes(optional) + section).ljust(0x200, b"\0") + b"\xc3" * 0x200


def cabinet():
    """A cabinet of one short file."""
    content = b"content of the file\n"
    name = b"file.txt\0"
    data_at = 36 + 8 + 16 + len(name)
    size = data_at + 8 + len(content)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, size, 0, 44, 0, 3, 1, 1, 1, 0, 0x1234, 0)
    body = struct.pack("<IHH", data_at, 1, 0) + struct.pack("<IIHHHH", len(content), 0, 0, 0x5000, 0, 0x20) + name
    return head + body + struct.pack("<IHH", 0, len(content), len(content)) + content


FILES = {"exe": portable_executable(), "cab": cabinet(), "ps1": b'Write-Host "text"\r\n'}
for kind, content in FILES.items():
    (folder / f"plain.{kind}").write_bytes(content)

OPTIONS = {
    "plain": [],
    "described": ["-n", "A name: \u00e9", "-i", "https://example.com/", "-h", "sha384"],
    "commercial": ["-comm", "-jp", "low", "-h", "sha1"],
}


def call(way, command, *words):
    """osslsigncode's exit status and what it says."""
    return harness.run(["osslsigncode", command, *words], way)


def sign(way, kind, label, options=(), source=None, pair=(CERT, KEY)):
    """Signs a file; its path."""
    signed = folder / f"{label}.{kind}"
    status, text = call(way, "sign", "-certs", pair[0], "-key", pair[1], "-time", WHEN, *options,
                        "-in", source or folder / f"plain.{kind}", "-out", signed)
    tally.check(f"sign {label}.{kind}", status == 0, text)
    return signed


def verify(way, path, authority=ca, *options):
    """The exit status and text of verifying."""
    return call(way, "verify", "-CAfile", authority.cert, *options, "-in", path)


def signs(way, kind):
    """Signs as OpenSSL does, byte for byte, and verifies what was signed"""
    for name, options in OPTIONS.items():
        label = f"{name}-{WAYS.index(way)}"
        ours = sign(way, kind, label, options)
        theirs = sign(SYSTEM, kind, label + "-system", options)
        tally.equal(f"{label}.{kind}", ours.read_bytes(), theirs.read_bytes())
        status, text = verify(way, theirs)
        tally.check(f"verify {label}.{kind}", status == 0 and "Signature verification: ok" in text, text)
        tally.equal(f"text of {label}.{kind}", text, verify(SYSTEM, theirs)[1])
    status, text = verify(SYSTEM, ours)
    tally.check(f"verified over OpenSSL: {kind}", status == 0, text)


def refuses(way, kind):
    """Refuses another authority, a changed file, an expired certificate, a damaged signature"""
    signed = sign(SYSTEM, kind, f"to-refuse-{WAYS.index(way)}")
    content = signed.read_bytes()
    status, text = verify(way, signed, other)
    tally.check(f"{way}: another authority, {kind}", status != 0 and "Signature verification: ok" not in text, text)
    changed = folder / f"changed-{WAYS.index(way)}.{kind}"
    at = content.index({"exe": b"\xc3\xc3", "cab": b"content of", "ps1": b"text"}[kind])
    changed.write_bytes(content[:at] + b"\x01" + content[at + 1:])
    status, text = verify(way, changed)
    tally.check(f"{way}: changed, {kind}", status != 0, text)
    tally.equal(f"{way}: why, {kind}", text, verify(SYSTEM, changed)[1])
    expired = sign(SYSTEM, kind, f"expired-{WAYS.index(way)}", pair=EXPIRED)
    status, text = verify(way, expired)
    tally.check(f"{way}: expired, {kind}", status != 0 and "expired" in text, text)


def damaged(way):
    """A signature damaged anywhere is refused as OpenSSL refuses it, and nothing crashes"""
    signed = sign(SYSTEM, "exe", f"to-damage-{WAYS.index(way)}")
    content = signed.read_bytes()
    for at in range(len(FILES["exe"]) + 8, len(FILES["exe"]) + 200, 17):
        path = folder / f"damaged-{WAYS.index(way)}.exe"
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x21]) + content[at + 1:])
        status, _ = verify(way, path)
        tally.equal(f"{way}: damaged at {at}", status, verify(SYSTEM, path)[0])


def parts(way):
    """Signatures are taken out, put back, nested and removed"""
    number = WAYS.index(way)
    signed = sign(way, "exe", f"parts-{number}", ["-ph"])
    out = {}
    for name, who in (("ours", way), ("system", SYSTEM)):
        for command, source, suffix, more in (("extract-signature", signed, "p7", []), ("extract-signature", signed, "pem", ["-pem"]),
                                              ("remove-signature", signed, "exe", [])):
            path = folder / f"{command}-{name}-{number}.{suffix}"
            status, text = call(who, command, *more, "-in", source, "-out", path)
            tally.check(f"{who}: {command} {suffix}", status == 0, text)
            out.setdefault((command, suffix), []).append(path.read_bytes())
    for (command, suffix), (ours, theirs) in out.items():
        tally.equal(f"{way}: {command} {suffix}", ours, theirs)
    attached = folder / f"attached-{number}.exe"
    status, text = call(way, "attach-signature", "-sigin", folder / f"extract-signature-ours-{number}.p7",
                        "-CAfile", ca.cert, "-in", folder / "plain.exe", "-out", attached)
    tally.check(f"{way}: attach-signature", status == 0 and verify(SYSTEM, attached)[0] == 0, text)
    nested = sign(way, "exe", f"nested-{number}", ["-nest", "-h", "sha512"], signed)
    system = sign(SYSTEM, "exe", f"nested-{number}-system", ["-nest", "-h", "sha512"], signed)
    tally.equal(f"{way}: nested", nested.read_bytes(), system.read_bytes())
    status, text = verify(way, nested)
    tally.check(f"{way}: verify nested", status == 0 and "Number of verified signatures: 2" in text, text)


def under_valgrind(way):
    """No memory error"""
    signed = folder / "valgrind.exe"
    for words in (["sign", "-certs", CERT, "-key", KEY, "-n", "name", "-in", folder / "plain.exe", "-out", signed],
                  ["verify", "-CAfile", ca.cert, "-in", signed]):
        status, text = harness.run([*programs.VALGRIND, "osslsigncode", *words], way)
        tally.check(f"{words[0]} under valgrind", status == 0 and "==" not in text, text)


first, *more = WAYS
tally.parallel(*((part, first, kind) for part in (signs, refuses) for kind in FILES), (damaged, first), (parts, first))
tally.parallel(*((signs, way, "exe") for way in more), *((parts, way) for way in more))
tally.group(under_valgrind, first)
tally.finish("osslsigncode", "--version")
