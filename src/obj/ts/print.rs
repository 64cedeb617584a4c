//! Requests and answers, as they are shown.

use super::{TS_ACCURACY, TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO, number};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::obj::asn1::{integer, string, time};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::v3::print::{Text, hex_dump, to_text};

/// The statuses of answers, from 0.
const STATUSES: [&str; 6] = [
    "Granted.",
    "Granted with modifications.",
    "Rejected.",
    "Waiting.",
    "Revocation warning.",
    "Revoked.",
];

/// The bits of a failure, their names, and what they say.
const FAILURES: [(usize, &str, &str); 8] = [
    (0, "badAlg", "unrecognized or unsupported algorithm identifier"),
    (2, "badRequest", "transaction not permitted or supported"),
    (5, "badDataFormat", "the data submitted has the wrong format"),
    (14, "timeNotAvailable", "the TSA's time source is not available"),
    (15, "unacceptedPolicy", "the requested TSA policy is not supported by the TSA"),
    (16, "unacceptedExtension", "the requested extension is not supported by the TSA"),
    (
        17,
        "addInfoNotAvailable",
        "the additional information requested could not be understood or is not available",
    ),
    (25, "systemFailure", "the request cannot be handled due to system failure"),
];

/// A number as `BN_bn2hex` writes it, behind `0x`.
pub fn number_text(value: &ASN1_STRING) -> String {
    let bytes = value.bytes();
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    let digits: String =
        bytes.get(start..).unwrap_or_default().iter().map(|b| format!("{b:02X}")).collect();
    match (digits.is_empty(), integer::is_negative(value)) {
        (true, _) => "0x0".to_owned(),
        (false, true) => format!("0x-{digits}"),
        (false, false) => format!("0x{digits}"),
    }
}

/// An object's name, and a line's end.
pub fn object_text(object: Option<&ASN1_OBJECT>) -> String {
    let text = object.and_then(|object| object.text(false)).unwrap_or_default();
    text + "\n"
}

/// The name of a digest's algorithm.
pub fn algorithm_text(algorithm: Option<&X509_ALGOR>) -> String {
    let object = algorithm.and_then(|algorithm| algorithm.algorithm.get());
    let known = object.filter(|object| object.nid() != 0).and_then(|object| object.long());
    let name = known.map_or("UNKNOWN".into(), |name| name.to_string_lossy());
    format!("Hash Algorithm: {name}\n")
}

/// Extensions under a heading.
pub fn extensions_text(list: &[&X509_EXTENSION]) -> Vec<u8> {
    let mut out = Text::default();
    out.put("Extensions:\n");
    for extension in list {
        let name = object_text(extension.object.get());
        out.put(name.trim_end_matches('\n'));
        out.put(if extension.is_critical() { ": critical\n" } else { ":\n" });
        match to_text(extension, 0, 4) {
            Ok(text) => out.put(text),
            Err(partial) => {
                let value = extension.value.get().map(string::to_plain).unwrap_or_default();
                out.put(partial).indent(4).put(value)
            }
        };
        out.put("\n");
    }
    out.0
}

/// The text of `TS_MSG_IMPRINT_print_bio`.
pub fn imprint_text(imprint: &TS_MSG_IMPRINT) -> String {
    let name = algorithm_text(imprint.hash_algo.get());
    format!("{name}Message data:\n{}", hex_dump(imprint.digest(), 4))
}

fn optional(out: &mut Text, label: &str, value: Option<&ASN1_STRING>) {
    let text = value.map_or_else(|| "unspecified".to_owned(), number_text);
    out.put(label).put(text).put("\n");
}

/// The text of `TS_REQ_print_bio`.
pub fn request(request: &TS_REQ) -> Vec<u8> {
    let mut out = Text::default();
    out.put(format!("Version: {}\n", number(&request.version)));
    out.put(request.msg_imprint.get().map(imprint_text).unwrap_or_default());
    out.put("Policy OID: ");
    match request.policy_id.get() {
        None => out.put("unspecified\n"),
        policy => out.put(object_text(policy)),
    };
    optional(&mut out, "Nonce: ", request.nonce.get());
    let wanted = if request.cert_req.get() != 0 { "yes" } else { "no" };
    out.put(format!("Certificate required: {wanted}\n"));
    out.put(extensions_text(&request.extensions.items()));
    out.0
}

/// The text of `TS_STATUS_INFO_print_bio`.
pub fn status(info: &TS_STATUS_INFO) -> Vec<u8> {
    let mut out = Text::default();
    let code = usize::try_from(info.code()).ok();
    let name = code.and_then(|code| STATUSES.get(code)).unwrap_or(&"out of bounds");
    out.put(format!("Status: {name}\n")).put("Status description: ");
    let words = info.text.items();
    if words.is_empty() {
        out.put("unspecified\n");
    }
    for (at, words) in words.into_iter().enumerate() {
        out.put(if at > 0 { "\t" } else { "" });
        out.put(string::to_text(words, 0).unwrap_or_default()).put("\n");
    }
    out.put("Failure info: ");
    match info.failure_info.get() {
        None => out.put("unspecified"),
        Some(bits) => {
            let set = FAILURES.iter().filter(|row| string::bit(bits, row.0));
            out.put(set.map(|row| row.2).collect::<Vec<_>>().join(", "))
        }
    };
    out.put("\n");
    out.0
}

/// The names of the failures, with commas between them.
pub fn failure_names(info: &TS_STATUS_INFO) -> String {
    let Some(bits) = info.failure_info.get() else { return String::new() };
    let set = FAILURES.iter().filter(|row| string::bit(bits, row.0));
    set.map(|row| row.1).collect::<Vec<_>>().join(",")
}

fn accuracy(out: &mut Text, accuracy: &TS_ACCURACY) {
    let part = |value: Option<&ASN1_STRING>| value.map_or("unspecified".to_owned(), number_text);
    out.put(part(accuracy.seconds.get())).put(" seconds, ");
    out.put(part(accuracy.millis.get())).put(" millis, ");
    out.put(part(accuracy.micros.get())).put(" micros");
}

/// The text of `TS_TST_INFO_print_bio`.
pub fn info(info: &TS_TST_INFO) -> Vec<u8> {
    let mut out = Text::default();
    out.put(format!("Version: {}\n", number(&info.version)));
    out.put("Policy OID: ").put(object_text(info.policy_id.get()));
    out.put(info.msg_imprint.get().map(imprint_text).unwrap_or_default());
    optional(&mut out, "Serial number: ", info.serial.get());
    let moment = info.time.get().and_then(|at| time::to_text(at, 0));
    out.put("Time stamp: ").put(moment.unwrap_or_else(|| "Bad time value".to_owned()));
    out.put("\nAccuracy: ");
    match info.accuracy.get() {
        None => {
            out.put("unspecified");
        }
        Some(value) => accuracy(&mut out, value),
    }
    let ordered = if info.ordering.get() != 0 { "yes" } else { "no" };
    out.put(format!("\nOrdering: {ordered}\n"));
    optional(&mut out, "Nonce: ", info.nonce.get());
    out.put("TSA: ");
    match info.tsa.get() {
        None => {
            out.put("unspecified");
        }
        Some(name) => {
            if let Some((label, text)) = name.label_and_text() {
                out.put(label).put(":").put(text);
            }
        }
    }
    out.put("\n").put(extensions_text(&info.extensions.items()));
    out.0
}

/// The text of `TS_RESP_print_bio`.
pub fn response(response: &TS_RESP) -> Vec<u8> {
    let mut out = Text::default();
    out.put("Status info:\n");
    out.put(response.status_info.get().map(status).unwrap_or_default());
    out.put("\nTST info:\n");
    match response.tst_info.get() {
        Some(token) => out.put(info(token)),
        None => out.put("Not included.\n"),
    };
    out.0
}
