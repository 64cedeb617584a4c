#!/usr/bin/env python3
"""Makes chains of certificates, right and wrong for one reason each.

Usage: chains.py CHAINS HOSTS. The first file is read by chains.c, which has
each chain judged: a case is a block of lines "case NAME" to "end", with the
certificates in hex and the parameters of the verification. New cases are added
to cases() or more_cases(); nothing else has to know them. The second is read by hosts.c:
certificates, and names to look for in each.
"""

import itertools
import sys

from certificates import (
    DAY, ECDSA, EKU, NOW, P384, Cert, EcKey, RsaKey, akid, basic, bits, boolean, ca, constraints, distribution, eku, ext,
    general, inhibit_any, integer, leaf, mappings, name, oid, policies, policy_constraints, proxy, san, seq, skid, tlv,
    usage, utc)
from chains_more import more_cases

FLAGS = {"time": 2, "crl": 4, "crl-all": 8, "ignore-critical": 0x10, "strict": 0x20, "proxy": 0x40, "policy": 0x80,
         "explicit": 0x100, "inhibit-any": 0x200, "inhibit-map": 0x400, "notify": 0x800, "extended-crl": 0x1000,
         "deltas": 0x2000, "ss-signature": 0x4000, "trusted-first": 0x8000, "suiteb128only": 0x10000,
         "suiteb192": 0x20000, "suiteb128": 0x30000, "partial": 0x80000, "no-alt": 0x100000, "no-time": 0x200000}


class Writer:
    def __init__(self, out):
        self.out = out
        self.count = 0

    def __call__(self, title, chain, trusted=(), untrusted=None, crls=(), store_crls=(), flags="", at=NOW, **more):
        """A case: chain[0] is the leaf, the rest are untrusted unless given apart."""
        self.count += 1
        print("case", title.replace(" ", "-"), file=self.out)
        print("leaf", chain[0].der.hex(), file=self.out)
        if isinstance(chain[0].key, EcKey):
            print("key", chain[0].key.private.hex(), file=self.out)
        for cert in trusted:
            print("trusted", (cert if isinstance(cert, bytes) else cert.der).hex(), file=self.out)
        for cert in chain[1:] if untrusted is None else untrusted:
            print("untrusted", cert.der.hex(), file=self.out)
        for crl in crls:
            print("crl", crl.hex(), file=self.out)
        for crl in store_crls:
            print("store-crl", crl.hex(), file=self.out)
        value = sum(FLAGS[f] for f in flags.split())
        if value:
            print("flags", hex(value), file=self.out)
        if at is not None:
            print("time", at, file=self.out)
        for key, value in more.items():
            for one in value if isinstance(value, list) else [value]:
                print(key.replace("_", "-"), one, file=self.out)
        print("end", file=self.out)


def trusted_aux(cert, trust=(), reject=()):
    aux = seq(seq(*(oid(EKU[t]) for t in trust)) if trust else b"",
              tlv(0xa0, *(oid(EKU[t]) for t in reject)) if reject else b"")
    return cert.der + aux


def cases(case):
    root = ca("CN=Root")
    inter = ca("CN=Inter", root)
    good = leaf(inter)
    direct = leaf(root)
    server = {"purpose": 2}

    # Building
    case("good", [good, inter], [root])
    case("good with purpose", [good, inter], [root], **server)
    case("good root sent too", [good, inter, root], [root])
    case("good reordered", [good, root, inter], [root])
    case("good superfluous", [good, leaf(root, "CN=x"), inter, ca("CN=Other")], [root])
    case("good duplicates", [good, inter, inter, inter], [root])
    case("good direct", [direct], [root])
    case("good no trusted first", [good, inter], [root], param="clear-trusted-first")
    case("good intermediate in store too", [good], [root, inter])
    case("good override seen", [good, inter], [root], override="all")
    case("no root", [good, inter])
    case("no root root sent", [good, inter, root])
    case("no intermediate", [good], [root])
    case("no trust at all", [good])
    case("self-signed leaf untrusted", [ca("CN=Self")])
    self_ee = Cert("CN=self", None, [basic(False), usage("digitalSignature"), san("DNS:self")])
    case("self-signed leaf trusted", [self_ee], [self_ee], **server)
    case("self-signed leaf not trusted", [self_ee], [root])
    case("self-signed ca leaf trusted", [root], [root], **server)
    mimic = ca("CN=Root", key=EcKey("mimic"))
    case("mimic of the root", [leaf(mimic), mimic], [root])
    case("mimic without key ids", [leaf(ca("CN=Root", exts=[basic()], key=EcKey("mimic")), exts=[basic(False)]),
                                   ca("CN=Root", exts=[basic()], key=EcKey("mimic"))],
         [ca("CN=Root", exts=[basic()])])
    case("partial chain refused", [good], [inter])
    case("partial chain allowed", [good], [inter], flags="partial")
    case("partial chain leaf in store", [good], [good], flags="partial")
    case("leaf in store no partial", [good], [good])
    case("partial chain root and inter", [good, inter], [root, inter], flags="partial")
    cross_root = ca("CN=Old Root")
    cross = ca("CN=Root", cross_root, key=root.key)
    case("cross signed old root trusted", [good, inter, cross], [cross_root])
    case("cross signed new root trusted", [good, inter, cross], [root])
    case("cross signed new root no trusted first", [good, inter, cross], [root], param="clear-trusted-first")
    case("cross signed new root no alt", [good, inter, cross], [root], flags="no-alt", param="clear-trusted-first")
    case("cross signed both", [good, inter, cross], [root, cross_root])
    case("cross signed neither", [good, inter, cross], [])
    loop_a = ca("CN=A", key=EcKey("a"), issuer_name=name("CN=B"), signer=EcKey("b"))
    loop_b = ca("CN=B", key=EcKey("b"), issuer_name=name("CN=A"), signer=EcKey("a"))
    case("loop", [leaf(loop_a), loop_a, loop_b])
    case("expired twin first", [good, ca("CN=Inter", root, end=NOW - DAY), inter], [root])
    case("expired twin root", [direct], [ca("CN=Root", key=root.key, end=NOW - DAY), root])
    case("two roots same name", [direct], [ca("CN=Root", key=EcKey("second")), root])
    case("two roots same name no ids", [leaf(root, exts=[basic(False)])],
         [ca("CN=Root", exts=[basic()], key=EcKey("second")), ca("CN=Root", exts=[basic()], key=root.key)])
    for flag in "", "partial":
        case(f"no issuer cert only inter trusted {flag}", [good, inter], [inter], flags=flag)

    # A hostile peer: many certificates of one name and key
    twin_key = EcKey("twin")
    twins = [Cert("CN=Twin", None, [basic()], key=twin_key) for _ in range(100)]
    of_twin = Cert("CN=leaf", twins[0], [basic(False)])
    case("hundred twins", [of_twin, *twins], [root])
    case("hundred twins no trusted first", [of_twin, *twins], [root], param="clear-trusted-first")
    case("hundred twins last trusted", [of_twin, *twins], [twins[-1]])
    ring = [Cert(f"CN=Ring {i}", None, [basic()], key=EcKey("ring"), issuer_name=name(f"CN=Ring {(i + 1) % 100}"))
            for i in range(100)]
    case("ring of hundred", [Cert("CN=leaf", ring[0], [basic(False)]), *ring], [root])
    case("ring of hundred no trusted first", [Cert("CN=leaf", ring[0], [basic(False)]), *ring], [root],
         param="clear-trusted-first")

    # Depth
    chain, top = [], root
    for i in range(5):
        top = ca(f"CN=Level {i}", top)
        chain.insert(0, top)
    deep = leaf(top)
    for depth in range(0, 7):
        case(f"depth {depth} of 5", [deep, *chain], [root], depth=depth)
    case("depth override", [deep, *chain], [root], depth=2, override="all")
    for depth in 0, 1:
        case(f"depth {depth} direct", [direct], [root], depth=depth)
        case(f"depth {depth} self", [self_ee], [self_ee], depth=depth)

    # Signatures
    case("bad signature leaf", [leaf(inter, tamper=True), inter], [root])
    case("bad signature leaf override", [leaf(inter, tamper=True), inter], [root], override="all")
    case("bad signature intermediate", [good, ca("CN=Inter", root, tamper=True)], [root])
    bad_root = ca("CN=Root", tamper=True)
    case("bad signature root", [direct], [bad_root])
    case("bad signature root checked", [direct], [bad_root], flags="ss-signature")
    case("good signature root checked", [direct], [root], flags="ss-signature")
    case("wrong signer", [leaf(inter, signer=EcKey("someone"), exts=[basic(False)]), inter], [root])
    case("outer algorithm differs", [leaf(inter, outer=seq(oid(ECDSA["sha384"]))), inter], [root])
    case("outer algorithm differs strict", [leaf(inter, outer=seq(oid(ECDSA["sha384"]))), inter], [root],
         flags="strict")
    for digest in "sha1", "sha384", "sha512":
        case(f"ecdsa {digest}", [leaf(inter, digest=digest), inter], [root])
        for level in 0, 1, 2, 3:
            case(f"ecdsa {digest} level {level}", [leaf(inter, digest=digest), inter], [root], level=level)
    p384 = ca("CN=Root 384", key=EcKey("384", P384), digest="sha384")
    case("p384", [leaf(p384, digest="sha384")], [p384], level=3)
    case("p384 root signs sha256", [leaf(p384)], [p384], level=3)
    for level in range(0, 6):
        case(f"p256 level {level}", [good, inter], [root], level=level)
        case(f"p384 level {level}", [leaf(p384, "CN=leaf 384", key=EcKey("l384", P384), digest="sha384")], [p384],
             level=level)
    for size in 512, 1024, 2048:
        r = ca(f"CN=Root RSA {size}", key=RsaKey(size))
        for level in 0, 1, 2:
            case(f"rsa root {size} level {level}", [leaf(r)], [r], level=level)
            case(f"rsa leaf {size} level {level}", [leaf(root, f"CN=rsa {size}", key=RsaKey(size, "leaf"))], [root],
                 level=level)
        case(f"rsa {size} no level", [leaf(r)], [r])
    rsa = ca("CN=Root RSA", key=RsaKey(2048))
    for digest in "md5", "sha1", "sha384", "sha512", "pss-sha256", "pss-sha384":
        case(f"rsa {digest}", [leaf(rsa, digest=digest)], [rsa])
        case(f"rsa {digest} level 1", [leaf(rsa, digest=digest)], [rsa], level=1)
    case("rsa bad signature", [leaf(rsa, tamper=True)], [rsa])
    case("rsa pss bad signature", [leaf(rsa, tamper=True, digest="pss-sha256")], [rsa])
    case("signature type does not fit issuer", [Cert("CN=leaf", rsa, [basic(False)], signer=EcKey("x"))], [rsa])
    explicit = ca("CN=Explicit", root, key=EcKey("explicit", explicit=True))
    case("explicit curve", [leaf(explicit, exts=[basic(False)]), explicit], [root])

    # Dates
    for what, kw in {"expired": {"end": NOW - DAY}, "future": {"start": NOW + DAY}}.items():
        case(f"{what} leaf", [leaf(inter, **kw), inter], [root])
        case(f"{what} leaf override", [leaf(inter, **kw), inter], [root], override="all")
        case(f"{what} intermediate", [good, ca("CN=Inter", root, **kw)], [root])
        case(f"{what} root", [direct], [ca("CN=Root", **kw)])
        case(f"{what} leaf unchecked", [leaf(inter, **kw), inter], [root], flags="no-time", at=None)
        case(f"{what} all override", [leaf(inter, **kw), ca("CN=Inter", root, **kw)], [ca("CN=Root", **kw)],
             override="all")
    case("expired untrusted", [leaf(inter, end=NOW - DAY), inter])
    case("at the start", [good, inter], [root], at=NOW - 100 * DAY)
    case("at the end", [good, inter], [root], at=NOW + 100 * DAY)
    case("before the end", [good, inter], [root], at=NOW + 100 * DAY - 1)
    case("before the start", [good, inter], [root], at=NOW - 100 * DAY - 1)
    for what, text in {"offset": b"260101000000+0100", "no seconds": b"2601010000Z", "month 13": b"261301000000Z",
                       "day 30 in february": b"260230000000Z", "letters": b"26010100000aZ", "empty": b""}.items():
        case(f"odd start {what}", [leaf(inter, dates=seq(tlv(0x17, text), utc(NOW + DAY))), inter], [root])
        case(f"odd end {what}", [leaf(inter, dates=seq(utc(NOW - DAY), tlv(0x17, text))), inter], [root])
    case("generalized dates", [leaf(inter, dates=seq(tlv(0x18, b"20200101000000Z"), tlv(0x18, b"20300101000000Z"))),
                               inter], [root])
    case("fraction of a second", [leaf(inter, dates=seq(tlv(0x18, b"20200101000000.5Z"), utc(NOW + DAY))), inter],
         [root])
    case("year 9999", [leaf(inter, dates=seq(utc(NOW - DAY), tlv(0x18, b"99991231235959Z"))), inter], [root])

    # CAs and path lengths
    key = EcKey("CN=Inter")
    variants = {
        "no basic constraints": [usage("keyCertSign"), skid(key), akid(root.key)],
        "not a ca": [basic(False), skid(key), akid(root.key)],
        "not critical": [basic(True, critical=False), usage("keyCertSign"), skid(key), akid(root.key)],
        "no key usage": [basic(True), skid(key), akid(root.key)],
        "no cert sign": [basic(True), usage("digitalSignature", "cRLSign"), skid(key), akid(root.key)],
        "empty key usage": [basic(True), usage(), skid(key), akid(root.key)],
        "nothing": [],
        "only ids": [skid(key), akid(root.key)],
        "negative pathlen": [ext("2.5.29.19", seq(boolean(True), integer(-1)), True), usage("keyCertSign")],
        "pathlen without cert sign": [basic(True, 0), skid(key), akid(root.key)],
        "no skid": [basic(True), usage("keyCertSign"), akid(root.key)],
        "no akid": [basic(True), usage("keyCertSign"), skid(key)],
        "critical skid": [basic(True), usage("keyCertSign"), skid(key, True), akid(root.key)],
        "critical akid": [basic(True), usage("keyCertSign"), skid(key), akid(root.key, critical=True)],
        "twice basic constraints": [basic(True), basic(True)],
        "garbage basic constraints": [ext("2.5.29.19", b"\x30\x03\x02\x01", True)],
        "ns ca": [ext("2.16.840.1.113730.1.1", bits(b"\x07"))],
    }
    for what, exts in variants.items():
        for flag in "", "strict":
            odd = ca("CN=Inter", root, exts=exts, key=key)
            case(f"intermediate {what} {flag}", [leaf(odd), odd], [root], flags=flag, **server)
            case(f"intermediate {what} {flag} override", [leaf(odd), odd], [root], flags=flag, override="all",
                 **server)
            odd_root = Cert("CN=Root", None, [e for e in exts], key=EcKey("CN=Inter"))
            case(f"root {what} {flag}", [leaf(odd_root, exts=[basic(False)])], [odd_root], flags=flag, **server)
    case("intermediate v1", [leaf(ca("CN=I1", root, exts=[], version=0)), ca("CN=I1", root, exts=[], version=0)],
         [root])
    v1root = ca("CN=V1 root", exts=[], version=0)
    case("root v1", [leaf(v1root, exts=[basic(False)])], [v1root], **server)
    case("root v1 strict", [leaf(v1root, exts=[basic(False)])], [v1root], flags="strict")
    case("leaf v1", [leaf(root, exts=[], version=0)], [root], **server)
    case("leaf v1 with extensions", [leaf(root, version=0)], [root])
    case("leaf v1 with extensions strict", [leaf(root, version=0)], [root], flags="strict")
    for limit in range(0, 4):
        limited = ca("CN=Limited", root, pathlen=limit)
        below, parts = limited, [limited]
        for i in range(2):
            below = ca(f"CN=Below {i}", below)
            parts.insert(0, below)
        case(f"pathlen {limit} two below", [leaf(below), *parts], [root])
    limited = ca("CN=Limited", root, pathlen=0)
    same = ca("CN=Limited", limited, key=EcKey("same"))
    case("pathlen 0 self-issued below", [leaf(same), same, limited], [root])
    case("pathlen 0 override", [leaf(below), *parts[:-1], ca("CN=Limited", root, pathlen=0)], [root], override="all")
    case("root pathlen 0", [good, inter], [ca("CN=Root", pathlen=0)])
    case("leaf with pathlen strict", [leaf(inter, exts=[basic(False, 1), akid(inter.key)]), inter], [root],
         flags="strict")
    case("leaf cert sign strict", [leaf(inter, exts=[basic(False), usage("keyCertSign"), akid(inter.key)]), inter],
         [root], flags="strict")
    case("good strict", [good, inter], [root], flags="strict", **server)
    case("leaf is ca", [ca("CN=CA leaf", inter), inter], [root], **server)
    case("empty subject strict", [leaf(inter, "", exts=[basic(False), akid(inter.key)]), inter], [root],
         flags="strict")
    case("empty subject san strict", [leaf(inter, "", exts=[basic(False), akid(inter.key), san("DNS:a")]), inter],
         [root], flags="strict")
    case("empty subject critical san strict",
         [leaf(inter, "", exts=[basic(False), akid(inter.key), san("DNS:a", critical=True)]), inter], [root],
         flags="strict")
    case("empty san strict", [leaf(inter, exts=[basic(False), akid(inter.key), san()]), inter], [root],
         flags="strict")
    case("empty issuer", [Cert("CN=x", Cert("", None, [basic()]), [basic(False)])], [Cert("", None, [basic()])])
    case("empty issuer strict", [Cert("CN=x", Cert("", None, [basic()]), [basic(False)])],
         [Cert("", None, [basic()])], flags="strict")

    # Extensions
    unknown = ext("1.2.3.4.5", b"\5\0", True)
    case("unknown critical leaf", [leaf(inter, more=[unknown]), inter], [root])
    case("unknown critical leaf ignored", [leaf(inter, more=[unknown]), inter], [root], flags="ignore-critical")
    case("unknown critical leaf override", [leaf(inter, more=[unknown]), inter], [root], override="all")
    case("unknown not critical", [leaf(inter, more=[ext("1.2.3.4.5", b"\5\0")]), inter], [root])
    odd = ca("CN=Inter", root, more=[unknown])
    case("unknown critical intermediate", [leaf(odd), odd], [root])
    case("unknown critical root", [direct], [ca("CN=Root", more=[unknown])])
    for what, kind in {"san": "2.5.29.17", "eku": "2.5.29.37", "ku": "2.5.29.15", "akid": "2.5.29.35",
                       "skid": "2.5.29.14", "nc": "2.5.29.30", "crldp": "2.5.29.31", "ian": "2.5.29.18",
                       "policies": "2.5.29.32", "ns": "2.16.840.1.113730.1.1"}.items():
        for critical in False, True:
            bad = leaf(inter, exts=[basic(False), ext(kind, b"\x30\x05garb", critical)])
            case(f"garbage {what} {critical}", [bad, inter], [root], **server)
        twice = leaf(inter, exts=[basic(False), ext(kind, b"\x30\0"), ext(kind, b"\x30\0")])
        case(f"twice {what}", [twice, inter], [root], **server)

    # Issuer matching
    for what, exts in {
        "wrong akid": [akid(EcKey("other"))], "wrong akid serial": [akid(None, "CN=Root", 999)],
        "right akid serial": [akid(None, "CN=Root", inter.serial)],
        "wrong akid issuer": [akid(None, "CN=Nobody", inter.serial)],
        "akid empty": [akid()], "no akid": [],
    }.items():
        case(f"leaf {what}", [leaf(inter, exts=[basic(False), *exts]), inter], [root])
    case("issuer name case and space", [leaf(inter, issuer_name=name("CN=  inTER ")), inter], [root])
    case("issuer name other type", [leaf(inter, issuer_name=name("CN=Inter", 0x13)), inter], [root])
    case("issuer name differs", [leaf(inter, issuer_name=name("CN=Interx")), inter], [root])

    # Purposes
    usages = [["digitalSignature"], ["keyEncipherment"], ["keyAgreement"], ["nonRepudiation"], ["cRLSign"],
              ["dataEncipherment"], ["decipherOnly"], ["keyCertSign"]]
    for used in usages:
        one = leaf(root, exts=[basic(False), usage(*used)])
        for purpose in range(1, 10):
            case(f"purpose {purpose} usage {used[0]}", [one], [root], purpose=purpose)
    for eku_name in [*EKU, "none"]:
        one = leaf(root, exts=[basic(False), *([eku(eku_name)] if eku_name != "none" else [])])
        for purpose in range(1, 10):
            case(f"purpose {purpose} eku {eku_name}", [one], [root], purpose=purpose)
    for eku_name in "server", "client", "email", "any":
        limited = ca("CN=Limited", root, more=[eku(eku_name)])
        for purpose in 1, 2, 4:
            case(f"purpose {purpose} intermediate eku {eku_name}", [leaf(limited, exts=[basic(False)]), limited],
                 [root], purpose=purpose)
        root_eku = ca("CN=Root", more=[eku(eku_name)])
        case(f"purpose 2 root eku {eku_name}", [direct], [root_eku], purpose=2)
    case("purpose 9 critical eku", [leaf(root, exts=[basic(False), usage("digitalSignature"),
                                                     eku("time", critical=True)])], [root], purpose=9)
    case("purpose override", [leaf(root, exts=[basic(False), eku("client")])], [root], purpose=2, override="all")
    case("default ssl_server", [leaf(root, exts=[basic(False), eku("client")])], [root], default="ssl_server")
    case("default ssl_client", [leaf(root, exts=[basic(False), eku("client")])], [root], default="ssl_client")
    case("default smime", [leaf(root, exts=[basic(False), eku("client")])], [root], default="smime_sign")
    for bit, what in (0x80, "client"), (0x40, "server"), (0x20, "smime"):
        one = leaf(root, exts=[basic(False), ext("2.16.840.1.113730.1.1", bits(bytes([bit])))])
        for purpose in 1, 2, 3, 4, 5:
            case(f"purpose {purpose} ns {what}", [one], [root], purpose=purpose)

    # Trust
    for purpose in 0, 1, 2:
        for what, aux in {"server": {"trust": ["server"]}, "client": {"trust": ["client"]}, "any": {"trust": ["any"]},
                          "not server": {"reject": ["server"]}, "not any": {"reject": ["any"]},
                          "both": {"trust": ["server"], "reject": ["server"]}, "empty": {}}.items():
            extra = {"purpose": purpose} if purpose else {}
            case(f"trust {what} purpose {purpose}", [direct], [trusted_aux(root, **aux)], **extra)
            case(f"trust intermediate {what} purpose {purpose}", [good], [trusted_aux(inter, **aux)], **extra)
    for trust in range(1, 9):
        case(f"trust setting {trust}", [direct], [root], trust=trust)
        case(f"trust setting {trust} rejected", [direct], [trusted_aux(root, reject=["server"])], trust=trust)
    case("trust rejected override", [direct], [trusted_aux(root, reject=["server"])], purpose=2, override="all")
    case("trust leaf rejected partial", [direct], [trusted_aux(direct, reject=["server"])], purpose=2,
         flags="partial")
    case("trust overrides eku", [direct], [trusted_aux(ca("CN=Root", more=[eku("client")]), trust=["server"])],
         purpose=2)

    # Names
    named = leaf(root, "CN=cn.example/emailAddress=me@example.com",
                 exts=[san("DNS:www.example.com", "DNS:*.wild.example", "email:you@example.com", "IP:7f000001",
                           "IP:00000000000000000000000000000001")])
    for host in ("www.example.com", "WWW.EXAMPLE.COM", "example.com", "a.wild.example", "a.b.wild.example",
                 "wild.example", "cn.example", ".example.com", "127.0.0.1", "www.example.com."):
        case(f"host {host}", [named], [root], host=host)
    case("host of two", [named], [root], host=["nope.example", "www.example.com"])
    case("host of none", [named], [root], host=["nope.example", "neither.example"])
    case("host override", [named], [root], host="nope.example", override="all")
    case("host always subject", [named], [root], host="cn.example", hostflags=1)
    only_cn = leaf(root, "CN=cn.example", exts=[basic(False)])
    case("host by cn", [only_cn], [root], host="cn.example")
    case("host never by cn", [only_cn], [root], host="cn.example", hostflags=0x20)
    for email in "you@example.com", "you@EXAMPLE.com", "You@example.com", "me@example.com":
        case(f"email {email}", [named], [root], email=email)
    for ip in "127.0.0.1", "127.0.0.2", "::1", "::2":
        case(f"ip {ip}", [named], [root], ip=ip)
    case("all three wrong", [named], [root], host="x", email="x@y", ip="1.2.3.4", override="all")

    # Name constraints
    def limited_case(title, subject, names, permitted=(), excluded=(), extra=b"", exts=None, **kw):
        c = ca("CN=Limited", root, more=[constraints(permitted, excluded, extra=extra)])
        more = exts if exts is not None else ([san(*names)] if names else [])
        case("constraint " + title, [leaf(c, subject, exts=[basic(False), *more]), c], [root], **kw)
    plain = "CN=plain"
    for sub, dns in itertools.product(["example.com", ".example.com", ""],
                                      ["example.com", "www.example.com", "badexample.com", "EXAMPLE.COM", "other.net"]):
        limited_case(f"dns {sub} permits {dns}", plain, ["DNS:" + dns], ["DNS:" + sub])
        limited_case(f"dns {sub} excludes {dns}", plain, ["DNS:" + dns], (), ["DNS:" + sub])
    for sub, mail in itertools.product(["example.com", ".example.com", "me@example.com", "@example.com"],
                                       ["me@example.com", "you@example.com", "me@www.example.com", "Me@example.com",
                                        "example.com"]):
        limited_case(f"email {sub} permits {mail}", plain, ["email:" + mail], ["email:" + sub])
        limited_case(f"email {sub} excludes {mail}", plain, ["email:" + mail], (), ["email:" + sub])
    for sub, uri in itertools.product(["example.com", ".example.com"],
                                      ["http://example.com/", "https://www.example.com:8080/x", "http://other/",
                                       "mailto:me@example.com", "http://", "http://example.com"]):
        limited_case(f"uri {sub} permits {uri}", plain, ["URI:" + uri], ["URI:" + sub])
        limited_case(f"uri {sub} excludes {uri}", plain, ["URI:" + uri], (), ["URI:" + sub])
    for sub, ip in itertools.product(["0a000000ff000000", "00" * 16 + "ff" * 16, "0a0000", "0a00000000000000"],
                                     ["0a010203", "0b010203", "00" * 15 + "01", "00" * 16, "0a01"]):
        limited_case(f"ip {sub} permits {ip}", plain, ["IP:" + ip], ["IP:" + sub])
        limited_case(f"ip {sub} excludes {ip}", plain, ["IP:" + ip], (), ["IP:" + sub])
    for sub, subject in itertools.product(["O=Org", "O=Org/CN=x", "O=org ", ""],
                                          ["O=Org/CN=x", "O=Other/CN=x", "CN=x/O=Org", "O=Org"]):
        limited_case(f"dir {sub} permits {subject}", subject, [], ["dir:" + sub])
        limited_case(f"dir {sub} excludes {subject}", subject, [], (), ["dir:" + sub])
    limited_case("dns permits cn", "CN=www.example.com", [], ["DNS:example.com"])
    limited_case("dns refuses cn", "CN=www.other.com", [], ["DNS:example.com"])
    limited_case("dns refuses cn with san", "CN=www.other.com", ["DNS:example.com"], ["DNS:example.com"])
    limited_case("dns refuses cn always", "CN=www.other.com", ["DNS:example.com"], ["DNS:example.com"], hostflags=1)
    limited_case("dns refuses cn never", "CN=www.other.com", [], ["DNS:example.com"], hostflags=0x20)
    limited_case("dns cn is no host", "CN=My Site", [], ["DNS:example.com"])
    limited_case("dns cn one label", "CN=other", [], ["DNS:example.com"])
    limited_case("subject email", "CN=x/emailAddress=me@other.com", [], ["email:example.com"])
    limited_case("subject email good", "CN=x/emailAddress=me@example.com", [], ["email:example.com"])
    limited_case("other type permitted", plain, ["DNS:a.b"], ["email:example.com"])
    limited_case("rid", plain, ["RID:1.2.3"], ["RID:1.2.3"])
    limited_case("other name", plain, ["other:x"], ["other:x"])
    limited_case("minimum", plain, ["DNS:example.com"], ["DNS:example.com"], extra=tlv(0x80, b"\1"))
    limited_case("maximum", plain, ["DNS:example.com"], ["DNS:example.com"], extra=tlv(0x81, b"\1"))
    limited_case("permitted and excluded", plain, ["DNS:www.example.com"], ["DNS:example.com"],
                 ["DNS:www.example.com"])
    limited_case("override", plain, ["DNS:a.b"], ["DNS:example.com"], override="all")
    limited_case("two violations override", plain, ["DNS:a.b", "IP:01020304"], ["DNS:example.com", "IP:" + "00" * 8],
                 override="all")
    nc_root = ca("CN=Root", more=[constraints(["DNS:example.com"])])
    case("constraint in root", [leaf(nc_root, exts=[san("DNS:a.b")])], [nc_root])
    case("constraint not critical", [leaf(ca("CN=Root", more=[constraints(["DNS:example.com"], critical=False)]),
                                          exts=[san("DNS:a.b")])],
         [ca("CN=Root", more=[constraints(["DNS:example.com"], critical=False)])])
    case("constraint empty", [leaf(ca("CN=Root", more=[constraints()]))], [ca("CN=Root", more=[constraints()])])

    # Revocation
    empty, other_crl = root.crl(), ca("CN=Someone").crl()
    revoked = root.crl([(direct.serial, ())])
    reason = lambda n: (ext("2.5.29.21", tlv(0x0a, bytes([n]))),)
    for what, crl in {
        "good": empty, "revoked": revoked, "expired": root.crl(end=NOW - 1, start=NOW - 5 * DAY),
        "future": root.crl(start=NOW + DAY), "no next update": root.crl(end=None), "tampered": root.crl(tamper=True),
        "wrong key": root.crl(key=EcKey("x")), "other issuer": other_crl,
        "removed": root.crl([(direct.serial, reason(8))]), "hold": root.crl([(direct.serial, reason(6))]),
        "critical extension": root.crl(exts=[unknown]), "akid": root.crl(exts=[akid(root.key)]),
        "wrong akid": root.crl(exts=[akid(EcKey("x"))]),
        "critical entry": root.crl([(99, (unknown,))]), "critical entry revoked": root.crl([(direct.serial, (unknown,))]),
        "delta": root.crl(exts=[ext("2.5.29.20", integer(5)), ext("2.5.29.27", integer(4), True)]),
        "only ca": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x82, b"\xff")), True)]),
        "only user": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x81, b"\xff")), True)]),
        "only attribute": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x85, b"\xff")), True)]),
        "two onlys": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x81, b"\xff"), tlv(0x82, b"\xff")), True)]),
        "indirect": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x84, b"\xff")), True)]),
        "reasons": root.crl(exts=[ext("2.5.29.28", seq(tlv(0x83, b"\1\x06")), True)]),
        "garbage idp": root.crl(exts=[ext("2.5.29.28", b"\x30\5x", True)]),
        "idp uri": root.crl(exts=[ext("2.5.29.28", seq(tlv(0xa0, tlv(0xa0, general("URI:http://a/crl")))), True)]),
        "freshest": root.crl(exts=[ext("2.5.29.46", seq())]),
    }.items():
        case(f"crl {what}", [direct], [root], crls=[crl], flags="crl")
        case(f"crl {what} in store", [direct], [root], store_crls=[crl], flags="crl")
        case(f"crl {what} override", [direct], [root], crls=[crl], flags="crl", override="all")
        case(f"crl {what} extended", [direct], [root], crls=[crl], flags="crl extended-crl")
    case("crl missing", [direct], [root], flags="crl")
    case("crl not asked for", [direct], [root], crls=[revoked])
    case("crl all only flag", [direct], [root], crls=[revoked], flags="crl-all")
    case("crl all missing root", [good, inter], [root], crls=[inter.crl()], flags="crl crl-all")
    case("crl all good", [good, inter], [root], crls=[inter.crl(), root.crl()], flags="crl crl-all")
    case("crl all intermediate revoked", [good, inter], [root], crls=[inter.crl(), root.crl([(inter.serial, ())])],
         flags="crl crl-all")
    case("crl leaf of two", [good, inter], [root], crls=[inter.crl([(good.serial, ())]), root.crl()], flags="crl")
    case("crl all override", [good, inter], [root], flags="crl crl-all", override="all")
    case("crl newer wins", [direct], [root], crls=[root.crl(start=NOW - 2 * DAY), root.crl([(direct.serial, ())])],
         flags="crl")
    case("crl older loses", [direct], [root], crls=[root.crl(), root.crl([(direct.serial, ())], start=NOW - 2 * DAY)],
         flags="crl")
    case("crl expired and good", [direct], [root], crls=[root.crl(start=NOW - 9 * DAY, end=NOW - DAY), empty],
         flags="crl")
    no_crl_sign = ca("CN=Root", exts=[basic(), usage("keyCertSign"), skid(root.key)])
    case("crl issuer may not sign", [direct], [no_crl_sign], crls=[empty], flags="crl")
    for what, idp in {"same": "http://a/crl", "other": "http://b/crl"}.items():
        pointed = leaf(root, more=[distribution("http://a/crl")])
        crl = root.crl(exts=[ext("2.5.29.28", seq(tlv(0xa0, tlv(0xa0, general("URI:" + idp)))), True)])
        case(f"crl distribution point {what}", [pointed], [root], crls=[crl], flags="crl")
    base_exts = [ext("2.5.29.20", integer(4)), ext("2.5.29.46", seq(seq(tlv(0xa0, tlv(0xa0, general("URI:http://a/d"))))))]
    delta_exts = [ext("2.5.29.20", integer(5)), ext("2.5.29.27", integer(4), True)]
    for what, revoked_in in {"nothing": (), "leaf": [(direct.serial, ())], "removal": [(direct.serial, reason(8))]}.items():
        for base_in in (), [(direct.serial, reason(6))]:
            case(f"crl delta with {what} base {len(base_in)}", [direct], [root],
                 crls=[root.crl(base_in, exts=base_exts), root.crl(revoked_in, exts=delta_exts)], flags="crl deltas")

    # Policies
    p1, p2, any_policy = "1.2.3.1", "1.2.3.2", "2.5.29.32.0"

    def policy_case(title, leaf_exts, ca_exts, flags="explicit", root_exts=(), **kw):
        r = ca("CN=Root", more=root_exts)
        c = ca("CN=PCA", r, more=ca_exts)
        case("policy " + title, [leaf(c, more=leaf_exts), c], [r], flags=flags, **kw)
    policy_case("none explicit", [], [])
    policy_case("none", [], [], "policy")
    policy_case("same", [policies(p1)], [policies(p1)])
    policy_case("same wanted", [policies(p1)], [policies(p1)], policy=p1)
    policy_case("other wanted", [policies(p1)], [policies(p1)], policy=p2)
    policy_case("any wanted", [policies(p1)], [policies(p1)], policy=any_policy)
    policy_case("differ", [policies(p1)], [policies(p2)])
    policy_case("any above", [policies(p1)], [policies(any_policy)])
    policy_case("any above wanted", [policies(p1)], [policies(any_policy)], policy=p1)
    policy_case("any above other wanted", [policies(p1)], [policies(any_policy)], policy=p2)
    policy_case("any everywhere wanted", [policies(any_policy)], [policies(any_policy)], policy=p1)
    policy_case("any below", [policies(any_policy)], [policies(p1)], policy=p1)
    policy_case("any inhibited", [policies(p1)], [policies(any_policy)], "explicit inhibit-any")
    policy_case("any inhibited by ca", [policies(any_policy)], [policies(p1), inhibit_any(0)])
    policy_case("required by ca", [], [policies(p1), policy_constraints(0)], "policy")
    policy_case("required by ca later", [], [policies(p1), policy_constraints(1)], "policy")
    policy_case("required by ca fulfilled", [policies(p1)], [policies(p1), policy_constraints(0)], "policy")
    policy_case("not checked", [], [policies(p1), policy_constraints(0)], "")
    policy_case("mapped", [policies(p2)], [policies(p1), mappings((p1, p2))])
    policy_case("mapped wanted", [policies(p2)], [policies(p1), mappings((p1, p2))], policy=p1)
    policy_case("mapped target wanted", [policies(p2)], [policies(p1), mappings((p1, p2))], policy=p2)
    policy_case("mapping inhibited", [policies(p2)], [policies(p1), mappings((p1, p2))], "explicit inhibit-map")
    policy_case("mapping any", [policies(p2)], [policies(p1), mappings((any_policy, p2))])
    policy_case("mapping from any", [policies(p2)], [policies(any_policy), mappings((p1, p2))], policy=p1)
    policy_case("duplicate", [policies(p1, p1)], [policies(p1)])
    policy_case("empty constraints", [policies(p1)], [policies(p1), policy_constraints()])
    policy_case("negative inhibit", [policies(p1)], [policies(p1), inhibit_any(-1)])
    policy_case("override", [policies(p1)], [policies(p2)], override="all")
    policy_case("notify", [policies(p1)], [policies(p1)], "policy notify")
    policy_case("critical", [policies(p1, critical=True)], [policies(p1, critical=True)], "policy")

    # Proxies
    user = leaf(root, "O=Org/CN=user", exts=[basic(False), usage("digitalSignature")])
    prox = Cert("O=Org/CN=user/CN=proxy", user, [proxy()])
    for flag in "", "proxy":
        case(f"proxy {flag}", [prox, user], [root], flags=flag)
        case(f"proxy {flag} override", [prox, user], [root], flags=flag, override="all")
        case(f"proxy wrong name {flag}", [Cert("O=Org/CN=other/CN=proxy", user, [proxy()]), user], [root], flags=flag)
        case(f"proxy last not cn {flag}", [Cert("O=Org/CN=user/O=proxy", user, [proxy()]), user], [root], flags=flag)
        case(f"proxy with san {flag}", [Cert("O=Org/CN=user/CN=proxy", user, [proxy(), san("DNS:a")]), user], [root],
             flags=flag)
    second = Cert("O=Org/CN=user/CN=proxy/CN=again", prox, [proxy()])
    case("proxy of proxy", [second, prox, user], [root], flags="proxy")
    short = Cert("O=Org/CN=user/CN=proxy", user, [proxy(0)])
    case("proxy pathlen", [Cert("O=Org/CN=user/CN=proxy/CN=again", short, [proxy()]), short, user], [root],
         flags="proxy")

    # Suite B
    leaf384 = leaf(p384, "CN=leaf 384", key=EcKey("l384", P384), digest="sha384")
    for flag in "suiteb128only", "suiteb192", "suiteb128":
        case(f"{flag} p256", [good, inter], [root], flags=flag)
        case(f"{flag} p384", [leaf384], [p384], flags=flag)
        case(f"{flag} p384 signs p256", [leaf(p384, digest="sha384")], [p384], flags=flag)
        case(f"{flag} p256 signs p384", [leaf(root, key=EcKey("l384", P384))], [root], flags=flag)
        case(f"{flag} rsa", [leaf(rsa)], [rsa], flags=flag)
        case(f"{flag} override", [leaf(rsa)], [rsa], flags=flag, override="all")


def hosts(out):
    """Certificates with names, and names that are looked for in each."""
    def cert(title, subject="CN=cn.example.com", names=None, exts=()):
        more = [san(*names)] if names is not None else []
        print("cert", title.replace(" ", "-"), Cert(subject, None, [*more, *exts], key=EcKey("host")).der.hex(),
              file=out)
    patterns = ["www.example.com", "*.example.com", "w*.example.com", "*w.example.com", "ww*w.example.com",
                "w*w.example.com", "*.*.example.com", "**.example.com", "*.com", "*", "*.", ".example.com",
                "www.*.com", "xn--bcher-kva.example.com", "xn--*.example.com", "*.xn--bcher-kva.com", "x*.example.com",
                "WWW.Example.COM", "www.example.com.", "*.example.com.", "-*.example.com", "*-.example.com",
                "a_b.example.com", "*.ex_ample.com", "www..example.com", "*..example.com", "", "www.example.com\0.evil",
                "*.co.uk", "*.example-.com", "10.0.0.1", "*.0.0.1", "*.a.example.com"]
    for pattern in patterns:
        cert(f"san {pattern!r}", names=["DNS:" + pattern])
        cert(f"cn {pattern!r}", subject="CN=" + (pattern or " "))
    cert("none", subject="O=Org")
    cert("no san two cn", subject="CN=www.example.com/CN=cn.example.com")
    cert("san email only", names=["email:me@example.com"])
    cert("san two", names=["DNS:a.example.com", "DNS:www.example.com"])
    cert("empty san", names=[])
    cert("san twice", exts=[san("DNS:www.example.com"), san("DNS:a.example.com")])
    cert("san garbage", exts=[ext("2.5.29.17", b"\x30\5garbage")])
    cert("emails", subject="CN=x/emailAddress=me@example.com", names=["email:You@Example.com", "email:@x", "email:y"])
    cert("email subject", subject="CN=x/emailAddress=me@example.com")
    cert("ips", names=["IP:7f000001", "IP:" + "00" * 15 + "01", "IP:0a0000", "DNS:10.0.0.1"])
    for text, tag in ("www.example.com", 0x1e), ("www.example.com", 0x13), ("www.example.com", 0x14):
        value = text.encode("utf-16-be") if tag == 0x1e else text.encode()
        raw = seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(tag, value))))
        print("cert", f"cn-type-{tag}", Cert("CN=x", None, raw_subject=raw, key=EcKey("host")).der.hex(), file=out)
    for wanted in ["www.example.com", "WWW.EXAMPLE.COM", "example.com", "a.b.example.com", ".example.com", ".com",
                   "cn.example.com", "xn--bcher-kva.example.com", "www.xn--bcher-kva.com", "com", "", ".", "*",
                   "*.example.com", "www.example.com.", "-a.example.com", "a-.example.com", "a_b.example.com",
                   "10.0.0.1", "a.example.com", "x.co.uk", "xn--a.example.com", "ww.example.com", "wxw.example.com"]:
        print("host", wanted, file=out)
    for wanted in ["me@example.com", "you@example.com", "You@EXAMPLE.COM", "me@EXAMPLE.com", "Me@example.com", "@x", "@X",
                   "y", "Y", "", "example.com"]:
        print("email", wanted, file=out)
    for wanted in ["127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "127.0.0.2", "10.0.0", "10.0.0.1", "::ffff:127.0.0.1", "1.2.3.4.5",
                   "256.0.0.1", "::1::", "x", "", " 127.0.0.1", "127.0.0.1 ", "127.0.0.1x", "+127.0.0.1", "127.0.0.-1",
                   "1:2:3:4:5:6:7:8:9", "12345::", "::127.0.0.1", "fe80::1%eth0", "127.00.0.01", "0x7f.0.0.1"]:
        print("ip", wanted, file=out)


def main():
    with open(sys.argv[2], "w") as out:
        hosts(out)
    with open(sys.argv[1], "w") as out:
        writer = Writer(out)
        cases(writer)
        more_cases(writer)
        print(writer.count, "chains", file=sys.stderr)


main()
