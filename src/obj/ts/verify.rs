//! Whether a token is to be believed.

use super::{
    TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO, error, number, print,
    same_object, token_info,
};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::err::{self, Error, Result, ts};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::v;
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::obj::cms::values::Given;
use crate::obj::ess;
use crate::obj::evp_md::EVP_MD_CTX;
use crate::obj::objects::{Object, nid};
use crate::obj::pkcs7::parties::md_of;
use crate::obj::pkcs7::{self, Content, PKCS7, PKCS7_SIGNER_INFO, finish, pipe};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::v3::general::{GENERAL_NAME, Value};
use crate::obj::x509::v3::{self, types::GENERAL_NAMES};
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX};
use crate::pki::purpose::id::TIMESTAMP_SIGN;
use std::ffi::{c_int, c_uint};
use std::sync::Arc;

/// `TS_VFY_…`: what is looked at.
pub mod flags {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_uint;
    pub const SIGNATURE: c_uint = 1;
    pub const VERSION: c_uint = 1 << 1;
    pub const POLICY: c_uint = 1 << 2;
    pub const IMPRINT: c_uint = 1 << 3;
    pub const DATA: c_uint = 1 << 4;
    pub const NONCE: c_uint = 1 << 5;
    pub const SIGNER: c_uint = 1 << 6;
    pub const TSA_NAME: c_uint = 1 << 7;
    /// What is looked at for a request, before the program adds to it.
    pub const OF_REQUEST: c_uint = VERSION | POLICY | IMPRINT | NONCE | SIGNER;
}

/// How much of the data is read at a time.
const CHUNK: usize = 4096;
/// The longest status text in an error, `TS_MAX_STATUS_LENGTH`.
const LONGEST: usize = 1024 * 1024;

/// What a token is held against.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[derive(Default)]
pub struct TS_VERIFY_CTX(pub Guarded<State>);

/// The state of a [`TS_VERIFY_CTX`].
#[derive(Default)]
pub struct State {
    /// What is looked at.
    pub flags: c_uint,
    /// Who is trusted.
    pub store: Option<Arc<X509_STORE>>,
    /// Certificates of signers and of those above them; it owns them.
    pub certs: Option<Box<OPENSSL_STACK>>,
    /// The policy it must have been made under.
    policy: Option<Object>,
    /// The digest's algorithm.
    md_alg: Option<Box<X509_ALGOR>>,
    /// The digest.
    pub imprint: Given,
    /// What was stamped.
    pub data: Option<Arc<BIO>>,
    /// The number of the request.
    nonce: Option<Box<ASN1_STRING>>,
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(certs) = self.certs.take() {
            drop(certs.into_owners::<X509>());
        }
        if let Some(data) = self.data.take() {
            data.free_all();
        }
    }
}

/// What is looked at of one token, taken out of the context.
struct Wanted {
    flags: c_uint,
    store: Option<Arc<X509_STORE>>,
    certs: Vec<Arc<X509>>,
    policy: Option<Object>,
    md_alg: Option<Box<X509_ALGOR>>,
    imprint: Vec<u8>,
    data: Option<Arc<BIO>>,
    nonce: Option<Box<ASN1_STRING>>,
}

impl TS_VERIFY_CTX {
    /// Frees all that it holds, and looks at nothing any more.
    pub fn clear(&self) {
        drop(self.0.with(std::mem::take));
    }

    /// Takes over what a request says.
    pub fn follow(&self, request: &TS_REQ) -> Result<()> {
        let imprint = request.msg_imprint.get().ok_or_else(Error::quiet)?;
        let algorithm = imprint.hash_algo.get().ok_or_else(Error::quiet)?;
        let mut state = State::default();
        state.flags = flags::OF_REQUEST;
        match request.policy_id.get() {
            Some(policy) => state.policy = Some(policy.duplicate()),
            None => state.flags &= !flags::POLICY,
        }
        state.md_alg = Some(X509_ALGOR::duplicate(algorithm)?);
        state.imprint = Given::copy_of(imprint.digest())?;
        match request.nonce.get() {
            Some(nonce) => state.nonce = Some(nonce.duplicate()?),
            None => state.flags &= !flags::NONCE,
        }
        drop(self.0.with(|place| std::mem::replace(place, state)));
        Ok(())
    }

    fn wanted(&self) -> Result<Wanted> {
        self.0.with(|state| {
            Ok(Wanted {
                flags: state.flags,
                store: state.store.clone(),
                certs: state.certs.as_deref().map_or(Vec::new(), OPENSSL_STACK::shares),
                policy: state.policy.as_ref().map(|policy| policy.duplicate()),
                md_alg: state.md_alg.as_deref().map(X509_ALGOR::duplicate).transpose()?,
                imprint: state.imprint.copy().map_or(Vec::new(), |bytes| bytes.to_vec()),
                data: state.data.clone(),
                nonce: state.nonce.as_deref().map(ASN1_STRING::duplicate).transpose()?,
            })
        })
    }
}

/// Whether an answer holds a token that is to be believed.
///
/// Errors: `TS_R_NO_TIME_STAMP_TOKEN`, and those of [`check_info`].
pub fn response(ctx: &TS_VERIFY_CTX, response: &TS_RESP) -> Result<()> {
    let wanted = ctx.wanted()?;
    let info = response.status_info.get().ok_or_else(Error::quiet)?;
    if !info.is_granted() {
        return Err(error(ts::R_NO_TIME_STAMP_TOKEN).with(why_not(info)));
    }
    // The program may have set one without the other.
    let missing = || error(ts::R_TOKEN_NOT_PRESENT);
    let token = response.token.get().ok_or_else(missing)?;
    check_info(&wanted, token, response.tst_info.get().ok_or_else(missing)?)
}

/// Whether a token is to be believed.
///
/// Errors: those of reading it, and of [`check_info`].
pub fn token(ctx: &TS_VERIFY_CTX, token: &PKCS7) -> Result<()> {
    let wanted = ctx.wanted()?;
    let info = token_info(token).inspect_err(|cause| err::push(cause, "PKCS7_to_TS_TST_INFO"));
    let info = info.map_err(|_| Error::quiet())?;
    check_info(&wanted, token, &info)
}

/// What an answer without a token says of that.
fn why_not(info: &TS_STATUS_INFO) -> String {
    const STATUSES: [&str; 6] = [
        "granted",
        "grantedWithMods",
        "rejection",
        "waiting",
        "revocationWarning",
        "revocationNotification",
    ];
    let code = usize::try_from(info.code()).ok();
    let status = code.and_then(|code| STATUSES.get(code)).unwrap_or(&"unknown code");
    let words: Vec<_> =
        info.text.items().iter().map(|t| String::from_utf8_lossy(t.bytes()).into_owned()).collect();
    let mut words = words.join("/");
    if words.is_empty() || words.len() > LONGEST {
        words = "unspecified".to_owned();
    }
    let failures = print::failure_names(info);
    let failures = if failures.is_empty() { "unspecified" } else { &failures };
    format!("status code: {status}, status text: {words}, failure codes: {failures}")
}

/// Whether a token says what is wanted, and is signed by who may.
///
/// Errors: those of [`signature`]; `TS_R_UNSUPPORTED_VERSION`,
/// `TS_R_POLICY_MISMATCH`, `TS_R_MESSAGE_IMPRINT_MISMATCH`,
/// `TS_R_NONCE_NOT_RETURNED`, `TS_R_NONCE_MISMATCH`,
/// `TS_R_TSA_NAME_MISMATCH`, `TS_R_TSA_UNTRUSTED`.
fn check_info(wanted: &Wanted, token: &PKCS7, info: &TS_TST_INFO) -> Result<()> {
    let mut looks = wanted.flags;
    // Names say nothing of a signer that is not known.
    if looks & (flags::SIGNER | flags::TSA_NAME) != 0 && info.tsa.get().is_some()
        || looks & flags::TSA_NAME != 0
    {
        looks |= flags::SIGNATURE;
    }
    let mut signer = None;
    if looks & flags::SIGNATURE != 0 {
        let found = signature(token, &wanted.certs, wanted.store.clone());
        let found = found.inspect_err(|cause| err::push(cause, "TS_RESP_verify_signature"));
        signer = Some(found.map_err(|_| Error::quiet())?);
    }
    if looks & flags::VERSION != 0 && number(&info.version) != 1 {
        return Err(error(ts::R_UNSUPPORTED_VERSION));
    }
    if looks & flags::POLICY != 0 && !same_object(wanted.policy.as_deref(), info.policy_id.get()) {
        return Err(error(ts::R_POLICY_MISMATCH));
    }
    let imprint = info.msg_imprint.get().ok_or_else(Error::quiet)?;
    if looks & flags::IMPRINT != 0 {
        same_imprint(wanted.md_alg.as_deref(), &wanted.imprint, imprint)?;
    }
    if looks & flags::DATA != 0 {
        let digest = digest_of(wanted.data.as_ref(), imprint)?;
        same_imprint(None, &digest, imprint)?;
    }
    if looks & flags::NONCE != 0 {
        let given = info.nonce.get().ok_or_else(|| error(ts::R_NONCE_NOT_RETURNED))?;
        if wanted.nonce.as_deref().is_none_or(|own| integer::compare(own, given) != 0) {
            return Err(error(ts::R_NONCE_MISMATCH));
        }
    }
    if looks & flags::SIGNER != 0
        && let Some(name) = info.tsa.get()
        && !signer.as_deref().map_or(Ok(false), |signer| is_called(signer, name))?
    {
        return Err(error(ts::R_TSA_NAME_MISMATCH));
    }
    if looks & flags::TSA_NAME != 0 {
        // No function sets the name that is wanted.
        return Err(error(ts::R_TSA_UNTRUSTED));
    }
    Ok(())
}

/// Whether a digest, by an algorithm if there is one, is that of a token.
fn same_imprint(
    algorithm: Option<&X509_ALGOR>,
    digest: &[u8],
    given: &TS_MSG_IMPRINT,
) -> Result<()> {
    let other = || error(ts::R_MESSAGE_IMPRINT_MISMATCH);
    if let Some(own) = algorithm {
        let theirs = given.hash_algo.get().ok_or_else(other)?;
        let plain = |a: &X509_ALGOR| a.parameter.get().is_none() || a.parameter_kind() == v::NULL;
        let same = same_object(own.algorithm.get(), theirs.algorithm.get());
        if !same || !plain(own) || !plain(theirs) {
            return Err(other());
        }
    }
    if digest.is_empty() || digest != given.digest() {
        return Err(other());
    }
    Ok(())
}

/// The digest of data by the algorithm of a token.
///
/// Errors: `TS_R_UNSUPPORTED_MD_ALGORITHM`.
fn digest_of(data: Option<&Arc<BIO>>, given: &TS_MSG_IMPRINT) -> Result<Vec<u8>> {
    let md = md_of(given.hash_algo.get());
    let md = md.ok_or_else(|| error(ts::R_UNSUPPORTED_MD_ALGORITHM))?;
    let data = data.ok_or_else(|| error(err::R_PASSED_NULL_PARAMETER))?;
    let ctx = EVP_MD_CTX::default();
    ctx.init(Some(md))?;
    let mut chunk = [0; CHUNK];
    while let Some(read) = usize::try_from(data.read(&mut chunk)).ok().filter(|n| *n > 0) {
        ctx.update(chunk.get(..read).ok_or_else(Error::quiet)?)?;
    }
    Ok(ctx.finish()?.to_vec())
}

/// Whether a name is one of a certificate's: its subject, or an alternative.
fn is_called(cert: &X509, name: &GENERAL_NAME) -> Result<bool> {
    if let Value::Directory(name) = name.value() {
        let subject = cert.info()?.subject.get().ok_or_else(Error::quiet)?;
        if name.compare(subject)? == 0 {
            return Ok(true);
        }
    }
    let wanted = GENERAL_NAME::encode(name);
    for extension in cert.extensions()?.items() {
        if extension.nid() != nid::SUBJECT_ALT_NAME {
            continue;
        }
        let list = stack::take::<OPENSSL_STACK>(v3::decode(extension)?).ok_or_else(Error::quiet)?;
        let mut all = list.objects::<GENERAL_NAME>().into_iter();
        let found = all.any(|own| GENERAL_NAME::encode(own) == wanted);
        GENERAL_NAMES::release(list);
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Who signed a token, if the signature is good, who signed may stamp times
/// by `store`, and is who the signature says.
///
/// Errors: `TS_R_WRONG_CONTENT_TYPE`, `TS_R_THERE_MUST_BE_ONE_SIGNER`,
/// `TS_R_NO_CONTENT`, `TS_R_CERTIFICATE_VERIFY_ERROR`,
/// `TS_R_SIGNATURE_FAILURE`, and those of the certificates' identifiers.
pub fn signature(
    token: &PKCS7,
    certs: &[Arc<X509>],
    store: Option<Arc<X509_STORE>>,
) -> Result<Arc<X509>> {
    let Content::Signed(signed) = token.content() else {
        return Err(error(ts::R_WRONG_CONTENT_TYPE));
    };
    let infos = signed.signer_info.items();
    let [info] = infos.as_slice() else { return Err(error(ts::R_THERE_MUST_BE_ONE_SIGNER)) };
    if token.is_detached() {
        return Err(error(ts::R_NO_CONTENT));
    }
    let mut untrusted = certs.to_vec();
    untrusted.extend(signed.cert.stack().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>));
    let signer = signer_of(token, info, certs)?;
    let chain = trust(&signer, untrusted, store)?;
    ess::check(&info.auth_attr, &chain)
        .inspect_err(|cause| err::push(cause, "OSSL_ESS_check_signing_certs"))
        .map_err(|_| Error::quiet())?;
    let content = pipe::start(token, None)?;
    let first = content.first().ok_or_else(Error::quiet)?;
    let mut chunk = [0; CHUNK];
    while first.read(&mut chunk) > 0 {}
    finish::verify_signature(token, info, first, &signer).map_err(|cause| {
        err::push(&cause, "PKCS7_signatureVerify");
        error(ts::R_SIGNATURE_FAILURE)
    })?;
    Ok(signer)
}

fn signer_of(token: &PKCS7, info: &PKCS7_SIGNER_INFO, certs: &[Arc<X509>]) -> Result<Arc<X509>> {
    let others = OPENSSL_STACK::lending(certs.iter().map(|cert| &**cert));
    let found = pkcs7::signer_certificates(token, &[info], Some(&others), 0);
    let found = found.inspect_err(|cause| err::push(cause, "PKCS7_get0_signers"));
    found.ok().and_then(|mut found| found.pop()).ok_or_else(Error::quiet)
}

/// The chain of a certificate that may sign stamps.
///
/// Errors: `TS_R_CERTIFICATE_VERIFY_ERROR`.
fn trust(
    cert: &Arc<X509>,
    untrusted: Vec<Arc<X509>>,
    store: Option<Arc<X509_STORE>>,
) -> Result<Vec<Arc<X509>>> {
    let others = OPENSSL_STACK::lending(untrusted.iter().map(|cert| &**cert));
    let ctx = X509_STORE_CTX::new();
    let lent = Opaque(std::ptr::from_ref(&*others).cast_mut().cast());
    ctx.init(store, Some(Arc::clone(cert)), Some(lent));
    let param = ctx.param().ok_or_else(Error::quiet)?;
    let set = param.change(|values| values.inherit_purpose(0, TIMESTAMP_SIGN, 0));
    set.map_err(|_| Error::quiet())?;
    if ctx.verify() <= 0 {
        let text = crate::pki::error::text(ctx.error().into()).to_string_lossy();
        let refused = error(ts::R_CERTIFICATE_VERIFY_ERROR);
        return Err(refused.with(format!("Verify error:{text}")));
    }
    Ok(ctx.chain().unwrap_or_default())
}

/// The flags as C's `int`.
pub fn as_int(flags: c_uint) -> c_int {
    flags.cast_signed()
}
