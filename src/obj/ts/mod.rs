//! Time-stamping (RFC 3161): requests, and tokens that say when something
//! existed.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod conf;
pub mod print;
pub mod respond;
pub mod verify;

use super::asn1::codec::{
    Bool, Exp, Imp, ImpSeq, Kind, Opt, OptSeq, Req, SEQUENCE, close, member, member_or_last, open,
};
use super::asn1::integer;
use super::asn1::io::copy;
use super::asn1::primitive::{Bits, GeneralizedTime, Integer, Octets, Oid, Utf8, v};
use super::asn1::reader::{Reader, Tag, bad, put_constructed};
use super::asn1::show::{Place, Printer};
use super::objects::{ASN1_OBJECT, nid};
use super::pkcs7::{Content, PKCS7};
use super::x509::X509_EXTENSION;
use super::x509::algorithm::X509_ALGOR;
use super::x509::v3::general::GENERAL_NAME;
use crate::abi::Handle;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::err::{self, Error, Lib, Result, asn1, ts};
use std::ffi::{c_int, c_long};

asn1_sequence! {
    /// What is to be stamped: a digest, and its algorithm.
    TS_MSG_IMPRINT {
        /// The digest's algorithm.
        hash_algo: Req<X509_ALGOR>,
        /// The digest.
        hashed_msg: Req<Octets>,
    }

    /// A request for a stamp.
    TS_REQ {
        /// 1.
        version: Req<Integer>,
        /// What is to be stamped.
        msg_imprint: Req<TS_MSG_IMPRINT>,
        /// The policy that is asked for.
        policy_id: Opt<Oid>,
        /// A number that the answer repeats.
        nonce: Opt<Integer>,
        /// Whether the answer is to hold the signer's certificate.
        cert_req: Bool,
        /// Extensions.
        extensions: ImpSeq<0, X509_EXTENSION>,
    }

    /// How far a time may be off.
    TS_ACCURACY {
        /// Seconds.
        seconds: Opt<Integer>,
        /// Thousandths.
        millis: Imp<0, Integer>,
        /// Millionths.
        micros: Imp<1, Integer>,
    }

    /// What a token says.
    TS_TST_INFO {
        /// 1.
        version: Req<Integer>,
        /// The policy it was made under.
        policy_id: Req<Oid>,
        /// What was stamped.
        msg_imprint: Req<TS_MSG_IMPRINT>,
        /// The token's number.
        serial: Req<Integer>,
        /// When.
        time: Req<GeneralizedTime>,
        /// How far that may be off.
        accuracy: Opt<TS_ACCURACY>,
        /// Whether tokens of the same authority are in the order of their times.
        ordering: Bool,
        /// The number of the request.
        nonce: Opt<Integer>,
        /// Who says so.
        tsa: Exp<0, GENERAL_NAME>,
        /// Extensions.
        extensions: ImpSeq<1, X509_EXTENSION>,
    }

    /// How a request went.
    TS_STATUS_INFO {
        /// `TS_STATUS_…`.
        status: Req<Integer>,
        /// Words for people.
        text: OptSeq<Utf8>,
        /// Why it failed: bits `TS_INFO_…`.
        failure_info: Opt<Bits>,
    }
}

/// An answer: how it went and, if that was well, the token.
pub struct TS_RESP {
    /// How it went.
    pub status_info: Owned<TS_STATUS_INFO>,
    /// The token: signed.
    pub token: Owned<PKCS7>,
    /// What it says.
    pub tst_info: Owned<TS_TST_INFO>,
}

/// An error of the time-stamping library.
#[track_caller]
pub fn error(reason: c_int) -> Error {
    Error::new(Lib::Ts, reason)
}

/// The number in a field; 0 for none, -1 for one that no `long` holds.
pub fn number(value: &Owned<ASN1_STRING>) -> c_long {
    value.get().map_or(0, |value| integer::to_i64(value, v::INTEGER).unwrap_or(-1))
}

/// Stores a number, which is not negative or a small one, in a field.
pub fn set_number(place: &Owned<ASN1_STRING>, value: c_long) -> Result<()> {
    let place = place.get().ok_or_else(Error::quiet)?;
    integer::set(place, v::INTEGER, value < 0, value.unsigned_abs())
}

/// Makes `made` what a field holds, unless it holds that object already.
///
/// Errors: `ERR_R_MALLOC_FAILURE`, which is what OpenSSL says of NULL too.
pub fn replace<T: Handle>(
    place: &Owned<T>,
    value: Option<&T>,
    made: impl FnOnce(&T) -> Result<T::Owner>,
) -> Result<()> {
    if std::ptr::eq(place.as_ptr().cast_const(), value.map_or(std::ptr::null(), std::ptr::from_ref))
    {
        return Ok(());
    }
    let failed = || error(err::R_MALLOC_FAILURE);
    let value = value.ok_or_else(failed)?;
    let made = made(value).map_err(|cause| {
        err::push(&cause, "ASN1_item_dup");
        failed()
    })?;
    place.set(Some(made));
    Ok(())
}

/// Makes a copy of `value` what a field holds; see [`replace`].
pub fn set<K: Kind>(place: &Owned<K::Value>, value: Option<&K::Value>) -> Result<()> {
    replace(place, value, copy::<K>)
}

impl TS_MSG_IMPRINT {
    /// The digest.
    pub fn digest(&self) -> &[u8] {
        self.hashed_msg.get().map_or(&[], ASN1_STRING::bytes)
    }
}

impl TS_STATUS_INFO {
    /// An answer's status.
    pub fn code(&self) -> c_long {
        number(&self.status)
    }

    /// Whether a token was to be made: granted, perhaps not as asked.
    pub fn is_granted(&self) -> bool {
        matches!(self.code(), 0 | 1)
    }
}

/// What a token says.
///
/// Errors: `TS_R_BAD_PKCS7_TYPE`, `TS_R_DETACHED_CONTENT`, `TS_R_BAD_TYPE`.
pub fn token_info(token: &PKCS7) -> Result<Box<TS_TST_INFO>> {
    let content = token.content();
    // One that should be signed and has nothing in it is as good as detached.
    let signed = match content {
        Content::Signed(signed) => Some(signed),
        _ if token.nid() == nid::PKCS7_SIGNED => None,
        _ => return Err(error(ts::R_BAD_PKCS7_TYPE)),
    };
    let inside = signed.and_then(|signed| signed.contents.get()).filter(|i| i.has_content());
    let inside = inside.ok_or_else(|| error(ts::R_DETACHED_CONTENT))?;
    if inside.nid() != nid::SMIME_CT_TSTINFO {
        return Err(error(ts::R_BAD_PKCS7_TYPE));
    }
    let Content::Other(other) = inside.content() else { return Err(error(ts::R_BAD_TYPE)) };
    let der = other.string(v::OCTET_STRING).ok_or_else(|| error(ts::R_BAD_TYPE))?;
    TS_TST_INFO::decode(der.bytes()).map(|(info, _)| info)
}

impl TS_RESP {
    /// Reads what the token says, which must be there if the status says so.
    ///
    /// Errors: `TS_R_TOKEN_NOT_PRESENT`, `TS_R_TOKEN_PRESENT`,
    /// `TS_R_PKCS7_TO_TS_TST_INFO_FAILED`.
    fn look_inside(&self) -> Result<()> {
        let granted = self.status_info.get().is_some_and(TS_STATUS_INFO::is_granted);
        match (granted, self.token.get()) {
            (true, None) => Err(error(ts::R_TOKEN_NOT_PRESENT)),
            (true, Some(token)) => {
                let info = token_info(token).map_err(|cause| {
                    err::push(&cause, "PKCS7_to_TS_TST_INFO");
                    error(ts::R_PKCS7_TO_TS_TST_INFO_FAILED)
                })?;
                self.tst_info.set(Some(info));
                Ok(())
            }
            (false, Some(_)) => Err(error(ts::R_TOKEN_PRESENT)),
            (false, None) => Ok(()),
        }
    }
}

impl Kind for TS_RESP {
    type Value = TS_RESP;
    const NAME: &'static str = "TS_RESP";
    fn blank() -> Box<Self> {
        Box::new(TS_RESP {
            status_info: Owned::new(TS_STATUS_INFO::blank()),
            token: Owned::null(),
            tst_info: Owned::null(),
        })
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        let mut body = open(from, tag, Self::NAME)?;
        let status_info = member::<Req<TS_STATUS_INFO>>(&mut body, Self::NAME, "status_info")?;
        let token = member_or_last::<Opt<PKCS7>>(&mut body, Self::NAME, "token", "token")?;
        close(&body, Self::NAME)?;
        let made = Box::new(TS_RESP { status_info, token, tst_info: Owned::null() });
        made.look_inside().map_err(|cause| {
            err::push(&cause, "ts_resp_set_tst_info");
            bad(asn1::R_AUX_ERROR).with("Type=TS_RESP")
        })?;
        Ok(made)
    }
    fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
        use super::asn1::codec::Member;
        put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
            Req::<TS_STATUS_INFO>::write(&value.status_info, body);
            Opt::<PKCS7>::write(&value.token, body);
        });
    }
    fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.sequence::<Self>(place, |to, at| {
            to.field::<TS_STATUS_INFO>(value.status_info.get(), "status_info", at)?;
            to.field::<PKCS7>(value.token.get(), "token", at)
        })
    }
}

/// Whether two objects are the same; none is no object.
pub fn same_object(a: Option<&ASN1_OBJECT>, b: Option<&ASN1_OBJECT>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.der() == b.der())
}
