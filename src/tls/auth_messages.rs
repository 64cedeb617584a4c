//! The messages of an authentication after the handshake.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::hello;
use super::observe::Watch;
use super::post_auth::{CERTIFICATE, CERTIFICATE_REQUEST};
use super::wirefmt::{Reader, numbers};
use super::{Alert, CertRequest, Place, Received, Reply, custom, place};
use crate::crypto::sha2::Running;
use crate::der::reader as der;
use crate::err::{self, Lib, ssl};

pub(super) fn internal() -> Alert {
    alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR)
}

pub(super) fn too_short() -> Alert {
    alert(alerts::DECODE_ERROR, ssl::R_LENGTH_MISMATCH)
}

pub(super) fn unexpected() -> Alert {
    alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE)
}

pub(super) fn bad_extension(description: u8) -> Alert {
    alert(description, ssl::R_BAD_EXTENSION)
}

/// The most extensions that are read in one place.
const MAX_EXTENSIONS: usize = 256;

/// A handshake message of this kind.
pub(super) fn message(kind: u8, body: &[u8]) -> Option<Vec<u8>> {
    let [0, len @ ..] = u32::try_from(body.len()).ok()?.to_be_bytes() else { return None };
    Some([&[kind][..], &len, body].concat())
}

pub(super) fn vec8(bytes: &[u8]) -> Option<Vec<u8>> {
    Some([&[u8::try_from(bytes.len()).ok()?][..], bytes].concat())
}

pub(super) fn vec16(bytes: &[u8]) -> Option<Vec<u8>> {
    Some([&u16::try_from(bytes.len()).ok()?.to_be_bytes()[..], bytes].concat())
}

pub(super) fn vec24(bytes: &[u8]) -> Option<Vec<u8>> {
    let [0, len @ ..] = u32::try_from(bytes.len()).ok()?.to_be_bytes() else { return None };
    Some([&len[..], bytes].concat())
}

/// What a client's CertificateVerify signs.
pub(super) fn signed(running: &Running) -> Vec<u8> {
    let hash = running.clone().finish();
    [&[b' '; 64][..], b"TLS 1.3, client CertificateVerify\0", hash.as_ref()].concat()
}

/// A CertificateRequest.
pub(super) fn request(context: &[u8], wanted: &CertRequest, extra: &[u8]) -> Option<Vec<u8>> {
    let schemes: Vec<u8> = wanted.sigalgs.iter().flat_map(|scheme| scheme.to_be_bytes()).collect();
    let mut block = hello::SIGNATURE_ALGORITHMS.to_be_bytes().to_vec();
    block.extend(vec16(&vec16(&schemes)?)?);
    if !wanted.ca_names.is_empty() {
        let names: Option<Vec<_>> = wanted.ca_names.iter().map(|name| vec16(name)).collect();
        block.extend(hello::CERTIFICATE_AUTHORITIES.to_be_bytes());
        block.extend(vec16(&vec16(&names?.concat())?)?);
    }
    block.extend(extra);
    message(CERTIFICATE_REQUEST, &[vec8(context)?, vec16(&block)?].concat())
}

/// What a server's request asks for.
pub(super) fn wanted(found: &[(u16, &[u8])]) -> std::result::Result<CertRequest, Alert> {
    let find = |number| found.iter().find(|(n, _)| *n == number).map(|(_, data)| *data);
    let malformed = || bad_extension(alerts::DECODE_ERROR);
    let schemes = |data: &[u8]| {
        let mut reader = Reader::new(data);
        let list = reader.vec16().filter(|list| !list.is_empty() && reader.is_empty())?;
        numbers(list)
    };
    let mut request = CertRequest::default();
    match find(hello::SIGNATURE_ALGORITHMS) {
        Some(data) => request.sigalgs = schemes(data).ok_or_else(malformed)?,
        None => {
            return Err(alert(alerts::MISSING_EXTENSION, ssl::R_MISSING_SIGALGS_EXTENSION));
        }
    }
    if let Some(data) = find(hello::SIGNATURE_ALGORITHMS_CERT) {
        schemes(data).ok_or_else(malformed)?;
    }
    if let Some(data) = find(hello::CERTIFICATE_AUTHORITIES) {
        let mut reader = Reader::new(data);
        let mut list = Reader::new(reader.vec16().ok_or_else(too_short)?);
        if !reader.is_empty() {
            return Err(too_short());
        }
        while !list.is_empty() {
            let name = list.vec16().ok_or_else(too_short)?;
            let mut der = der::Reader::new(name);
            let read = der.sequence();
            if let Some(error) = read.err().or_else(|| der.finish().err()) {
                err::push(&error, "tls_process_certificate_request");
                return Err(alert(alerts::DECODE_ERROR, err::lib_failed(Lib::Asn1)));
            }
            request.ca_names.push(name.to_vec());
        }
    }
    Ok(request)
}

/// The program's extensions for a message of ours.
pub(super) fn extensions(watch: &Watch<'_>, place: Place) -> std::result::Result<Vec<u8>, Alert> {
    match watch.host.extensions(&place) {
        Reply::Go(extra) => Ok(extra),
        Reply::Fail(alert) => Err(alert),
        Reply::Suspend(_) => Err(internal()),
    }
}

/// The extensions in a message of the peer's, after the program has been told
/// of its own.
pub(super) fn take_extensions<'a>(
    watch: &Watch<'_>,
    block: &'a [u8],
    place: &Place,
) -> std::result::Result<Vec<(u16, &'a [u8])>, Alert> {
    let mut reader = Reader::new(block);
    let mut found: Vec<(u16, &[u8])> = Vec::new();
    let own = &watch.settings.custom;
    while !reader.is_empty() {
        let (Some(number), Some(data)) = (reader.u16(), reader.vec16()) else {
            return Err(bad_extension(alerts::DECODE_ERROR));
        };
        let certificate = place.message == place::CERTIFICATE;
        if certificate && number == hello::STATUS_REQUEST {
            let reason = ssl::R_UNSOLICITED_EXTENSION;
            return Err(alert(alerts::UNSUPPORTED_EXTENSION, reason));
        }
        let fits = match number {
            hello::SIGNATURE_ALGORITHMS
            | hello::SIGNATURE_ALGORITHMS_CERT
            | hello::CERTIFICATE_AUTHORITIES => !certificate,
            // Timestamps are nothing that a client has.
            hello::TIMESTAMPS => certificate,
            number => own.contains(&number) || !hello::KNOWN.contains(&number),
        };
        if !fits
            || found.len() == MAX_EXTENSIONS
            || found.iter().any(|(earlier, _)| *earlier == number)
        {
            return Err(bad_extension(alerts::ILLEGAL_PARAMETER));
        }
        found.push((number, data));
    }
    for number in own {
        let Some((_, data)) = found.iter().find(|(n, _)| n == number) else { continue };
        let received = Received { place: place.clone(), number: *number, data: data.to_vec() };
        custom::take_in(watch.host, &[received])?;
    }
    Ok(found)
}

/// A client's Certificate.
pub(super) fn certificates(
    watch: &Watch<'_>,
    context: &[u8],
    chain: &[Vec<u8>],
) -> std::result::Result<Vec<u8>, Alert> {
    let mut list = Vec::new();
    for (index, der) in chain.iter().enumerate() {
        let mut extra = Vec::new();
        if !watch.settings.custom.is_empty() {
            let certificate = Some((index, der.clone()));
            let place = Place { message: place::CERTIFICATE, certificate, resumed: false };
            extra = extensions(watch, place)?;
        }
        list.extend(vec24(der).ok_or_else(internal)?);
        list.extend(vec16(&extra).ok_or_else(internal)?);
    }
    let body = vec8(context).zip(vec24(&list)).map(|(context, list)| [context, list].concat());
    body.and_then(|body| message(CERTIFICATE, &body)).ok_or_else(internal)
}
