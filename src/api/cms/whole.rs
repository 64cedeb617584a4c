//! Whole contents: signing, verifying, encrypting, decrypting, digesting.

use super::recipient::{cipher, cipher_or_none, password_len};
use super::signer::matching;
use crate::abi::{Give, In, InBuf, Mut, Str, entry};
use crate::crypto::digest::Md;
use crate::err::{self, cms};
use crate::obj::bio::BIO;
use crate::obj::cms::whole::{self, Opening};
use crate::obj::cms::{CMS_ContentInfo, error};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::nid;
use crate::obj::pkcs7::smime::{Signing, Verifying};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{c_int, c_long, c_uchar, c_uint};

/// Writes the bytes of a content to `out`.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_TYPE_NOT_DATA`, `CMS_R_SMIME_TEXT_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_data(cms: Mut<CMS_ContentInfo>, out: Mut<BIO>, flags: c_uint) -> c_int {
    entry(0, || {
        let cms = cms.get()?;
        if cms.nid() != nid::PKCS7_DATA {
            return Err(error(cms::R_TYPE_NOT_DATA));
        }
        let pipe = crate::obj::cms::pipe::start(cms, None)?;
        let first = pipe.first().ok_or_else(err::Error::quiet)?;
        whole::copy(first, out.share_opt().as_ref(), flags.cast_signed()).map(|()| 1)
    })
}

/// A content of the bytes that are read from `in`.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_data_create(in_: Mut<BIO>, flags: c_uint) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        whole::plain(in_.share_opt().as_ref(), flags.cast_signed()).map(Give::new)
    })
}

/// As [`CMS_data_create`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_data_create_ex(
    in_: Mut<BIO>,
    flags: c_uint,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_data_create(in_, flags)
}

/// A content under a digest, SHA-1 unless `md` says another, of the bytes that are read from `in`.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_digest_create(
    in_: Mut<BIO>,
    md: In<EVP_MD>,
    flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        let input = in_.share_opt();
        let md = md.opt().unwrap_or_else(|| EVP_MD::of(Md::Sha1));
        whole::digested(input.as_ref(), md, flags.cast_signed()).map(Give::new)
    })
}

/// As [`CMS_digest_create`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_digest_create_ex(
    in_: Mut<BIO>,
    md: In<EVP_MD>,
    flags: c_uint,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_digest_create(in_, md, flags)
}

/// Whether the digest of a content is the one that was kept. The content is
/// written to `out`.
///
/// Returns: 1 if so; 0 if not, or on failure.
/// Errors: `CMS_R_TYPE_NOT_DIGESTED_DATA`, `CMS_R_NO_CONTENT`,
/// `CMS_R_VERIFICATION_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_digest_verify(
    cms: Mut<CMS_ContentInfo>,
    dcont: Mut<BIO>,
    out: Mut<BIO>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let (input, output) = (dcont.share_opt(), out.share_opt());
        let flags = flags.cast_signed();
        whole::verify_digest(cms.get()?, input.as_ref(), output.as_ref(), flags).map(|()| 1)
    })
}

/// Gives a content its key: to be encrypted with `ciph`, or, without, to be
/// decrypted.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NO_KEY`, `CMS_R_NOT_ENCRYPTED_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EncryptedData_set1_key(
    cms: Mut<CMS_ContentInfo>,
    ciph: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    keylen: usize,
) -> c_int {
    entry(0, || {
        if key.is_null() || keylen == 0 {
            return Err(error(cms::R_NO_KEY));
        }
        let known = cipher_or_none(&ciph)?;
        whole::set_content_key(cms.get()?, known, key.slice(keylen)?).map(|()| 1)
    })
}

/// Encrypts what is read from `in` under a key.
///
/// Returns: the content; NULL on failure.
/// Errors: `CMS_R_NO_CIPHER`, `CMS_R_NO_KEY`, `CMS_R_INVALID_KEY_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EncryptedData_encrypt(
    in_: Mut<BIO>,
    cipher_: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    keylen: usize,
    flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        if cipher_.is_null() {
            return Err(error(cms::R_NO_CIPHER));
        }
        if key.is_null() || keylen == 0 {
            return Err(error(cms::R_NO_KEY));
        }
        let (input, key) = (in_.share_opt(), key.slice(keylen)?);
        whole::encrypt_with(input.as_ref(), cipher(&cipher_)?, key, flags.cast_signed())
            .map(Give::new)
    })
}

/// As [`CMS_EncryptedData_encrypt`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EncryptedData_encrypt_ex(
    in_: Mut<BIO>,
    cipher: In<EVP_CIPHER>,
    key: InBuf<c_uchar>,
    keylen: usize,
    flags: c_uint,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_EncryptedData_encrypt(in_, cipher, key, keylen, flags)
}

/// Decrypts a content under a key to `out`.
///
/// Returns: 1; 0 on failure: then what has been written is worthless.
/// Errors: `CMS_R_TYPE_NOT_ENCRYPTED_DATA`, `CMS_R_NO_CONTENT`, `CMS_R_NO_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EncryptedData_decrypt(
    cms: Mut<CMS_ContentInfo>,
    key: InBuf<c_uchar>,
    keylen: usize,
    dcont: Mut<BIO>,
    out: Mut<BIO>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let cms = cms.get()?;
        let (input, output) = (dcont.share_opt(), out.share_opt());
        if cms.nid() == nid::PKCS7_ENCRYPTED && (key.is_null() || keylen == 0) {
            if input.is_none() {
                crate::obj::cms::content::demand(cms)?;
            }
            return Err(error(cms::R_NO_KEY));
        }
        let key = key.slice(if key.is_null() { 0 } else { keylen })?;
        whole::decrypt_with(cms, key, input.as_ref(), output.as_ref(), flags.cast_signed())
            .map(|()| 1)
    })
}

/// Signs what is read from `data`; without `pkey` nobody signs it. With
/// `CMS_PARTIAL` or `CMS_STREAM` it is signed later.
///
/// Returns: the signed content; NULL on failure.
/// Errors: `CMS_R_ADD_SIGNER_ERROR`, `CMS_R_CMS_LIB`,
/// `CMS_R_CMS_DATAFINAL_ERROR`. See: CMS_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_sign(
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    certs: Mut<OPENSSL_STACK>,
    data: Mut<BIO>,
    flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        let signer = match pkey.is_null() {
            true => None,
            false => Some(matching(&signcert, &pkey).map_err(|cause| {
                err::push(&cause, "CMS_add1_signer");
                error(cms::R_ADD_SIGNER_ERROR)
            })?),
        };
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let data = data.share_opt();
        whole::sign(Signing { signer, certs }, data.as_ref(), flags.cast_signed()).map(Give::new)
    })
}

/// As [`CMS_sign`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_sign_ex(
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    certs: Mut<OPENSSL_STACK>,
    data: Mut<BIO>,
    flags: c_uint,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_sign(signcert, pkey, certs, data, flags)
}

/// Passes what is read from `data` through, as `cms` was prepared: signs,
/// encrypts or digests it. `dcont` is where it goes if it is detached.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_CMS_LIB`, `CMS_R_CMS_DATAFINAL_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_final(
    cms: Mut<CMS_ContentInfo>,
    data: Mut<BIO>,
    dcont: Mut<BIO>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let (data, tail) = (data.share_opt(), dcont.share_opt());
        let flags = flags.cast_signed();
        whole::complete(cms.get()?, data.as_ref(), tail.as_ref(), flags).map(|()| 1)
    })
}

/// Whether the signatures of `cms`, over what is read from `dcont` or else
/// over its own content, are good, and their signers trusted by `store`. The
/// content is written to `out`, which is not to be believed before this
/// returns 1.
///
/// Returns: 1 if so; 0 if not, or on failure.
/// Errors: `CMS_R_CERTIFICATE_VERIFY_ERROR`, `CMS_R_CONTENT_VERIFY_ERROR`, and
/// others of CMS_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_verify(
    cms: Mut<CMS_ContentInfo>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    dcont: Mut<BIO>,
    out: Mut<BIO>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let (input, output) = (dcont.share_opt(), out.share_opt());
        let with = Verifying {
            certs: certs.opt(),
            store: store.share_opt(),
            input: input.as_ref(),
            output: output.as_ref(),
        };
        whole::verify(cms.get()?, &with, flags.cast_signed()).map(|()| 1)
    })
}

/// Encrypts what is read from `in` for the holders of `certs`; later, with
/// `CMS_STREAM` or `CMS_PARTIAL`.
///
/// Returns: the encrypted content; NULL on failure.
/// Errors: `CMS_R_RECIPIENT_ERROR`, `CMS_R_CMS_LIB`. See: CMS_encrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_encrypt(
    certs: Mut<OPENSSL_STACK>,
    in_: Mut<BIO>,
    cipher_: In<EVP_CIPHER>,
    flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let input = in_.share_opt();
        whole::encrypt(&certs, input.as_ref(), cipher_or_none(&cipher_)?, flags.cast_signed())
            .map(Give::new)
    })
}

/// As [`CMS_encrypt`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_encrypt_ex(
    certs: Mut<OPENSSL_STACK>,
    in_: Mut<BIO>,
    cipher: In<EVP_CIPHER>,
    flags: c_uint,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_encrypt(certs, in_, cipher, flags)
}

/// Decrypts a content to `out`, for the holder of `pkey` and `cert`. Without
/// `cert` each recipient is tried; without `pkey` the key must be set before.
/// With neither, nor `dcont` and `out`, it only takes over the flags.
///
/// Returns: 1; 0 if it is for another key, or on failure: then what has been
/// written to `out` is worthless.
/// Errors: `CMS_R_TYPE_NOT_ENVELOPED_DATA`, `CMS_R_NO_MATCHING_RECIPIENT`, and
/// others; without `CMS_DEBUG_DECRYPT` none for another RSA key.
/// See: CMS_decrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_decrypt(
    cms: Mut<CMS_ContentInfo>,
    pkey: Mut<EVP_PKEY>,
    cert: Mut<X509>,
    dcont: Mut<BIO>,
    out: Mut<BIO>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let who = Opening { key: pkey.share_opt(), cert: cert.opt() };
        let (input, output) = (dcont.share_opt(), out.share_opt());
        let flags = flags.cast_signed();
        whole::decrypt(cms.get()?, &who, input.as_ref(), output.as_ref(), flags).map(|()| 1)
    })
}

/// Decrypts the content's key with the private key of `cert`'s holder, or,
/// without `cert`, of any recipient.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_NO_MATCHING_RECIPIENT`, `CMS_R_DECRYPT_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_decrypt_set1_pkey(
    cms: Mut<CMS_ContentInfo>,
    pk: Mut<EVP_PKEY>,
    cert: Mut<X509>,
) -> c_int {
    entry(0, || whole::set_key(cms.get()?, &pk.share()?, cert.opt(), None).map(|()| 1))
}

/// As [`CMS_decrypt_set1_pkey`], with the certificate of who encrypted.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_decrypt_set1_pkey_and_peer(
    cms: Mut<CMS_ContentInfo>,
    pk: Mut<EVP_PKEY>,
    cert: Mut<X509>,
    peer: Mut<X509>,
) -> c_int {
    entry(0, || whole::set_key(cms.get()?, &pk.share()?, cert.opt(), peer.opt()).map(|()| 1))
}

/// Decrypts the content's key with a symmetric key, of the recipient with the
/// identifier `id`, or of any.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_NO_MATCHING_RECIPIENT`, `CMS_R_DECRYPT_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_decrypt_set1_key(
    cms: Mut<CMS_ContentInfo>,
    key: InBuf<c_uchar>,
    keylen: usize,
    id: InBuf<c_uchar>,
    idlen: usize,
) -> c_int {
    entry(0, || {
        let id = if id.is_null() { None } else { Some(id.slice(idlen)?) };
        whole::set_symmetric(cms.get()?, key.slice(keylen)?, id).map(|()| 1)
    })
}

/// Decrypts the content's key with a password, which a terminator ends if
/// `passlen` is negative.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NO_MATCHING_RECIPIENT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_decrypt_set1_password(
    cms: Mut<CMS_ContentInfo>,
    pass: InBuf<c_uchar>,
    passlen: c_long,
) -> c_int {
    entry(0, || {
        let length = password_len(pass.as_ptr(), passlen)?;
        whole::set_password(cms.get()?, pass.slice(length)?).map(|()| 1)
    })
}

/// Compresses a content: zlib is not built in, as in Debian's OpenSSL.
///
/// Returns: NULL. Errors: `CMS_R_UNSUPPORTED_COMPRESSION_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_compress(
    _in: Mut<BIO>,
    _comp_nid: c_int,
    _flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || Err(error(cms::R_UNSUPPORTED_COMPRESSION_ALGORITHM)))
}

/// Decompresses a content: zlib is not built in, as in Debian's OpenSSL.
///
/// Returns: 0. Errors: `CMS_R_UNSUPPORTED_COMPRESSION_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_uncompress(
    _cms: Mut<CMS_ContentInfo>,
    _dcont: Mut<BIO>,
    _out: Mut<BIO>,
    _flags: c_uint,
) -> c_int {
    entry(0, || Err(error(cms::R_UNSUPPORTED_COMPRESSION_ALGORITHM)))
}
