"""Certificates and CRLs from scratch, also ones that no tool would make.

A small DER writer, keys that sign in plain Python (the same at every run, but
for RSA), extensions, and Cert, which puts them together.
"""

import functools
import hashlib
import itertools
import subprocess

NOW = 1767225600  # 2026-01-01
DAY = 86400


# --- DER

def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 128:
        size = bytes([n])
    else:
        octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
        size = bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + size + body


def seq(*parts):
    return tlv(0x30, *parts)


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def boolean(on):
    return tlv(1, b"\xff" if on else b"\0")


def bits(data, unused=0):
    return tlv(3, bytes([unused]) + data)


def octets(data):
    return tlv(4, data)


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        part = [arc & 127]
        while arc := arc >> 7:
            part.append(arc & 127 | 128)
        out += bytes(reversed(part))
    return tlv(6, out)


def utc(at):
    import time
    t = time.gmtime(at)
    if 1950 <= t.tm_year < 2050:
        return tlv(0x17, time.strftime("%y%m%d%H%M%SZ", t).encode())
    return tlv(0x18, time.strftime("%Y%m%d%H%M%SZ", t).encode())


ATTRIBUTES = {"CN": "2.5.4.3", "O": "2.5.4.10", "C": "2.5.4.6", "emailAddress": "1.2.840.113549.1.9.1"}


def name(text, tag=0x0c):
    """A name from "C=XX/O=Org/CN=Name"; + joins attributes into one RDN."""
    rdns = []
    for rdn in filter(None, text.split("/")):
        pairs = []
        for pair in rdn.split("+"):
            kind, value = pair.split("=", 1)
            form = 0x16 if kind == "emailAddress" else 0x13 if kind == "C" else tag
            pairs.append(seq(oid(ATTRIBUTES[kind]), tlv(form, value.encode())))
        rdns.append(tlv(0x31, *sorted(pairs)))
    return seq(*rdns)


# --- keys

class Curve:
    def __init__(self, named, p, b, n, gx, gy):
        self.named, self.p, self.b, self.n, self.g = named, p, b, n, (gx, gy)
        self.size = (p.bit_length() + 7) // 8

    def double(self, point):
        x, y, z = point
        p = self.p
        a = 3 * (x - z * z) * (x + z * z) % p
        s = 4 * x * y * y % p
        nx = (a * a - 2 * s) % p
        return nx, (a * (s - nx) - 8 * y ** 4) % p, 2 * y * z % p

    def add(self, one, two):
        if one[2] == 0:
            return two
        p = self.p
        x1, y1, z1 = one
        x2, y2, z2 = two
        u1, u2 = x1 * z2 * z2 % p, x2 * z1 * z1 % p
        s1, s2 = y1 * z2 ** 3 % p, y2 * z1 ** 3 % p
        if u1 == u2:
            return self.double(one)
        h, r = (u2 - u1) % p, (s2 - s1) % p
        x3 = (r * r - h ** 3 - 2 * u1 * h * h) % p
        return x3, (r * (u1 * h * h - x3) - s1 * h ** 3) % p, h * z1 * z2 % p

    @functools.cached_property
    def doubles(self):
        """The base point times each power of two."""
        steps = [(*self.g, 1)]
        while len(steps) < self.n.bit_length():
            steps.append(self.double(steps[-1]))
        return steps

    @functools.cache
    def times(self, k):
        point = (0, 1, 0)
        for i, step in enumerate(self.doubles):
            if k >> i & 1:
                point = self.add(point, step)
        inverse = pow(point[2], -1, self.p)
        return point[0] * inverse ** 2 % self.p, point[1] * inverse ** 3 % self.p


P256 = Curve("1.2.840.10045.3.1.7", 2**256 - 2**224 + 2**192 + 2**96 - 1,
             0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b,
             0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551,
             0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
             0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)
P384 = Curve("1.3.132.0.34", 2**384 - 2**128 - 2**96 + 2**32 - 1,
             0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef,
             0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973,
             0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7,
             0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f)

P521 = Curve("1.3.132.0.35", 2**521 - 1,
             0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00,
             0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409,
             0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66,
             0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650)

ECDSA = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3",
         "sha512": "1.2.840.10045.4.3.4"}
RSA = {"md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5", "sha256": "1.2.840.113549.1.1.11",
       "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}
DIGEST_INFO = {"md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
               "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}


class EcKey:
    def __init__(self, seed, curve=P256, explicit=False):
        self.curve = curve
        self.secret = int.from_bytes(hashlib.sha512(seed.encode()).digest(), "big") % (curve.n - 1) + 1
        x, y = curve.times(self.secret)
        point = b"\4" + x.to_bytes(curve.size, "big") + y.to_bytes(curve.size, "big")
        params = oid(curve.named)
        if explicit:
            field = lambda v: octets(v.to_bytes(curve.size, "big"))
            base = b"\4" + b"".join(v.to_bytes(curve.size, "big") for v in curve.g)
            params = seq(integer(1), seq(oid("1.2.840.10045.1.1"), integer(curve.p)),
                         seq(field(curve.p - 3), field(curve.b)), octets(base), integer(curve.n), integer(1))
        self.spki = seq(seq(oid("1.2.840.10045.2.1"), params), bits(point))
        self.bits = point

    @property
    def private(self):
        """The private key (RFC 5915)."""
        return seq(integer(1), octets(self.secret.to_bytes(self.curve.size, "big")), tlv(0xa0, oid(self.curve.named)))

    def algorithm(self, digest):
        return seq(oid(ECDSA[digest]))

    def sign(self, message, digest):
        n = self.curve.n
        h = hashlib.new(digest, message).digest()
        e = int.from_bytes(h, "big") >> max(0, len(h) * 8 - n.bit_length())
        k = int.from_bytes(hashlib.sha512(h + self.secret.to_bytes(66, "big")).digest(), "big") % (n - 1) + 1
        r = self.curve.times(k)[0] % n
        s = pow(k, -1, n) * (e + r * self.secret) % n
        return seq(integer(r), integer(s))


class Ed25519Key:
    """Keys of Ed25519 (RFC 8032)."""
    p = 2**255 - 19
    order = 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, p) % p
    base = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
            46316835694926478169428394003475163141307993866256225615783033603165251855960)

    def __init__(self, seed):
        h = hashlib.sha512(hashlib.sha256(seed.encode()).digest()).digest()
        self.scalar = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = h[32:]
        self.bits = self.times(self.scalar)
        self.spki = seq(seq(oid("1.3.101.112")), bits(self.bits))

    def times(self, k):
        point, step = (0, 1, 1), (*self.base, 1)
        while k:
            if k & 1:
                point = self.add(point, step)
            step = self.add(step, step)
            k >>= 1
        inverse = pow(point[2], -1, self.p)
        x, y = point[0] * inverse % self.p, point[1] * inverse % self.p
        return (y | (x & 1) << 255).to_bytes(32, "little")

    def add(self, one, two):
        p, (x1, y1, z1), (x2, y2, z2) = self.p, one, two
        z = z1 * z2 % p
        both = self.d * x1 * x2 % p * y1 * y2 % p
        less, more = (z * z - both) % p, (z * z + both) % p
        return (z * less * (x1 * y2 + x2 * y1) % p, z * more * (y1 * y2 + x1 * x2) % p, less * more % p)

    def algorithm(self, digest):
        return seq(oid("1.3.101.112"))

    def sign(self, message, digest):
        number = lambda *parts: int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % self.order
        r = number(self.prefix, message)
        point = self.times(r)
        return point + ((r + number(point, self.bits, message) * self.scalar) % self.order).to_bytes(32, "little")


class RsaKey:
    made = {}

    def __new__(cls, size, which=""):
        if (size, which) not in cls.made:
            cls.made[size, which] = super().__new__(cls)
            cls.made[size, which].make(size)
        return cls.made[size, which]

    def make(self, size):
        der = subprocess.run(["openssl", "genrsa", "-traditional", str(size)], check=True,
                             capture_output=True).stdout
        der = subprocess.run(["openssl", "rsa", "-outform", "DER", "-traditional"], check=True, input=der,
                             capture_output=True).stdout
        numbers, at = [], 0

        def header(at):
            length = der[at + 1]
            if length < 128:
                return at + 2, length
            n = length & 127
            return at + 2 + n, int.from_bytes(der[at + 2:at + 2 + n], "big")
        at, _ = header(0)
        while at < len(der):
            start, length = header(at)
            numbers.append(int.from_bytes(der[start:start + length], "big"))
            at = start + length
        _, self.n, self.e, self.d = numbers[:4]
        self.bits = seq(integer(self.n), integer(self.e))
        self.spki = seq(seq(oid("1.2.840.113549.1.1.1"), b"\5\0"), bits(self.bits))
        self.size = (size + 7) // 8

    def limited(self, algorithm):
        """The same key for what `algorithm`, of RSA-PSS, says alone."""
        other = object.__new__(RsaKey)
        other.__dict__.update(self.__dict__)
        other.spki = seq(algorithm, bits(self.bits))
        return other

    def algorithm(self, digest):
        if digest.startswith("pss-"):
            md = seq(oid(DIGEST_INFO[digest[4:]]), b"\5\0")
            return seq(oid("1.2.840.113549.1.1.10"),
                       seq(tlv(0xa0, md), tlv(0xa1, seq(oid("1.2.840.113549.1.1.8"), md)), tlv(0xa2, integer(32))))
        return seq(oid(RSA[digest]), b"\5\0")

    def sign(self, message, digest):
        if digest.startswith("pss-"):
            md = digest[4:]
            length, salt = hashlib.new(md).digest_size, b"s" * 32
            h = hashlib.new(md, bytes(8) + hashlib.new(md, message).digest() + salt).digest()
            db = bytes(self.size - length - 32 - 2) + b"\1" + salt
            mask = b"".join(hashlib.new(md, h + i.to_bytes(4, "big")).digest() for i in range(self.size // length + 1))
            masked = bytearray(a ^ b for a, b in zip(db, mask))
            masked[0] &= 0x7f
            block = bytes(masked) + h + b"\xbc"
        else:
            info = seq(seq(oid(DIGEST_INFO[digest]), b"\5\0"), octets(hashlib.new(digest, message).digest()))
            block = b"\0\1" + b"\xff" * (self.size - len(info) - 3) + b"\0" + info
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size, "big")


# --- extensions

def ext(kind, value, critical=False):
    return seq(oid(kind), boolean(True) if critical else b"", octets(value))


def basic(ca=True, pathlen=None, critical=True):
    return ext("2.5.29.19", seq(boolean(True) if ca else b"", integer(pathlen) if pathlen is not None else b""),
               critical)


USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
          "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"]


def usage(*names, critical=True):
    value = sum(1 << (15 - USAGES.index(n)) for n in names)
    data = value.to_bytes(2, "big").rstrip(b"\0")
    unused = (8 - (value & -value).bit_length() + 1 + 8) % 8 if value else 0
    unused = 0
    if data:
        last = data[-1]
        unused = (last & -last).bit_length() - 1
    return ext("2.5.29.15", bits(data, unused), critical)


EKU = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "code": "1.3.6.1.5.5.7.3.3",
       "email": "1.3.6.1.5.5.7.3.4", "time": "1.3.6.1.5.5.7.3.8", "ocsp": "1.3.6.1.5.5.7.3.9", "any": "2.5.29.37.0",
       "other": "1.2.3.4", "sgc": "2.16.840.1.113730.4.1"}


def eku(*names, critical=False):
    return ext("2.5.29.37", seq(*(oid(EKU[n]) for n in names)), critical)


def general(text):
    kind, value = text.split(":", 1)
    if kind == "DNS":
        return tlv(0x82, value.encode())
    if kind == "email":
        return tlv(0x81, value.encode())
    if kind == "URI":
        return tlv(0x86, value.encode())
    if kind == "IP":
        return tlv(0x87, bytes.fromhex(value))
    if kind == "dir":
        return tlv(0xa4, name(value))
    if kind == "RID":
        return tlv(0x88, oid(value)[2:])
    if kind == "other":
        return tlv(0xa0, oid("1.2.3.4.5"), tlv(0xa0, tlv(0x0c, value.encode())))
    raise ValueError(text)


def san(*names, critical=False):
    return ext("2.5.29.17", seq(*(general(n) for n in names)), critical)


def skid(key, critical=False):
    return ext("2.5.29.14", octets(hashlib.sha1(key.bits).digest()), critical)


def akid(key=None, issuer=None, serial=None, critical=False):
    return ext("2.5.29.35", seq(
        tlv(0x80, hashlib.sha1(key.bits).digest()) if key else b"",
        tlv(0xa1, general("dir:" + issuer)) if issuer else b"",
        tlv(0x82, integer(serial)[2:]) if serial is not None else b""), critical)


def constraints(permitted=(), excluded=(), critical=True, extra=b""):
    trees = lambda tag, names: tlv(tag, *(seq(general(n), extra) for n in names)) if names else b""
    return ext("2.5.29.30", seq(trees(0xa0, permitted), trees(0xa1, excluded)), critical)


def policies(*ids, critical=False):
    return ext("2.5.29.32", seq(*(seq(oid(i)) for i in ids)), critical)


def policy_constraints(explicit=None, mapping=None, critical=True):
    number = lambda tag, n: tlv(tag, integer(n)[2:]) if n is not None else b""
    return ext("2.5.29.36", seq(number(0x80, explicit), number(0x81, mapping)), critical)


def mappings(*pairs):
    return ext("2.5.29.33", seq(*(seq(oid(a), oid(b)) for a, b in pairs)), True)


def inhibit_any(n):
    return ext("2.5.29.54", integer(n), True)


def distribution(*uris, issuer=None, reasons=None):
    points = [seq(tlv(0xa0, tlv(0xa0, general("URI:" + u))),
                  tlv(0x81, reasons) if reasons else b"",
                  tlv(0xa2, general("dir:" + issuer)) if issuer else b"") for u in uris]
    return ext("2.5.29.31", seq(*points))


def proxy(pathlen=None):
    return ext("1.3.6.1.5.5.7.1.14", seq(integer(pathlen) if pathlen is not None else b"",
                                         seq(oid("1.3.6.1.5.5.7.21.1"))), True)


# --- certificates and CRLs

class Cert:
    serials = itertools.count(1)

    def __init__(self, subject, issuer=None, exts=(), key=None, digest="sha256", version=2, start=NOW - 100 * DAY,
                 end=NOW + 100 * DAY, serial=None, signer=None, tamper=False, issuer_name=None, outer=None,
                 dates=None, raw_subject=None, algorithm=None):
        self.name = subject
        self.subject = raw_subject or name(subject)
        self.key = key or EcKey(subject)
        self.serial = next(Cert.serials) if serial is None else serial
        by = signer or (issuer.key if issuer else self.key)
        issued_by = issuer_name or (issuer.subject if issuer else self.subject)
        self.issuer = issued_by
        algorithm = algorithm or by.algorithm(digest)
        tbs = seq(tlv(0xa0, integer(version)) if version else b"", integer(self.serial), algorithm, issued_by,
                  dates or seq(utc(start), utc(end)), self.subject, self.key.spki,
                  tlv(0xa3, seq(*exts)) if exts else b"")
        signature = by.sign(tbs, digest)
        if tamper:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        self.der = seq(tbs, outer or algorithm, bits(signature))

    def crl(self, revoked=(), start=NOW - DAY, end=NOW + 30 * DAY, exts=(), key=None, issuer=None, digest="sha256",
            tamper=False):
        by = key or self.key
        algorithm = by.algorithm(digest)
        entries = [seq(integer(s), utc(start), seq(*e) if e else b"") for s, e in revoked]
        tbs = seq(integer(1), algorithm, issuer or self.subject, utc(start), utc(end) if end else b"",
                  seq(*entries) if entries else b"", tlv(0xa0, seq(*exts)) if exts else b"")
        signature = by.sign(tbs, digest)
        if tamper:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        return seq(tbs, algorithm, bits(signature))


def ca(subject, issuer=None, exts=None, more=(), pathlen=None, **kw):
    key = kw.pop("key", None) or EcKey(subject)
    parent = kw.get("signer") or (issuer.key if issuer else key)
    if exts is None:
        exts = [basic(True, pathlen), usage("keyCertSign", "cRLSign"), skid(key), akid(parent)]
    return Cert(subject, issuer, [*exts, *more], key=key, **kw)


def leaf(issuer, subject="CN=leaf.example", exts=None, more=(), **kw):
    key = kw.pop("key", None) or EcKey(subject)
    if exts is None:
        exts = [basic(False), usage("digitalSignature"), eku("server", "client"), san("DNS:leaf.example"),
                skid(key), akid(kw.get("signer") or issuer.key)]
    return Cert(subject, issuer, [*exts, *more], key=key, **kw)
