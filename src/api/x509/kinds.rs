//! What kinds of keys and signatures certificates have.

use crate::abi::layout::Field;
use crate::abi::{Give, In, Mut, Out, Str, entry, quiet};
use crate::err::{Error, Lib, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY};
use std::ffi::c_int;

/// What is known of a signature. The layout that its makers see.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct X509_SIG_INFO {
    mdnid: Field<c_int>,
    pknid: Field<c_int>,
    secbits: Field<c_int>,
    flags: Field<u32>,
}

/// Digest, key type, strength in bits and flags of a signature; any place may
/// be NULL. Returns: 1 if they are valid (`X509_SIG_INFO_VALID`); 0 if not.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_INFO_get(
    siginf: In<X509_SIG_INFO>,
    mdnid: Out<c_int>,
    pknid: Out<c_int>,
    secbits: Out<c_int>,
    flags: Out<u32>,
) -> c_int {
    const VALID: u32 = 1;
    quiet(0, || {
        let info = siginf.get()?;
        mdnid.write_opt(info.mdnid.get());
        pknid.write_opt(info.pknid.get());
        secbits.write_opt(info.secbits.get());
        flags.write_opt(info.flags.get());
        Ok(c_int::from(info.flags.get() & VALID != 0))
    })
}

/// Sets what is known of a signature.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_INFO_set(
    siginf: Mut<X509_SIG_INFO>,
    mdnid: c_int,
    pknid: c_int,
    secbits: c_int,
    flags: u32,
) {
    quiet((), || {
        let info = siginf.get()?;
        info.mdnid.set(mdnid);
        info.pknid.set(pknid);
        info.secbits.set(secbits);
        info.flags.set(flags);
        Ok(())
    });
}

/// What the key of a certificate, or `pubkey` in its place, can do and who may
/// have signed the certificate, as `EVP_PK_…`, `EVP_PKT_…` and `EVP_PKS_…`.
///
/// Returns: 0 for no certificate or no usable key.
/// Errors: `EVP_R_DECODE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_certificate_type(x: In<X509>, pubkey: In<EVP_PKEY>) -> c_int {
    const RSA: c_int = 0x0001;
    const DSA: c_int = 0x0002;
    const DH: c_int = 0x0004;
    const EC: c_int = 0x0008;
    const SIGN: c_int = 0x0010;
    const ENCRYPT: c_int = 0x0020;
    const EXCHANGE: c_int = 0x0040;
    entry(0, || {
        let Some(cert) = x.opt() else { return Ok(0) };
        let own = match pubkey.opt() {
            Some(key) => key,
            None => cert.info()?.key.get().ok_or_else(Error::quiet)?.key()?,
        };
        let uses = match own.type_nid() {
            nid::RSAENCRYPTION => RSA | SIGN | ENCRYPT,
            nid::RSASSAPSS => RSA | SIGN,
            nid::DSA => DSA | SIGN,
            nid::X9_62_ID_ECPUBLICKEY => EC | SIGN | EXCHANGE,
            nid::ED25519 | nid::ED448 => SIGN,
            nid::DHKEYAGREEMENT => DH | EXCHANGE,
            _ => 0,
        };
        let algorithm = cert.parts().sig_alg.get().map_or(0, X509_ALGOR::nid);
        let signer = match objects::sigid_algs(algorithm).map_or(0, |(_, key)| key) {
            nid::RSAENCRYPTION | nid::RSASSAPSS => 0x0100,
            nid::DSA => 0x0200,
            nid::X9_62_ID_ECPUBLICKEY => 0x0400,
            _ => 0,
        };
        Ok(uses | signer)
    })
}

/// The key type that has the name of the signature's algorithm, `EVP_PKEY_…`;
/// 0 if there is none, as for most.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_signature_type(x: In<X509>) -> c_int {
    entry(0, || {
        let nid = x.get()?.parts().sig_alg.get().map_or(0, X509_ALGOR::nid);
        Ok(crate::api::evp::evp_pkey::EVP_PKEY_type(nid))
    })
}

/// A new, empty public key; the library context is not needed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_new_ex(_libctx: Mut<OSSL_LIB_CTX>, _propq: Str) -> Give<X509_PUBKEY> {
    entry(Give::null(), || Ok(Give::new(X509_PUBKEY::blank())))
}

/// Makes sure that a key has its parameters, by the first certificate of
/// `chain` that has some. Keys without are never made here, so that there is
/// nothing to copy.
///
/// Returns: 1; 0 if there are none.
/// Errors: `X509_R_UNABLE_TO_FIND_PARAMETERS_IN_CHAIN`,
/// `X509_R_UNABLE_TO_GET_CERTS_PUBLIC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_pubkey_parameters(
    pkey: Mut<EVP_PKEY>,
    chain: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        let fail = |reason| Err(Error::new(Lib::X509, reason));
        if pkey.opt().is_some_and(|key| !key.missing_params()) {
            return Ok(1);
        }
        let chain = chain.opt().map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        for x in chain {
            let Some(Ok(key)) = x.info()?.key.get().map(X509_PUBKEY::key) else {
                return fail(x509::R_UNABLE_TO_GET_CERTS_PUBLIC_KEY);
            };
            if key.missing_params() {
                continue;
            }
            return if pkey.is_null() { Ok(1) } else { Err(Error::quiet()) };
        }
        fail(x509::R_UNABLE_TO_FIND_PARAMETERS_IN_CHAIN)
    })
}
