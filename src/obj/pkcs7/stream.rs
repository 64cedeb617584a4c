//! Encoding a content while it passes, in BER of indefinite length, so that
//! it need not fit into memory.

use super::pipe::{Pipe, start};
use super::{Content, PKCS7, PKCS7_ENC_CONTENT, PKCS7_RECIP_INFO, finish};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_STRING, NDEF};
use crate::abi::{Arg, Opaque, stack};
use crate::err::{self, Error, Lib, Result, asn1};
use crate::obj::asn1::codec::{
    Imp, ImpSeq, ImpSet, Kind, Member, Req, SetOf, completely, encode_complete,
};
use crate::obj::asn1::primitive::{Integer, Octets, Oid};
use crate::obj::bio::command::CTRL_FLUSH;
use crate::obj::bio::{BIO, base64_method, frame, pieces};
use crate::obj::cms::CMS_ContentInfo;
use crate::obj::mime;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::c_int;
use std::sync::{Arc, Weak};

/// Identifier octet of SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// Identifier octet of `[0]`, constructed.
pub const FIRST: u8 = 0xa0;
/// Identifier octet of an OCTET STRING in pieces.
pub const PIECES: u8 = 0x24;

/// An encoding of indefinite length, and where in it a streamed content goes.
#[derive(Default)]
pub struct Frame {
    /// The encoding.
    pub bytes: Vec<u8>,
    content: Option<usize>,
}

impl Frame {
    /// A value of indefinite length.
    pub fn value(&mut self, identifier: u8, body: impl FnOnce(&mut Self)) {
        self.bytes.extend_from_slice(&[identifier, 0x80]);
        body(self);
        self.bytes.extend_from_slice(&[0, 0]);
    }

    /// A member as it is encoded always.
    pub fn member<M: Member>(&mut self, slot: &M::Slot) {
        M::write(slot, &mut self.bytes);
    }

    /// The octets of a content; under `identifier` where they are streamed.
    pub fn octets(&mut self, octets: &ASN1_STRING, identifier: u8) -> bool {
        let streamed = octets.flags.get() & NDEF != 0;
        if streamed {
            self.value(identifier, |frame| frame.content = Some(frame.bytes.len()));
        }
        streamed
    }

    fn sealed(&mut self, content: &Owned<PKCS7_ENC_CONTENT>) {
        let Some(content) = content.get() else { return };
        self.value(SEQUENCE, |frame| {
            frame.member::<Req<Oid>>(&content.content_type);
            frame.member::<Req<X509_ALGOR>>(&content.algorithm);
            if let Some(octets) = content.enc_data.get()
                && !frame.octets(octets, FIRST)
            {
                frame.member::<Imp<0, Octets>>(&content.enc_data);
            }
        });
    }

    fn whole(&mut self, p7: &PKCS7) {
        self.value(SEQUENCE, |frame| {
            frame.member::<Req<Oid>>(&p7.kind);
            match p7.content() {
                Content::None => return,
                Content::Data(_) if p7.detached.get() != 0 => return,
                Content::Other(_) => {
                    p7.write_content(&mut frame.bytes);
                    return;
                }
                _ => {}
            }
            frame.value(FIRST, |frame| frame.content_of(p7));
        });
    }

    fn content_of(&mut self, p7: &PKCS7) {
        if let Content::Data(data) = p7.content() {
            if !self.octets(data, PIECES) {
                Octets::write(data, None, &mut self.bytes);
            }
            return;
        }
        self.value(SEQUENCE, |frame| match p7.content() {
            Content::Signed(signed) => {
                frame.member::<Req<Integer>>(&signed.version);
                frame.member::<SetOf<X509_ALGOR>>(&signed.md_algs);
                signed.contents.get().into_iter().for_each(|inner| frame.whole(inner));
                frame.member::<ImpSeq<0, X509>>(&signed.cert);
                frame.member::<ImpSet<1, X509_CRL>>(&signed.crl);
                frame.member::<SetOf<super::PKCS7_SIGNER_INFO>>(&signed.signer_info);
            }
            Content::Enveloped(sealed) => {
                frame.member::<Req<Integer>>(&sealed.version);
                frame.member::<SetOf<PKCS7_RECIP_INFO>>(&sealed.recipientinfo);
                frame.sealed(&sealed.enc_data);
            }
            Content::Both(both) => {
                frame.member::<Req<Integer>>(&both.version);
                frame.member::<SetOf<PKCS7_RECIP_INFO>>(&both.recipientinfo);
                frame.member::<SetOf<X509_ALGOR>>(&both.md_algs);
                frame.sealed(&both.enc_data);
                frame.member::<ImpSeq<0, X509>>(&both.cert);
                frame.member::<ImpSet<1, X509_CRL>>(&both.crl);
                frame.member::<SetOf<super::PKCS7_SIGNER_INFO>>(&both.signer_info);
            }
            Content::Digest(digested) => {
                frame.member::<Req<Integer>>(&digested.version);
                frame.member::<Req<X509_ALGOR>>(&digested.md);
                digested.contents.get().into_iter().for_each(|inner| frame.whole(inner));
                frame.member::<Req<Octets>>(&digested.digest);
            }
            Content::Encrypted(sealed) => {
                frame.member::<Req<Integer>>(&sealed.version);
                frame.sealed(&sealed.enc_data);
            }
            Content::Data(_) | Content::Other(_) | Content::None => {}
        });
    }
}

/// The encoding of indefinite length; an error if a field that must be there
/// is not set.
pub fn encode(p7: &PKCS7) -> Result<Vec<u8>> {
    completely(|| {
        let mut frame = Frame::default();
        frame.whole(p7);
        frame.bytes
    })
}

/// The octets that are to be streamed, marked as such; `None` if there is no
/// place for them.
pub fn streamed(p7: &PKCS7) -> Option<&ASN1_STRING> {
    let octets = match p7.content() {
        Content::Data(data) => Some(data),
        Content::Signed(signed) => match signed.contents.get()?.content() {
            Content::Data(data) => Some(data),
            _ => None,
        },
        Content::Enveloped(_) | Content::Both(_) => {
            let content = super::pipe::sealed(p7)?;
            if content.enc_data.get().is_none() {
                content.enc_data.set(Some(Octets::blank()));
            }
            content.enc_data.get()
        }
        _ => None,
    }?;
    octets.flags.set(octets.flags.get() | NDEF);
    Some(octets)
}

/// What can be encoded while its content passes.
pub trait Streamed: 'static {
    /// Marks the octets that are to be streamed; an error if there is no
    /// place for them.
    fn mark(&self) -> Result<()>;
    /// Appends the encoding of indefinite length.
    fn write(&self, frame: &mut Frame);
    /// A chain that signs or encrypts what passes on to `tail`.
    fn start(&self, tail: &Arc<BIO>) -> Result<Pipe>;
    /// Ends that, when all has passed.
    fn finish(&self, chain: &Arc<BIO>) -> Result<()>;
}

impl Streamed for PKCS7 {
    fn mark(&self) -> Result<()> {
        streamed(self).map(|_| ()).ok_or_else(Error::quiet)
    }
    fn write(&self, frame: &mut Frame) {
        frame.whole(self);
    }
    fn start(&self, tail: &Arc<BIO>) -> Result<Pipe> {
        start(self, Some(tail))
    }
    fn finish(&self, chain: &Arc<BIO>) -> Result<()> {
        finish::finish(self, chain)
    }
}

/// A chain to write a content to: it signs or encrypts what passes, and writes
/// the encoding to `out`, whose end a flush makes. C keeps `of` until then.
pub fn open<T: Streamed>(of: &T, out: &Arc<BIO>) -> Result<Pipe> {
    of.mark()?;
    let filter = pieces()?;
    filter.push(Some(out));
    let mut pipe = of.start(&filter)?;
    let first = pipe.first().unwrap_or(&filter);
    let (chain, lent) = (Arc::downgrade(first), Arg::object_of(of).opaque());
    let mut head = Frame::default();
    of.write(&mut head);
    let head = head.content.and_then(|at| head.bytes.get(..at)).ok_or_else(Error::quiet)?.to_vec();
    frame(&filter, &head, Box::new(move || tail::<T>(lent, &chain)));
    pipe.keep(filter);
    Ok(pipe)
}

/// What comes after the content, once it has passed.
fn tail<T: Streamed>(of: Opaque, chain: &Weak<BIO>) -> Result<Vec<u8>> {
    let of = stack::look::<T>(of).ok_or_else(Error::quiet)?;
    let chain = chain.upgrade().ok_or_else(Error::quiet)?;
    of.finish(&chain)?;
    let mut frame = Frame::default();
    of.write(&mut frame);
    let at = frame.content.ok_or_else(Error::quiet)?;
    Ok(frame.bytes.split_off(at))
}

/// Writes a detached content as it is, and signs it.
pub fn pass<T: Streamed>(of: &T, out: &Arc<BIO>, data: &Arc<BIO>, flags: c_int) -> Result<bool> {
    let pipe = of.start(out)?;
    let first = pipe.first().unwrap_or(out);
    let copied = mime::copy_text(data, first, flags);
    of.finish(first)?;
    Ok(copied)
}

/// What is written: a [`PKCS7`] or [`CMS_ContentInfo`], or a value of a type that has no content to
/// be streamed.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    /// A content.
    Pkcs7(&'a PKCS7),
    /// A content of CMS.
    Cms(&'a CMS_ContentInfo),
    /// What makes the encoding of another value.
    Other(&'a dyn Fn() -> Result<Vec<u8>>),
}

impl Body<'_> {
    fn encode(self) -> Result<Vec<u8>> {
        match self {
            Body::Pkcs7(p7) => encode_complete::<PKCS7>(p7),
            Body::Cms(cms) => encode_complete::<CMS_ContentInfo>(cms),
            Body::Other(encode) => encode(),
        }
    }

    /// A chain to write a content to, as [`open`] says.
    ///
    /// Errors: `ASN1_R_STREAMING_NOT_SUPPORTED`.
    pub fn open(self, out: &Arc<BIO>) -> Result<Pipe> {
        match self {
            Body::Pkcs7(p7) => open(p7, out),
            Body::Cms(cms) => open(cms, out),
            Body::Other(_) => Err(Error::new(Lib::Asn1, asn1::R_STREAMING_NOT_SUPPORTED)),
        }
    }
}

/// Writes the encoding of `body`: of indefinite length, with the content from
/// `data`, for `STREAM`; as it is otherwise.
pub fn write(
    out: &Arc<BIO>,
    body: Body<'_>,
    data: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<bool> {
    if flags & super::smime::flags::STREAM == 0 {
        return Ok(out.write_all(&body.encode()?));
    }
    let pipe = body.open(out).map_err(|cause| {
        err::push(&cause, "BIO_new_NDEF");
        Error::new(Lib::Asn1, err::R_MALLOC_FAILURE)
    })?;
    let first = pipe.first().ok_or_else(Error::quiet)?;
    let copied = data.is_none_or(|data| mime::copy_text(data, first, flags));
    Ok(copied && first.flush() > 0)
}

/// The same in base64.
pub fn write_base64(
    out: &Arc<BIO>,
    body: Body<'_>,
    data: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<bool> {
    let filter = BIO::new(base64_method().clone())?;
    filter.push(Some(out));
    let written = write(&filter, body, data, flags).unwrap_or_else(|cause| {
        err::push(&cause, "i2d_ASN1_bio_stream");
        false
    });
    let flushed = filter.ctrl(CTRL_FLUSH, 0, Arg(std::ptr::null_mut())) > 0;
    filter.pop();
    Ok(written && flushed)
}

/// The same in PEM, under a name.
pub fn write_pem(
    out: &Arc<BIO>,
    body: Body<'_>,
    data: Option<&Arc<BIO>>,
    flags: c_int,
    name: &str,
) -> Result<bool> {
    Ok(out.write_all(format!("-----BEGIN {name}-----\n").as_bytes())
        && write_base64(out, body, data, flags)?
        && out.write_all(format!("-----END {name}-----\n").as_bytes()))
}
