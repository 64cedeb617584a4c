//! Identifiers of certificates, and requests.

use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{Give, In, Lend, Mut, Out, OutBuf, Take, entry, quiet, stack};
use crate::crypto::digest::Md;
use crate::err::{Error, Result};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::evp_md::EVP_MD;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::ocsp::{OCSP_BASICRESP, OCSP_CERTID, OCSP_ONEREQ, OCSP_REQUEST};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::v3;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::{c_int, c_uchar};

/// The identifier of `subject` under `issuer`, by a digest (NULL: SHA-1).
/// Returns: NULL on failure. See: OCSP_cert_to_id(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_to_id(
    dgst: In<EVP_MD>,
    subject: In<X509>,
    issuer: In<X509>,
) -> Give<OCSP_CERTID> {
    entry(Give::null(), || {
        let md = dgst.opt().map_or(Ok(Md::Sha1), EVP_MD::md)?;
        let above = issuer.get()?.info()?;
        let (name, serial) = match subject.opt() {
            Some(subject) => (subject.info()?.issuer.get(), subject.info()?.serialNumber.get()),
            None => (above.subject.get(), None),
        };
        let key = above.key.get().ok_or_else(Error::quiet)?;
        OCSP_CERTID::of(md, name.ok_or_else(Error::quiet)?, key.key_bytes(), serial).map(Give::new)
    })
}

/// The identifier of a serial number under an issuer given by name and key.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_cert_id_new(
    dgst: In<EVP_MD>,
    issuer_name: In<X509_NAME>,
    issuer_key: In<ASN1_BIT_STRING>,
    serial_number: In<ASN1_INTEGER>,
) -> Give<OCSP_CERTID> {
    entry(Give::null(), || {
        let key = issuer_key.get()?.bytes();
        let serial = serial_number.opt();
        OCSP_CERTID::of(dgst.get()?.md()?, issuer_name.get()?, key, serial).map(Give::new)
    })
}

/// Compares digest and issuer of two identifiers; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_issuer_cmp(a: In<OCSP_CERTID>, b: In<OCSP_CERTID>) -> c_int {
    entry(1, || Ok(a.get()?.compare_issuer(b.get()?)))
}

/// Compares two identifiers; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_cmp(a: In<OCSP_CERTID>, b: In<OCSP_CERTID>) -> c_int {
    entry(1, || Ok(a.get()?.compare(b.get()?)))
}

/// The parts of an identifier; any place may be NULL.
/// Ownership: they belong to `cid`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_id_get0_info(
    pi_name_hash: Out<*mut ASN1_OCTET_STRING>,
    pmd: Out<*mut ASN1_OBJECT>,
    pikey_hash: Out<*mut ASN1_OCTET_STRING>,
    pserial: Out<*mut ASN1_INTEGER>,
    cid: Mut<OCSP_CERTID>,
) -> c_int {
    entry(0, || {
        let Some(id) = cid.opt() else { return Ok(0) };
        let algorithm = id.hashAlgorithm.get().ok_or_else(Error::quiet)?;
        pmd.write_opt(algorithm.algorithm.as_ptr());
        pi_name_hash.write_opt(id.issuerNameHash.as_ptr());
        pikey_hash.write_opt(id.issuerKeyHash.as_ptr());
        pserial.write_opt(id.serialNumber.as_ptr());
        Ok(1)
    })
}

/// Adds a question about `cid`, which the request then owns.
/// Returns: the question, which belongs to the request; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_add0_id(
    req: Mut<OCSP_REQUEST>,
    cid: Take<OCSP_CERTID>,
) -> Lend<OCSP_ONEREQ> {
    entry(Lend::null(), || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        let one = OCSP_ONEREQ::blank();
        one.reqCert.set(Some(cid.get()?));
        let item = stack::give::<OCSP_ONEREQ>(one);
        info.requestList.made()?.push(item);
        Ok(Lend::opt(stack::look(item)))
    })
}

/// The number of questions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_onereq_count(req: Mut<OCSP_REQUEST>) -> c_int {
    quiet(-1, || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        let count = info.requestList.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The question at an index; NULL if there is none.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_onereq_get0(req: Mut<OCSP_REQUEST>, i: c_int) -> Lend<OCSP_ONEREQ> {
    quiet(Lend::null(), || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        Ok(Lend::opt(info.requestList.stack().and_then(|s| stack::look(s.value(i)))))
    })
}

/// The certificate that a question is about.
/// Ownership: it belongs to the question.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_onereq_get0_id(one: Mut<OCSP_ONEREQ>) -> Lend<OCSP_CERTID> {
    quiet(Lend::null(), || Ok(Lend::opt(one.get()?.reqCert.get())))
}

/// Whether a request is signed.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_is_signed(req: Mut<OCSP_REQUEST>) -> c_int {
    quiet(0, || Ok(req.get()?.optionalSignature.get().is_some().into()))
}

/// Length of a nonce that the library chooses.
const NONCE: usize = 16;
/// `X509V3_ADD_REPLACE`.
const REPLACE: std::ffi::c_ulong = 2;

fn add_nonce(
    list: &StackOf<X509_EXTENSION>,
    mut value: OutBuf<c_uchar>,
    len: c_int,
) -> Result<c_int> {
    let len = usize::try_from(len).ok().filter(|n| *n > 0).unwrap_or(NONCE);
    let mut bytes = vec![0; len];
    if value.is_null() {
        crate::crypto::rand::fill(&mut bytes)?;
    } else {
        bytes.copy_from_slice(value.slice(len)?);
    }
    let nonce = ASN1_STRING::with(4, &bytes)?;
    let item = stack::give::<ASN1_STRING>(nonce);
    let done = v3::add(list, nid::ID_PKIX_OCSP_NONCE, item, false, REPLACE);
    drop(stack::take::<ASN1_STRING>(item));
    done
}

/// Adds a nonce to a request: `val`, or a random one of `len` bytes (16 if
/// that is not positive).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_request_add1_nonce(
    req: Mut<OCSP_REQUEST>,
    val: OutBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        add_nonce(&info.requestExtensions, val, len)
    })
}

/// Adds a nonce to an answer; see `OCSP_request_add1_nonce`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_basic_add1_nonce(
    resp: Mut<OCSP_BASICRESP>,
    val: OutBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || add_nonce(&resp.get()?.data()?.responseExtensions, val, len))
}

fn nonce(list: &StackOf<X509_EXTENSION>) -> Option<&X509_EXTENSION> {
    let at = extension::position(list.stack(), -1, |e| e.nid() == nid::ID_PKIX_OCSP_NONCE);
    extension::at(list.stack(), at).filter(|_| at >= 0)
}

/// Compares the nonces of request and answer.
///
/// Returns: 1 equal; 0 different; 2 both absent; 3 only in the answer; -1
/// only in the request.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_check_nonce(req: Mut<OCSP_REQUEST>, bs: Mut<OCSP_BASICRESP>) -> c_int {
    quiet(0, || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        let asked = nonce(&info.requestExtensions);
        let answered = nonce(&bs.get()?.data()?.responseExtensions);
        Ok(match (asked, answered) {
            (None, None) => 2,
            (Some(_), None) => -1,
            (None, Some(_)) => 3,
            (Some(a), Some(b)) => c_int::from(a.bytes() == b.bytes()),
        })
    })
}

/// Copies the nonce of a request to an answer.
/// Returns: 1; 2 if the request has none; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_copy_nonce(resp: Mut<OCSP_BASICRESP>, req: Mut<OCSP_REQUEST>) -> c_int {
    entry(0, || {
        let info = req.get()?.tbsRequest.get().ok_or_else(Error::quiet)?;
        let Some(found) = nonce(&info.requestExtensions) else { return Ok(2) };
        extension::insert(resp.get()?.data()?.responseExtensions.made()?, found, -1)?;
        Ok(1)
    })
}
