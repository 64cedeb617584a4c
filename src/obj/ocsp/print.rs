//! Requests and responses, as they are shown.

use super::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_REQUEST, OCSP_RESPONSE, OCSP_SIGNATURE, OCSP_SINGLERESP,
};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::Result;
use crate::obj::asn1::codec::StackOf;
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::{integer, time};
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::x509::v3::general::GENERAL_NAME;
use crate::obj::x509::v3::print::{Text, object};
use crate::obj::x509::{X509, X509_EXTENSION, name_print, print};
use std::ffi::{CStr, c_ulong};

fn named(table: &[(i64, &'static CStr)], code: i64) -> &'static CStr {
    table.iter().find(|(n, _)| *n == code).map_or(c"(UNKNOWN)", |(_, text)| text)
}

/// The name of how a response went.
pub fn state_name(code: i64) -> &'static CStr {
    let table = [
        (0, c"successful"),
        (1, c"malformedrequest"),
        (2, c"internalerror"),
        (3, c"trylater"),
        (5, c"sigrequired"),
        (6, c"unauthorized"),
    ];
    named(&table, code)
}

/// The name of a certificate's status.
pub fn status_name(code: i64) -> &'static CStr {
    named(&[(0, c"good"), (1, c"revoked"), (2, c"unknown")], code)
}

/// The name of a reason for revocation.
pub fn reason_name(code: i64) -> &'static CStr {
    let table = [
        (0, c"unspecified"),
        (1, c"keyCompromise"),
        (2, c"cACompromise"),
        (3, c"affiliationChanged"),
        (4, c"superseded"),
        (5, c"cessationOfOperation"),
        (6, c"certificateHold"),
        (8, c"removeFromCRL"),
    ];
    named(&table, code)
}

/// Digits as `i2a_ASN1_STRING` writes them: 35 bytes a line, `0` for none.
fn digits(string: Option<&ASN1_STRING>) -> String {
    let bytes = string.map_or(&[][..], ASN1_STRING::bytes);
    if bytes.is_empty() {
        return "0".to_owned();
    }
    let line = |row: &[u8]| row.iter().map(|b| format!("{b:02X}")).collect::<String>();
    bytes.chunks(35).map(line).collect::<Vec<_>>().join("\\\n")
}

/// A serial number as `i2a_ASN1_INTEGER` writes it.
fn serial(number: Option<&ASN1_STRING>) -> String {
    let sign = if number.is_some_and(integer::is_negative) { "-" } else { "" };
    match number {
        Some(number) if !number.bytes().is_empty() => format!("{sign}{}", digits(Some(number))),
        _ => "00".to_owned(),
    }
}

fn certificate_id(out: &mut Text, id: Option<&OCSP_CERTID>, indent: usize) {
    let Some(id) = id else { return };
    out.indent(indent).put("Certificate ID:\n");
    let indent = indent + 2;
    out.indent(indent).put("Hash Algorithm: ");
    out.put(object(id.hashAlgorithm.get().and_then(|a| a.algorithm.get())));
    out.put("\n").indent(indent).put("Issuer Name Hash: ").put(digits(id.issuerNameHash.get()));
    out.put("\n").indent(indent).put("Issuer Key Hash: ").put(digits(id.issuerKeyHash.get()));
    out.put("\n").indent(indent).put("Serial Number: ").put(serial(id.serialNumber.get()));
    out.put("\n");
}

fn extensions(
    out: &mut Text,
    title: &str,
    list: &StackOf<X509_EXTENSION>,
    flags: c_ulong,
    indent: usize,
) {
    out.put(print::extensions(Some(title), &list.items(), flags, indent));
}

/// Certificates, for people and in PEM.
fn certificates(out: &mut Text, list: &StackOf<X509>) -> Result<()> {
    for cert in list.items() {
        out.put(print::certificate(cert, 0, 0)?);
        out.put(crate::der::pem::write(b"CERTIFICATE", b"", &cert.der()));
    }
    Ok(())
}

fn moment(out: &mut Text, label: &str, at: Option<&ASN1_STRING>) {
    let text = at.and_then(|at| time::to_text(at, 0));
    out.put(label).put(text.unwrap_or_else(|| "Bad time value".to_owned()));
}

/// The text of `OCSP_REQUEST_print`.
pub fn request(request: &OCSP_REQUEST, flags: c_ulong) -> Result<Vec<u8>> {
    let mut out = Text::default();
    out.put("OCSP Request Data:\n");
    let Some(info) = request.tbsRequest.get() else { return Ok(out.0) };
    let version = info.version.get().and_then(|n| integer::to_i64(n, v::INTEGER).ok());
    let version = version.unwrap_or(0);
    out.put(format!("    Version: {} (0x{version:x})", version + 1));
    if let Some(name) = info.requestorName.get() {
        out.put("\n    Requestor Name: ").put(GENERAL_NAME::to_text(name));
    }
    out.put("\n    Requestor List:\n");
    for one in info.requestList.items() {
        certificate_id(&mut out, one.reqCert.get(), 8);
        let list = &one.singleRequestExtensions;
        extensions(&mut out, "Request Single Extensions", list, flags, 8);
    }
    extensions(&mut out, "Request Extensions", &info.requestExtensions, flags, 4);
    if let Some(OCSP_SIGNATURE { signatureAlgorithm, signature, certs }) =
        request.optionalSignature.get()
    {
        if let Some(algorithm) = signatureAlgorithm.get() {
            out.put(print::signature(algorithm, signature.get()));
        }
        certificates(&mut out, certs)?;
    }
    Ok(out.0)
}

fn single(out: &mut Text, one: &OCSP_SINGLERESP, flags: c_ulong) {
    certificate_id(out, one.certId.get(), 4);
    let status = one.certStatus.get();
    let kind = status.map_or(-1, |status| i64::from(status.kind.get()));
    out.put(format!("    Cert Status: {}", status_name(kind).to_string_lossy()));
    if let Some(info) = status.and_then(|status| status.revoked.get()) {
        moment(out, "\n    Revocation Time: ", info.revocationTime.get());
        if let Some(reason) = info.revocationReason.get() {
            let code = integer::to_i64(reason, v::ENUMERATED).unwrap_or(-1);
            let name = reason_name(code).to_string_lossy();
            out.put(format!("\n    Revocation Reason: {name} (0x{code:x})"));
        }
    }
    moment(out, "\n    This Update: ", one.thisUpdate.get());
    if one.nextUpdate.get().is_some() {
        moment(out, "\n    Next Update: ", one.nextUpdate.get());
    }
    out.put("\n");
    extensions(out, "Response Single Extensions", &one.singleExtensions, flags, 8);
    out.put("\n");
}

/// The text of `OCSP_RESPONSE_print`.
pub fn response(response: &OCSP_RESPONSE, flags: c_ulong) -> Result<Vec<u8>> {
    let mut out = Text::default();
    let state = response.responseStatus.get();
    let state = state.map_or(Ok(-1), |n| integer::to_i64(n, v::ENUMERATED))?;
    out.put("OCSP Response Data:\n");
    let name = state_name(state).to_string_lossy();
    out.put(format!("    OCSP Response Status: {name} (0x{state:x})\n"));
    let Some(bytes) = response.responseBytes.get() else { return Ok(out.0) };
    out.put("    Response Type: ").put(object(bytes.responseType.get()));
    if bytes.responseType.get().map(ASN1_OBJECT::nid) != Some(nid::ID_PKIX_OCSP_BASIC) {
        out.put(" (unknown response type)\n");
        return Ok(out.0);
    }
    basic(&mut out, &*response.basic()?, flags)?;
    Ok(out.0)
}

fn basic(out: &mut Text, answer: &OCSP_BASICRESP, flags: c_ulong) -> Result<()> {
    let data = answer.data()?;
    let version = data.version.get().and_then(|n| integer::to_i64(n, v::INTEGER).ok());
    let version = version.unwrap_or(0);
    out.put(format!("\n    Version: {} (0x{version:x})\n    Responder Id: ", version + 1));
    if let Some(id) = data.responderId.get() {
        match (id.name(), id.key()) {
            (Some(name), _) => {
                out.put(name_print::to_text(name, 0, name_print::ONELINE).unwrap_or_default());
            }
            (None, key) => {
                out.put(digits(key));
            }
        }
    }
    moment(out, "\n    Produced At: ", data.producedAt.get());
    out.put("\n    Responses:\n");
    for one in answer.responses() {
        single(out, one, flags);
    }
    extensions(out, "Response Extensions", &data.responseExtensions, flags, 4);
    if let Some(algorithm) = answer.signatureAlgorithm.get() {
        out.put(print::signature(algorithm, answer.signature.get()));
    }
    certificates(out, &answer.certs)
}
