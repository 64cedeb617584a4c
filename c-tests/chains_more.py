"""More chains of certificates for chains.py: critical extensions, RSA-PSS,
other keys, revocation in parts, and chains that chance has put together.

Chance is seeded, so that every run makes the same chains.
"""

import random

from certificates import (
    DAY, NOW, P384, P521, Cert, Ed25519Key, EcKey, RsaKey, akid, basic, bits, boolean, ca, constraints, distribution,
    eku, ext, general, inhibit_any, integer, leaf, mappings, name, octets, oid, policies, policy_constraints, san, seq,
    skid, tlv, usage)

ANY_POLICY = "2.5.29.32.0"


def critical_extensions(case):
    """Every extension that OpenSSL knows, critical, on each kind of certificate."""
    root = ca("CN=Root")
    values = {
        "san": general("DNS:leaf.example"), "ian": general("DNS:ca.example"), "eku": None,
        "1.3.6.1.5.5.7.1.1": seq(oid("1.3.6.1.5.5.7.48.1"), general("URI:http://o/")),
        "1.3.6.1.5.5.7.1.11": seq(oid("1.3.6.1.5.5.7.48.5"), general("URI:http://o/")),
    }
    extensions = {
        "alternative name": ("2.5.29.17", seq(values["san"])),
        "issuer name": ("2.5.29.18", seq(values["ian"])),
        "information": ("1.3.6.1.5.5.7.1.1", seq(values["1.3.6.1.5.5.7.1.1"])),
        "subject information": ("1.3.6.1.5.5.7.1.11", seq(values["1.3.6.1.5.5.7.1.11"])),
        "policies": ("2.5.29.32", seq(seq(oid("1.2.3")))),
        "policy constraints": ("2.5.29.36", seq(tlv(0x80, b"\5"))),
        "policy mappings": ("2.5.29.33", seq(seq(oid("1.2.3"), oid("1.2.4")))),
        "inhibit any": ("2.5.29.54", integer(3)),
        "name constraints": ("2.5.29.30", seq(tlv(0xa0, seq(general("DNS:leaf.example"))))),
        "distribution points": ("2.5.29.31", seq(seq(tlv(0xa0, tlv(0xa0, general("URI:http://c/")))))),
        "freshest": ("2.5.29.46", seq(seq(tlv(0xa0, tlv(0xa0, general("URI:http://c/")))))),
        "key period": ("2.5.29.16", seq(tlv(0x80, b"20200101000000Z"))),
        "ocsp no check": ("1.3.6.1.5.5.7.48.1.5", b"\5\0"),
        "tls feature": ("1.3.6.1.5.5.7.1.24", seq(integer(5))),
        "timestamps": ("1.3.6.1.4.1.11129.2.4.2", octets(b"\0\0")),
        "poison": ("1.3.6.1.4.1.11129.2.4.3", b"\5\0"),
        "netscape comment": ("2.16.840.1.113730.1.13", tlv(0x16, b"text")),
        "netscape type": ("2.16.840.1.113730.1.1", bits(b"\xc7")),
        "usage": ("2.5.29.15", bits(b"\x86", 1)),
        "extended usage": ("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))),
        "addresses": ("1.3.6.1.5.5.7.1.7", seq(seq(octets(b"\0\1"), b"\5\0"))),
        "numbers": ("1.3.6.1.5.5.7.1.8", seq(tlv(0xa0, b"\5\0"))),
        "crl number": ("2.5.29.20", integer(1)),
        "crl reason": ("2.5.29.21", tlv(0x0a, b"\1")),
        "issuing point": ("2.5.29.28", seq()),
    }
    for what, (kind, value) in extensions.items():
        one = ext(kind, value, True)
        below = leaf(root, exts=[basic(False), one])
        case(f"critical {what} in leaf", [below], [root])
        case(f"critical {what} in leaf checked", [below], [root], purpose=2, flags="policy strict")
        inter = ca("CN=Inter", root, exts=[basic(), one])
        case(f"critical {what} in intermediate", [leaf(inter), inter], [root], purpose=2)
        odd = ca("CN=Root", exts=[basic(), one])
        case(f"critical {what} in root", [leaf(odd, exts=[basic(False)])], [odd])


def pss_parameters(md="2.16.840.1.101.3.4.2.1", mgf=None, salt=32, trailer=None, mask="1.2.840.113549.1.1.8"):
    hashes = lambda kind: seq(oid(kind), b"\5\0")
    return seq(tlv(0xa0, hashes(md)) if md else b"", tlv(0xa1, seq(oid(mask), hashes(mgf or md))) if mask and md else b"",
               tlv(0xa2, integer(salt)) if salt is not None else b"",
               tlv(0xa3, integer(trailer)) if trailer is not None else b"")


def signatures(case):
    """RSA-PSS with other parameters, and keys of other kinds."""
    pss = "1.2.840.113549.1.1.10"
    rsa = RsaKey(2048)
    root = ca("CN=Root RSA", key=rsa)
    for what, parameters in {
        "none": None, "empty": seq(), "null": b"\5\0", "trailer 1": pss_parameters(trailer=1),
        "trailer 2": pss_parameters(trailer=2), "salt 20": pss_parameters(salt=20), "salt 0": pss_parameters(salt=0),
        "salt negative": pss_parameters(salt=-1), "salt huge": pss_parameters(salt=1 << 40),
        "sha384 said": pss_parameters("2.16.840.1.101.3.4.2.2"), "mask sha1": pss_parameters(mgf="1.3.14.3.2.26"),
        "mask md5": pss_parameters(mgf="1.2.840.113549.2.5"), "md5": pss_parameters("1.2.840.113549.2.5"),
        "other mask": pss_parameters(mask="1.2.3"), "unknown digest": pss_parameters("1.2.3.4"),
    }.items():
        algorithm = seq(oid(pss), parameters or b"")
        for level in 0, 1:
            case(f"pss parameters {what} level {level}",
                 [Cert("CN=leaf", root, [basic(False)], digest="pss-sha256", algorithm=algorithm)], [root], level=level)
    for what, limits in {"none": None, "same": pss_parameters(), "shorter salt": pss_parameters(salt=20),
                         "longer salt": pss_parameters(salt=48), "sha384": pss_parameters("2.16.840.1.101.3.4.2.2"),
                         "sha1": seq()}.items():
        limited = RsaKey(2048).limited(seq(oid(pss), limits or b""))
        odd = Cert("CN=Root PSS", None, [basic()], key=limited, digest="pss-sha256")
        case(f"pss key limits {what}", [Cert("CN=leaf", odd, [basic(False)], digest="pss-sha256")], [odd])
        case(f"pss key limits {what} checked", [Cert("CN=leaf", odd, [basic(False)], digest="pss-sha256")], [odd],
             flags="ss-signature")
        case(f"pss key limits {what} pkcs1", [Cert("CN=leaf", odd, [basic(False)], digest="sha256")], [odd])
    for label, key, digest in ("p384", EcKey("k384", P384), "sha384"), ("p521", EcKey("k521", P521), "sha512"), \
            ("ed25519", Ed25519Key("ked"), "none"):
        root = ca(f"CN=Root {label}", key=key, digest=digest)
        for level in range(6):
            case(f"{label} root level {level}", [leaf(root, key=EcKey("x"), digest=digest)], [root], level=level)
            case(f"{label} leaf level {level}",
                 [leaf(ca("CN=Root 384", key=EcKey("384", P384)), key=key, digest="sha384")],
                 [ca("CN=Root 384", key=EcKey("384", P384))], level=level)
        case(f"{label} tampered", [leaf(root, key=EcKey("x"), digest=digest, tamper=True)], [root])
        case(f"{label} checked", [leaf(root, key=EcKey("x"), digest=digest)], [root], flags="ss-signature")
        case(f"{label} crl", [leaf(root, key=EcKey("x"), digest=digest)], [root], flags="crl",
             crls=[root.crl(digest=digest)])
        case(f"{label} crl tampered", [leaf(root, key=EcKey("x"), digest=digest)], [root], flags="crl",
             crls=[root.crl(digest=digest, tamper=True)])
    ecroot = ca("CN=Root")
    wrong = seq(oid("1.2.840.10045.4.3.2"), b"\5\0")
    case("ecdsa with null", [leaf(ecroot, exts=[basic(False)], algorithm=wrong)], [ecroot])
    case("rsa without null", [Cert("CN=leaf", ca("CN=Root RSA", key=rsa), [basic(False)],
                                   algorithm=seq(oid("1.2.840.113549.1.1.11")))], [ca("CN=Root RSA", key=rsa)])
    case("unknown algorithm", [leaf(ecroot, exts=[basic(False)], algorithm=seq(oid("1.2.3.4")))], [ecroot])


def revocation(case):
    """Lists in parts, by others, and deltas that do not fit."""
    root = ca("CN=Root")
    number = lambda n: ext("2.5.29.20", integer(n))
    point = lambda uri, *more: ext("2.5.29.28", seq(tlv(0xa0, tlv(0xa0, general("URI:" + uri))), *more), True)
    reasons = lambda value: tlv(0x83, value)
    key_compromise, rest = b"\1\x40", b"\7\x3f\x80"
    reason = lambda n: (ext("2.5.29.21", tlv(0x0a, bytes([n]))),)
    one = leaf(root, more=[distribution("http://a/")])
    two = leaf(root, more=[ext("2.5.29.31", seq(
        seq(tlv(0xa0, tlv(0xa0, general("URI:http://a/"))), tlv(0x81, key_compromise)),
        seq(tlv(0xa0, tlv(0xa0, general("URI:http://b/"))), tlv(0x81, rest))))])
    for flags in "crl", "crl extended-crl":
        for what, target, lists in (
            ("one part", one, [root.crl(exts=[point("http://a/", reasons(key_compromise))])]),
            ("both parts", one, [root.crl(exts=[point("http://a/", reasons(key_compromise))]),
                                 root.crl(exts=[point("http://a/", reasons(rest))])]),
            ("both parts revoked", one, [root.crl(exts=[point("http://a/", reasons(key_compromise))]),
                                         root.crl([(one.serial, reason(4))], exts=[point("http://a/", reasons(rest))])]),
            ("two points", two, [root.crl(exts=[point("http://a/", reasons(key_compromise))]),
                                 root.crl(exts=[point("http://b/", reasons(rest))])]),
            ("two points one list", two, [root.crl(exts=[point("http://a/")])]),
            ("two points whole list", two, [root.crl()]),
            ("indirect", one, [root.crl(exts=[point("http://a/", tlv(0x84, b"\xff"))])]),
            ("attributes", one, [root.crl(exts=[point("http://a/", tlv(0x85, b"\xff"))])]),
        ):
            case(f"crl parts {what} {flags}", [target], [root], crls=lists, flags=flags)
    other = ca("CN=CRL Issuer", root, exts=[basic(False), usage("cRLSign"), skid(EcKey("CN=CRL Issuer")),
                                            akid(root.key)])
    pointed = leaf(root, more=[distribution("http://a/", issuer="CN=CRL Issuer")])
    mine = ext("2.5.29.29", seq(tlv(0xa4, root.subject)), True)
    indirect = point("http://a/", tlv(0x84, b"\xff"))
    for flags in "crl", "crl extended-crl":
        for what, lists in (
            ("empty", [other.crl(exts=[indirect])]), ("not indirect", [other.crl(exts=[point("http://a/")])]),
            ("revoked", [other.crl([(pointed.serial, (mine,))], exts=[indirect])]),
            ("other issuer's", [other.crl([(pointed.serial, ())], exts=[indirect])]),
            ("inherited", [other.crl([(1, (mine,)), (pointed.serial, ())], exts=[indirect])]),
            ("expired", [other.crl(exts=[indirect], start=NOW - 9 * DAY, end=NOW - DAY)]),
        ):
            case(f"crl indirect {what} {flags}", [pointed, other], [root], crls=lists, flags=flags)
        stranger = ca("CN=CRL Issuer", ca("CN=Another"), exts=[basic(False), usage("cRLSign")])
        case(f"crl indirect by a stranger {flags}", [pointed, stranger], [root], crls=[stranger.crl(exts=[indirect])],
             flags=flags)
        no_sign = ca("CN=CRL Issuer", root, exts=[basic(False), usage("digitalSignature")])
        case(f"crl indirect by one who may not {flags}", [pointed, no_sign], [root],
             crls=[no_sign.crl(exts=[indirect])], flags=flags)
    direct = leaf(root)
    fresh = ext("2.5.29.46", seq(seq(tlv(0xa0, tlv(0xa0, general("URI:http://a/d"))))))
    base = lambda n, **kw: root.crl(exts=[number(n), fresh], **kw)
    delta = lambda n, of, revoked=(), more=(), **kw: root.crl(
        revoked, exts=[number(n), ext("2.5.29.27", integer(of), True), *more], **kw)
    for what, lists in {
        "of a later base": [base(4), delta(6, 5, [(direct.serial, ())])],
        "older than the base": [base(4), delta(3, 2, [(direct.serial, ())])],
        "of the same number": [base(4), delta(4, 3, [(direct.serial, ())])],
        "expired": [base(4), delta(5, 4, [(direct.serial, ())], start=NOW - 9 * DAY, end=NOW - DAY)],
        "future": [base(4), delta(5, 4, [(direct.serial, ())], start=NOW + DAY)],
        "tampered": [base(4), delta(5, 4, tamper=True)],
        "other key": [base(4), delta(5, 4, key=EcKey("x"))],
        "with key id": [base(4), delta(5, 4, more=[akid(root.key)])],
        "with unknown critical": [base(4), delta(5, 4, more=[ext("1.2.3", b"\5\0", True)])],
        "of an expired base": [base(4, start=NOW - 9 * DAY, end=NOW - DAY), delta(5, 4)],
        "two": [base(4), delta(5, 4), delta(6, 4, [(direct.serial, ())])],
        "alone": [delta(5, 4)],
        "negative": [base(-4), delta(5, -4, [(direct.serial, ())])],
    }.items():
        for flags in "crl deltas", "crl deltas extended-crl":
            case(f"delta {what} {flags}", [direct], [root], crls=lists, flags=flags)
            case(f"delta {what} {flags} override", [direct], [root], crls=lists, flags=flags, override="all")
    stated = leaf(root, more=[fresh])
    case("delta stated in the certificate", [stated], [root], flags="crl deltas",
         crls=[root.crl(exts=[number(4)]), delta(5, 4, [(stated.serial, ())])])
    inter = ca("CN=Inter", root)
    good = leaf(inter)
    case("crl partial chain", [good], [inter], flags="partial crl crl-all", crls=[inter.crl()])
    case("crl self-signed leaf", [root], [root], flags="crl", crls=[root.crl()])
    case("crl self-signed leaf revoked", [root], [root], flags="crl", crls=[root.crl([(root.serial, ())])])
    case("crl by the root for the leaf", [good, inter], [root], flags="crl", crls=[root.crl(issuer=inter.subject)])
    case("crl critical number", [direct], [root], flags="crl", crls=[root.crl(exts=[ext("2.5.29.20", integer(1), True)])])
    case("crl twice number", [direct], [root], flags="crl", crls=[root.crl(exts=[number(1), number(2)])])
    case("crl ignored critical", [direct], [root], flags="crl ignore-critical",
         crls=[root.crl(exts=[ext("1.2.3", b"\5\0", True)])])


def by_chance_policies(case, rounds=220):
    """Policies, mappings and limits as they come."""
    names = ["1.2.3.1", "1.2.3.2", "1.2.3.3", ANY_POLICY]
    for number in range(rounds):
        chance = random.Random(number)
        root = ca("CN=Root", more=[policies(*chance.sample(names, 1))] if chance.random() < 0.3 else [])
        above, chain = root, []
        for level in range(chance.randint(1, 3)):
            more = []
            if chance.random() < 0.85:
                more.append(policies(*chance.sample(names, chance.randint(1, 3))))
            if chance.random() < 0.35:
                more.append(mappings(*[(chance.choice(names[:3]), chance.choice(names[:3]))
                                       for _ in range(chance.randint(1, 2))]))
            if chance.random() < 0.25:
                more.append(policy_constraints(chance.choice([None, 0, 1, 2]), chance.choice([0, 1, 2])))
            if chance.random() < 0.2:
                more.append(inhibit_any(chance.choice([0, 1, 2])))
            subject = "CN=Self" if chance.random() < 0.3 else f"CN=Level {level}"
            above = ca(subject, above, more=more, key=EcKey(f"level {level}"))
            chain.insert(0, above)
        end = leaf(above, more=[policies(*chance.sample(names, chance.randint(1, 3)))] if chance.random() < 0.9 else [],
                   subject="CN=Self" if chance.random() < 0.15 else "CN=leaf.example")
        flags = ["policy"] + [flag for flag in ("explicit", "inhibit-any", "inhibit-map", "notify")
                              if chance.random() < (0.7 if flag == "explicit" else 0.15)]
        extra = {"policy": chance.sample(names, chance.randint(1, 2))} if chance.random() < 0.75 else {}
        if chance.random() < 0.1:
            extra["override"] = "all"
        case(f"policies by chance {number}", [end, *chain], [root], flags=" ".join(flags), **extra)


def by_chance_graphs(case, rounds=260):
    """CAs that have certified each other, some known, some sent, some expired."""
    for number in range(rounds):
        chance = random.Random(1000 + number)
        count = chance.randint(2, 5)
        keys = [EcKey(f"graph {i}") for i in range(count)]
        certs = []
        for i in range(count):
            for _ in range(chance.randint(1, 2)):
                by = chance.randrange(count)
                exts = [basic()] if chance.random() < 0.8 else [basic(True, chance.randint(0, 1))]
                if chance.random() < 0.7:
                    exts += [skid(keys[i]), akid(keys[by])]
                if chance.random() < 0.15:
                    exts.append(usage(chance.choice(["keyCertSign", "digitalSignature"])))
                dates = {"end": NOW - chance.randint(1, 9) * DAY} if chance.random() < 0.2 else \
                    {"start": NOW + DAY} if chance.random() < 0.05 else {}
                certs.append(Cert(f"CN=G{i}", None, exts, key=keys[i], issuer_name=name(f"CN=G{by}"), signer=keys[by],
                                  tamper=chance.random() < 0.06, **dates))
        by = chance.randrange(count)
        end = Cert("CN=leaf", None, [basic(False)] + ([akid(keys[by])] if chance.random() < 0.6 else []),
                   key=EcKey("leaf"), issuer_name=name(f"CN=G{by}"), signer=keys[by])
        chance.shuffle(certs)
        trusted = [c for c in certs if chance.random() < 0.35]
        sent = [c for c in certs if chance.random() < 0.75]
        if chance.random() < 0.1:
            trusted.append(end)
        if chance.random() < 0.1:
            sent.append(end)
        flags = [f for f, p in (("partial", 0.25), ("no-alt", 0.15), ("strict", 0.05), ("ss-signature", 0.1)) if
                 chance.random() < p]
        extra = {"param": "clear-trusted-first"} if chance.random() < 0.4 else {}
        if chance.random() < 0.15:
            extra["depth"] = chance.randint(0, 3)
        if chance.random() < 0.15:
            extra["override"] = "all"
        case(f"graph by chance {number}", [end, *sent], trusted, flags=" ".join(flags), **extra)


def by_chance_names(case, rounds=120):
    """Name constraints at several levels at once."""
    domains = ["example.com", "a.example.com", "b.example.com", "other.net", ".example.com", ""]
    for number in range(rounds):
        chance = random.Random(2000 + number)
        tree = lambda: chance.choice([
            "DNS:" + chance.choice(domains), "email:" + chance.choice(domains[:5] + ["me@example.com"]),
            "URI:" + chance.choice(domains[:5]), "IP:" + chance.choice(["0a000000ff000000", "0a010000ffff0000"]),
            "dir:" + chance.choice(["O=Org", "O=Org/CN=x", "O=Other"])])
        trees = lambda p: [tree() for _ in range(chance.randint(1, 2))] if chance.random() < p else []
        above, chain = ca("CN=Root", more=[constraints(trees(0.3), trees(0.2))] if chance.random() < 0.3 else []), []
        root = above
        for level in range(chance.randint(1, 3)):
            subject = chance.choice(["O=Org/CN=CA", "O=Other/CN=CA", "CN=Self"])
            above = ca(subject, above, key=EcKey(f"names {level}"), more=[constraints(trees(0.6), trees(0.4))]
                       if chance.random() < 0.7 else [])
            chain.insert(0, above)
        names = [chance.choice(["DNS:www.example.com", "DNS:x.a.example.com", "DNS:other.net", "email:me@example.com",
                                "email:you@b.example.com", "URI:http://a.example.com/", "IP:0a010203", "IP:0b000001",
                                "dir:O=Org/CN=x", "RID:1.2.3"]) for _ in range(chance.randint(0, 2))]
        end = leaf(above, chance.choice(["O=Org/CN=x", "O=Other/CN=www.example.com", "O=Org/CN=www.other.net", "CN=x",
                                         "O=Org/CN=x/emailAddress=me@example.com"]),
                   exts=[basic(False), *([san(*names)] if names else [])])
        case(f"names by chance {number}", [end, *chain], [root], **({"override": "all"} if number % 5 == 0 else {}))


def more_cases(case):
    critical_extensions(case)
    signatures(case)
    revocation(case)
    by_chance_policies(case)
    by_chance_graphs(case)
    by_chance_names(case)
    root = ca("CN=Root")
    for label, more in ("end in the path", {"eku": ("server",)}), ("two ends", {"eku": ("server", "client")}):
        inter = ca("CN=Inter", root, more=[eku(*more["eku"])])
        below = ca("CN=Below", inter, more=[eku("client")])
        for purpose in 1, 2:
            case(f"purposes {label} {purpose}", [leaf(below, exts=[basic(False)]), below, inter], [root],
                 purpose=purpose)
    case("not a boolean", [leaf(root, exts=[ext("2.5.29.19", seq(tlv(1, b"\1")))])], [root])
    case("boolean false stated", [leaf(root, exts=[ext("2.5.29.19", seq(boolean(False)))])], [root])
