//! `SCT`: signed certificate timestamps of certificate transparency (RFC
//! 6962, section 3.2), and lists of them.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod log;
pub mod validate;

use self::log::CTLOG_STORE;
use self::validate::Verdict;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::Operations;
use crate::abi::{Opaque, stack};
use crate::der::base64;
use crate::err::{self, Error, Lib, Result, ct};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Octets, v};
use crate::obj::asn1::time::{self, Moment};
use crate::obj::cell::Guarded;
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::print::Text;
use std::ffi::c_int;
use std::sync::Arc;

/// `SCT_VERSION_NOT_SET`, `CT_LOG_ENTRY_TYPE_NOT_SET`.
pub const NOT_SET: c_int = -1;
/// `SCT_VERSION_V1`.
pub const V1: c_int = 0;
/// `CT_LOG_ENTRY_TYPE_X509`.
pub const ENTRY_X509: c_int = 0;
/// `CT_LOG_ENTRY_TYPE_PRECERT`.
pub const ENTRY_PRECERT: c_int = 1;
/// `SCT_SOURCE_TLS_EXTENSION`.
pub const FROM_TLS: c_int = 1;
/// `SCT_SOURCE_X509V3_EXTENSION`.
pub const FROM_CERTIFICATE: c_int = 2;
/// `SCT_SOURCE_OCSP_STAPLED_RESPONSE`.
pub const FROM_OCSP: c_int = 3;
/// The length of a log's ID.
const LOG_ID: usize = 32;
/// The longest timestamp, and the longest list.
const MOST: usize = 65535;
/// TLS's numbers of SHA-256, RSA and ECDSA.
const SHA256: u8 = 4;
const RSA: u8 = 1;
const ECDSA: u8 = 3;

/// What is in one.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Values {
    pub version: c_int,
    /// All of it, for a version that is not known.
    pub raw: Vec<u8>,
    pub log_id: Vec<u8>,
    pub timestamp: u64,
    pub extensions: Vec<u8>,
    hash: u8,
    algorithm: u8,
    pub signature: Vec<u8>,
    pub entry_type: c_int,
    pub source: c_int,
    pub verdict: Verdict,
}

/// A signed certificate timestamp.
#[derive(Debug)]
pub struct SCT {
    /// What is in it.
    pub values: Guarded<Values>,
}

#[track_caller]
fn fail<T>(reason: c_int) -> Result<T> {
    Err(Error::new(Lib::Ct, reason))
}

/// Takes `len` bytes from the front of `rest`.
fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (front, back) = rest.split_at_checked(len)?;
    *rest = back;
    Some(front)
}

/// Takes bytes whose number stands before them in two.
fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = take(rest, 2)?.try_into().map(u16::from_be_bytes).ok()?;
    take(rest, len.into())
}

/// Decodes a text in base64 that is one block.
///
/// Errors: `CT_R_BASE64_DECODE_ERROR`; `ERR_R_MALLOC_FAILURE` for less than
/// four characters, which OpenSSL has no room for.
fn base64(text: &[u8]) -> Result<Vec<u8>> {
    match text.len() {
        0 => return Ok(Vec::new()),
        1..=3 => return fail(err::R_MALLOC_FAILURE),
        _ => {}
    }
    let mut bytes = base64::decode_block(text).or_else(|_| fail(ct::R_BASE64_DECODE_ERROR))?;
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    if padding > 2 {
        return Err(Error::quiet());
    }
    bytes.truncate(bytes.len() - padding);
    Ok(bytes)
}

fn put_counted(out: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    let len = u16::try_from(bytes.len()).or_else(|_| fail(ct::R_SCT_INVALID))?;
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

impl Default for Values {
    fn default() -> Self {
        Values {
            version: NOT_SET,
            raw: Vec::new(),
            log_id: Vec::new(),
            timestamp: 0,
            extensions: Vec::new(),
            hash: 0,
            algorithm: 0,
            signature: Vec::new(),
            entry_type: NOT_SET,
            source: 0,
            verdict: Verdict::NotSet,
        }
    }
}

impl Values {
    /// The algorithm of the signature; `NID_undef` for others than the two
    /// there are.
    pub fn signature_nid(&self) -> c_int {
        match (self.version, self.hash, self.algorithm) {
            (V1, SHA256, RSA) => nid::SHA256WITHRSAENCRYPTION,
            (V1, SHA256, ECDSA) => nid::ECDSA_WITH_SHA256,
            _ => 0,
        }
    }

    /// Sets that.
    ///
    /// Errors: `CT_R_UNRECOGNIZED_SIGNATURE_NID`.
    pub fn set_signature_nid(&mut self, number: c_int) -> Result<()> {
        self.algorithm = match number {
            nid::SHA256WITHRSAENCRYPTION => RSA,
            nid::ECDSA_WITH_SHA256 => ECDSA,
            _ => return fail(ct::R_UNRECOGNIZED_SIGNATURE_NID),
        };
        self.hash = SHA256;
        Ok(())
    }

    /// Sets the log's ID, which is to be of `len` bytes but may be missing.
    ///
    /// Errors: `CT_R_INVALID_LOG_ID_LENGTH`.
    pub fn set_log_id(&mut self, id: &[u8], len: usize) -> Result<()> {
        if self.version == V1 && len != LOG_ID {
            return fail(ct::R_INVALID_LOG_ID_LENGTH);
        }
        self.log_id = id.to_vec();
        Ok(())
    }

    /// Takes a signature as it is encoded; the bytes it took.
    fn read_signature(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut rest = bytes;
        // One that is empty may only have something behind it.
        let more = bytes.len() > 4;
        let fields = (|| Some((take(&mut rest, 2)?, counted(&mut rest)?)))().filter(|_| more);
        let Some((&[hash, algorithm], signature)) = fields else {
            return fail(ct::R_SCT_INVALID_SIGNATURE);
        };
        (self.hash, self.algorithm) = (hash, algorithm);
        if self.signature_nid() == 0 {
            return fail(ct::R_SCT_INVALID_SIGNATURE);
        }
        self.signature = signature.to_vec();
        Ok(bytes.len() - rest.len())
    }

    /// Reads one that fills `bytes`.
    ///
    /// Errors: `CT_R_SCT_INVALID`, after `CT_R_SCT_INVALID_SIGNATURE` where
    /// that is why.
    pub fn parse(bytes: &[u8]) -> Result<Values> {
        let mut rest = bytes;
        let Some(&[version]) = take(&mut rest, 1).filter(|_| bytes.len() <= MOST) else {
            return fail(ct::R_SCT_INVALID);
        };
        let mut values = Values { version: version.into(), ..Values::default() };
        if values.version != V1 {
            values.raw = bytes.to_vec();
            return Ok(values);
        }
        let fields =
            (|| Some((take(&mut rest, LOG_ID)?, take(&mut rest, 8)?, counted(&mut rest)?)))();
        let Some((log, at, extensions)) = fields else { return fail(ct::R_SCT_INVALID) };
        values.log_id = log.to_vec();
        values.timestamp = at.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        values.extensions = extensions.to_vec();
        // What follows the signature is passed over.
        values.read_signature(rest).or_else(|error| {
            err::push(&error, "o2i_SCT_signature");
            fail(ct::R_SCT_INVALID)
        })?;
        Ok(values)
    }

    /// One of these parts, of which the last three are in base64.
    ///
    /// Errors: `CT_R_SCT_UNSUPPORTED_VERSION`, `CT_R_UNSUPPORTED_ENTRY_TYPE`,
    /// `CT_R_BASE64_DECODE_ERROR`, `CT_R_INVALID_LOG_ID_LENGTH`,
    /// `CT_R_SCT_INVALID_SIGNATURE`.
    pub fn from_base64(
        version: c_int,
        log_id: &[u8],
        entry_type: c_int,
        timestamp: u64,
        extensions: &[u8],
        signature: &[u8],
    ) -> Result<Values> {
        let decode = |text| {
            base64(text).or_else(|error| {
                err::push(&error, "SCT_new_from_base64");
                fail(ct::R_BASE64_DECODE_ERROR)
            })
        };
        let mut values = Values::default();
        values.set_version(version).or_else(|error| {
            err::push(&error, "SCT_set_version");
            fail(ct::R_SCT_UNSUPPORTED_VERSION)
        })?;
        let id = decode(log_id)?;
        values.set_log_id(&id, id.len())?;
        values.extensions = decode(extensions)?;
        values.read_signature(&decode(signature)?)?;
        values.timestamp = timestamp;
        values.set_entry_type(entry_type)?;
        Ok(values)
    }

    /// Sets the version, of which there is one.
    ///
    /// Errors: `CT_R_UNSUPPORTED_VERSION`.
    pub fn set_version(&mut self, version: c_int) -> Result<()> {
        if version != V1 {
            return fail(ct::R_UNSUPPORTED_VERSION);
        }
        self.version = version;
        Ok(())
    }

    /// Sets what was logged.
    ///
    /// Errors: `CT_R_UNSUPPORTED_ENTRY_TYPE`.
    pub fn set_entry_type(&mut self, entry_type: c_int) -> Result<()> {
        if !matches!(entry_type, ENTRY_X509 | ENTRY_PRECERT) {
            return fail(ct::R_UNSUPPORTED_ENTRY_TYPE);
        }
        self.entry_type = entry_type;
        Ok(())
    }

    /// Whether nothing is missing from its encoding.
    fn is_complete(&self) -> bool {
        match self.version {
            NOT_SET => false,
            V1 => {
                let signed = self.signature_nid() != 0 && !self.signature.is_empty();
                !self.log_id.is_empty() && signed
            }
            _ => !self.raw.is_empty(),
        }
    }

    /// The encoding.
    ///
    /// Errors: `CT_R_SCT_NOT_SET` if something is missing.
    pub fn encode(&self) -> Result<Vec<u8>> {
        if !self.is_complete() {
            return fail(ct::R_SCT_NOT_SET);
        }
        if self.version != V1 {
            return Ok(self.raw.clone());
        }
        let mut out = vec![0];
        out.extend_from_slice(&self.log_id);
        out.extend_from_slice(&self.timestamp.to_be_bytes());
        put_counted(&mut out, &self.extensions)?;
        out.extend_from_slice(&[self.hash, self.algorithm]);
        put_counted(&mut out, &self.signature)?;
        Ok(out)
    }

    /// Writes its text, `indent` columns in, without an end of line. The log
    /// is named if it is one of `logs`.
    pub fn print(&self, out: &mut Text, indent: usize, logs: Option<&CTLOG_STORE>) {
        let name = match self.signature_nid() {
            nid::SHA256WITHRSAENCRYPTION => "sha256WithRSAEncryption".to_owned(),
            nid::ECDSA_WITH_SHA256 => "ecdsa-with-SHA256".to_owned(),
            _ => format!("{:02X}{:02X}", self.hash, self.algorithm),
        };
        out.indent(indent).put("Signed Certificate Timestamp:\n");
        out.indent(indent + 4).put("Version   : ");
        if self.version != V1 {
            out.put("unknown\n").indent(indent + 16);
            return hex(out, &self.raw, indent + 16);
        }
        out.put("v1 (0x0)\n");
        if let Some(log) = logs.and_then(|logs| logs.find(&self.log_id)) {
            out.indent(indent + 4).put("Log       : ").put(log.name.as_bytes()).put("\n");
        }
        out.indent(indent + 4).put("Log ID    : ");
        hex(out, &self.log_id, indent + 16);
        out.put("\n").indent(indent + 4).put("Timestamp : ").put(moment(self.timestamp));
        out.put("\n").indent(indent + 4).put("Extensions: ");
        match self.extensions.is_empty() {
            true => drop(out.put("none")),
            false => hex(out, &self.extensions, indent + 16),
        }
        out.put("\n").indent(indent + 4).put(format!("Signature : {name}\n")).indent(indent + 16);
        hex(out, &self.signature, indent + 16);
    }
}

impl SCT {
    /// One with these values.
    pub fn new(values: Values) -> Arc<SCT> {
        Arc::new(SCT { values: Guarded::new(values) })
    }
}

/// Milliseconds since 1970, as a date; nothing after the year 9999.
fn moment(milliseconds: u64) -> String {
    let text = || {
        let moment = Moment::from_unix(i64::try_from(milliseconds / 1000).ok()?)?;
        let (_, whole) = time::format(moment, Some(v::GENERALIZEDTIME))?;
        let text = format!("{}.{:03}Z", whole.strip_suffix('Z')?, milliseconds % 1000);
        time::to_text(&*ASN1_STRING::with(v::GENERALIZEDTIME, text.as_bytes()).ok()?, 0)
    };
    text().unwrap_or_default()
}

/// Bytes in hexadecimal, 16 a line.
fn hex(out: &mut Text, bytes: &[u8], indent: usize) {
    for (at, row) in bytes.chunks(16).enumerate() {
        if at > 0 {
            out.put(":\n").indent(indent);
        }
        let digits: Vec<String> = row.iter().map(|byte| format!("{byte:02X}")).collect();
        out.put(digits.join(":"));
    }
}

/// Adds to an error that it spoils a list.
pub fn invalid_list<T>(error: Error) -> Result<T> {
    err::push(&error, "i2o_SCT_LIST");
    fail(ct::R_SCT_LIST_INVALID)
}

/// Reads a list that fills `bytes`.
///
/// Errors: `CT_R_SCT_LIST_INVALID`, and those of its members.
pub fn parse_list(bytes: &[u8]) -> Result<Vec<Values>> {
    let mut rest = bytes;
    let whole = bytes.len() <= MOST;
    let Some(mut list) = counted(&mut rest).filter(|_| rest.is_empty() && whole) else {
        return fail(ct::R_SCT_LIST_INVALID);
    };
    let mut all = Vec::new();
    while !list.is_empty() {
        match counted(&mut list) {
            Some(sct) if !sct.is_empty() => all.push(Values::parse(sct)?),
            _ => return fail(ct::R_SCT_LIST_INVALID),
        }
    }
    Ok(all)
}

/// The encoding of a list.
pub fn encode_list(list: &[Arc<SCT>]) -> Result<Vec<u8>> {
    let mut members = Vec::new();
    for sct in list {
        put_counted(&mut members, &sct.values.with(|values| values.encode())?)?;
    }
    let mut out = Vec::new();
    put_counted(&mut out, &members)?;
    if out.len() > MOST { Err(Error::quiet()) } else { Ok(out) }
}

/// The list in an extension's value: an OCTET STRING, and how long it is.
pub fn decode_list(der: &[u8]) -> Result<(Vec<Values>, usize)> {
    let (value, used) = Octets::decode(der)?;
    Ok((parse_list(value.bytes())?, used))
}

/// The value of an extension with a list.
pub fn list_to_der(list: &[Arc<SCT>]) -> Result<Vec<u8>> {
    let list = encode_list(list).or_else(invalid_list)?;
    let value = ASN1_STRING::with(v::OCTET_STRING, &list)?;
    Ok(Octets::encode(&value))
}

/// The text of a list, with the names of `logs`.
pub fn print_list(
    list: &[Values],
    indent: usize,
    separator: &[u8],
    logs: Option<&CTLOG_STORE>,
) -> Text {
    let mut out = Text::default();
    for (at, sct) in list.iter().enumerate() {
        if at > 0 {
            out.put(separator);
        }
        sct.print(&mut out, indent, logs);
    }
    out
}

/// A stack of new SCTs.
pub fn stack_of(list: Vec<Values>) -> Box<OPENSSL_STACK> {
    let stack = OPENSSL_STACK::new(None);
    for values in list {
        stack.push_owner::<SCT>(SCT::new(values));
    }
    stack
}

fn from(mut list: Vec<Values>, source: c_int, entry_type: c_int) -> Opaque {
    for values in &mut list {
        (values.source, values.entry_type) = (source, entry_type);
    }
    stack::give::<OPENSSL_STACK>(stack_of(list))
}

fn free(value: Opaque) {
    if let Some(stack) = stack::take::<OPENSSL_STACK>(value) {
        drop(stack.into_owners::<SCT>());
    }
}

fn write(value: Opaque) -> Result<Vec<u8>> {
    let stack = stack::look::<OPENSSL_STACK>(value).ok_or_else(Error::quiet)?;
    list_to_der(&stack.shares::<SCT>())
}

fn empty() -> Opaque {
    stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None))
}

/// The list in a certificate, for the functions of extensions.
pub static IN_CERTIFICATE: Operations = Operations::new(
    empty,
    free,
    |der, _| decode_list(der).map(|(list, n)| (from(list, FROM_CERTIFICATE, ENTRY_PRECERT), n)),
    |list, _| write(list),
    Octets::fits,
);

/// The list in an OCSP response.
pub static IN_OCSP: Operations = Operations::new(
    empty,
    free,
    |der, _| decode_list(der).map(|(list, n)| (from(list, FROM_OCSP, ENTRY_X509), n)),
    |list, _| write(list),
    Octets::fits,
);
