//! Responses: how they went, and their answers.

use crate::abi::layout::asn1::{ASN1_GENERALIZEDTIME, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, Str, entry, quiet, stack};
use crate::api::x509::sign::check_key;
use crate::err::{self, Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::time::{self, Moment};
use crate::obj::bio::BIO;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, nid};
use crate::obj::ocsp::print;
use crate::obj::ocsp::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_RESPBYTES, OCSP_RESPDATA, OCSP_RESPID, OCSP_RESPONSE,
    OCSP_REVOKEDINFO, OCSP_SINGLERESP, verify,
};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::signing::Signer;
use crate::obj::x509::{X509, X509_NAME};
use crate::obj::x509_vfy::X509_STORE;
use crate::obj::{
    evp_md::{EVP_MD, EVP_MD_CTX},
    evp_pkey::EVP_PKEY,
};
use std::ffi::{c_char, c_int, c_long, c_ulong};

/// `V_ASN1_ENUMERATED`.
const ENUMERATED: c_int = 10;

/// How a response went, `OCSP_RESPONSE_STATUS_…`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_status(resp: Mut<OCSP_RESPONSE>) -> c_int {
    quiet(-1, || {
        let status = resp.get()?.responseStatus.get().ok_or_else(Error::quiet)?;
        c_int::try_from(integer::to_i64(status, ENUMERATED)?).map_err(|_| Error::quiet())
    })
}

/// The name of a response's status.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_status_str(s: c_long) -> LendConst<c_char> {
    LendConst::cstr(print::state_name(s))
}

/// The name of a certificate's status.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_status_str(s: c_long) -> LendConst<c_char> {
    LendConst::cstr(print::status_name(s))
}

/// The name of a reason for revocation.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_crl_reason_str(s: c_long) -> LendConst<c_char> {
    LendConst::cstr(print::reason_name(s))
}

/// The basic answer in a response.
/// Errors: `OCSP_R_NO_RESPONSE_DATA`, `OCSP_R_NOT_BASIC_RESPONSE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_get1_basic(resp: Mut<OCSP_RESPONSE>) -> Give<OCSP_BASICRESP> {
    entry(Give::null(), || resp.get()?.basic().map(Give::new))
}

/// A response with a status and, unless NULL, a basic answer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_create(
    status: c_int,
    bs: Mut<OCSP_BASICRESP>,
) -> Give<OCSP_RESPONSE> {
    entry(Give::null(), || {
        let made = OCSP_RESPONSE::blank();
        let place = made.responseStatus.get().ok_or_else(Error::quiet)?;
        integer::set(place, ENUMERATED, status < 0, status.unsigned_abs().into())?;
        if let Some(basic) = bs.opt() {
            let bytes = OCSP_RESPBYTES::blank();
            let kind = objects::known(nid::ID_PKIX_OCSP_BASIC)?;
            bytes.responseType.set(Some(kind.duplicate()));
            let der = ASN1_STRING::with(4, &OCSP_BASICRESP::encode(basic))?;
            bytes.response.set(Some(der));
            made.responseBytes.set(Some(bytes));
        }
        Ok(Give::new(made))
    })
}

/// Whether an answer is to be believed: its signature, and its signer under
/// `st`.
///
/// Returns: 1 if so; 0 if not; -1 on failure.
/// See: OCSP_basic_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_verify(
    bs: Mut<OCSP_BASICRESP>,
    certs: Mut<OPENSSL_STACK>,
    st: Mut<X509_STORE>,
    flags: c_ulong,
) -> c_int {
    entry(-1, || {
        let (result, error) = verify::basic(bs.get()?, certs.opt(), st.share_opt(), flags);
        if let Some(error) = error {
            err::push(&error, "OCSP_basic_verify");
        }
        Ok(result)
    })
}

/// Finds the signer of an answer.
/// Ownership: `*signer` belongs to the answer or to `extra_certs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_signer(
    bs: Mut<OCSP_BASICRESP>,
    signer: Out<*mut X509>,
    extra_certs: Mut<OPENSSL_STACK>,
) -> c_int {
    quiet(0, || {
        // The stack it was found in keeps it.
        let found = verify::signer_of(bs.get()?, extra_certs.opt())?;
        signer.write_opt(std::ptr::from_ref(&*found).cast_mut());
        Ok(1)
    })
}

/// The number of answers.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_count(bs: Mut<OCSP_BASICRESP>) -> c_int {
    quiet(-1, || {
        let count = bs.get()?.data()?.responses.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

fn answer(bs: &OCSP_BASICRESP, at: c_int) -> Option<&OCSP_SINGLERESP> {
    stack::look(bs.data().ok()?.responses.stack()?.value(at))
}

/// The answer at an index; NULL if there is none.
/// Ownership: it belongs to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0(bs: Mut<OCSP_BASICRESP>, idx: c_int) -> Lend<OCSP_SINGLERESP> {
    quiet(Lend::null(), || Ok(Lend::opt(answer(bs.get()?, idx))))
}

/// The index of the answer about `id` behind `last`; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_find(
    bs: Mut<OCSP_BASICRESP>,
    id: Mut<OCSP_CERTID>,
    last: c_int,
) -> c_int {
    quiet(-1, || Ok(bs.get()?.find(id.get()?, last)))
}

/// When an answer was signed.
/// Ownership: it belongs to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_produced_at(
    bs: In<OCSP_BASICRESP>,
) -> LendConst<ASN1_GENERALIZEDTIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.data()?.producedAt.get())))
}

/// The certificates that come with an answer; NULL if there are none.
/// Ownership: they belong to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_certs(bs: In<OCSP_BASICRESP>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.certs.stack())))
}

/// The signature of an answer.
/// Ownership: it belongs to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_signature(bs: In<OCSP_BASICRESP>) -> LendConst<ASN1_OCTET_STRING> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.signature.get())))
}

/// The algorithm of an answer's signature.
/// Ownership: it belongs to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_tbs_sigalg(bs: In<OCSP_BASICRESP>) -> LendConst<X509_ALGOR> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.signatureAlgorithm.get())))
}

/// The signed part of an answer.
/// Ownership: it belongs to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_respdata(bs: In<OCSP_BASICRESP>) -> LendConst<OCSP_RESPDATA> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.tbsResponseData.get())))
}

/// Who answers: the hash of the key, or the name.
/// Ownership: both belong to `bs`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_id(
    bs: In<OCSP_BASICRESP>,
    pid: Out<*const ASN1_OCTET_STRING>,
    pname: Out<*const X509_NAME>,
) -> c_int {
    quiet(0, || {
        let id = bs.get()?.data()?.responderId.get().ok_or_else(Error::quiet)?;
        if id.kind.get() < 0 {
            return Ok(0);
        }
        pid.write_opt(id.key_field().as_ptr().cast_const());
        pname.write_opt(id.name_field().as_ptr().cast_const());
        Ok(1)
    })
}

/// Like `OCSP_resp_get0_id`, as copies of the caller's.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get1_id(
    bs: In<OCSP_BASICRESP>,
    pid: Out<*mut ASN1_OCTET_STRING>,
    pname: Out<*mut X509_NAME>,
) -> c_int {
    entry(0, || {
        let id = bs.get()?.data()?.responderId.get().ok_or_else(Error::quiet)?;
        let key = id.key().map(ASN1_STRING::duplicate).transpose()?;
        let name = id.name().map(X509_NAME::duplicate).transpose()?;
        let none = key.is_none() && name.is_none();
        pid.write(Give::<ASN1_STRING>::opt(key).as_ptr())?;
        pname.write(Give::<X509_NAME>::opt(name).as_ptr())?;
        Ok(c_int::from(!none))
    })
}

/// The certificate that an answer is about.
/// Ownership: it belongs to the answer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get0_id(x: In<OCSP_SINGLERESP>) -> LendConst<OCSP_CERTID> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.certId.get())))
}

/// Where `OCSP_single_get0_status` puts what it finds.
struct Places {
    reason: Out<c_int>,
    revoked: Out<*mut ASN1_GENERALIZEDTIME>,
    this: Out<*mut ASN1_GENERALIZEDTIME>,
    next: Out<*mut ASN1_GENERALIZEDTIME>,
}

fn status(single: &OCSP_SINGLERESP, places: &Places) -> Result<c_int> {
    let status = single.certStatus.get().ok_or_else(Error::quiet)?;
    if let (1, Some(info)) = (status.kind.get(), status.revoked.get()) {
        let info: &OCSP_REVOKEDINFO = info;
        places.revoked.write_opt(info.revocationTime.as_ptr());
        let code = match info.revocationReason.get() {
            Some(reason) => integer::to_i64(reason, ENUMERATED).unwrap_or(-1),
            None => -1,
        };
        places.reason.write_opt(c_int::try_from(code).unwrap_or(-1));
    }
    places.this.write_opt(single.thisUpdate.as_ptr());
    places.next.write_opt(single.nextUpdate.as_ptr());
    Ok(status.kind.get())
}

/// The status in an answer, `V_OCSP_CERTSTATUS_…`, and its circumstances;
/// any place may be NULL. Returns: -1 on failure.
/// Ownership: the times belong to the answer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_single_get0_status(
    single: Mut<OCSP_SINGLERESP>,
    reason: Out<c_int>,
    revtime: Out<*mut ASN1_GENERALIZEDTIME>,
    thisupd: Out<*mut ASN1_GENERALIZEDTIME>,
    nextupd: Out<*mut ASN1_GENERALIZEDTIME>,
) -> c_int {
    quiet(-1, || {
        let places = Places { reason, revoked: revtime, this: thisupd, next: nextupd };
        status(single.get()?, &places)
    })
}

/// Finds the answer about `id` and its status; see `OCSP_single_get0_status`.
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_find_status(
    bs: Mut<OCSP_BASICRESP>,
    id: Mut<OCSP_CERTID>,
    status: Out<c_int>,
    reason: Out<c_int>,
    revtime: Out<*mut ASN1_GENERALIZEDTIME>,
    thisupd: Out<*mut ASN1_GENERALIZEDTIME>,
    nextupd: Out<*mut ASN1_GENERALIZEDTIME>,
) -> c_int {
    quiet(0, || {
        let basic = bs.get()?;
        let at = basic.find(id.get()?, -1);
        let Some(single) = answer(basic, at).filter(|_| at >= 0) else { return Ok(0) };
        let places = Places { reason, revoked: revtime, this: thisupd, next: nextupd };
        status.write_opt(self::status(single, &places)?);
        Ok(1)
    })
}

/// Whether an answer is fresh: made no later than `sec` seconds from now, no
/// earlier than `maxsec` seconds ago (-1: any time), and not expired.
/// Returns: 1; 0 with the reasons in the queue.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_check_validity(
    thisupd: Mut<ASN1_GENERALIZEDTIME>,
    nextupd: Mut<ASN1_GENERALIZEDTIME>,
    sec: c_long,
    maxsec: c_long,
) -> c_int {
    entry(0, || {
        let now = Moment::now().unix();
        let mut good = true;
        let mut fail = |reason| {
            err::push(&Error::new(Lib::Ocsp, reason), "OCSP_check_validity");
            good = false;
        };
        let moment = |t: &ASN1_STRING| time::parse(t).filter(|_| t.kind.get() == 24);
        let this = thisupd.get()?;
        match moment(this) {
            None => fail(ocsp::R_ERROR_IN_THISUPDATE_FIELD),
            Some(at) => {
                if at.unix() > now + sec {
                    fail(ocsp::R_STATUS_NOT_YET_VALID);
                }
                if maxsec >= 0 && at.unix() <= now - maxsec {
                    fail(ocsp::R_STATUS_TOO_OLD);
                }
            }
        }
        if let Some(next) = nextupd.opt() {
            match moment(next) {
                None => fail(ocsp::R_ERROR_IN_NEXTUPDATE_FIELD),
                Some(at) if at.unix() <= now - sec => fail(ocsp::R_STATUS_EXPIRED),
                Some(_) => {}
            }
            if crate::obj::asn1::string::compare(next, this) < 0 {
                fail(ocsp::R_NEXTUPDATE_BEFORE_THISUPDATE);
            }
        }
        Ok(good.into())
    })
}

/// Adds an answer about `cid`; `reason` and `revtime` only for a revoked one.
/// Returns: the answer, which belongs to `rsp`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_add1_status(
    rsp: Mut<OCSP_BASICRESP>,
    cid: Mut<OCSP_CERTID>,
    status: c_int,
    reason: c_int,
    revtime: Mut<ASN1_STRING>,
    thisupd: Mut<ASN1_STRING>,
    nextupd: Mut<ASN1_STRING>,
) -> Lend<OCSP_SINGLERESP> {
    entry(Lend::null(), || {
        let single = OCSP_SINGLERESP::blank();
        let general = |t: &ASN1_STRING| -> Result<Box<ASN1_STRING>> {
            let made = ASN1_STRING::new(24);
            time::store(&made, time::parse(t).ok_or_else(Error::quiet)?, Some(24))?;
            Ok(made)
        };
        single.thisUpdate.set(Some(general(thisupd.get()?)?));
        if let Some(next) = nextupd.opt() {
            single.nextUpdate.set(Some(general(next)?));
        }
        single.certId.set(Some(OCSP_CERTID::duplicate(cid.get()?)?));
        let place = single.certStatus.get().ok_or_else(Error::quiet)?;
        place.kind.set(status);
        match status {
            0 | 2 => {}
            1 => {
                let Some(when) = revtime.opt() else {
                    return Err(Error::new(Lib::Ocsp, ocsp::R_NO_REVOKED_TIME));
                };
                let info = OCSP_REVOKEDINFO::blank();
                info.revocationTime.set(Some(general(when)?));
                if reason != -1 {
                    let code = ASN1_STRING::new(ENUMERATED);
                    integer::set(&code, ENUMERATED, reason < 0, reason.unsigned_abs().into())?;
                    info.revocationReason.set(Some(code));
                }
                place.revoked.set(Some(info));
            }
            _ => return Err(Error::quiet()),
        }
        let item: Opaque = stack::give::<OCSP_SINGLERESP>(single);
        rsp.get()?.data()?.responses.made()?.push(item);
        Ok(Lend::opt(stack::look(item)))
    })
}

/// Adds a certificate to an answer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_add1_cert(resp: Mut<OCSP_BASICRESP>, cert: Mut<X509>) -> c_int {
    entry(0, || {
        resp.get()?.certs.made()?.push_owner::<X509>(cert.share()?);
        Ok(1)
    })
}

/// `OCSP_NOCERTS`, `OCSP_RESPID_KEY`, `OCSP_NOTIME`.
const NOCERTS: c_ulong = 1;
const RESPID_KEY: c_ulong = 0x400;
const NOTIME: c_ulong = 0x800;

/// Signs an answer with a key, whose certificate is `signer`.
fn sign(
    basic: &OCSP_BASICRESP,
    signer: &Mut<X509>,
    key: &EVP_PKEY,
    hand: impl FnOnce() -> Result<Signer>,
    certs: &Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> Result<()> {
    let own = signer.get()?.info()?.key.get().ok_or_else(Error::quiet)?.key()?;
    check_key(own, key).map_err(|error| {
        err::push(&error, "X509_check_private_key");
        Error::new(Lib::Ocsp, ocsp::R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE)
    })?;
    if flags & NOCERTS == 0 {
        let list = basic.certs.made()?;
        list.push_owner::<X509>(signer.share()?);
        for cert in certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>) {
            list.push_owner::<X509>(cert);
        }
    }
    let data = basic.data()?;
    data.responderId.get().ok_or_else(Error::quiet)?.set(signer.get()?, flags & RESPID_KEY != 0)?;
    if flags & NOTIME == 0 {
        let now = ASN1_STRING::new(24);
        time::store(&now, Moment::now(), Some(24))?;
        data.producedAt.set(Some(now));
    }
    let hand = hand()?;
    hand.name(&[&basic.signatureAlgorithm])?;
    hand.sign(&OCSP_RESPDATA::encode(data), &basic.signature)?;
    Ok(())
}

/// Signs an answer. See: OCSP_basic_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_sign(
    brsp: Mut<OCSP_BASICRESP>,
    signer: Mut<X509>,
    key: Mut<EVP_PKEY>,
    dgst: In<EVP_MD>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let key = key.get()?;
        sign(brsp.get()?, &signer, key, || Signer::new(key, dgst.opt()), &certs, flags)?;
        Ok(1)
    })
}

/// Signs an answer as a context of `EVP_DigestSignInit` says.
///
/// Returns: 1; 0 on error. Errors: `OCSP_R_NO_SIGNER_KEY` if it says nothing.
/// See: OCSP_basic_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_sign_ctx(
    brsp: Mut<OCSP_BASICRESP>,
    signer: Mut<X509>,
    ctx: Mut<EVP_MD_CTX>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let missing = || Error::new(Lib::Ocsp, ocsp::R_NO_SIGNER_KEY);
        let ctx = ctx.opt().ok_or_else(missing)?;
        let key = ctx.pkey_ctx().and_then(|own| own.settings().key.clone()).ok_or_else(missing)?;
        sign(brsp.get()?, &signer, &key, || Signer::of_context(ctx), &certs, flags)?;
        Ok(1)
    })
}

/// Names the subject of a certificate as who answers.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_set_by_name(respid: Mut<OCSP_RESPID>, cert: Mut<X509>) -> c_int {
    entry(0, || respid.get()?.set(cert.get()?, false).map(|()| 1))
}

/// Names the key of a certificate as who answers.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_set_by_key(respid: Mut<OCSP_RESPID>, cert: Mut<X509>) -> c_int {
    entry(0, || respid.get()?.set(cert.get()?, true).map(|()| 1))
}

/// As `OCSP_RESPID_set_by_key`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_set_by_key_ex(
    respid: Mut<OCSP_RESPID>,
    cert: Mut<X509>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    entry(0, || respid.get()?.set(cert.get()?, true).map(|()| 1))
}

/// As `OCSP_RESPID_match`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_match_ex(
    respid: Mut<OCSP_RESPID>,
    cert: Mut<X509>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    entry(0, || respid.get()?.matches(cert.get()?).map(c_int::from))
}

/// Whether a certificate is that of who answers.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_match(respid: Mut<OCSP_RESPID>, cert: Mut<X509>) -> c_int {
    entry(0, || respid.get()?.matches(cert.get()?).map(c_int::from))
}

/// Writes a response for people; `flags` as for `X509V3_EXT_print`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_print(
    bp: Mut<BIO>,
    o: Mut<OCSP_RESPONSE>,
    flags: c_ulong,
) -> c_int {
    entry(0, || Ok(bp.get()?.write_all(&print::response(o.get()?, flags)?).into()))
}
