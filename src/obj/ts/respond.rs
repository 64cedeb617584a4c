//! A time-stamping authority: how it answers requests.

use super::{
    TS_ACCURACY, TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO, error, number,
    same_object, set_number,
};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_STRING};
use crate::abi::{Mut, Opaque, Out, StaticOrBox, stack};
use crate::crypto::digest::Md;
use crate::err::{self, Error, Result, ts};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::asn1::string::set_bit;
use crate::obj::asn1::time::{self, Moment};
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::obj::ess::{ESS_SIGNING_CERT, ESS_SIGNING_CERT_V2, signing_cert, signing_cert_v2};
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::{self, ASN1_OBJECT, Object, nid};
use crate::obj::pkcs7::parties::add_signature;
use crate::obj::pkcs7::{Content, PKCS7, PKCS7_SIGNER_INFO, attribute, finish, pipe};
use crate::obj::stream::Channel;
use crate::obj::x509::signing::check_key;
use crate::obj::x509::v3::general::{GENERAL_NAME, kind};
use crate::obj::x509::{X509, X509_EXTENSION, X509_NAME};
use std::ffi::{c_int, c_long, c_uint, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Gives the number of a token, which is the library's then; NULL on failure.
pub type TS_serial_cb = extern "C" fn(Mut<TS_RESP_CTX>, *mut c_void) -> *mut ASN1_INTEGER;
/// Gives the time in seconds and millionths; 0 on failure.
pub type TS_time_cb =
    extern "C" fn(Mut<TS_RESP_CTX>, *mut c_void, Out<c_long>, Out<c_long>) -> c_int;
/// Processes an extension of a request; 0 on failure.
pub type TS_extension_cb =
    extern "C" fn(Mut<TS_RESP_CTX>, Mut<X509_EXTENSION>, *mut c_void) -> c_int;

/// `TS_MAX_CLOCK_PRECISION_DIGITS`.
pub const MOST_DIGITS: c_uint = 6;

/// `TS_STATUS_…`, those that the library itself sets.
const GRANTED: c_int = 0;
const REJECTION: c_int = 2;

/// `TS_INFO_…`: why a request fails.
mod failure {
    pub(super) const BAD_ALG: usize = 0;
    pub(super) const BAD_REQUEST: usize = 2;
    pub(super) const BAD_DATA_FORMAT: usize = 5;
    pub(super) const UNACCEPTED_POLICY: usize = 15;
    pub(super) const UNACCEPTED_EXTENSION: usize = 16;
}

/// Flags of an authority.
mod flag {
    use std::ffi::c_int;
    pub(super) const TSA_NAME: c_int = 1;
    pub(super) const ORDERING: c_int = 2;
    pub(super) const ESS_CERT_ID_CHAIN: c_int = 4;
}

/// An authority, and the request that it answers.
#[derive(Default)]
pub struct TS_RESP_CTX {
    /// What is set.
    pub settings: Guarded<Settings>,
    request: Owned<TS_REQ>,
    response: Owned<TS_RESP>,
    info: Owned<TS_TST_INFO>,
    busy: AtomicBool,
}

/// What is set of an authority.
#[derive(Default, Clone)]
pub struct Settings {
    /// Who signs.
    pub signer: Option<Arc<X509>>,
    /// With which key.
    pub key: Option<Arc<EVP_PKEY>>,
    /// By which digest; the key's usual one if there is none.
    pub md: Option<&'static EVP_MD>,
    /// By which digest the certificates are named; SHA-1 if there is none.
    pub id_md: Option<&'static EVP_MD>,
    /// More certificates.
    pub certs: Vec<Arc<X509>>,
    /// The policy for requests that name none.
    pub policy: Option<Policy>,
    /// Other policies.
    pub policies: Vec<Policy>,
    /// The digests of requests.
    pub mds: Vec<&'static EVP_MD>,
    /// Seconds, thousandths and millionths that the time may be off.
    pub accuracy: [c_int; 3],
    /// Digits of a second.
    pub digits: c_uint,
    /// Flags.
    pub flags: c_int,
    /// Gives numbers.
    pub serial: Option<(TS_serial_cb, Opaque)>,
    /// Gives the time.
    pub time: Option<(TS_time_cb, Opaque)>,
    /// Processes extensions.
    pub extension: Option<(TS_extension_cb, Opaque)>,
}

/// A policy that is kept.
pub struct Policy(pub Object);

impl Clone for Policy {
    fn clone(&self) -> Self {
        Policy(self.0.duplicate())
    }
}

/// Ends an answer, however it ends.
struct Turn<'a>(&'a TS_RESP_CTX);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.request.set(None);
        self.0.info.set(None);
        self.0.response.set(None);
        self.0.busy.store(false, Ordering::Release);
    }
}

impl TS_RESP_CTX {
    /// The request that is being answered.
    pub fn request(&self) -> Option<&TS_REQ> {
        self.request.get()
    }

    /// What the token is to say.
    pub fn info(&self) -> Option<&TS_TST_INFO> {
        self.info.get()
    }

    /// Sets how the request goes.
    pub fn set_status(&self, status: c_int, text: Option<&[u8]>) -> Result<()> {
        let response = self.response.get().ok_or_else(Error::quiet)?;
        let made = TS_STATUS_INFO::blank();
        set_number(&made.status, status.into())?;
        if let Some(text) = text {
            let words = ASN1_STRING::with(v::UTF8STRING, text)?;
            made.text.made()?.push_owner::<ASN1_STRING>(words);
        }
        response.status_info.set(Some(made));
        Ok(())
    }

    /// Sets how the request goes, unless something went wrong before.
    pub fn set_status_if_granted(&self, status: c_int, text: Option<&[u8]>) -> Result<()> {
        let response = self.response.get().ok_or_else(Error::quiet)?;
        match response.status_info.get() {
            Some(info) if info.code() == c_long::from(GRANTED) => self.set_status(status, text),
            _ => Ok(()),
        }
    }

    /// Says why the request fails, besides what is said already.
    pub fn add_failure(&self, bit: usize) -> Result<()> {
        let response = self.response.get().ok_or_else(Error::quiet)?;
        let info = response.status_info.get().ok_or_else(Error::quiet)?;
        if info.failure_info.get().is_none() {
            info.failure_info.set(Some(ASN1_STRING::new(v::BIT_STRING)));
        }
        set_bit(info.failure_info.get().ok_or_else(Error::quiet)?, bit, true)
    }

    /// Refuses the request.
    fn refuse<T>(&self, text: &str, bit: usize) -> Result<T> {
        self.set_status(REJECTION, Some(text.as_bytes()))?;
        self.add_failure(bit)?;
        Err(Error::quiet())
    }

    /// Answers a request: if it cannot, the answer says so.
    ///
    /// Errors: `TS_R_RESPONSE_SETUP_ERROR`, with an answer nevertheless.
    pub fn answer(&self, from: &BIO) -> Result<Option<Box<TS_RESP>>> {
        if self.busy.swap(true, Ordering::AcqRel) {
            // A callback of this very answer asks for another.
            return Err(error(err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        }
        let turn = Turn(self);
        self.response.set(Some(TS_RESP::blank()));
        if let Err(cause) = self.attempt(from) {
            err::push(&cause, "TS_RESP_create_response");
            err::push(&error(ts::R_RESPONSE_SETUP_ERROR), "TS_RESP_create_response");
            self.set_status_if_granted(REJECTION, Some(b"Error during response generation."))?;
        }
        let response = self.response.take();
        drop(turn);
        Ok(response)
    }

    fn attempt(&self, from: &BIO) -> Result<()> {
        let settings = self.settings.get();
        match Channel::Bio(from).read_der().and_then(|der| TS_REQ::decode(&der)) {
            Ok((request, _)) => self.request.set(Some(request)),
            Err(cause) => {
                err::push(&cause, "ASN1_d2i_bio");
                let text = "Bad request format or system error.";
                return self.refuse(text, failure::BAD_DATA_FORMAT);
            }
        }
        self.set_status(GRANTED, None)?;
        let request = self.request.get().ok_or_else(Error::quiet)?;
        self.check(&settings, request)?;
        let policy = self.policy(&settings, request)?;
        self.describe(&settings, policy).map_err(|cause| {
            err::push(&cause, "ts_RESP_create_tst_info");
            let text = b"Error during TSTInfo generation.";
            match self.set_status_if_granted(REJECTION, Some(text)) {
                Ok(()) => error(ts::R_TST_INFO_SETUP_ERROR),
                Err(cause) => cause,
            }
        })?;
        self.extend(&settings)?;
        let token = self.sign(&settings).map_err(|cause| {
            err::push(&cause, "ts_RESP_sign");
            let text = b"Error during signature generation.";
            let done = self.set_status_if_granted(REJECTION, Some(text));
            done.err().unwrap_or(Error::quiet())
        })?;
        let response = self.response.get().ok_or_else(Error::quiet)?;
        response.token.set(Some(token));
        response.tst_info.set(self.info.take());
        Ok(())
    }

    /// Whether the request is one that can be answered.
    fn check(&self, settings: &Settings, request: &TS_REQ) -> Result<()> {
        if number(&request.version) != 1 {
            return self.refuse("Bad request version.", failure::BAD_REQUEST);
        }
        let imprint = request.msg_imprint.get().ok_or_else(Error::quiet)?;
        let algorithm = imprint.hash_algo.get().ok_or_else(Error::quiet)?;
        let named = |md: &&&EVP_MD| algorithm.nid() != 0 && md.nid() == algorithm.nid();
        let Some(md) = settings.mds.iter().find(named) else {
            let text = "Message digest algorithm is not supported.";
            return self.refuse(text, failure::BAD_ALG);
        };
        if algorithm.parameter.get().is_some() && algorithm.parameter_kind() != v::NULL {
            let text = "Superfluous message digest parameter.";
            return self.refuse(text, failure::BAD_ALG);
        }
        if usize::try_from(md.size()) != Ok(imprint.digest().len()) {
            return self.refuse("Bad message digest.", failure::BAD_DATA_FORMAT);
        }
        Ok(())
    }

    /// The policy of the token.
    ///
    /// Errors: `TS_R_INVALID_NULL_POINTER` if there is no usual one,
    /// `TS_R_UNACCEPTABLE_POLICY`.
    fn policy(&self, settings: &Settings, request: &TS_REQ) -> Result<Object> {
        let usual = settings.policy.as_ref().ok_or_else(|| error(ts::R_INVALID_NULL_POINTER))?;
        let Some(wanted) = request.policy_id.get() else { return Ok(usual.0.duplicate()) };
        let known = |policy: &Policy| same_object(Some(&policy.0), Some(wanted));
        if known(usual) || settings.policies.iter().any(known) {
            return Ok(wanted.duplicate());
        }
        err::push(&error(ts::R_UNACCEPTABLE_POLICY), "ts_RESP_get_policy");
        self.refuse("Requested policy is not supported.", failure::UNACCEPTED_POLICY)
    }

    /// Puts together what the token says.
    fn describe(&self, settings: &Settings, policy: Object) -> Result<()> {
        let info = TS_TST_INFO::blank();
        set_number(&info.version, 1)?;
        info.policy_id.set(Some(policy));
        let imprint =
            |request: &TS_REQ| request.msg_imprint.get().map(TS_MSG_IMPRINT::duplicate).transpose();
        info.msg_imprint.set(imprint(self.request.get().ok_or_else(Error::quiet)?)?);
        self.info.set(Some(info));
        // The program is asked with no borrow held: it may change what it sees.
        let serial = self.next_serial(settings)?;
        let moment = self.moment(settings)?;
        let info = self.info.get().ok_or_else(Error::quiet)?;
        info.serial.set(Some(serial));
        info.time.set(Some(moment));
        if settings.accuracy.iter().any(|part| *part != 0) {
            info.accuracy.set(Some(accuracy(settings.accuracy)?));
        }
        if settings.flags & flag::ORDERING != 0 {
            info.ordering.set(0xff);
        }
        let request = self.request.get().ok_or_else(Error::quiet)?;
        info.nonce.set(request.nonce.get().map(ASN1_STRING::duplicate).transpose()?);
        if settings.flags & flag::TSA_NAME != 0 {
            let signer = settings.signer.as_ref().ok_or_else(Error::quiet)?;
            let subject = signer.info()?.subject.get().ok_or_else(Error::quiet)?;
            let name = stack::give::<X509_NAME>(X509_NAME::duplicate(subject)?);
            info.tsa.set(Some(GENERAL_NAME::of(kind::DIRNAME, name)));
        }
        Ok(())
    }

    fn next_serial(&self, settings: &Settings) -> Result<Box<ASN1_STRING>> {
        let Some((ask, data)) = settings.serial else {
            let one = ASN1_STRING::new(v::INTEGER);
            integer::set(&one, v::INTEGER, false, 1)?;
            return Ok(one);
        };
        let given = ask(Mut::lend(self), data.0);
        stack::take::<ASN1_STRING>(Opaque(given.cast())).ok_or_else(Error::quiet)
    }

    /// The time, to as many digits as are set.
    ///
    /// Errors: `TS_R_COULD_NOT_SET_TIME`.
    fn moment(&self, settings: &Settings) -> Result<Box<ASN1_STRING>> {
        let (mut seconds, mut micros): (c_long, c_long) = (0, 0);
        match settings.time {
            Some((ask, data)) => {
                let (first, second) = (Out::lend(&mut seconds), Out::lend(&mut micros));
                if ask(Mut::lend(self), data.0, first, second) == 0 {
                    return Err(Error::quiet());
                }
            }
            None => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                let now = now.map_err(|_| error(ts::R_TIME_SYSCALL_ERROR))?;
                seconds = c_long::try_from(now.as_secs()).map_err(|_| Error::quiet())?;
                micros = now.subsec_micros().into();
            }
        }
        let failed = || error(ts::R_COULD_NOT_SET_TIME);
        let moment = Moment::from_unix(seconds).ok_or_else(failed)?;
        let (_, text) = time::format(moment, Some(v::GENERALIZEDTIME)).ok_or_else(failed)?;
        let mut text = text.trim_end_matches('Z').to_owned();
        let digits = usize::try_from(settings.digits).unwrap_or(0);
        if digits > 0 {
            let part: String = format!("{micros:06}").chars().take(digits).collect();
            let part = part.trim_end_matches('0');
            if !part.is_empty() {
                text = format!("{text}.{part}");
            }
        }
        text.push('Z');
        let made = ASN1_STRING::new(v::GENERALIZEDTIME);
        match time::store_text(Some(&made), text.as_bytes(), v::GENERALIZEDTIME)? {
            true => Ok(made),
            false => Err(failed()),
        }
    }

    /// Has the extensions of the request processed.
    fn extend(&self, settings: &Settings) -> Result<()> {
        let request = self.request.get().ok_or_else(Error::quiet)?;
        for extension in request.extensions.items() {
            match settings.extension {
                Some((process, data)) => {
                    if process(Mut::lend(self), Mut::lend(extension), data.0) == 0 {
                        return Err(Error::quiet());
                    }
                }
                None => {
                    let text = "Unsupported extension.";
                    return self.refuse(text, failure::UNACCEPTED_EXTENSION);
                }
            }
        }
        Ok(())
    }

    /// Signs what the token says.
    ///
    /// Errors: `TS_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE`,
    /// `TS_R_PKCS7_ADD_SIGNATURE_ERROR`, `TS_R_PKCS7_ADD_SIGNED_ATTR_ERROR`,
    /// `TS_R_ESS_ADD_SIGNING_CERT_ERROR`, `TS_R_ESS_ADD_SIGNING_CERT_V2_ERROR`,
    /// `TS_R_TS_DATASIGN`.
    fn sign(&self, settings: &Settings) -> Result<Box<PKCS7>> {
        let mismatch = || error(ts::R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE);
        let (Some(signer), Some(key)) = (&settings.signer, &settings.key) else {
            return Err(mismatch());
        };
        let public = signer.info()?.key.get().ok_or_else(mismatch)?.key()?;
        check_key(public, key).map_err(|cause| {
            err::push(&cause, "X509_check_private_key");
            mismatch()
        })?;
        let token = PKCS7::blank();
        token.set_type(nid::PKCS7_SIGNED)?;
        let Content::Signed(signed) = token.content() else { return Err(Error::quiet()) };
        set_number(&signed.version, 3)?;
        let request = self.request.get().ok_or_else(Error::quiet)?;
        if request.cert_req.get() != 0 {
            let list = signed.cert.made()?;
            list.push_owner::<X509>(Arc::clone(signer));
            for cert in &settings.certs {
                list.push_owner::<X509>(Arc::clone(cert));
            }
        }
        let info =
            add_signature(&token, signer, Arc::clone(key), settings.md).map_err(|cause| {
                err::push(&cause, "PKCS7_add_signature");
                error(ts::R_PKCS7_ADD_SIGNATURE_ERROR)
            })?;
        attribute::set_content_type(info, Some(content_type()?))
            .map_err(|_| error(ts::R_PKCS7_ADD_SIGNED_ATTR_ERROR))?;
        name_certificates(info, settings, signer)?;
        let inside = PKCS7::blank();
        let empty = ASN1_TYPE::of_string(ASN1_STRING::new(v::OCTET_STRING));
        inside.set_other(content_type()?, stack::give::<ASN1_TYPE>(empty));
        signed.contents.set(Some(inside));
        let der = TS_TST_INFO::encode(self.info.get().ok_or_else(Error::quiet)?);
        let pipe = pipe::start(&token, None)?;
        let first = pipe.first().ok_or_else(Error::quiet)?;
        if !first.write_all(&der) {
            return Err(error(ts::R_TS_DATASIGN));
        }
        finish::finish(&token, first).map_err(|cause| {
            err::push(&cause, "PKCS7_dataFinal");
            error(ts::R_TS_DATASIGN)
        })?;
        Ok(token)
    }
}

/// What the content of a token is.
fn content_type() -> Result<Object> {
    objects::known(nid::SMIME_CT_TSTINFO).map(StaticOrBox::Static)
}

/// Adds the attribute that names the signer's certificate, and the others if
/// that is wanted.
fn name_certificates(info: &PKCS7_SIGNER_INFO, settings: &Settings, signer: &X509) -> Result<()> {
    let others: Vec<&X509> = match settings.flags & flag::ESS_CERT_ID_CHAIN {
        0 => Vec::new(),
        _ => settings.certs.iter().map(|cert| &**cert).collect(),
    };
    let md = settings.id_md.map_or(Ok(Md::Sha1), EVP_MD::md)?;
    let (number, reason, made) = match md {
        Md::Sha1 => (
            nid::SIGNING_CERTIFICATE,
            ts::R_ESS_ADD_SIGNING_CERT_ERROR,
            signing_cert(signer, &others, false).map(|made| ESS_SIGNING_CERT::encode(&made)),
        ),
        md => (
            nid::SIGNING_CERTIFICATE_V2,
            ts::R_ESS_ADD_SIGNING_CERT_V2_ERROR,
            signing_cert_v2(md, signer, &others, false)
                .map(|made| ESS_SIGNING_CERT_V2::encode(&made)),
        ),
    };
    let add = |der: Vec<u8>| {
        let value = stack::give::<ASN1_STRING>(ASN1_STRING::with(v::SEQUENCE, &der)?);
        attribute::set_raw(&info.auth_attr, number, v::SEQUENCE, value)
    };
    made.and_then(add).map_err(|cause| {
        err::push(&cause, "OSSL_ESS_signing_cert_new_init");
        error(reason)
    })
}

fn accuracy([seconds, millis, micros]: [c_int; 3]) -> Result<Box<TS_ACCURACY>> {
    let made = TS_ACCURACY::blank();
    let part = |place: &Owned<ASN1_STRING>, value: c_int| -> Result<()> {
        if value != 0 {
            place.set(Some(ASN1_STRING::new(v::INTEGER)));
            set_number(place, value.into())?;
        }
        Ok(())
    };
    part(&made.seconds, seconds)?;
    part(&made.millis, millis)?;
    part(&made.micros, micros)?;
    Ok(made)
}

/// A copy of a policy.
///
/// Errors: `ERR_R_MALLOC_FAILURE` for none, as OpenSSL says.
pub fn policy(object: Option<&ASN1_OBJECT>) -> Result<Policy> {
    let object = object.ok_or_else(|| error(err::R_MALLOC_FAILURE))?;
    Ok(Policy(object.duplicate()))
}
