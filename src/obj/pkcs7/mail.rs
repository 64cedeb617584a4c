//! S/MIME messages (RFC 8551) of PKCS#7: written with headers, and read.

use super::smime::flags::{CRLFEOL, DETACHED, NOOLDMIMETYPE, REUSE_DIGEST};
use super::stream::Body;
use super::{Content, PKCS7, stream};
use crate::err::{Error, Lib, Result, asn1};
use crate::obj::asn1::codec::{Kind, OwnerOf};
use crate::obj::bio::{BIO, base64_method};
use crate::obj::mime::{self, Header};
use crate::obj::objects::nid;
use crate::obj::stream::Channel;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::c_int;
use std::sync::Arc;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

/// Random octets in a boundary.
const RANDOM: usize = 16;

/// The name that a header gives a digest (RFC 8551, section 3.5.3.2).
fn digest_name(algorithm: &X509_ALGOR) -> &'static str {
    match algorithm.nid() {
        nid::SHA1 => "sha1",
        nid::MD5 => "md5",
        nid::SHA256 => "sha-256",
        nid::SHA384 => "sha-384",
        nid::SHA512 => "sha-512",
        _ => "unknown",
    }
}

/// The names of a content's digests.
fn digest_names(all: &[&X509_ALGOR]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for algorithm in all {
        let name = digest_name(algorithm);
        if name == "unknown" && names.contains(&name) {
            continue;
        }
        names.push(name);
    }
    names.join(",")
}

/// A message to be written.
pub struct Message<'a> {
    /// What it holds.
    pub body: Body<'a>,
    /// The NID of what that is.
    pub kind: c_int,
    /// The NID of what is inside.
    pub inner: c_int,
    /// The digests of its signatures, if it is signed.
    pub digests: Option<Vec<&'a X509_ALGOR>>,
}

/// `NID_id_smime_ct_receipt`.
const RECEIPT: c_int = 204;
/// `NID_id_smime_ct_compressedData`.
const COMPRESSED: c_int = 786;

/// Writes a [`PKCS7`] as a message; see [`write_message`].
pub fn write(out: &Arc<BIO>, p7: &PKCS7, data: Option<&Arc<BIO>>, flags: c_int) -> Result<bool> {
    let digests = match p7.content() {
        Content::Signed(signed) => signed.md_algs.stack().map(|_| signed.md_algs.items()),
        _ => None,
    };
    let message = Message { body: Body::Pkcs7(p7), kind: p7.nid(), inner: 0, digests };
    write_message(out, &message, data, flags)
}

/// Writes a message: in two parts if the content is detached and given.
/// Returns whether all was written.
pub fn write_message(
    out: &Arc<BIO>,
    message: &Message<'_>,
    data: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<bool> {
    let prefix = match flags & NOOLDMIMETYPE {
        0 => "application/x-pkcs7-",
        _ => "application/pkcs7-",
    };
    let end = if flags & CRLFEOL != 0 { "\r\n" } else { "\n" };
    if flags & DETACHED != 0
        && let Some(data) = data
    {
        return write_parts(out, message, data, (prefix, end, flags));
    }
    let mut file = "smime.p7m";
    let kind = match message.kind {
        nid::PKCS7_ENVELOPED => Some("enveloped-data"),
        nid::PKCS7_SIGNED if message.inner == RECEIPT => Some("signed-receipt"),
        nid::PKCS7_SIGNED if message.digests.is_some() => Some("signed-data"),
        nid::PKCS7_SIGNED => Some("certs-only"),
        COMPRESSED => {
            file = "smime.p7z";
            Some("compressed-data")
        }
        _ => None,
    };
    let kind = kind.map_or(String::new(), |kind| format!(" smime-type={kind};"));
    let head = format!(
        "MIME-Version: 1.0{end}\
         Content-Disposition: attachment; filename=\"{file}\"{end}\
         Content-Type: {prefix}mime;{kind} name=\"{file}\"{end}\
         Content-Transfer-Encoding: base64{end}{end}"
    );
    Ok(out.write_all(head.as_bytes())
        && stream::write_base64(out, message.body, data, flags)?
        && out.write_all(end.as_bytes()))
}

fn write_parts(
    out: &Arc<BIO>,
    message: &Message<'_>,
    data: &Arc<BIO>,
    (prefix, end, flags): (&str, &str, c_int),
) -> Result<bool> {
    let mut random = [0; RANDOM];
    crate::crypto::rand::fill(&mut random)?;
    let boundary: String = random.iter().map(|byte| format!("{byte:02X}")).collect();
    let names = digest_names(message.digests.as_deref().unwrap_or_default());
    let head = format!(
        "MIME-Version: 1.0{end}\
         Content-Type: multipart/signed; protocol=\"{prefix}signature\"; \
         micalg=\"{names}\"; boundary=\"----{boundary}\"{end}{end}\
         This is an S/MIME signed message{end}{end}\
         ------{boundary}{end}"
    );
    if !out.write_all(head.as_bytes()) || !write_content(out, message.body, data, flags)? {
        return Ok(false);
    }
    let between = format!(
        "{end}------{boundary}{end}\
         Content-Type: {prefix}signature; name=\"smime.p7s\"{end}\
         Content-Transfer-Encoding: base64{end}\
         Content-Disposition: attachment; filename=\"smime.p7s\"{end}{end}"
    );
    let tail = format!("{end}------{boundary}--{end}{end}");
    Ok(out.write_all(between.as_bytes())
        && stream::write_base64(out, message.body, None, 0)?
        && out.write_all(tail.as_bytes()))
}

/// Writes a detached content, and signs it unless it is signed already.
///
/// Errors: `ASN1_R_STREAMING_NOT_SUPPORTED`.
fn write_content(out: &Arc<BIO>, body: Body<'_>, data: &Arc<BIO>, flags: c_int) -> Result<bool> {
    if flags & REUSE_DIGEST != 0 {
        return Ok(mime::copy_text(data, out, flags));
    }
    match body {
        Body::Pkcs7(p7) => stream::pass(p7, out, data, flags),
        Body::Cms(cms) => stream::pass(cms, out, data, flags),
        Body::Other(_) => Err(error(asn1::R_STREAMING_NOT_SUPPORTED)),
    }
}

/// The content type of a message or part.
fn kind(all: &[Header], missing: c_int) -> Result<&Header> {
    mime::find(all, b"content-type")
        .filter(|header| !header.value.is_empty())
        .ok_or_else(|| error(missing))
}

/// Whether the type is PKCS#7's `name`, by its old or its new prefix.
fn is(header: &Header, name: &str) -> bool {
    let value = header.value.as_slice();
    ["application/x-pkcs7-", "application/pkcs7-"].iter().any(|prefix| {
        value.strip_prefix(prefix.as_bytes()).is_some_and(|rest| rest == name.as_bytes())
    })
}

/// A value in base64.
fn from_base64(bio: &Arc<BIO>) -> Result<Vec<u8>> {
    let filter = BIO::new(base64_method().clone())?;
    filter.push(Some(bio));
    let der = Channel::Bio(&filter).read_der();
    filter.pop();
    der
}

/// The encoding of what a message holds, and its content if that is a part of
/// its own.
///
/// Errors: those of SMIME_read_PKCS7(3).
pub fn read_encoding(from: &Arc<BIO>, flags: c_int) -> Result<(Vec<u8>, Option<Arc<BIO>>)> {
    let head = mime::headers(from);
    let whole = kind(&head, asn1::R_NO_CONTENT_TYPE)?;
    if whole.value != b"multipart/signed" {
        if !is(whole, "mime") {
            return Err(mime::wrong_type(whole, asn1::R_INVALID_MIME_TYPE));
        }
        let der = from_base64(from).map_err(|cause| undecoded(&cause, asn1::R_ASN1_PARSE_ERROR))?;
        return Ok((der, None));
    }
    let boundary = whole.param(b"boundary").ok_or_else(|| error(asn1::R_NO_MULTIPART_BOUNDARY))?;
    let parts = mime::parts(from, boundary, flags)?.unwrap_or_default();
    let [content, signature] = parts.as_slice() else {
        return Err(error(asn1::R_NO_MULTIPART_BODY_FAILURE));
    };
    let head = mime::headers(signature);
    let part = kind(&head, asn1::R_NO_SIG_CONTENT_TYPE)?;
    if !is(part, "signature") {
        return Err(mime::wrong_type(part, asn1::R_SIG_INVALID_MIME_TYPE));
    }
    let der =
        from_base64(signature).map_err(|cause| undecoded(&cause, asn1::R_ASN1_SIG_PARSE_ERROR))?;
    Ok((der, Some(Arc::clone(content))))
}

/// The error `reason` for what could not be decoded, with its cause below.
pub fn undecoded(cause: &Error, reason: c_int) -> Error {
    crate::err::push(cause, "ASN1_item_d2i_bio");
    crate::err::push(&error(asn1::R_DECODE_ERROR), "b64_read_asn1");
    error(reason)
}

/// Reads a message that holds a value of kind `K`.
pub fn read<K: Kind>(from: &Arc<BIO>, flags: c_int) -> Result<(OwnerOf<K>, Option<Arc<BIO>>)> {
    let (der, content) = read_encoding(from, flags)?;
    let reason = match content {
        Some(_) => asn1::R_ASN1_SIG_PARSE_ERROR,
        None => asn1::R_ASN1_PARSE_ERROR,
    };
    let (value, _) = K::decode(&der).map_err(|cause| undecoded(&cause, reason))?;
    Ok((value, content))
}
