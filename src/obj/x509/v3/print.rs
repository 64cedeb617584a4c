//! The texts of extensions.

use super::general::{GENERAL_NAME, address_text, kind};
use super::method::{CRL_REASONS, KEY_USAGES, NETSCAPE_TYPES};
use super::types::*;
use super::{admission_print, granted};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::x509v3::BIT_STRING_BITNAME;
use crate::err::Result;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{
    Bits, Enumerated, GeneralizedTime, Ia5, Integer, Octets, Oid, Utf8, v,
};
use crate::obj::asn1::{integer, string, time};
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::ocsp::{OCSP_CRLID, OCSP_SERVICELOC};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::name::{X509_NAME, X509_NAME_ENTRY};
use crate::obj::x509::name_print;
use crate::pki::resources::{AsNumbers, Blocks};
use std::ffi::{c_int, c_ulong};

/// What to do with extensions that cannot be shown, `X509V3_EXT_…`.
const UNKNOWN: c_ulong = 0xf << 16;
const ERROR_UNKNOWN: c_ulong = 1 << 16;
const PARSE_UNKNOWN: c_ulong = 2 << 16;
const DUMP_UNKNOWN: c_ulong = 3 << 16;

const POINT_REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];
/// A name and a value, either of which may be missing (`CONF_VALUE`).
pub type Pair = (Option<String>, Option<Vec<u8>>);

/// Text under construction.
#[derive(Default)]
pub struct Text(pub Vec<u8>);

impl Text {
    /// Appends a line's beginning.
    pub fn indent(&mut self, count: usize) -> &mut Self {
        self.0.extend(std::iter::repeat_n(b' ', count));
        self
    }

    /// Appends text.
    pub fn put(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.0.extend_from_slice(text.as_ref());
        self
    }
}

/// `XX:XX:…`.
pub fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|b| format!("{b:02X}")).collect();
    digits.join(":")
}

/// The text of an object as `i2a_ASN1_OBJECT` writes it.
pub fn object(object: Option<&ASN1_OBJECT>) -> Vec<u8> {
    match object {
        None => b"NULL".to_vec(),
        Some(o) if o.der().is_empty() => b"NULL".to_vec(),
        Some(o) => match o.text(false) {
            Some(text) => text.into_bytes(),
            None => [b"<INVALID>", hex_dump(o.der(), 0).as_bytes()].concat(),
        },
    }
}

/// The dump of `BIO_dump_indent`.
pub fn hex_dump(bytes: &[u8], indent: usize) -> String {
    let indent = indent.min(64);
    let width = 16 - (indent - indent.min(6)).div_ceil(4);
    let mut out = String::new();
    for (row, chunk) in bytes.chunks(width).enumerate() {
        out.push_str(&" ".repeat(indent));
        out.push_str(&format!("{:04x} - ", row * width));
        for at in 0..width {
            match chunk.get(at) {
                Some(byte) => {
                    out.push_str(&format!("{byte:02x}{}", if at == 7 { '-' } else { ' ' }));
                }
                None => out.push_str("   "),
            }
        }
        out.push_str("  ");
        for byte in chunk {
            out.push(if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '.' });
        }
        out.push('\n');
    }
    out
}

/// The text of `X509V3_EXT_val_prn`.
pub fn pairs(values: &[Pair], indent: usize, multiline: bool) -> Vec<u8> {
    let mut out = Text::default();
    if !multiline || values.is_empty() {
        out.indent(indent);
        if values.is_empty() {
            out.put("<EMPTY>\n");
        }
    }
    for (at, (name, value)) in values.iter().enumerate() {
        if multiline {
            if at > 0 {
                out.put("\n");
            }
            out.indent(indent);
        } else if at > 0 {
            out.put(", ");
        }
        match (name, value) {
            (None, Some(value)) => out.put(value),
            (Some(name), None) => out.put(name),
            (Some(name), Some(value)) => out.put(name).put(":").put(value),
            (None, None) => &mut out,
        };
    }
    out.0
}

/// The names of the bits that are set, after a table.
pub fn table_names(bits: &ASN1_STRING, rows: &[&BIT_STRING_BITNAME]) -> Vec<Pair> {
    let set =
        rows.iter().filter(|row| usize::try_from(row.bitnum).is_ok_and(|n| string::bit(bits, n)));
    set.map(|row| (Some(row.long().to_string_lossy().into_owned()), None)).collect()
}

/// The rows of a table of ours.
fn rows(table: &[BIT_STRING_BITNAME]) -> Vec<&BIT_STRING_BITNAME> {
    table.iter().filter(|row| row.bitnum >= 0).collect()
}

fn bit_names(bits: &ASN1_STRING, names: &[&str]) -> Vec<Pair> {
    let set = names.iter().enumerate().filter(|(n, _)| string::bit(bits, *n));
    set.map(|(_, name)| (Some((*name).to_owned()), None)).collect()
}

fn general_names(names: &OPENSSL_STACK) -> Option<Vec<Pair>> {
    let pair = |n: &GENERAL_NAME| n.label_and_text().map(|(l, t)| (Some(l), Some(t)));
    names.objects::<GENERAL_NAME>().into_iter().map(pair).collect()
}

fn cut(object: Option<&ASN1_OBJECT>) -> Vec<u8> {
    let mut text = object.and_then(|o| o.text(false)).unwrap_or_default().into_bytes();
    text.truncate(79);
    text
}

fn labelled(label: &str, value: Option<&ASN1_STRING>) -> Option<Pair> {
    value.map(|n| (Some(label.to_owned()), Some(integer::to_text(n).into_bytes())))
}

/// How an extension is shown: as a list, or freely.
pub enum Shown {
    /// A list of names and values; on a line each if so marked.
    List(Vec<Pair>, bool),
    /// Text to be put behind the indent.
    Line(Vec<u8>),
    /// Text that indents by itself.
    Free(Vec<u8>),
}

/// The text of `X509V3_EXT_print`; if it fails, what it prints before.
pub fn to_text(
    extension: &X509_EXTENSION,
    flags: c_ulong,
    indent: c_int,
) -> std::result::Result<Vec<u8>, Vec<u8>> {
    let indent = usize::try_from(indent).unwrap_or(0);
    let own = super::operations_of(extension.nid()).is_some();
    let method = if own { None } else { super::method::get(extension.nid()) };
    let known = own || method.is_some();
    if known {
        let result = match method {
            Some(method) => super::added::shown(&method, extension, indent),
            None => shown(extension.nid(), extension.bytes(), indent),
        };
        match result {
            Ok(Some(Shown::List(values, multiline))) => {
                return Ok(pairs(&values, indent, multiline));
            }
            Ok(Some(Shown::Line(text))) => {
                let mut out = Text::default();
                out.indent(indent).put(text);
                return Ok(out.0);
            }
            Ok(Some(Shown::Free(text))) => return Ok(text),
            Ok(None) => return Err(Vec::new()),
            Err(error) => crate::err::push(&error, "X509V3_EXT_print"),
        }
    }
    let bytes = extension.bytes();
    let mut out = Text::default();
    match flags & UNKNOWN {
        ERROR_UNKNOWN => {
            out.indent(indent).put(if known { "<Parse Error>" } else { "<Not Supported>" });
            Ok(out.0)
        }
        PARSE_UNKNOWN => {
            let (text, whole) = crate::obj::asn1::parse::dump(bytes, indent, -1);
            if whole { Ok(text) } else { Err(text) }
        }
        DUMP_UNKNOWN if !bytes.is_empty() => Ok(hex_dump(bytes, indent).into_bytes()),
        _ => Err(Vec::new()),
    }
}

/// The extension `number` with the encoding `der`, as it is shown; `None` if it
/// cannot be.
pub fn shown(number: c_int, der: &[u8], indent: usize) -> Result<Option<Shown>> {
    // Nothing at all is not printed, but for the names below.
    let list = |values: Vec<Pair>| Ok((!values.is_empty()).then_some(Shown::List(values, false)));
    let line = |text: String| Ok(Some(Shown::Line(text.into_bytes())));
    let free = |text: Text| Ok(Some(Shown::Free(text.0)));
    match number {
        nid::KEY_USAGE => list(table_names(&Bits::decode(der)?.0, &rows(&KEY_USAGES))),
        nid::NETSCAPE_CERT_TYPE => list(table_names(&Bits::decode(der)?.0, &rows(&NETSCAPE_TYPES))),
        // With its header, as OpenSSL takes it for the value.
        nid::ID_PKIX_OCSP_NONCE => line(der.iter().map(|b| format!("{b:02X}")).collect()),
        nid::SUBJECT_KEY_IDENTIFIER => line(hex(Octets::decode(der)?.0.bytes())),
        nid::CRL_NUMBER | nid::DELTA_CRL | nid::INHIBIT_ANY_POLICY => {
            line(integer::to_text(&Integer::decode(der)?.0))
        }
        nid::CRL_REASON => {
            let reason = Enumerated::decode(der)?.0;
            let code = integer::to_i64(&reason, 10).unwrap_or(-1);
            let known = rows(&CRL_REASONS).into_iter().find(|row| i64::from(row.bitnum) == code);
            let text = known.map(|row| row.long().to_string_lossy().into_owned());
            line(text.unwrap_or_else(|| integer::to_text(&reason)))
        }
        nid::INVALIDITY_DATE => {
            let date = GeneralizedTime::decode(der)?.0;
            line(time::to_text(&date, 0).unwrap_or_else(|| "Bad time value".to_owned()))
        }
        nid::HOLD_INSTRUCTION_CODE => Ok(Some(Shown::Line(object(Some(&*Oid::decode(der)?.0))))),
        nid::ID_PKIX_OCSP_NOCHECK => Ok(Some(Shown::Free(Vec::new()))),
        nid::CT_PRECERT_POISON => line("NULL".to_owned()),
        nid::SUBJECT_ALT_NAME | nid::ISSUER_ALT_NAME | nid::CERTIFICATE_ISSUER => {
            let names = GENERAL_NAMES::decode(der)?.0;
            let values = general_names(&names);
            GENERAL_NAMES::release(names);
            Ok(values.map(|values| Shown::List(values, false)))
        }
        nid::BASIC_CONSTRAINTS => {
            let constraints = BASIC_CONSTRAINTS::decode(der)?.0;
            let ca = if constraints.ca.get() != 0 { "TRUE" } else { "FALSE" };
            let mut values = vec![(Some("CA".to_owned()), Some(ca.into()))];
            values.extend(labelled("pathlen", constraints.pathlen.get()));
            list(values)
        }
        nid::AUTHORITY_KEY_IDENTIFIER => key_identifier(der),
        nid::EXT_KEY_USAGE => {
            let uses = EXTENDED_KEY_USAGE::decode(der)?.0;
            let pair = |o: &ASN1_OBJECT| (None, Some(cut(Some(o))));
            let values = uses.objects::<ASN1_OBJECT>().into_iter().map(pair).collect();
            EXTENDED_KEY_USAGE::release(uses);
            list(values)
        }
        nid::INFO_ACCESS | nid::SINFO_ACCESS => {
            let ways = AUTHORITY_INFO_ACCESS::decode(der)?.0;
            let pair = |way: &ACCESS_DESCRIPTION| {
                let (label, text) = way.location.get()?.label_and_text()?;
                let method = String::from_utf8_lossy(&cut(way.method.get())).into_owned();
                Some((Some(format!("{method} - {label}")), Some(text)))
            };
            let values: Option<Vec<Pair>> =
                ways.objects::<ACCESS_DESCRIPTION>().into_iter().map(pair).collect();
            AUTHORITY_INFO_ACCESS::release(ways);
            Ok(values.map(|values| Shown::List(values, true)))
        }
        nid::POLICY_CONSTRAINTS => {
            let limits = POLICY_CONSTRAINTS::decode(der)?.0;
            let explicit = labelled("Require Explicit Policy", limits.requireExplicitPolicy.get());
            let mapping = labelled("Inhibit Policy Mapping", limits.inhibitPolicyMapping.get());
            list(explicit.into_iter().chain(mapping).collect())
        }
        nid::POLICY_MAPPINGS => {
            let maps = POLICY_MAPPINGS::decode(der)?.0;
            let pair = |m: &POLICY_MAPPING| {
                let from = String::from_utf8_lossy(&cut(m.issuerDomainPolicy.get())).into_owned();
                (Some(from), Some(cut(m.subjectDomainPolicy.get())))
            };
            let values = maps.objects::<POLICY_MAPPING>().into_iter().map(pair).collect();
            POLICY_MAPPINGS::release(maps);
            list(values)
        }
        nid::TLSFEATURE => {
            let features = TLS_FEATURE::decode(der)?.0;
            let pair = |f: &ASN1_STRING| {
                let text = match integer::to_i64(f, 2) {
                    Ok(5) => "status_request".to_owned(),
                    Ok(17) => "status_request_v2".to_owned(),
                    _ => integer::to_text(f),
                };
                (None, Some(text.into_bytes()))
            };
            let values = features.objects::<ASN1_STRING>().into_iter().map(pair).collect();
            TLS_FEATURE::release(features);
            list(values)
        }
        nid::PRIVATE_KEY_USAGE_PERIOD => free(usage_period(der, indent)?),
        nid::CERTIFICATE_POLICIES => free(policies(der, indent)?),
        nid::CRL_DISTRIBUTION_POINTS | nid::FRESHEST_CRL => free(points(der, indent)?),
        nid::ISSUING_DISTRIBUTION_POINT => free(issuing_point(der, indent)?),
        nid::NAME_CONSTRAINTS => free(name_constraints(der, indent)?),
        nid::PROXYCERTINFO => free(proxy(der, indent)?),
        nid::CT_PRECERT_SCTS | nid::CT_CERT_SCTS => free(super::sct::list(der, indent)?),
        nid::ID_PKIX_OCSP_ARCHIVECUTOFF => {
            let date = GeneralizedTime::decode(der)?.0;
            line(time::to_text(&date, 0).unwrap_or_else(|| "Bad time value".to_owned()))
        }
        nid::ID_PKIX_OCSP_ACCEPTABLERESPONSES => shown(nid::EXT_KEY_USAGE, der, indent),
        nid::ID_PKIX_OCSP_CRLID => free(revocation_list(der, indent)?),
        nid::ID_PKIX_OCSP_SERVICELOCATOR => free(service(der, indent)?),
        nid::SXNET => free(extranet(der, indent)?),
        nid::X509EXTADMISSION => {
            Ok(admission_print::text(der, indent)?.map(|text| Shown::Free(text.0)))
        }
        nid::SBGP_IPADDRBLOCK => {
            let text = granted::blocks_text(&Blocks::parse(der)?, indent)?;
            Ok(Some(Shown::Free(text.into_bytes())))
        }
        nid::SBGP_AUTONOMOUSSYSNUM => {
            let text = granted::numbers_text(&AsNumbers::parse(der)?, indent)?;
            Ok(Some(Shown::Free(text.into_bytes())))
        }
        nid::ISSUERSIGNTOOL => free(sign_tool(der, indent)?),
        nid::SUBJECTSIGNTOOL => {
            let text = Utf8::decode(der)?.0;
            Ok((!text.bytes().is_empty()).then(|| Shown::Line(text.bytes().to_vec())))
        }
        _ => {
            let text = Ia5::decode(der)?.0;
            Ok((!text.bytes().is_empty()).then(|| Shown::Line(text.bytes().to_vec())))
        }
    }
}

fn key_identifier(der: &[u8]) -> Result<Option<Shown>> {
    let id = AUTHORITY_KEYID::decode(der)?.0;
    let mut values: Vec<Pair> = Vec::new();
    if let Some(key) = id.keyid.get() {
        let labelled = id.issuer.stack().is_some() || id.serial.get().is_some();
        values.push((labelled.then(|| "keyid".to_owned()), Some(hex(key.bytes()).into_bytes())));
    }
    if let Some(issuer) = id.issuer.stack() {
        let Some(names) = general_names(issuer) else { return Ok(None) };
        values.extend(names);
    }
    if let Some(serial) = id.serial.get() {
        values.push((Some("serial".to_owned()), Some(hex(serial.bytes()).into_bytes())));
    }
    if values.is_empty() {
        return Ok(None);
    }
    Ok(Some(Shown::List(values, true)))
}

fn extranet(der: &[u8], indent: usize) -> Result<Text> {
    let net = SXNET::decode(der)?.0;
    let mut out = Text::default();
    let version = net.version.get().map_or(Ok(0), |n| integer::to_i64(n, v::INTEGER))?;
    out.indent(indent).put(format!("Version: {} (0x{version:X})", version + 1));
    for id in net.ids.items() {
        let zone = id.zone.get().map(integer::to_text).unwrap_or_default();
        out.put("\n").indent(indent).put(format!("Zone: {zone}, User: "));
        out.put(id.user.get().map(string::to_plain).unwrap_or_default());
    }
    Ok(out)
}

fn sign_tool(der: &[u8], indent: usize) -> Result<Text> {
    let tool = ISSUER_SIGN_TOOL::decode(der)?.0;
    let mut out = Text::default();
    let lines = [
        ("signTool    : ", &tool.signTool),
        ("cATool      : ", &tool.cATool),
        ("signToolCert: ", &tool.signToolCert),
        ("cAToolCert  : ", &tool.cAToolCert),
    ];
    for (at, (label, text)) in lines.into_iter().enumerate() {
        if at > 0 {
            out.put("\n");
        }
        out.indent(indent).put(label);
        out.put(text.get().map(ASN1_STRING::bytes).unwrap_or_default());
    }
    Ok(out)
}

fn revocation_list(der: &[u8], indent: usize) -> Result<Text> {
    let list = OCSP_CRLID::decode(der)?.0;
    let mut out = Text::default();
    if let Some(url) = list.crlUrl.get() {
        out.indent(indent).put("crlUrl: ").put(string::to_plain(url)).put("\n");
    }
    if let Some(number) = list.crlNum.get() {
        out.indent(indent).put("crlNum: ").put(integer::hex(number)).put("\n");
    }
    if let Some(at) = list.crlTime.get() {
        out.indent(indent).put("crlTime: ");
        out.put(time::to_text(at, 0).unwrap_or_else(|| "Bad time value".to_owned())).put("\n");
    }
    Ok(out)
}

fn service(der: &[u8], indent: usize) -> Result<Text> {
    let place = OCSP_SERVICELOC::decode(der)?.0;
    let mut out = Text::default();
    out.indent(indent).put("Issuer: ");
    if let Some(issuer) = place.issuer.get() {
        out.put(name_print::to_text(issuer, 0, name_print::ONELINE).unwrap_or_default());
    }
    for way in place.locator.items() {
        out.put("\n").indent(indent * 2).put(object(way.method.get())).put(" - ");
        out.put(way.location.get().map(GENERAL_NAME::to_text).unwrap_or_default());
    }
    Ok(out)
}

fn usage_period(der: &[u8], indent: usize) -> Result<Text> {
    let period = PKEY_USAGE_PERIOD::decode(der)?.0;
    let moment = |t: &ASN1_STRING| time::to_text(t, 0).unwrap_or("Bad time value".to_owned());
    let mut out = Text::default();
    out.indent(indent);
    if let Some(start) = period.notBefore.get() {
        out.put("Not Before: ").put(moment(start));
        if period.notAfter.get().is_some() {
            out.put(", ");
        }
    }
    if let Some(end) = period.notAfter.get() {
        out.put("Not After: ").put(moment(end));
    }
    Ok(out)
}

fn up_to_nul(text: Option<&ASN1_STRING>) -> &[u8] {
    text.map_or(&[], |t| t.bytes().split(|b| *b == 0).next().unwrap_or(&[]))
}

fn policies(der: &[u8], indent: usize) -> Result<Text> {
    let list = CERTIFICATEPOLICIES::decode(der)?.0;
    let mut out = Text::default();
    for (at, policy) in list.objects::<POLICYINFO>().into_iter().enumerate() {
        if at > 0 {
            out.put("\n");
        }
        out.indent(indent).put("Policy: ").put(object(policy.policyid.get()));
        if policy.qualifiers.stack().is_some() {
            out.put("\n");
            qualifiers(&mut out, &policy.qualifiers.items(), indent + 2);
        }
    }
    CERTIFICATEPOLICIES::release(list);
    Ok(out)
}

/// The text of a node of a policy tree. OpenSSL: `X509_POLICY_NODE_print`.
pub fn policy_node(policy: &POLICYINFO, critical: bool, indent: c_int) -> Vec<u8> {
    let inner = usize::try_from(indent.saturating_add(2)).unwrap_or(0);
    let indent = usize::try_from(indent).unwrap_or(0);
    let mut out = Text::default();
    out.indent(indent).put("Policy: ").put(object(policy.policyid.get())).put("\n");
    out.indent(inner).put(if critical { "Critical\n" } else { "Non Critical\n" });
    if policy.qualifiers.stack().is_some() {
        qualifiers(&mut out, &policy.qualifiers.items(), inner);
        out.put("\n");
    } else {
        out.indent(inner).put("No Qualifiers\n");
    }
    out.0
}

fn qualifiers(out: &mut Text, list: &[&POLICYQUALINFO], indent: usize) {
    for (at, info) in list.iter().enumerate() {
        if at > 0 {
            out.put("\n");
        }
        match info.qualifier() {
            Qualifier::Cps(text) => {
                out.indent(indent).put("CPS: ").put(up_to_nul(Some(text)));
            }
            Qualifier::Notice(notice) => {
                out.indent(indent).put("User Notice:\n");
                self::notice(out, notice, indent + 2);
            }
            Qualifier::Other(_) => {
                out.indent(indent + 2).put("Unknown Qualifier: ");
                out.put(object(info.pqualid.get()));
            }
        }
    }
}

fn notice(out: &mut Text, notice: &USERNOTICE, indent: usize) {
    if let Some(place) = notice.noticeref.get() {
        out.indent(indent).put("Organization: ");
        out.put(up_to_nul(place.organization.get())).put("\n");
        let numbers = place.noticenos.items();
        out.indent(indent).put(if numbers.len() > 1 { "Numbers: " } else { "Number: " });
        let texts: Vec<String> = numbers.into_iter().map(integer::to_text).collect();
        out.put(texts.join(", "));
        if notice.exptext.get().is_some() {
            out.put("\n");
        }
    }
    if let Some(text) = notice.exptext.get() {
        out.indent(indent).put("Explicit Text: ").put(up_to_nul(Some(text)));
    }
}

fn name_list(out: &mut Text, names: &OPENSSL_STACK, indent: usize) {
    for (at, name) in names.objects::<GENERAL_NAME>().into_iter().enumerate() {
        if at > 0 {
            out.put("\n");
        }
        out.indent(indent + 2).put(name.to_text());
    }
}

fn point_name(out: &mut Text, name: &DIST_POINT_NAME, indent: usize) {
    let Some(list) = name.list() else { return };
    if name.kind.get() == 0 {
        out.indent(indent).put("Full Name:\n");
        name_list(out, list, indent);
        return;
    }
    out.indent(indent).put("Relative Name:\n").indent(indent + 2);
    let relative = X509_NAME::new();
    for entry in list.objects::<X509_NAME_ENTRY>() {
        // A set of its own is what OpenSSL prints: all in set 0.
        let _ = relative.add(entry, -1, -1);
    }
    out.put(name_print::to_text(&relative, 0, name_print::ONELINE).unwrap_or_default()).put("\n");
}

fn reasons(out: &mut Text, label: &str, bits: &ASN1_STRING, indent: usize) {
    out.indent(indent).put(label).put(":\n").indent(indent + 2);
    let names: Vec<String> =
        bit_names(bits, &POINT_REASONS).into_iter().filter_map(|(name, _)| name).collect();
    match names.is_empty() {
        true => out.put("<EMPTY>\n"),
        false => out.put(names.join(", ")).put("\n"),
    };
}

fn points(der: &[u8], indent: usize) -> Result<Text> {
    let list = CRL_DIST_POINTS::decode(der)?.0;
    let mut out = Text::default();
    for (at, point) in list.objects::<DIST_POINT>().into_iter().enumerate() {
        if at > 0 {
            out.put("\n");
        }
        if let Some(name) = point.distpoint.get() {
            point_name(&mut out, name, indent);
        }
        if let Some(bits) = point.reasons.get() {
            reasons(&mut out, "Reasons", bits, indent);
        }
        if let Some(issuer) = point.CRLissuer.stack() {
            out.indent(indent).put("CRL Issuer:\n");
            name_list(&mut out, issuer, indent);
        }
    }
    CRL_DIST_POINTS::release(list);
    Ok(out)
}

fn issuing_point(der: &[u8], indent: usize) -> Result<Text> {
    let point = ISSUING_DIST_POINT::decode(der)?.0;
    let mut out = Text::default();
    let mut any = false;
    if let Some(name) = point.distpoint.get() {
        point_name(&mut out, name, indent);
        any = true;
    }
    let mut line = |out: &mut Text, on: c_int, text: &str| {
        if on > 0 {
            out.indent(indent).put(text).put("\n");
            any = true;
        }
    };
    line(&mut out, point.onlyuser.get(), "Only User Certificates");
    line(&mut out, point.onlyCA.get(), "Only CA Certificates");
    line(&mut out, point.indirectCRL.get(), "Indirect CRL");
    if let Some(bits) = point.onlysomereasons.get() {
        reasons(&mut out, "Only Some Reasons", bits, indent);
        any = true;
    }
    if point.onlyattr.get() > 0 {
        out.indent(indent).put("Only Attribute Certificates\n");
        any = true;
    }
    if !any {
        out.indent(indent).put("<EMPTY>\n");
    }
    Ok(out)
}

fn name_constraints(der: &[u8], indent: usize) -> Result<Text> {
    let constraints = NAME_CONSTRAINTS::decode(der)?.0;
    let mut out = Text::default();
    let subtrees = |out: &mut Text, label: &str, trees: Vec<&GENERAL_SUBTREE>| {
        if !trees.is_empty() {
            out.indent(indent).put(label).put(":\n");
        }
        for (at, tree) in trees.into_iter().enumerate() {
            if at > 0 {
                out.put("\n");
            }
            out.indent(indent + 2);
            let Some(base) = tree.base.get() else { continue };
            match base.value() {
                super::general::Value::String(ip) if base.kind.get() == kind::IPADD => {
                    let bytes = ip.bytes();
                    let half = match bytes.len() {
                        16.. => 16,
                        4.. => 4,
                        len => len,
                    };
                    let (address, mask) = bytes.split_at_checked(half).unwrap_or((bytes, &[]));
                    out.put(format!("IP:{}/{}", address_text(address), address_text(mask)));
                }
                _ => {
                    out.put(base.to_text());
                }
            }
        }
    };
    subtrees(&mut out, "Permitted", constraints.permittedSubtrees.items());
    if constraints.permittedSubtrees.stack().is_some()
        && constraints.excludedSubtrees.stack().is_some()
    {
        out.put("\n");
    }
    subtrees(&mut out, "Excluded", constraints.excludedSubtrees.items());
    Ok(out)
}

fn proxy(der: &[u8], indent: usize) -> Result<Text> {
    let info = PROXY_CERT_INFO_EXTENSION::decode(der)?.0;
    let mut out = Text::default();
    out.indent(indent).put("Path Length Constraint: ");
    match info.pcPathLengthConstraint.get() {
        Some(limit) => out.put(integer::hex(limit)),
        None => out.put("infinite"),
    };
    out.put("\n").indent(indent).put("Policy Language: ");
    if let Some(policy) = info.proxyPolicy.get() {
        out.put(object(policy.policyLanguage.get()));
        if let Some(text) = policy.policy.get() {
            out.put("\n").indent(indent).put("Policy Text: ").put(up_to_nul(Some(text)));
        }
    }
    Ok(out)
}
