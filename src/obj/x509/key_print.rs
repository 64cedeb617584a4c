//! The text of a public key, as `EVP_PKEY_print_public` writes it.

use super::v3::print::Text;
use crate::crypto::digest::Md;
use crate::crypto::dsa;
use crate::crypto::ec::{Curve, Form};
use crate::crypto::pkey::{KeyKind, Public, PublicKey};
use crate::crypto::sig::PssParams;

/// Hexadecimal bytes, 15 a line.
pub(in crate::obj) fn bytes(out: &mut Text, bytes: &[u8], indent: usize) {
    for (at, byte) in bytes.iter().enumerate() {
        if at % 15 == 0 {
            if at > 0 {
                out.put("\n");
            }
            out.indent(indent);
        }
        out.put(format!("{byte:02x}{}", if at + 1 == bytes.len() { "" } else { ":" }));
    }
    out.put("\n");
}

/// A labelled number: on the line if it has at most 64 bits.
pub(in crate::obj) fn number(out: &mut Text, label: &str, value: &[u8], indent: usize) {
    let value = value.iter().position(|b| *b != 0).map_or(&[][..], |at| &value[at..]);
    if value.len() <= 8 {
        let n = value.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
        let space = if label.is_empty() { "" } else { " " };
        out.indent(indent).put(format!("{label}{space}{n} (0x{n:x})\n"));
        return;
    }
    let mut digits = value.to_vec();
    if digits.first().is_some_and(|b| b & 0x80 != 0) {
        digits.insert(0, 0);
    }
    out.indent(indent).put(label).put("\n");
    bytes(out, &digits, indent + 4);
}

/// What an RSA-PSS key is limited to.
pub(in crate::obj) fn pss_limits(out: &mut Text, limits: &PssParams, indent: usize) {
    if !limits.given {
        out.indent(indent).put("No PSS parameter restrictions\n");
        return;
    }
    let default = |is: bool| if is { " (default)" } else { "" };
    let md = limits.md.name().to_string_lossy();
    let mgf = limits.mgf.name().to_string_lossy();
    out.indent(indent).put("PSS parameter restrictions:\n");
    let sha1 = default(limits.md == Md::Sha1);
    out.indent(indent).put(format!("  Hash Algorithm: {md}{sha1}\n"));
    let sha1 = default(limits.mgf == Md::Sha1);
    out.indent(indent).put(format!("  Mask Algorithm: MGF1 with {mgf}{sha1}\n"));
    let least = limits.salt;
    let twenty = default(least == 20);
    out.indent(indent).put(format!("  Minimum Salt Length: {least}{twenty}\n"));
    out.indent(indent).put("  Trailer Field: 0x1 (default)\n");
}

/// The names of a curve.
pub(in crate::obj) fn curve_name(out: &mut Text, curve: Curve, indent: usize) {
    let name = crate::obj::objects::by_nid(curve.nid()).and_then(|o| o.short());
    out.indent(indent).put("ASN1 OID: ");
    out.put(name.map_or(&b""[..], |n| n.to_bytes())).put("\n");
    if let Some(nist) = curve.nist_name() {
        out.indent(indent).put("NIST CURVE: ").put(nist.to_bytes()).put("\n");
    }
}

/// The numbers that DSA keys share.
pub(in crate::obj) fn dsa_params(out: &mut Text, params: &dsa::Params, indent: usize) {
    for (label, value) in [("P:   ", &params.p), ("Q:   ", &params.q), ("G:   ", &params.g)] {
        number(out, label, value, indent);
    }
}

/// The text of a public key.
pub fn public(key: &PublicKey, indent: usize) -> Vec<u8> {
    let mut out = Text::default();
    match key.material() {
        Public::Rsa(rsa, limits) => {
            let (n, e) = rsa.public_numbers();
            out.indent(indent).put(format!("Public-Key: ({} bit)\n", rsa.bits()));
            number(&mut out, "Modulus:", &n, indent);
            number(&mut out, "Exponent:", &e, indent);
            if key.kind() == KeyKind::RsaPss {
                pss_limits(&mut out, limits, indent);
            }
        }
        Public::Ec(ec) => {
            let curve = ec.curve();
            out.indent(indent).put(format!("Public-Key: ({} bit)\n", curve.bits()));
            out.indent(indent).put("pub:\n");
            bytes(&mut out, &ec.point(Form::Uncompressed).unwrap_or_default(), indent + 4);
            curve_name(&mut out, curve, indent);
        }
        Public::Raw(raw) => {
            let label = if key.kind() == KeyKind::Ed25519 { "ED25519" } else { "X25519" };
            out.indent(indent).put(label).put(" Public-Key:\n");
            out.indent(indent).put("pub:\n");
            bytes(&mut out, raw, indent + 4);
        }
        Public::Dsa(params, value) => {
            out.indent(indent).put(format!("Public-Key: ({} bit)\n", params.bits()));
            number(&mut out, "pub: ", value, indent);
            dsa_params(&mut out, params, indent);
        }
        Public::Dh(..) => {}
    }
    out.0
}
