//! Certificates: their parts.

use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_INTEGER, ASN1_TIME};
use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, entry, quiet};
use crate::crypto::digest::Md;
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::{integer, primitive::v};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::{self, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY};
use crate::obj::x509::{X509, X509_EXTENSION, X509_NAME};
use crate::pki::info::flag;
use std::ffi::{c_int, c_long, c_void};
use std::sync::Arc;

/// Adds a reference to a certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_up_ref(x: Mut<X509>) -> c_int {
    entry(0, || {
        // The reference is C's until it calls X509_free.
        let _kept = Give::<X509>::new(x.share()?);
        Ok(1)
    })
}

/// The version: 0 for v1, 2 for v3.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_version(x: In<X509>) -> c_long {
    quiet(-1, || match x.get()?.info()?.version.get() {
        Some(version) => integer::to_i64(version, v::INTEGER),
        None => Ok(0),
    })
}

/// The serial number, to be changed in place.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_serialNumber(x: Mut<X509>) -> Lend<ASN1_INTEGER> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.info()?.serialNumber.get())))
}

/// The serial number.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_serialNumber(x: In<X509>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.info()?.serialNumber.get())))
}

/// The name of who signed.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_issuer_name(a: In<X509>) -> Lend<X509_NAME> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.info()?.issuer.get())))
}

/// The name of whose key it is.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_subject_name(a: In<X509>) -> Lend<X509_NAME> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.info()?.subject.get())))
}

/// When it begins to hold.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_notBefore(x: In<X509>) -> LendConst<ASN1_TIME> {
    quiet(LendConst::null(), || {
        let validity = x.get()?.info()?.validity.get().ok_or_else(Error::quiet)?;
        Ok(LendConst::opt(validity.notBefore.get()))
    })
}

/// When it ceases to hold.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_notAfter(x: In<X509>) -> LendConst<ASN1_TIME> {
    quiet(LendConst::null(), || {
        let validity = x.get()?.info()?.validity.get().ok_or_else(Error::quiet)?;
        Ok(LendConst::opt(validity.notAfter.get()))
    })
}

/// When it begins to hold, to be changed in place.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_getm_notBefore(x: In<X509>) -> Lend<ASN1_TIME> {
    quiet(Lend::null(), || {
        let validity = x.get()?.info()?.validity.get().ok_or_else(Error::quiet)?;
        Ok(Lend::opt(validity.notBefore.get()))
    })
}

/// When it ceases to hold, to be changed in place.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_getm_notAfter(x: In<X509>) -> Lend<ASN1_TIME> {
    quiet(Lend::null(), || {
        let validity = x.get()?.info()?.validity.get().ok_or_else(Error::quiet)?;
        Ok(Lend::opt(validity.notAfter.get()))
    })
}

/// The public key with its algorithm.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_X509_PUBKEY(x: In<X509>) -> Lend<X509_PUBKEY> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.info()?.key.get())))
}

fn key(x: &X509) -> Result<&Arc<EVP_PKEY>> {
    x.info()?.key.get().ok_or_else(Error::quiet)?.key()
}

/// The public key.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_pubkey(x: In<X509>) -> Lend<EVP_PKEY> {
    entry(Lend::null(), || match x.opt() {
        Some(x) => key(x).map(|key| Lend::new(&**key)),
        None => Ok(Lend::null()),
    })
}

/// A reference of its own to the public key; NULL if it cannot be used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_pubkey(x: Mut<X509>) -> Give<EVP_PKEY> {
    entry(Give::null(), || match x.opt() {
        Some(x) => key(x).map(|key| Give::new(Arc::clone(key))),
        None => Ok(Give::null()),
    })
}

/// The bits of the public key.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_pubkey_bitstr(x: In<X509>) -> Lend<ASN1_BIT_STRING> {
    quiet(Lend::null(), || {
        let key = x.get()?.info()?.key.get().ok_or_else(Error::quiet)?;
        Ok(Lend::opt(key.public_key.get()))
    })
}

/// The signature and its algorithm; either place may be NULL.
/// Ownership: both belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_signature(
    psig: Out<*const ASN1_BIT_STRING>,
    palg: Out<*const X509_ALGOR>,
    x: In<X509>,
) {
    quiet((), || {
        let parts = x.get()?.parts();
        psig.write_opt(parts.signature.as_ptr().cast_const());
        palg.write_opt(parts.sig_alg.as_ptr().cast_const());
        Ok(())
    });
}

/// The NID of the signature's algorithm.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_signature_nid(x: In<X509>) -> c_int {
    quiet(0, || Ok(x.get()?.parts().sig_alg.get().map_or(0, X509_ALGOR::nid)))
}

/// The signature's algorithm as the signed part names it.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_tbs_sigalg(x: In<X509>) -> LendConst<X509_ALGOR> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.info()?.signature.get())))
}

/// Digest, key type, strength in bits and flags of the signature; any place
/// may be NULL. Returns: 0 if the algorithm is unknown.
/// See: X509_get_signature_info(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_signature_info(
    x: Mut<X509>,
    mdnid: Out<c_int>,
    pknid: Out<c_int>,
    secbits: Out<c_int>,
    flags: Out<u32>,
) -> c_int {
    quiet(0, || {
        let algorithm = x.get()?.parts().sig_alg.get().ok_or_else(Error::quiet)?;
        let (digest, key, bits, bits_of) = signature_info(algorithm);
        mdnid.write_opt(digest);
        pknid.write_opt(key);
        secbits.write_opt(bits);
        flags.write_opt(bits_of);
        Ok(c_int::from(bits_of & VALID != 0))
    })
}

/// `X509_SIG_INFO_VALID`.
const VALID: u32 = 1;
/// `X509_SIG_INFO_TLS`.
const TLS: u32 = 2;

fn signature_info(algorithm: &X509_ALGOR) -> (c_int, c_int, c_int, u32) {
    let none = (0, 0, -1, 0);
    let nid = algorithm.nid();
    let Some((digest, key)) = objects::sigid_algs(nid) else { return none };
    if key == 0 {
        return none;
    }
    match (nid, SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm))) {
        (nid::RSASSAPSS, Ok(pss @ SignatureAlgorithm::RsaPss { md, mgf, salt })) => {
            let tls = md == mgf
                && salt == md.size()
                && matches!(md, Md::Sha256 | Md::Sha384 | Md::Sha512);
            let bits = c_int::try_from(pss.security_bits()).unwrap_or(-1);
            return (md.nid(), key, bits, if tls { VALID | TLS } else { VALID });
        }
        (nid::RSASSAPSS, _) => return (0, key, -1, 0),
        (nid::ED25519, _) => return (0, key, 128, VALID | TLS),
        (nid::ED448, _) => return (0, key, 224, VALID | TLS),
        _ => {}
    }
    let bits = match digest {
        nid::SHA1 => 63,
        nid::MD5 => 39,
        nid::MD5_SHA1 => 67,
        257 => 68,  // MD4 and its likes
        809 => 105, // GOST R 34.11-94
        _ => match Md::from_nid(digest) {
            Some(md) => c_int::try_from(md.size() * 4).unwrap_or(-1),
            None => return (digest, key, -1, 0),
        },
    };
    let tls = matches!(digest, nid::SHA1 | nid::SHA256 | nid::SHA384 | nid::SHA512);
    (digest, key, bits, if tls { VALID | TLS } else { VALID })
}

/// The extensions; NULL if there are none.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_extensions(x: In<X509>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(x.get()?.extensions()?.stack())))
}

/// Distinguishers of issuers and subjects of one name; NULL where absent.
/// Ownership: they belong to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get0_uids(
    x: In<X509>,
    piuid: Out<*const ASN1_BIT_STRING>,
    psuid: Out<*const ASN1_BIT_STRING>,
) {
    quiet((), || {
        let info = x.get()?.info()?;
        piuid.write_opt(info.issuerUID.as_ptr().cast_const());
        psuid.write_opt(info.subjectUID.as_ptr().cast_const());
        Ok(())
    });
}

/// What the extensions say, as `EXFLAG_…` bits.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_extension_flags(x: Mut<X509>) -> u32 {
    quiet(0, || Ok(x.get()?.cert()?.info().flags))
}

/// The allowed uses of the key, `X509v3_KU_…`; all bits without the
/// extension, 0 if the extensions are malformed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_key_usage(x: Mut<X509>) -> u32 {
    quiet(0, || {
        let cert = x.get()?.cert()?;
        let info = cert.info();
        Ok(match info {
            i if i.has(flag::INVALID) => 0,
            i if i.has(flag::KUSAGE) => i.key_usage,
            _ => u32::MAX,
        })
    })
}

/// The purposes of the key, `XKU_…`; all bits without the extension, 0 if
/// the extensions are malformed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_extended_key_usage(x: Mut<X509>) -> u32 {
    quiet(0, || {
        let cert = x.get()?.cert()?;
        let info = cert.info();
        Ok(match info {
            i if i.has(flag::INVALID) => 0,
            i if i.has(flag::XKUSAGE) => i.ext_key_usage,
            _ => u32::MAX,
        })
    })
}

/// The longest path below a CA certificate; -1 if there is no limit.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_pathlen(x: Mut<X509>) -> c_long {
    quiet(-1, || {
        let cert = x.get()?.cert()?;
        let info = cert.info();
        Ok(if info.has(flag::INVALID) || !info.has(flag::BCONS) { -1 } else { info.path_len })
    })
}

/// Whether the certificate's own key made its signature.
///
/// Returns: 1 if so; 0 if not; -1 on failure. Without `verify_signature` only
/// names and key identifiers are compared.
#[unsafe(no_mangle)]
pub extern "C" fn X509_self_signed(cert: Mut<X509>, verify_signature: c_int) -> c_int {
    entry(-1, || {
        let x = cert.get()?;
        let parsed = x.cert()?;
        if parsed.info().has(flag::INVALID) {
            return Err(Error::new(Lib::X509, err::x509::R_ERROR_USING_SIGINF_SET))
                .map_err(|_| Error::new(Lib::X509, err::x509v3::R_INVALID_CERTIFICATE));
        }
        if !parsed.info().has(flag::SS) {
            return Ok(0);
        }
        if verify_signature == 0 {
            return Ok(1);
        }
        Ok(super::sign::verify(x, key(x)?)?.into())
    })
}

/// Compares two certificates; 0 if their encodings are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_cmp(a: In<X509>, b: In<X509>) -> c_int {
    entry(1, || {
        let (a, b) = (a.get()?, b.get()?);
        if std::ptr::eq(a, b) {
            return Ok(0);
        }
        let (a, b) = (a.der(), b.der());
        let print = |der: &[u8]| crate::crypto::digest::digest(Md::Sha1, der);
        let (print_a, print_b) = (print(&a)?, print(&b)?);
        Ok(print_a.as_ref().cmp(print_b.as_ref()).then_with(|| a.cmp(&b)) as c_int)
    })
}

/// Whether a private key belongs to the certificate.
/// Errors: `X509_R_KEY_VALUES_MISMATCH`, `X509_R_KEY_TYPE_MISMATCH`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_private_key(x: In<X509>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || {
        let Some(own) = x.opt().and_then(|x| key(x).ok()) else {
            return Err(Error::new(Lib::X509, err::x509::R_UNKNOWN_KEY_TYPE));
        };
        super::sign::check_key(own, pkey.get()?).map(|()| 1)
    })
}

/// Compares the issuers' names; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_issuer_name_cmp(a: In<X509>, b: In<X509>) -> c_int {
    entry(1, || {
        let name = |x: &X509| -> Result<Arc<[u8]>> {
            x.info()?.issuer.get().ok_or_else(Error::quiet)?.canonical()
        };
        let (a, b) = (name(a.get()?)?, name(b.get()?)?);
        Ok(a.len().cmp(&b.len()).then_with(|| a.cmp(&b)) as c_int)
    })
}

/// Compares the subjects' names; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_subject_name_cmp(a: In<X509>, b: In<X509>) -> c_int {
    entry(1, || {
        let name = |x: &X509| -> Result<Arc<[u8]>> {
            x.info()?.subject.get().ok_or_else(Error::quiet)?.canonical()
        };
        let (a, b) = (name(a.get()?)?, name(b.get()?)?);
        Ok(a.len().cmp(&b.len()).then_with(|| a.cmp(&b)) as c_int)
    })
}

/// Compares serial numbers, then the issuers' names; 0 if both are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_issuer_and_serial_cmp(a: In<X509>, b: In<X509>) -> c_int {
    entry(1, || {
        let (a, b) = (a.get()?.info()?, b.get()?.info()?);
        let (Some(x), Some(y)) = (a.serialNumber.get(), b.serialNumber.get()) else {
            return Err(Error::quiet());
        };
        match integer::compare(x, y) {
            0 => a
                .issuer
                .get()
                .ok_or_else(Error::quiet)?
                .compare(b.issuer.get().ok_or_else(Error::quiet)?),
            order => Ok(order.signum()),
        }
    })
}

/// The program's own data at an index.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ex_data(r: In<X509>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(r.get()?.ex_data.get(idx)))
}

/// Sets the program's own data at an index.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_ex_data(r: Mut<X509>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || {
        r.get()?.ex_data.set(idx, arg)?;
        Ok(1)
    })
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext_count(x: In<X509>) -> c_int {
    quiet(0, || {
        let count = x.get()?.extensions()?.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to the certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext(x: In<X509>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(crate::obj::x509::extension::at(x.get()?.extensions()?.stack(), loc)))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext_by_NID(x: In<X509>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || {
        let list = x.get()?.extensions()?.stack();
        super::extension::by_nid(list, nid, lastpos)
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext_by_OBJ(
    x: In<X509>,
    obj: In<objects::ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        let list = x.get()?.extensions()?.stack();
        Ok(super::extension::by_object(list, obj.get()?, lastpos))
    })
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext_by_critical(x: In<X509>, crit: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || {
        let list = x.get()?.extensions()?.stack();
        Ok(super::extension::by_critical(list, crit, lastpos))
    })
}

/// Decodes the extension `nid`.
///
/// Returns: the value, to be freed by its type's function; NULL if there is
/// none (`*crit` -1), more than one (-2) or it is malformed.
/// See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_ext_d2i(
    x: In<X509>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let list = x.get()?.extensions()?.stack();
        super::extension::decoded(list, nid, &crit, &idx).map(|value: Opaque| value.0)
    })
}
