//! Any value, or bytes, under a password.

use super::make::password;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::ASN1_ITEM;
use crate::abi::{Give, In, InBuf, Mut, Opaque, Out, Str, entry, mem};
use crate::crypto::cipher::Direction;
use crate::crypto::pbe::{Salted, salted};
use crate::err::{self, Error, Result, pkcs12};
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::item;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_md::EVP_MD;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::pem::not_opened;
use crate::obj::pkcs7::parties::cipher_at;
use crate::obj::pkcs12_bag::{PKCS12_SAFEBAG, error};
use crate::obj::pkcs12_make::crypt;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::{c_char, c_int, c_uchar, c_void};
use zeroize::Zeroizing;

fn apply(
    algor: &In<X509_ALGOR>,
    pass: Option<&[u8]>,
    direction: Direction,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let algorithm = encode_complete::<X509_ALGOR>(algor.get()?)?;
    crypt(&algorithm, pass, direction, data).map_err(|cause| not_opened(cause, pass))
}

/// Encrypts (`en_de` 1) or decrypts (0) bytes under a password.
///
/// Returns: the result, in memory that C frees; NULL on failure. It is also
/// at `*data`, its length at `*datalen`; both may be NULL.
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`, `PKCS12_R_PKCS12_CIPHERFINAL_ERROR`
/// for a wrong password.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pbe_crypt(
    algor: In<X509_ALGOR>,
    pass: InBuf<c_char>,
    passlen: c_int,
    in_: InBuf<c_uchar>,
    inlen: c_int,
    data: Out<*mut c_uchar>,
    datalen: Out<c_int>,
    en_de: c_int,
) -> *mut c_uchar {
    entry(std::ptr::null_mut(), || {
        let direction = if en_de == 0 { Direction::Decrypt } else { Direction::Encrypt };
        let pass = password(&pass, passlen)?;
        let done = apply(&algor, pass, direction, in_.slice(inlen)?)?;
        let length = c_int::try_from(done.len()).map_err(|_| Error::quiet())?;
        let copy: *mut c_uchar = mem::copy_out(&done)?.cast();
        datalen.write_opt(length);
        data.write_opt(copy);
        Ok(copy)
    })
}

/// As [`PKCS12_pbe_crypt`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pbe_crypt_ex(
    algor: In<X509_ALGOR>,
    pass: InBuf<c_char>,
    passlen: c_int,
    in_: InBuf<c_uchar>,
    inlen: c_int,
    data: Out<*mut c_uchar>,
    datalen: Out<c_int>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut c_uchar {
    PKCS12_pbe_crypt(algor, pass, passlen, in_, inlen, data, datalen, en_de)
}

/// Decrypts a value of the type `it`; with `zbuf`, as always here, what it
/// was decoded from is wiped.
///
/// Returns: the value, C's to free; NULL on failure.
/// Errors: `PKCS12_R_DECODE_ERROR`, and those of [`PKCS12_pbe_crypt`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_item_decrypt_d2i(
    algor: In<X509_ALGOR>,
    it: In<ASN1_ITEM>,
    pass: InBuf<c_char>,
    passlen: c_int,
    oct: In<ASN1_STRING>,
    _zbuf: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let pass = password(&pass, passlen)?;
        let plain = apply(&algor, pass, Direction::Decrypt, oct.get()?.bytes())?;
        let (value, _) = item::read(it.get()?, &plain).map_err(|cause| {
            err::push(&cause, "ASN1_item_d2i");
            error(pkcs12::R_DECODE_ERROR)
        })?;
        Ok(value.0)
    })
}

/// As [`PKCS12_item_decrypt_d2i`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_item_decrypt_d2i_ex(
    algor: In<X509_ALGOR>,
    it: In<ASN1_ITEM>,
    pass: InBuf<c_char>,
    passlen: c_int,
    oct: In<ASN1_STRING>,
    zbuf: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut c_void {
    PKCS12_item_decrypt_d2i(algor, it, pass, passlen, oct, zbuf)
}

/// Encrypts a value of the type `it`; its encoding is wiped, as `zbuf` asks.
///
/// Returns: an OCTET STRING; NULL on failure.
/// Errors: `PKCS12_R_ENCODE_ERROR`, `PKCS12_R_ENCRYPT_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_item_i2d_encrypt(
    algor: Mut<X509_ALGOR>,
    it: In<ASN1_ITEM>,
    pass: InBuf<c_char>,
    passlen: c_int,
    obj: *mut c_void,
    _zbuf: c_int,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || {
        let plain = item::write(it.get()?, Opaque(obj)).map_err(|cause| {
            err::push(&cause, "ASN1_item_i2d");
            error(pkcs12::R_ENCODE_ERROR)
        });
        let plain = Zeroizing::new(plain?);
        let pass = password(&pass, passlen)?;
        let sealed = apply(&In::lend(algor.get()?), pass, Direction::Encrypt, &plain);
        let sealed = sealed.map_err(|cause| {
            err::push(&cause, "PKCS12_pbe_crypt_ex");
            error(pkcs12::R_ENCRYPT_ERROR)
        })?;
        Ok(Give::new(ASN1_STRING::with(v::OCTET_STRING, &sealed)?))
    })
}

/// As [`PKCS12_item_i2d_encrypt`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_item_i2d_encrypt_ex(
    algor: Mut<X509_ALGOR>,
    it: In<ASN1_ITEM>,
    pass: InBuf<c_char>,
    passlen: c_int,
    obj: *mut c_void,
    zbuf: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<ASN1_STRING> {
    PKCS12_item_i2d_encrypt(algor, it, pass, passlen, obj, zbuf)
}

/// A bag of type `nid2` with the encoding of a value, which is of type `nid1`
/// and of the ASN.1 type `it`. Returns: it; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_item_pack_safebag(
    obj: *mut c_void,
    it: In<ASN1_ITEM>,
    nid1: c_int,
    nid2: c_int,
) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || {
        let der = item::write(it.get()?, Opaque(obj)).map_err(|cause| {
            err::push(&cause, "ASN1_item_pack");
            error(pkcs12::R_ENCODE_ERROR)
        })?;
        Ok(Give::new(PKCS12_SAFEBAG::of_octets(nid2, nid1, &der)?))
    })
}

/// Prepares a cipher with the key and initialisation vector that PKCS#12
/// derives from a password, as `param` says.
///
/// Returns: 1; 0 on failure. Errors: `PKCS12_R_DECODE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_PBE_keyivgen(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    en_de: c_int,
) -> c_int {
    entry(0, || {
        let cipher = cipher_at(cipher.as_ptr().addr()).ok_or_else(Error::quiet)?;
        let parameters = param.opt().and_then(|param| param.string(v::SEQUENCE));
        let parameters = parameters.ok_or_else(|| error(pkcs12::R_DECODE_ERROR))?;
        let recipe =
            Salted::parse(parameters.bytes()).map_err(|_| error(pkcs12::R_DECODE_ERROR))?;
        let pass = password(&pass, passlen)?;
        let (key, iv) = salted(&recipe, md.get()?.md()?, pass, cipher.cipher())?;
        let direction = if en_de == 0 { Direction::Decrypt } else { Direction::Encrypt };
        let (key, iv) = (key.as_slice(), iv.as_slice());
        let ctx = ctx.get()?;
        ctx.init(Some(cipher), Some(direction), |_| Ok(Some(key)), |_| Ok(Some(iv)))?;
        Ok(1)
    })
}

/// As [`PKCS12_PBE_keyivgen`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_PBE_keyivgen_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md_type: In<EVP_MD>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS12_PBE_keyivgen(ctx, pass, passlen, param, cipher, md_type, en_de)
}
