//! `openssl/ocsp.h`: asking whether certificates are revoked.

mod values;

use crate::abi::layout::asn1::{
    ASN1_BIT_STRING, ASN1_GENERALIZEDTIME, ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING,
};
use crate::abi::{Give, In, Lend, LendConst, Mut, Out, Take, entry, quiet};
use crate::crypto::digest::Md;
use crate::err::{Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::v;
use crate::obj::evp_md::EVP_MD;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::ocsp::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_CERTSTATUS, OCSP_ONEREQ, OCSP_REQINFO, OCSP_REQUEST,
    OCSP_RESPBYTES, OCSP_RESPDATA, OCSP_RESPID, OCSP_RESPONSE, OCSP_REVOKEDINFO, OCSP_SIGNATURE,
    OCSP_SINGLERESP, REVOKED, time,
};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_NAME};
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{CStr, c_char, c_int, c_long, c_ulong};

crate::box_handle!(
    OCSP_BASICRESP,
    OCSP_CERTID,
    OCSP_CERTSTATUS,
    OCSP_ONEREQ,
    OCSP_REQINFO,
    OCSP_REQUEST,
    OCSP_RESPBYTES,
    OCSP_RESPDATA,
    OCSP_RESPID,
    OCSP_RESPONSE,
    OCSP_REVOKEDINFO,
    OCSP_SIGNATURE,
    OCSP_SINGLERESP,
);

/// The identity of the certificate `subject`, which `issuer` issued, in terms
/// of the digest `dgst`, by default SHA-1; without `subject`, of its issuer
/// alone.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_to_id(
    dgst: In<EVP_MD>,
    subject: In<X509>,
    issuer: In<X509>,
) -> Give<OCSP_CERTID> {
    entry(Give::null(), || {
        let (md, issuer) = (digest(&dgst), issuer.get()?);
        let id = match subject.opt() {
            Some(subject) => OCSP_CERTID::of(md, subject, issuer)?,
            None => {
                let issuer = issuer.cert()?;
                let serial = ASN1_STRING::new(v::INTEGER);
                OCSP_CERTID::new(md, issuer.subject().raw(), issuer.public_key().1.bytes, &serial)?
            }
        };
        Ok(Give::new(id))
    })
}

/// The identity of the certificate with this serial number, by the name and
/// key of its issuer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_id_new(
    dgst: In<EVP_MD>,
    issuer_name: In<X509_NAME>,
    issuer_key: In<ASN1_BIT_STRING>,
    serial_number: In<ASN1_INTEGER>,
) -> Give<OCSP_CERTID> {
    entry(Give::null(), || {
        let blank = ASN1_STRING::new(v::INTEGER);
        let id = OCSP_CERTID::new(
            digest(&dgst),
            &issuer_name.get()?.der(),
            issuer_key.get()?.bytes(),
            serial_number.opt().unwrap_or(&blank),
        )?;
        Ok(Give::new(id))
    })
}

/// Compares two identities; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_cmp(a: In<OCSP_CERTID>, b: In<OCSP_CERTID>) -> c_int {
    entry(1, || Ok(a.get()?.compare(b.get()?)))
}

/// Compares the issuers of two identities; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_issuer_cmp(a: In<OCSP_CERTID>, b: In<OCSP_CERTID>) -> c_int {
    entry(1, || Ok(a.get()?.compare_issuer(b.get()?)))
}

/// Lends the parts of an identity, those with a place. Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_get0_info(
    pi_name_hash: Out<Lend<ASN1_OCTET_STRING>>,
    pmd: Out<Lend<ASN1_OBJECT>>,
    pi_key_hash: Out<Lend<ASN1_OCTET_STRING>>,
    pserial: Out<Lend<ASN1_INTEGER>>,
    cid: Mut<OCSP_CERTID>,
) -> c_int {
    quiet(0, || {
        let Some(id) = cid.opt() else { return Ok(0) };
        pi_name_hash.write_opt(Lend::opt(id.issuerNameHash.get()));
        pmd.write_opt(Lend::opt(id.hashAlgorithm.get().and_then(|a| a.algorithm.get())));
        pi_key_hash.write_opt(Lend::opt(id.issuerKeyHash.get()));
        pserial.write_opt(Lend::opt(id.serialNumber.get()));
        Ok(1)
    })
}

/// Adds a question to a request and lends it.
/// Ownership: takes `cid`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_add0_id(
    req: Mut<OCSP_REQUEST>,
    cid: Take<OCSP_CERTID>,
) -> Lend<OCSP_ONEREQ> {
    entry(Lend::null(), || {
        let list = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestList.made()?;
        let one = OCSP_ONEREQ::blank();
        one.reqCert.set(Some(cid.get()?));
        list.push_owner::<OCSP_ONEREQ>(one);
        Ok(Lend::opt(list.objects().last().copied()))
    })
}

/// How many questions a request holds.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_onereq_count(req: Mut<OCSP_REQUEST>) -> c_int {
    quiet(-1, || Ok(c_int::try_from(questions(&req)?.len()).unwrap_or(-1)))
}

/// Lends the question at index `i`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_onereq_get0(req: Mut<OCSP_REQUEST>, i: c_int) -> Lend<OCSP_ONEREQ> {
    quiet(Lend::null(), || Ok(Lend::opt(at(&questions(&req)?, i))))
}

/// Lends the identity in a question.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_onereq_get0_id(one: Mut<OCSP_ONEREQ>) -> Lend<OCSP_CERTID> {
    quiet(Lend::null(), || Ok(Lend::opt(one.get()?.reqCert.get())))
}

/// The status of a response as a whole (`OCSP_RESPONSE_STATUS_…`); -1 if it
/// cannot be told.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_status(resp: Mut<OCSP_RESPONSE>) -> c_int {
    quiet(-1, || {
        let status = resp.get()?.responseStatus.get().ok_or_else(Error::quiet)?;
        Ok(small(status))
    })
}

/// The basic response inside a response; NULL if there is none.
/// Errors: `OCSP_R_NO_RESPONSE_DATA`, `OCSP_R_NOT_BASIC_RESPONSE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_get1_basic(resp: Mut<OCSP_RESPONSE>) -> Give<OCSP_BASICRESP> {
    entry(Give::null(), || resp.get()?.basic().map(Give::new))
}

/// How many answers a response holds; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_count(bs: Mut<OCSP_BASICRESP>) -> c_int {
    quiet(-1, || Ok(c_int::try_from(bs.get()?.answers()?.len()).unwrap_or(-1)))
}

/// Lends the answer at index `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0(bs: Mut<OCSP_BASICRESP>, idx: c_int) -> Lend<OCSP_SINGLERESP> {
    quiet(Lend::null(), || Ok(Lend::opt(at(&bs.get()?.answers()?, idx))))
}

/// The index of the first answer for `id` behind index `last`; -1 if there is
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_find(
    bs: Mut<OCSP_BASICRESP>,
    id: Mut<OCSP_CERTID>,
    last: c_int,
) -> c_int {
    quiet(-1, || {
        let found = bs.get()?.position(id.get()?, last)?;
        Ok(found.and_then(|at| c_int::try_from(at).ok()).unwrap_or(-1))
    })
}

/// Lends the identity an answer is about.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get0_id(single: In<OCSP_SINGLERESP>) -> LendConst<OCSP_CERTID> {
    quiet(LendConst::null(), || Ok(LendConst::opt(single.get()?.certId.get())))
}

/// Lends the certificates in a response.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_certs(bs: In<OCSP_BASICRESP>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.certs.stack())))
}

/// Lends the time a response was made.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_produced_at(
    bs: In<OCSP_BASICRESP>,
) -> LendConst<ASN1_GENERALIZEDTIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bs.get()?.data()?.producedAt.get())))
}

/// Lends the certificate of a response's signer, from `extra_certs` or the
/// response itself. Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_get0_signer(
    bs: Mut<OCSP_BASICRESP>,
    signer: Out<Lend<X509>>,
    extra_certs: Mut<OPENSSL_STACK>,
) -> c_int {
    quiet(0, || {
        let basic = bs.get()?;
        for stack in [extra_certs.opt(), basic.certs.stack()].into_iter().flatten() {
            if let Some(found) = basic.find(&stack.shares::<X509>())? {
                // The stack keeps it alive.
                signer.write(Lend::new(&*found))?;
                return Ok(1);
            }
        }
        Ok(0)
    })
}

/// What an answer says: `V_OCSP_CERTSTATUS_…`, or -1. For a revoked
/// certificate `*reason` is why, or -1, and `*revtime` when.
/// Ownership: the times belong to `single`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_single_get0_status(
    single: Mut<OCSP_SINGLERESP>,
    reason: Out<c_int>,
    revtime: Out<Lend<ASN1_GENERALIZEDTIME>>,
    thisupd: Out<Lend<ASN1_GENERALIZEDTIME>>,
    nextupd: Out<Lend<ASN1_GENERALIZEDTIME>>,
) -> c_int {
    quiet(-1, || status(single.get()?, &reason, &revtime, &thisupd, &nextupd))
}

/// Looks up the answer for `id` and stores what it says, as
/// [`OCSP_single_get0_status`] does. Returns: 1; 0 if there is no answer.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_resp_find_status(
    bs: Mut<OCSP_BASICRESP>,
    id: Mut<OCSP_CERTID>,
    status: Out<c_int>,
    reason: Out<c_int>,
    revtime: Out<Lend<ASN1_GENERALIZEDTIME>>,
    thisupd: Out<Lend<ASN1_GENERALIZEDTIME>>,
    nextupd: Out<Lend<ASN1_GENERALIZEDTIME>>,
) -> c_int {
    quiet(0, || {
        let basic = bs.get()?;
        let answers = basic.answers()?;
        let Some(at) = basic.position(id.get()?, -1)? else { return Ok(0) };
        let single = answers.get(at).copied().ok_or_else(Error::quiet)?;
        status.write_opt(self::status(single, &reason, &revtime, &thisupd, &nextupd)?);
        Ok(1)
    })
}

/// Whether an answer is of today, give or take `sec` seconds, and not older
/// than `maxsec` seconds, unless that is negative. Returns: 1; 0 if not.
/// Errors: `OCSP_R_STATUS_EXPIRED`, `OCSP_R_STATUS_NOT_YET_VALID` and others.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_check_validity(
    thisupd: Mut<ASN1_GENERALIZEDTIME>,
    nextupd: Mut<ASN1_GENERALIZEDTIME>,
    sec: c_long,
    maxsec: c_long,
) -> c_int {
    entry(0, || time::check(thisupd.opt(), nextupd.opt(), sec, maxsec).map(|()| 1))
}

/// Whether a response can be believed: signed by a certificate, in `certs` or
/// in the response, that `st` trusts and that may speak for the issuer of the
/// certificates in question.
///
/// Returns: 1 if so; 0 if not; -1 if that cannot be told.
/// Errors: `OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND`, `OCSP_R_SIGNATURE_FAILURE`,
/// `OCSP_R_CERTIFICATE_VERIFY_ERROR`, `OCSP_R_ROOT_CA_NOT_TRUSTED` and others.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_verify(
    bs: Mut<OCSP_BASICRESP>,
    certs: Mut<OPENSSL_STACK>,
    st: Mut<X509_STORE>,
    flags: c_ulong,
) -> c_int {
    // An error at a later step is -1, as OpenSSL has it.
    let mut failure = 0;
    let verified = entry(None, || {
        let others = certs.opt().map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        let result = bs.get()?.verify(&others, st.share_opt(), flags);
        if let Err(error) = &result {
            let undecided = [
                ocsp::R_NO_CERTIFICATES_IN_CHAIN,
                ocsp::R_RESPONSE_CONTAINS_NO_REVOCATION_DATA,
                ocsp::R_UNKNOWN_MESSAGE_DIGEST,
            ];
            if error.lib == Lib::Ocsp && undecided.contains(&error.reason) {
                failure = -1;
            }
        }
        result.map(Some)
    });
    verified.map_or(failure, c_int::from)
}

/// The name of a response's status.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_response_status_str(code: c_long) -> LendConst<c_char> {
    name(
        code,
        &[
            (0, c"successful"),
            (1, c"malformedrequest"),
            (2, c"internalerror"),
            (3, c"trylater"),
            (5, c"sigrequired"),
            (6, c"unauthorized"),
        ],
    )
}

/// The name of a certificate's status.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_status_str(code: c_long) -> LendConst<c_char> {
    name(code, &[(0, c"good"), (1, c"revoked"), (2, c"unknown")])
}

/// The name of a reason for revocation.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_crl_reason_str(code: c_long) -> LendConst<c_char> {
    name(
        code,
        &[
            (0, c"unspecified"),
            (1, c"keyCompromise"),
            (2, c"cACompromise"),
            (3, c"affiliationChanged"),
            (4, c"superseded"),
            (5, c"cessationOfOperation"),
            (6, c"certificateHold"),
            (8, c"removeFromCRL"),
        ],
    )
}

fn name(code: c_long, names: &'static [(c_long, &'static CStr)]) -> LendConst<c_char> {
    let found = names.iter().find(|(known, _)| *known == code);
    LendConst::cstr(found.map_or(c"(UNKNOWN)", |(_, name)| name))
}

fn digest(dgst: &In<EVP_MD>) -> Md {
    dgst.opt().map_or(Md::Sha1, EVP_MD::md)
}

fn at<'a, T>(items: &[&'a T], index: c_int) -> Option<&'a T> {
    usize::try_from(index).ok().and_then(|index| items.get(index).copied())
}

fn questions<'a>(req: &'a Mut<OCSP_REQUEST>) -> Result<Vec<&'a OCSP_ONEREQ>> {
    Ok(req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestList.items())
}

fn small(number: &ASN1_STRING) -> c_int {
    let value = integer::to_i64(number, v::ENUMERATED).ok();
    value.and_then(|value| c_int::try_from(value).ok()).unwrap_or(-1)
}

fn status(
    single: &OCSP_SINGLERESP,
    reason: &Out<c_int>,
    revtime: &Out<Lend<ASN1_GENERALIZEDTIME>>,
    thisupd: &Out<Lend<ASN1_GENERALIZEDTIME>>,
    nextupd: &Out<Lend<ASN1_GENERALIZEDTIME>>,
) -> Result<c_int> {
    let status = single.certStatus.get().ok_or_else(Error::quiet)?;
    if status.kind.get() == REVOKED {
        let info = status.revoked.get().ok_or_else(Error::quiet)?;
        revtime.write_opt(Lend::opt(info.revocationTime.get()));
        reason.write_opt(info.revocationReason.get().map_or(-1, small));
    }
    thisupd.write_opt(Lend::opt(single.thisUpdate.get()));
    nextupd.write_opt(Lend::opt(single.nextUpdate.get()));
    Ok(status.kind.get())
}
