//! The texts of certificates, requests and revocation lists.

use super::algorithm::{X509_ALGOR, X509_PUBKEY};
use super::certificate::{X509, X509_CERT_AUX};
use super::crl::X509_CRL;
use super::extension::X509_EXTENSION;
use super::key_print::number;
use super::name::X509_NAME;
use super::name_print;
use super::params::RSA_PSS_PARAMS;
use super::request::X509_REQ;
use super::v3::print::{self as v3_print, Text, object};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::digest::{Md, digest};
use crate::der::keys;
use crate::err::{self, Error, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Value, v};
use crate::obj::asn1::time::{self, Moment};
use crate::obj::asn1::{integer, string};
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pem;
use std::ffi::{c_int, c_ulong};

/// What is left out, `X509_FLAG_NO_…`.
mod leave {
    use std::ffi::c_ulong;
    pub(super) const HEADER: c_ulong = 1;
    pub(super) const VERSION: c_ulong = 1 << 1;
    pub(super) const SERIAL: c_ulong = 1 << 2;
    pub(super) const SIGNAME: c_ulong = 1 << 3;
    pub(super) const ISSUER: c_ulong = 1 << 4;
    pub(super) const VALIDITY: c_ulong = 1 << 5;
    pub(super) const SUBJECT: c_ulong = 1 << 6;
    pub(super) const PUBKEY: c_ulong = 1 << 7;
    pub(super) const EXTENSIONS: c_ulong = 1 << 8;
    pub(super) const SIGDUMP: c_ulong = 1 << 9;
    pub(super) const AUX: c_ulong = 1 << 10;
    pub(super) const ATTRIBUTES: c_ulong = 1 << 11;
    pub(super) const IDS: c_ulong = 1 << 12;
}

/// Only the key identifiers among the extensions.
const ONLY_KEY_IDS: c_ulong = 1 << 13;

fn name_text(name: Option<&X509_NAME>, indent: c_int, flags: c_ulong) -> Result<Vec<u8>> {
    let name = name.ok_or_else(Error::quiet)?;
    if flags == 0 {
        return name_print::compatible(name);
    }
    name_print::to_text(name, indent, flags)
}

fn time_text(value: Option<&ASN1_STRING>) -> String {
    value.and_then(|t| time::to_text(t, 0)).unwrap_or_else(|| "Bad time value".to_owned())
}

/// Hexadecimal bytes, 18 a line.
fn signature_dump(out: &mut Text, signature: &ASN1_STRING, indent: usize) {
    let bytes = signature.bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if at % 18 == 0 {
            if at > 0 {
                out.put("\n");
            }
            out.indent(indent);
        }
        out.put(format!("{byte:02x}{}", if at + 1 == bytes.len() { "" } else { ":" }));
    }
    out.put("\n");
}

/// The text of `X509_signature_dump`, on its own.
pub fn dump(signature: &ASN1_STRING, indent: usize) -> Vec<u8> {
    let mut out = Text::default();
    signature_dump(&mut out, signature, indent);
    out.0
}

/// The text of `X509_signature_print`; the value is optional.
pub fn signature(algorithm: &X509_ALGOR, value: Option<&ASN1_STRING>) -> Vec<u8> {
    let mut out = Text::default();
    out.put("    Signature Algorithm: ").put(object(algorithm.algorithm.get()));
    if value.is_some() {
        out.put("\n    Signature Value:");
    }
    if algorithm.nid() == nid::RSASSAPSS {
        pss(&mut out, algorithm, 8);
    } else {
        out.put("\n");
    }
    if let Some(value) = value {
        match dsa_numbers(algorithm.nid(), value) {
            Some([r, s]) => {
                number(&mut out, "r:   ", &r, 8);
                number(&mut out, "s:   ", &s, 8);
            }
            None => signature_dump(&mut out, value, 8),
        }
    }
    out.0
}

/// The numbers of a signature with DSA, whatever follows them.
fn dsa_numbers(algorithm: c_int, value: &ASN1_STRING) -> Option<[Vec<u8>; 2]> {
    const DSA: [c_int; 5] = [113, 802, 803, 1106, 1107];
    let whole = DSA.contains(&algorithm).then(|| pem::first_value(value.bytes()).ok())??;
    let (r, s) = keys::signature_numbers(whole).ok()?;
    Some([r.to_vec(), s.to_vec()])
}

/// Whether a mask is made by MGF1 with some digest.
fn is_mgf1(mask: &X509_ALGOR) -> bool {
    let hash = mask.parameter.get().and_then(|p| p.string(v::SEQUENCE));
    mask.nid() == nid::MGF1 && hash.is_some_and(|d| X509_ALGOR::from_der(d.bytes()).is_ok())
}

/// The parameters of RSA-PSS, as `rsa_pss_param_print` writes them.
fn pss(out: &mut Text, algorithm: &X509_ALGOR, indent: usize) {
    out.indent(indent);
    let der = algorithm.parameter.get().and_then(|p| p.string(v::SEQUENCE));
    let params = der.and_then(|d| RSA_PSS_PARAMS::decode_all(d.bytes()).ok());
    let Some(params) = params.filter(|p| p.maskGenAlgorithm.get().is_none_or(is_mgf1)) else {
        out.put("(INVALID PSS PARAMETERS)\n");
        return;
    };
    out.put("\n").indent(indent).put("Hash Algorithm: ");
    match params.hashAlgorithm.get() {
        Some(hash) => out.put(object(hash.algorithm.get())),
        None => out.put("sha1 (default)"),
    };
    out.put("\n").indent(indent).put("Mask Algorithm: ");
    match params.maskGenAlgorithm.get() {
        Some(mask) => {
            let hash = mask.parameter.get().and_then(|p| p.string(v::SEQUENCE));
            let hash = hash.and_then(|d| X509_ALGOR::from_der(d.bytes()).ok());
            out.put(object(mask.algorithm.get())).put(" with ");
            match hash {
                Some(hash) => out.put(object(hash.algorithm.get())),
                None => out.put("INVALID"),
            }
        }
        None => out.put("mgf1 with sha1 (default)"),
    };
    out.put("\n").indent(indent).put(" Salt Length: 0x");
    match params.saltLength.get() {
        Some(length) => out.put(integer_text(length)),
        None => out.put("14 (default)"),
    };
    out.put("\n").indent(indent).put("Trailer Field: 0x");
    match params.trailerField.get() {
        Some(trailer) => out.put(integer_text(trailer)),
        None => out.put("01 (default)"),
    };
    out.put("\n");
}

/// The text of a public key with its algorithm.
fn public_key(out: &mut Text, key: &X509_PUBKEY) {
    out.indent(12).put("Public Key Algorithm: ");
    out.put(object(key.algor.get().and_then(|a| a.algorithm.get()))).put("\n");
    match key.key() {
        Ok(key) => {
            if let Ok(key) = key.public() {
                out.put(super::key_print::public(&key, 16));
            }
        }
        Err(_) => {
            out.indent(12).put("Unable to load Public Key\n");
        }
    }
}

/// The text of `X509V3_extensions_print`.
pub fn extensions(
    title: Option<&str>,
    list: &[&X509_EXTENSION],
    flags: c_ulong,
    indent: usize,
) -> Vec<u8> {
    let mut out = Text::default();
    if list.is_empty() {
        return out.0;
    }
    let mut indent = indent;
    if let Some(title) = title {
        out.indent(indent).put(title).put(":\n");
        indent += 4;
    }
    for extension in list {
        let number = extension.nid();
        if flags & ONLY_KEY_IDS != 0
            && number != nid::SUBJECT_KEY_IDENTIFIER
            && number != nid::AUTHORITY_KEY_IDENTIFIER
        {
            continue;
        }
        out.indent(indent).put(object(extension.object.get()));
        out.put(if extension.is_critical() { ": critical\n" } else { ": \n" });
        let inner = c_int::try_from(indent + 4).unwrap_or(0);
        match v3_print::to_text(extension, flags, inner) {
            Ok(text) => out.put(text),
            Err(partial) => {
                let value = extension.value.get().map(string::to_plain).unwrap_or_default();
                out.put(partial).indent(indent + 4).put(value)
            }
        };
        out.put("\n");
    }
    out.0
}

/// The text of a serial number in a certificate.
fn serial(out: &mut Text, value: &ASN1_STRING) {
    // As in OpenSSL -1 stands for "fits no long", so it is shown in bytes.
    let small = integer::to_i64(value, v::INTEGER).ok().filter(|n| *n != -1);
    if let (Some(n), true) = (small, value.bytes().len() <= 8) {
        let (minus, size) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
        out.put(format!(" {minus}{size} ({minus}0x{size:x})\n"));
        return;
    }
    out.put("\n").indent(12);
    out.put(if integer::is_negative(value) { " (Negative)" } else { "" });
    let digits: Vec<String> = value.bytes().iter().map(|b| format!("{b:02x}")).collect();
    out.put(digits.join(":")).put(if digits.is_empty() { "" } else { "\n" });
}

/// How lines of names begin: with `XN_FLAG_SEP_MULTILINE` on lines of their own.
fn separator(name_flags: c_ulong) -> (char, c_int) {
    if name_flags & (0xf << 16) == 4 << 16 {
        ('\n', 12)
    } else {
        (' ', if name_flags == 0 { 16 } else { 0 })
    }
}

/// The text of `X509_print_ex`.
pub fn certificate(x: &X509, name_flags: c_ulong, flags: c_ulong) -> Result<Vec<u8>> {
    let mut out = Text::default();
    let info = x.info()?;
    let shows = |part: c_ulong| flags & part == 0;
    let (between, indent) = separator(name_flags);
    let between = between.to_string();
    if shows(leave::HEADER) {
        out.put("Certificate:\n    Data:\n");
    }
    if shows(leave::VERSION) {
        let version = info.version.get().map_or(Ok(0), |n| integer::to_i64(n, v::INTEGER));
        match version {
            Ok(n @ 0..=2) => out.indent(8).put(format!("Version: {} (0x{n:x})\n", n + 1)),
            Ok(n) => out.indent(8).put(format!("Version: Unknown ({n})\n")),
            Err(_) => out.indent(8).put("Version: Unknown (-1)\n"),
        };
    }
    if shows(leave::SERIAL) {
        out.put("        Serial Number:");
        serial(&mut out, info.serialNumber.get().ok_or_else(Error::quiet)?);
    }
    if shows(leave::SIGNAME) {
        out.indent(4);
        let text = signature(info.signature.get().ok_or_else(Error::quiet)?, None);
        out.put(text);
    }
    if shows(leave::ISSUER) {
        out.put("        Issuer:").put(&between);
        out.put(name_text(info.issuer.get(), indent, name_flags)?).put("\n");
    }
    if shows(leave::VALIDITY) {
        let period = info.validity.get().ok_or_else(Error::quiet)?;
        out.put("        Validity\n            Not Before: ");
        out.put(time_text(period.notBefore.get()));
        out.put("\n            Not After : ");
        out.put(time_text(period.notAfter.get())).put("\n");
    }
    if shows(leave::SUBJECT) {
        out.put("        Subject:").put(&between);
        out.put(name_text(info.subject.get(), indent, name_flags)?).put("\n");
    }
    if shows(leave::PUBKEY) {
        out.put("        Subject Public Key Info:\n");
        public_key(&mut out, info.key.get().ok_or_else(Error::quiet)?);
    }
    if shows(leave::IDS) {
        for (label, id) in [("Issuer", info.issuerUID.get()), ("Subject", info.subjectUID.get())] {
            if let Some(id) = id {
                // OpenSSL starts no new line here.
                out.indent(8).put(label).put(" Unique ID: ");
                signature_dump(&mut out, id, 12);
            }
        }
    }
    if shows(leave::EXTENSIONS) {
        out.put(extensions(Some("X509v3 extensions"), &info.extensions.items(), flags, 8));
    }
    if shows(leave::SIGDUMP) {
        let parts = x.parts();
        let algorithm = parts.sig_alg.get().ok_or_else(Error::quiet)?;
        out.put(signature(algorithm, parts.signature.get()));
    }
    if shows(leave::AUX)
        && let Some(settings) = x.aux.get()
    {
        out.put(aux(settings, 0));
    }
    Ok(out.0)
}

/// The text of a certificate in a report: without its key and signature, and
/// of extensions only the key identifiers, unless `whole`.
pub fn brief(x: &X509, now: Moment, whole: bool) -> Result<Vec<u8>> {
    /// `XN_FLAG_SEP_CPLUS_SPC`, `ASN1_STRFLGS_RFC2253`, `ASN1_STRFLGS_ESC_QUOTE`.
    const NAMES: c_ulong = 2 << 16 | 0x31f;
    const ALL: c_ulong = (1 << 13) - 1;
    let info = x.info()?;
    let mut out = Text::default();
    let part = |parts: c_ulong| certificate(x, NAMES, ALL & !parts);
    out.put("    certificate\n").put(part(leave::SUBJECT)?);
    match (info.subject.get(), info.issuer.get()) {
        (Some(subject), Some(issuer)) if subject.canonical()? == issuer.canonical()? => {
            out.put("        self-issued\n");
        }
        _ => {
            out.put(" ").put(part(leave::ISSUER)?);
        }
    }
    out.put(part(leave::SERIAL | leave::VALIDITY)?);
    let period = info.validity.get().ok_or_else(Error::quiet)?;
    let moment = |value: Option<&ASN1_STRING>| value.and_then(time::parse);
    if moment(period.notBefore.get()).is_some_and(|start| start > now) {
        out.put("        not yet valid\n");
    }
    if moment(period.notAfter.get()).is_some_and(|end| end < now) {
        out.put("        no more valid\n");
    }
    let list = info.extensions.items();
    out.put(match whole {
        true => extensions(Some("X509v3 extensions"), &list, 0, 8),
        false => extensions(None, &list, ONLY_KEY_IDS, 8),
    });
    Ok(out.0)
}

/// The text of trust settings.
pub fn aux(aux: &X509_CERT_AUX, by: usize) -> Vec<u8> {
    let mut out = Text::default();
    // The most that a BIO indents.
    let by = by.min(128);
    let list = |out: &mut Text, uses: Vec<&ASN1_OBJECT>| {
        let texts: Vec<Vec<u8>> =
            uses.into_iter().map(|o| o.text(false).unwrap_or_default().into_bytes()).collect();
        out.indent(by + 2).put(texts.join(&b", "[..])).put("\n");
    };
    for (what, uses) in [("Trusted", &aux.trust), ("Rejected", &aux.reject)] {
        if uses.stack().is_some() {
            out.indent(by).put(format!("{what} Uses:\n"));
            list(&mut out, uses.items());
        } else {
            out.indent(by).put(format!("No {what} Uses.\n"));
        }
    }
    if let Some(alias) = aux.alias.get() {
        out.indent(by).put("Alias: ").put(alias.bytes()).put("\n");
    }
    if let Some(id) = aux.keyid.get() {
        out.indent(by).put("Key Id: ").put(v3_print::hex(id.bytes())).put("\n");
    }
    out.0
}

/// The text of `X509_ocspid_print`.
pub fn ocsp_id(x: &X509) -> Result<Vec<u8>> {
    let info = x.info()?;
    let subject = info.subject.get().ok_or_else(Error::quiet)?.der();
    let key = info.key.get().ok_or_else(Error::quiet)?;
    let mut out = Text::default();
    for (what, bytes) in [("Subject", &subject[..]), ("Public key", key.key_bytes())] {
        let hash = digest(Md::Sha1, bytes)?;
        let digits: String = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        out.indent(8).put(format!("{what} OCSP hash: {digits}\n"));
    }
    Ok(out.0)
}

/// The text of `X509_CRL_print_ex`.
pub fn crl(list: &X509_CRL, name_flags: c_ulong) -> Result<Vec<u8>> {
    let mut out = Text::default();
    let info = list.info()?;
    out.put("Certificate Revocation List (CRL):\n");
    let version = info.version.get().map_or(Ok(0), |n| integer::to_i64(n, v::INTEGER));
    match version {
        Ok(n @ 0..=1) => out.indent(8).put(format!("Version {} (0x{n:x})\n", n + 1)),
        other => out.indent(8).put(format!("Version unknown ({})\n", other.unwrap_or(-1))),
    };
    let parts = list.parts();
    let algorithm = parts.sig_alg.get().ok_or_else(Error::quiet)?;
    out.indent(4);
    out.put(signature(algorithm, None));
    out.indent(8).put("Issuer: ");
    out.put(name_text(info.issuer.get(), 0, name_flags)?).put("\n");
    out.indent(8).put("Last Update: ").put(time_text(info.lastUpdate.get()));
    out.put("\n").indent(8).put("Next Update: ");
    match info.nextUpdate.get() {
        Some(next) => out.put(time_text(Some(next))),
        None => out.put("NONE"),
    };
    out.put("\n");
    out.put(extensions(Some("CRL extensions"), &info.extensions.items(), 0, 8));
    let revoked = info.revoked.items();
    out.put(if revoked.is_empty() {
        "No Revoked Certificates.\n"
    } else {
        "Revoked Certificates:\n"
    });
    for entry in revoked {
        out.put("    Serial Number: ");
        if let Some(number) = entry.serialNumber.get() {
            out.put(integer_text(number));
        }
        out.put("\n        Revocation Date: ").put(time_text(entry.revocationDate.get()));
        out.put("\n");
        out.put(extensions(Some("CRL entry extensions"), &entry.extensions.items(), 0, 8));
    }
    out.put(signature(algorithm, parts.signature.get()));
    Ok(out.0)
}

/// The text of `i2a_ASN1_INTEGER`.
pub fn integer_text(number: &ASN1_STRING) -> String {
    let mut out = String::new();
    if integer::is_negative(number) {
        out.push('-');
    }
    if number.bytes().is_empty() {
        out.push_str("00");
    }
    for (at, byte) in number.bytes().iter().enumerate() {
        if at > 0 && at % 35 == 0 {
            out.push_str("\\\n");
        }
        out.push_str(&format!("{byte:02X}"));
    }
    out
}

/// The text of `X509_REQ_print_ex`.
pub fn request(x: &X509_REQ, name_flags: c_ulong, flags: c_ulong) -> Result<Vec<u8>> {
    let mut out = Text::default();
    let info = x.info()?;
    let shows = |part: c_ulong| flags & part == 0;
    let (between, indent) = separator(name_flags);
    if shows(leave::HEADER) {
        out.put("Certificate Request:\n    Data:\n");
    }
    if shows(leave::VERSION) {
        let version = info.version.get().map_or(Ok(0), |n| integer::to_i64(n, v::INTEGER));
        match version {
            Ok(0) => out.indent(8).put("Version: 1 (0x0)\n"),
            other => out.indent(8).put(format!("Version: Unknown ({})\n", other.unwrap_or(-1))),
        };
    }
    if shows(leave::SUBJECT) {
        out.put("        Subject:").put(between.to_string());
        out.put(name_text(info.subject.get(), indent, name_flags)?).put("\n");
    }
    if shows(leave::PUBKEY) {
        out.put("        Subject Public Key Info:\n");
        public_key(&mut out, info.pubkey.get().ok_or_else(Error::quiet)?);
    }
    if shows(leave::ATTRIBUTES) {
        attributes(&mut out, x)?;
    }
    if shows(leave::EXTENSIONS) {
        // The headline stands even where nothing is requested.
        let headline = "Requested Extensions:\n";
        match x.extensions() {
            Ok(None) => drop(out.indent(12).put(headline)),
            Ok(Some(list)) => {
                out.indent(12).put(headline);
                out.put(extensions(None, &list.objects::<X509_EXTENSION>(), flags, 16));
                drop(list.into_owners::<X509_EXTENSION>());
            }
            Err(error) => err::push(&error, "X509_REQ_get_extensions"),
        }
    }
    if shows(leave::SIGDUMP) {
        let parts = x.parts();
        let algorithm = parts.sig_alg.get().ok_or_else(Error::quiet)?;
        out.put(signature(algorithm, parts.signature.get()));
    }
    Ok(out.0)
}

fn attributes(out: &mut Text, x: &X509_REQ) -> Result<()> {
    let list = x.info()?.attributes.items();
    out.indent(8).put("Attributes:\n");
    if list.is_empty() {
        out.indent(12).put("(none)\n");
    }
    for attribute in list {
        let number = attribute.object.get().map_or(0, ASN1_OBJECT::nid);
        if number == nid::EXT_REQ || number == nid::MS_EXT_REQ {
            continue;
        }
        let values = attribute.set.items();
        out.indent(12);
        let label = object(attribute.object.get());
        let padding = 25usize.saturating_sub(label.len());
        out.put(label);
        for (at, value) in values.iter().enumerate() {
            out.indent(if at == 0 { padding } else { 25 }).put(":");
            match value.value() {
                Value::String(text)
                    if matches!(
                        value.kind.get(),
                        v::PRINTABLESTRING
                            | v::T61STRING
                            | v::NUMERICSTRING
                            | v::UTF8STRING
                            | v::IA5STRING
                    ) =>
                {
                    out.put(text.bytes()).put("\n");
                }
                Value::Object(o) => {
                    out.put(object(Some(o))).put("\n");
                }
                _ => {
                    out.put("unable to print attribute\n");
                }
            }
        }
    }
    Ok(())
}
