//! The text of keys: as OpenSSL's encoders write it, and as it was before of
//! keys that the program gave as an object of their own type.

use super::dh::{DH, Number as DhNumber};
use super::dsa::{DSA, Number as DsaNumber};
use super::ec::{Curve, EC_KEY};
use super::evp_pkey::{Contents, EVP_PKEY, Object, Params};
use super::rsa::{Number, RSA};
use super::x509::key_print::{
    bytes, curve_name, dsa_params, number, pss_limits, public as public_text,
};
use super::x509::v3::print::Text;
use crate::crypto::dh;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public};
use crate::err::{self, Error, Lib, Result, prov};
use std::ffi::c_int;

/// What of a key is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Both halves.
    Private,
    /// The public half.
    Public,
    /// The parameters.
    Params,
}

/// Text, and what went wrong behind it.
pub type Printed = (Vec<u8>, Result<()>);

fn good(out: Text) -> Printed {
    (out.0, Ok(()))
}

fn bad(reason: c_int) -> Printed {
    (Vec::new(), Err(Error::new(Lib::Prov, reason)))
}

/// What is said of a key that cannot be printed.
fn unsupported(name: &str) -> Printed {
    (format!("Public Key algorithm \"{name}\" unsupported\n").into_bytes(), Ok(()))
}

/// The text of a key.
pub fn print(pkey: &EVP_PKEY, part: Part) -> Printed {
    match pkey.given() {
        Some(Object::Rsa(key)) if part != Part::Params => {
            return good(rsa(&key, part == Part::Private, 0));
        }
        Some(Object::Rsa(_)) => return unsupported("rsaEncryption"),
        Some(Object::Ec(key)) => return ec(&key, part, 0),
        Some(Object::Dh(key)) => return dh_object(&key, part, 0),
        Some(Object::Dsa(key)) => return dsa_object(&key, part, 0),
        None => (),
    }
    match (pkey.contents(), part) {
        (Contents::Private(key), Part::Private) => private(&key),
        (Contents::Public(key), Part::Private) => match key.material() {
            Public::Rsa(rsa, _) => {
                let (n, e) = rsa.public_numbers();
                let mut out = Text::default();
                out.put(format!("Private-Key: ({} bit, 0 primes)\n", rsa.bits()));
                number(&mut out, "modulus:", &n, 0);
                number(&mut out, "publicExponent:", &e, 0);
                (out.0, Err(Error::quiet()))
            }
            _ => bad(prov::R_NOT_A_PRIVATE_KEY),
        },
        (Contents::Params(_), Part::Private) => bad(prov::R_NOT_A_PRIVATE_KEY),
        (Contents::Params(_), Part::Public) => bad(prov::R_NOT_A_PUBLIC_KEY),
        (contents @ (Contents::Private(_) | Contents::Public(_)), Part::Public) => {
            let Ok(key) = pkey.public() else {
                return bad(prov::R_NOT_A_PUBLIC_KEY);
            };
            match (contents, key.material()) {
                (_, Public::Dh(group, value)) => good(dh_text("Public", group, None, Some(value))),
                _ => (public_text(&key, 0), Ok(())),
            }
        }
        (Contents::Empty, _) => {
            let text = "The passed EVP_PKEY must be assigned a key";
            let error = Error::new(Lib::OsslEncoder, err::R_PASSED_INVALID_ARGUMENT).with(text);
            err::push(&error, "OSSL_ENCODER_CTX_new_for_pkey");
            unsupported("undefined")
        }
        (_, Part::Params) => params(pkey),
        _ => unsupported("undefined"),
    }
}

fn private(key: &PrivateKey) -> Printed {
    let mut out = Text::default();
    match (key.material(), key.public().material()) {
        (Private::Rsa(rsa), Public::Rsa(_, limits)) => {
            let (n, e) = rsa.public_numbers();
            let numbers = rsa.private_numbers();
            let primes = if numbers[1].is_empty() { 0 } else { 2 };
            out.put(format!("Private-Key: ({} bit, {primes} primes)\n", rsa.bits()));
            number(&mut out, "modulus:", &n, 0);
            number(&mut out, "publicExponent:", &e, 0);
            let labels = RSA_LABELS.iter().zip(&numbers).filter(|(_, number)| !number.is_empty());
            for (label, value) in labels {
                number(&mut out, label, value, 0);
            }
            if key.kind() == KeyKind::RsaPss {
                pss_limits(&mut out, limits, 0);
            }
        }
        (Private::Ec(ec), _) => {
            let point = super::pem::inner_public(key.public()).unwrap_or_default();
            let scalar = ec.scalar().unwrap_or_default();
            ec_text(&mut out, "Private-Key", ec.curve(), Some(&scalar), Some(&point), 0);
        }
        (Private::Dh(value), Public::Dh(group, public)) => {
            out = dh_text("Private", group, Some(value), Some(public));
        }
        (Private::Dsa(value), Public::Dsa(params, public)) => {
            out.put(format!("Private-Key: ({} bit)\n", params.bits()));
            number(&mut out, "priv:", value, 0);
            number(&mut out, "pub: ", public, 0);
            dsa_params(&mut out, params, 0);
        }
        (Private::Ed25519(_) | Private::X25519(_), Public::Raw(public)) => {
            let name = if key.kind() == KeyKind::Ed25519 { "ED25519" } else { "X25519" };
            out.put(format!("{name} Private-Key:\npriv:\n"));
            bytes(&mut out, key.raw().unwrap_or_default(), 4);
            out.put("pub:\n");
            bytes(&mut out, public, 4);
        }
        _ => return unsupported("undefined"),
    }
    good(out)
}

const RSA_LABELS: [&str; 6] =
    ["privateExponent:", "prime1:", "prime2:", "exponent1:", "exponent2:", "coefficient:"];

fn params(pkey: &EVP_PKEY) -> Printed {
    let mut out = Text::default();
    match (pkey.params(), pkey.public()) {
        (Some(Params::Ec(curve)), _) => {
            out.put(format!("EC-Parameters: ({} bit)\n", curve.bits()));
            curve_name(&mut out, curve, 0);
        }
        (Some(Params::Dh(group)), _) => out = dh_text("Parameters", &group, None, None),
        (Some(Params::Dsa(params)), _) => {
            out.put(format!("DSA-Parameters: ({} bit)\n", params.bits()));
            dsa_params(&mut out, &params, 0);
        }
        (None, Ok(key)) => match key.material() {
            Public::Rsa(rsa, limits) => {
                let (n, e) = rsa.public_numbers();
                out.put(format!("RSA key: ({} bit)\n", rsa.bits()));
                number(&mut out, "", &n, 0);
                number(&mut out, "", &e, 0);
                if key.kind() == KeyKind::RsaPss {
                    pss_limits(&mut out, limits, 0);
                }
            }
            Public::Raw(public) => {
                out.put("pub:\n");
                bytes(&mut out, public, 4);
            }
            _ => (),
        },
        (None, Err(_)) => return unsupported("undefined"),
    }
    good(out)
}

fn dh_text(what: &str, group: &dh::Params, private: Option<&[u8]>, public: Option<&[u8]>) -> Text {
    let mut out = Text::default();
    let title = if what == "Parameters" { what.into() } else { format!("{what}-Key") };
    out.put(format!("DH {title}: ({} bit)\n", group.bits()));
    for (label, value) in [("private-key:", private), ("public-key:", public)] {
        if let Some(value) = value {
            number(&mut out, label, value, 0);
        }
    }
    if let Some(known) = group.group() {
        out.put("GROUP: ").put(known.name.to_bytes()).put("\n");
        return out;
    }
    number(&mut out, "P:   ", &group.p, 0);
    if let Some(q) = &group.q {
        number(&mut out, "Q:   ", q, 0);
    }
    number(&mut out, "G:   ", &group.g, 0);
    if let Some(length) = group.length {
        out.put(format!("recommended-private-length: {length} bits\n"));
    }
    out
}

/// The text of an RSA key as an object.
pub fn rsa(key: &RSA, wants_private: bool, indent: usize) -> Text {
    let mut out = Text::default();
    let is_private = wants_private && key.has(Number::D);
    let (title, labels) = if is_private {
        let text = format!("RSA Private-Key: ({} bit, 2 primes)\n", key.bits());
        (text, ["modulus:", "publicExponent:"])
    } else {
        (format!("RSA Public-Key: ({} bit)\n", key.bits()), ["Modulus:", "Exponent:"])
    };
    out.indent(indent).put(title);
    let mut line = |label: &str, which| {
        if let Ok(Some(value)) = key.value(which) {
            number(&mut out, label, &value.to_be(), indent);
        }
    };
    line(labels[0], Number::N);
    line(labels[1], Number::E);
    if is_private {
        let all = [Number::D, Number::P, Number::Q, Number::Dmp1, Number::Dmq1, Number::Iqmp];
        for (label, which) in RSA_LABELS.iter().zip(all) {
            line(label, which);
        }
    }
    out
}

fn ec_text(
    out: &mut Text,
    title: &str,
    curve: Curve,
    private: Option<&[u8]>,
    public: Option<&[u8]>,
    indent: usize,
) {
    out.indent(indent).put(format!("{title}: ({} bit)\n", curve.bits()));
    for (label, value) in [("priv:\n", private), ("pub:\n", public)] {
        if let Some(value) = value {
            out.indent(indent).put(label);
            bytes(out, value, indent + 4);
        }
    }
    curve_name(out, curve, indent);
}

/// The text of an elliptic-curve key as an object.
pub fn ec(key: &EC_KEY, part: Part, indent: usize) -> Printed {
    let Some(curve) = key.curve() else {
        let missing = Error::new(Lib::Ec, err::R_PASSED_NULL_PARAMETER);
        return (Vec::new(), Err(missing));
    };
    let scalar = key
        .private_number()
        .and_then(|number| number.ok()?.to_be_padded(curve.bytes()))
        .filter(|_| part == Part::Private);
    let point = key.encode_point().ok().filter(|_| part != Part::Params);
    let title = match part {
        Part::Private => "Private-Key",
        Part::Public => "Public-Key",
        Part::Params => "ECDSA-Parameters",
    };
    let mut out = Text::default();
    let scalar = scalar.as_ref().map(|scalar| &scalar[..]);
    ec_text(&mut out, title, curve, scalar, point.as_deref(), indent);
    good(out)
}

/// The text of a curve.
pub fn curve(curve: Curve, indent: usize) -> Vec<u8> {
    let mut out = Text::default();
    curve_name(&mut out, curve, indent);
    out.0
}

/// The text of a Diffie-Hellman key or group as an object.
pub fn dh_object(key: &DH, part: Part, indent: usize) -> Printed {
    let missing = || (Vec::new(), Err(Error::new(Lib::Dh, err::R_PASSED_NULL_PARAMETER)));
    let absent = |which| !key.has(which);
    if absent(DhNumber::P)
        || (part != Part::Params && absent(DhNumber::Public))
        || (part == Part::Private && absent(DhNumber::Private))
    {
        return missing();
    }
    let title = match part {
        Part::Private => "DH Private-Key",
        Part::Public => "DH Public-Key",
        Part::Params => "DH Parameters",
    };
    let mut out = Text::default();
    out.indent(indent).put(format!("{title}: ({} bit)\n", key.bits()));
    let q = key.params().ok().and_then(|params| params.q);
    let value = |which| key.value(which).ok().flatten().map(|value| value.to_be());
    let lines = [
        ("private-key:", value(DhNumber::Private).filter(|_| part == Part::Private)),
        ("public-key:", value(DhNumber::Public).filter(|_| part != Part::Params)),
        ("prime P:", value(DhNumber::P)),
        ("generator G:", value(DhNumber::G)),
        ("subgroup order Q:", q),
    ];
    for (label, value) in lines {
        if let Some(value) = value {
            number(&mut out, label, &value, indent + 4);
        }
    }
    if key.length() > 0 {
        let text = format!("recommended-private-length: {} bits\n", key.length());
        out.indent(indent + 4).put(text);
    }
    good(out)
}

/// The text of a DSA key or of parameters as an object.
pub fn dsa_object(key: &DSA, part: Part, indent: usize) -> Printed {
    if !key.has(DsaNumber::P) {
        return (Vec::new(), Err(Error::new(Lib::Dsa, err::dsa::R_MISSING_PARAMETERS)));
    }
    let is_private = part == Part::Private && key.has(DsaNumber::Private);
    let title = if is_private { "Private-Key" } else { "Public-Key" };
    let mut out = Text::default();
    out.indent(indent).put(format!("{title}: ({} bit)\n", key.bits()));
    let lines = [
        ("priv:", DsaNumber::Private, is_private),
        ("pub: ", DsaNumber::Public, part != Part::Params),
        ("prime P:", DsaNumber::P, true),
        ("generator G:", DsaNumber::G, true),
        ("subgroup order Q:", DsaNumber::Q, true),
    ];
    for (label, which, wanted) in lines {
        if wanted && key.has(which) {
            number(&mut out, label, &key.bytes(which).unwrap_or_default(), indent);
        }
    }
    good(out)
}
