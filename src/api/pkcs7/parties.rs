//! Signers, recipients, and how a content is digested and encrypted.

use crate::abi::StaticOrBox;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{In, Lend, Mut, Opaque, Out, OutBuf, entry, quiet, stack};
use crate::err::Error;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::{EVP_MD, digest};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects;
use crate::obj::pkcs7::parties::{
    add_recipient, add_signature, add_signer, cipher_at, set_cipher, set_digest, set_recipient,
    set_signer, sign_attributes,
};
use crate::obj::pkcs7::{
    PKCS7, PKCS7_ISSUER_AND_SERIAL, PKCS7_RECIP_INFO, PKCS7_SIGNER_INFO, pipe,
};
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::{c_int, c_uchar, c_uint};

/// Makes a signature that of `x509`, with its key and a digest.
///
/// Returns: 1; 0 on failure; -1 for a digest that no such signature is
/// defined for. Errors: `PKCS7_R_SIGNING_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_set(
    p7i: Mut<PKCS7_SIGNER_INFO>,
    x509: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    dgst: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let done = set_signer(p7i.get()?, x509.get()?, pkey.share()?, dgst.get()?)?;
        Ok(if done { 1 } else { -1 })
    })
}

/// Signs the attributes of a signature. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_sign(si: Mut<PKCS7_SIGNER_INFO>) -> c_int {
    entry(0, || sign_attributes(si.get()?).map(|()| 1))
}

/// Lends the key of a signature, the algorithm of its digest, and its own.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_get0_algs(
    si: Mut<PKCS7_SIGNER_INFO>,
    pk: Out<*mut EVP_PKEY>,
    pdig: Out<*mut X509_ALGOR>,
    psig: Out<*mut X509_ALGOR>,
) {
    quiet((), || {
        let si = si.get()?;
        pk.write_opt(si.pkey.as_ptr());
        pdig.write_opt(si.digest_alg.as_ptr());
        psig.write_opt(si.digest_enc_alg.as_ptr());
        Ok(())
    });
}

/// Adds a signature to a signed content.
///
/// Returns: 1; 0 on failure. Ownership: takes `p7i` if it succeeds.
/// Errors: `PKCS7_R_WRONG_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_signer(p7: Mut<PKCS7>, p7i: Mut<PKCS7_SIGNER_INFO>) -> c_int {
    entry(0, || {
        let digest = p7i.get()?.digest_alg.get();
        add_signer(p7.get()?, digest, || {
            stack::take::<PKCS7_SIGNER_INFO>(Opaque(p7i.as_ptr().cast())).ok_or_else(Error::quiet)
        })
        .map(|_| 1)
    })
}

/// Adds the signature of `x509` with its key, made by [`PKCS7_final`] or
/// [`PKCS7_dataFinal`]; without `dgst` it signs the usual digest of the key.
///
/// Returns: the signature; NULL on failure. Ownership: it belongs to `p7`.
///
/// [`PKCS7_final`]: super::smime::PKCS7_final
/// [`PKCS7_dataFinal`]: super::data::PKCS7_dataFinal
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_signature(
    p7: Mut<PKCS7>,
    x509: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    dgst: In<EVP_MD>,
) -> Lend<PKCS7_SIGNER_INFO> {
    entry(Lend::null(), || {
        let md = dgst.opt().map(EVP_MD::known).transpose()?;
        Ok(Lend::new(add_signature(p7.get()?, x509.get()?, pkey.share()?, md)?))
    })
}

/// Makes `p7i` the content's key for the holder of `x509`.
///
/// Returns: 1; 0 or less on failure.
/// Errors: `PKCS7_R_ENCRYPTION_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_RECIP_INFO_set(p7i: Mut<PKCS7_RECIP_INFO>, x509: Mut<X509>) -> c_int {
    entry(0, || set_recipient(p7i.get()?, &x509.share()?).map(|()| 1))
}

/// Lends the algorithm that encrypts a recipient's key.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_RECIP_INFO_get0_alg(ri: Mut<PKCS7_RECIP_INFO>, penc: Out<*mut X509_ALGOR>) {
    quiet((), || {
        penc.write_opt(ri.get()?.key_enc_algor.as_ptr());
        Ok(())
    });
}

/// Adds a recipient.
///
/// Returns: the recipient; NULL on failure. Ownership: it belongs to `p7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_recipient(p7: Mut<PKCS7>, x509: Mut<X509>) -> Lend<PKCS7_RECIP_INFO> {
    entry(Lend::null(), || {
        let info = PKCS7_RECIP_INFO::blank();
        set_recipient(&info, &x509.share()?)?;
        Ok(Lend::new(add_recipient(p7.get()?, || Ok(info))?))
    })
}

/// Adds a recipient that the program made.
///
/// Returns: 1; 0 on failure. Ownership: takes `ri` if it succeeds.
/// Errors: `PKCS7_R_WRONG_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_add_recipient_info(p7: Mut<PKCS7>, ri: Mut<PKCS7_RECIP_INFO>) -> c_int {
    entry(0, || {
        add_recipient(p7.get()?, || {
            stack::take::<PKCS7_RECIP_INFO>(Opaque(ri.as_ptr().cast())).ok_or_else(Error::quiet)
        })
        .map(|_| 1)
    })
}

/// Sets the cipher that the content is to be encrypted with.
///
/// Returns: 1; 0 on failure.
/// Errors: `PKCS7_R_CIPHER_HAS_NO_OBJECT_IDENTIFIER`, `PKCS7_R_WRONG_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_cipher(p7: Mut<PKCS7>, cipher: In<EVP_CIPHER>) -> c_int {
    entry(0, || {
        let known = cipher_at(cipher.as_ptr().addr()).ok_or_else(Error::quiet)?;
        set_cipher(p7.get()?, known).map(|()| 1)
    })
}

/// Sets the digest of a digested content.
///
/// Returns: 1; 0 on failure. Errors: `PKCS7_R_WRONG_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set_digest(p7: Mut<PKCS7>, md: In<EVP_MD>) -> c_int {
    entry(0, || set_digest(p7.get()?, md.get()?).map(|()| 1))
}

/// The octets of data, or of an OCTET STRING of another kind; NULL for other
/// contents. Ownership: they belong to `p7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_get_octet_string(p7: Mut<PKCS7>) -> Lend<ASN1_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(pipe::octets(p7.get()?))))
}

/// Makes `p7` hold a value of another kind.
///
/// Returns: 1; 0 on failure. Ownership: takes `other` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_set0_type_other(
    p7: Mut<PKCS7>,
    type_: c_int,
    other: Mut<ASN1_TYPE>,
) -> c_int {
    entry(0, || {
        let kind = StaticOrBox::Static(objects::known(type_)?);
        p7.get()?.set_other(kind, Opaque(other.as_ptr().cast()));
        Ok(1)
    })
}

/// Digests an issuer and number, as they are encoded.
///
/// Returns: 1; 0 on failure. `*len` is the length of the digest, which `md`
/// has room for.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ISSUER_AND_SERIAL_digest(
    data: Mut<PKCS7_ISSUER_AND_SERIAL>,
    type_: In<EVP_MD>,
    mut md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let der = PKCS7_ISSUER_AND_SERIAL::encode(data.get()?);
        let digest = digest(type_.get()?.md()?, &der)?;
        md.slice(digest.len())?.copy_from_slice(&digest);
        len.write_opt(digest.len().try_into().unwrap_or(0));
        Ok(1)
    })
}
