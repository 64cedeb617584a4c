//! `PKCS8_PRIV_KEY_INFO_…`, `PKCS8_pkey_…`, `EVP_PKCS82PKEY`, `EVP_PKEY2PKCS8`
//! and `PKCS5_…_set`: private keys in their encoding.

use super::request;
use crate::abi::StaticOrBox;
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{
    DerIn, DerOut, Give, In, InBuf, InOut, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet,
};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Kind, encode_complete};
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, ASN1_OBJECT};
use crate::obj::pem_io;
use crate::obj::pkcs8::{self, PKCS8_PRIV_KEY_INFO};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY, X509_SIG};
use crate::obj::x509::attribute;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_long, c_uchar};

crate::box_handle!(PKCS8_PRIV_KEY_INFO);

/// A new, empty `PKCS8_PRIV_KEY_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_PRIV_KEY_INFO_new() -> Give<PKCS8_PRIV_KEY_INFO> {
    entry(Give::null(), || Ok(Give::new(PKCS8_PRIV_KEY_INFO::blank())))
}

/// Frees a `PKCS8_PRIV_KEY_INFO`; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_PRIV_KEY_INFO_free(a: Take<PKCS8_PRIV_KEY_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(PKCS8_PRIV_KEY_INFO::release);
        Ok(())
    });
}

/// The item that names `PKCS8_PRIV_KEY_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_PRIV_KEY_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS8_PRIV_KEY_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS8_PRIV_KEY_INFO");
    LendConst::new(&ITEM)
}

/// Reads a `PKCS8_PRIV_KEY_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS8_PRIV_KEY_INFO(
    a: InOut<PKCS8_PRIV_KEY_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS8_PRIV_KEY_INFO> {
    entry(Give::null(), || io::d2i::<PKCS8_PRIV_KEY_INFO>(&a, &in_, len))
}

/// Writes the DER of a `PKCS8_PRIV_KEY_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8_PRIV_KEY_INFO(a: In<PKCS8_PRIV_KEY_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS8_PRIV_KEY_INFO>(a.opt(), &out))
}

fn read<K: Kind>(from: Channel<'_>, place: &InOut<K::Value>) -> Result<Give<K::Value>> {
    io::from_der::<K>(place, &zeroize::Zeroizing::new(from.read_der()?))
}

fn write<K: Kind>(to: Channel<'_>, value: Option<&K::Value>) -> Result<c_int> {
    let value = value.ok_or_else(|| Error::new(Lib::Asn1, err::R_PASSED_NULL_PARAMETER))?;
    pem_io::write(to, &zeroize::Zeroizing::new(encode_complete::<K>(value)?))?;
    Ok(1)
}

macro_rules! channels {
    ($($kind:ident $what:literal: $read_bio:ident $read_fp:ident $write_bio:ident $write_fp:ident;)*) => {$(
        #[doc = concat!("Reads ", $what, " in DER from a BIO. Ownership: replaces what is in `*a`.")]
        ///
        /// Returns: NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(bp: Mut<BIO>, a: InOut<$kind>) -> Give<$kind> {
            entry(Give::null(), || read::<$kind>(Channel::Bio(bp.get()?), &a))
        }

        #[doc = concat!("Reads ", $what, " in DER from a C stream. Ownership: replaces what is in `*a`.")]
        ///
        /// Returns: NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(fp: Mut<libc::FILE>, a: InOut<$kind>) -> Give<$kind> {
            entry(Give::null(), || read::<$kind>(Channel::file(&fp)?, &a))
        }

        #[doc = concat!("Writes ", $what, " in DER to a BIO.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(bp: Mut<BIO>, a: In<$kind>) -> c_int {
            entry(0, || write::<$kind>(Channel::Bio(bp.get()?), a.opt()))
        }

        #[doc = concat!("Writes ", $what, " in DER to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(fp: Mut<libc::FILE>, a: In<$kind>) -> c_int {
            entry(0, || write::<$kind>(Channel::file(&fp)?, a.opt()))
        }
    )*};
}

channels! {
    PKCS8_PRIV_KEY_INFO "a private key":
        d2i_PKCS8_PRIV_KEY_INFO_bio d2i_PKCS8_PRIV_KEY_INFO_fp
        i2d_PKCS8_PRIV_KEY_INFO_bio i2d_PKCS8_PRIV_KEY_INFO_fp;
    X509_SIG "a sealed private key":
        d2i_PKCS8_bio d2i_PKCS8_fp i2d_PKCS8_bio i2d_PKCS8_fp;
    X509_PUBKEY "a public key":
        d2i_X509_PUBKEY_bio d2i_X509_PUBKEY_fp i2d_X509_PUBKEY_bio i2d_X509_PUBKEY_fp;
}

/// The key that is encoded.
///
/// Returns: NULL on error.
/// Errors: `EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM`, those of the decoders.
/// See: EVP_PKCS82PKEY(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKCS82PKEY(p8: In<PKCS8_PRIV_KEY_INFO>) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(p8.get()?.key()?)))
}

/// As [`EVP_PKCS82PKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKCS82PKEY_ex(
    p8: In<PKCS8_PRIV_KEY_INFO>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(p8.get()?.key()?)))
}

/// The encoding of a private key.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY2PKCS8(pkey: In<EVP_PKEY>) -> Give<PKCS8_PRIV_KEY_INFO> {
    entry(Give::null(), || Ok(Give::new(PKCS8_PRIV_KEY_INFO::of(pkey.get()?)?)))
}

/// The parts of an encoded key: its type, its bytes and their number, its
/// algorithm; places may be NULL.
///
/// Returns: 1. Ownership: they belong to `p8`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_get0(
    ppkalg: Out<LendConst<ASN1_OBJECT>>,
    pk: Out<LendConst<c_uchar>>,
    ppklen: Out<c_int>,
    pa: Out<LendConst<X509_ALGOR>>,
    p8: In<PKCS8_PRIV_KEY_INFO>,
) -> c_int {
    entry(0, || {
        let info = p8.get()?;
        let algorithm = info.pkeyalg.get();
        ppkalg.write_opt(LendConst::opt(algorithm.and_then(|a| a.algorithm.get())));
        let bytes = pkcs8::key_bytes(info).map_or(&[][..], |key| key.bytes());
        if !pk.is_null() {
            pk.write(bytes.first().map_or(LendConst::null(), LendConst::new))?;
            ppklen.write(c_int::try_from(bytes.len()).unwrap_or(0))?;
        }
        pa.write_opt(LendConst::opt(algorithm));
        Ok(1)
    })
}

/// Sets the parts of an encoded key: its type, its version unless negative,
/// its parameters of the ASN.1 type `ptype`, and its bytes, which it takes
/// over, unless they are NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_set0(
    priv_: Mut<PKCS8_PRIV_KEY_INFO>,
    aobj: Take<ASN1_OBJECT>,
    version: c_int,
    ptype: c_int,
    pval: Opaque,
    penc: *mut c_uchar,
    penclen: c_int,
) -> c_int {
    entry(0, || {
        let info = priv_.get()?;
        if version >= 0 {
            super::change::store_number(&info.version, version.into())?;
        }
        let algorithm = info.pkeyalg.get().ok_or_else(Error::quiet)?;
        let set = super::key::X509_ALGOR_set0(Mut::lend(algorithm), aobj, ptype, pval.0);
        if set != 1 {
            return Err(Error::quiet());
        }
        if !penc.is_null() {
            info.pkey.get().ok_or_else(Error::quiet)?.adopt(penc, penclen);
        }
        Ok(1)
    })
}

/// Lends the attributes of an encoded key; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_get0_attrs(p8: In<PKCS8_PRIV_KEY_INFO>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(p8.get()?.attributes.stack())))
}

/// Adds a copy of an attribute to an encoded key.
///
/// Returns: 1; 0 on failure. Errors: `X509_R_DUPLICATE_ATTRIBUTE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_add1_attr(
    p8: Mut<PKCS8_PRIV_KEY_INFO>,
    attr: Mut<X509_ATTRIBUTE>,
) -> c_int {
    entry(0, || {
        let copy = X509_ATTRIBUTE::duplicate(attr.get()?)?;
        attribute::add(p8.get()?.attributes.made()?, copy).map(|()| 1)
    })
}

/// Adds an attribute of type `nid` to an encoded key; `type` is a string type
/// or `MBSTRING_…`. Returns: 1; 0 on failure.
/// Errors: `X509_R_DUPLICATE_ATTRIBUTE`, also for a type that is not known.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_add1_attr_by_NID(
    p8: Mut<PKCS8_PRIV_KEY_INFO>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let list = &p8.get()?.attributes;
        if attribute::position_by_nid(list.stack(), nid, -1) != -1 {
            return Err(attribute::duplicate());
        }
        let object = StaticOrBox::Static(objects::known(nid)?);
        attribute::add(list.made()?, request::made(object, type_, &bytes, len)?).map(|()| 1)
    })
}

/// Adds an attribute of type `obj` to an encoded key; see
/// [`PKCS8_pkey_add1_attr_by_NID`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS8_pkey_add1_attr_by_OBJ(
    p8: Mut<PKCS8_PRIV_KEY_INFO>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let made = request::made(obj.get()?.duplicate(), type_, &bytes, len)?;
        attribute::add(p8.get()?.attributes.made()?, made).map(|()| 1)
    })
}

/// The `cipher` of a function.
fn cipher_of(cipher: &In<EVP_CIPHER>) -> Result<pkcs8::Cipher> {
    Ok(cipher.get()?.cipher())
}

/// Bytes, or none for NULL, whose length then is that of new ones.
fn salt_of(salt: &InBuf<c_uchar>, len: c_int) -> Result<Option<&[u8]>> {
    if salt.is_null() { Ok(None) } else { salt.slice(len).map(Some) }
}

fn fresh_len(len: c_int) -> usize {
    usize::try_from(len).unwrap_or(0).min(1024)
}

fn vector(iv: &InBuf<c_uchar>, cipher: pkcs8::Cipher) -> Result<Option<&[u8]>> {
    if iv.is_null() { Ok(None) } else { iv.slice(cipher.iv_len()).map(Some) }
}

/// An algorithm of PBES2 with PBKDF2; a NULL `salt` is a fresh one of
/// `saltlen` bytes.
///
/// Returns: NULL on error.
/// Errors: `ASN1_R_ERROR_SETTING_CIPHER_PARAMS`.
/// See: PKCS5_PBE_keyivgen(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe2_set(
    cipher: In<EVP_CIPHER>,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
) -> Give<X509_ALGOR> {
    entry(Give::null(), || {
        let (cipher, salt) = (cipher_of(&cipher)?, salt_of(&salt, saltlen)?);
        let der = pkcs8::pbes2(cipher, iter, salt, fresh_len(saltlen), None, -1)?;
        Ok(Give::new(X509_ALGOR::from_der(&der)?))
    })
}

/// As [`PKCS5_pbe2_set`], with the initialisation vector `aiv`, if it is not
/// NULL, and the HMAC of the NID `prf_nid`, if that is not -1.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe2_set_iv(
    cipher: In<EVP_CIPHER>,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    aiv: InBuf<c_uchar>,
    prf_nid: c_int,
) -> Give<X509_ALGOR> {
    entry(Give::null(), || {
        let (cipher, salt) = (cipher_of(&cipher)?, salt_of(&salt, saltlen)?);
        let iv = vector(&aiv, cipher)?;
        let der = pkcs8::pbes2(cipher, iter, salt, fresh_len(saltlen), iv, prf_nid)?;
        Ok(Give::new(X509_ALGOR::from_der(&der)?))
    })
}

/// As [`PKCS5_pbe2_set_iv`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe2_set_iv_ex(
    cipher: In<EVP_CIPHER>,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    aiv: InBuf<c_uchar>,
    prf_nid: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
) -> Give<X509_ALGOR> {
    PKCS5_pbe2_set_iv(cipher, iter, salt, saltlen, aiv, prf_nid)
}

/// An algorithm of PBES2 with scrypt of the costs `N`, `r` and `p`.
///
/// Returns: NULL on error.
/// Errors: `ASN1_R_INVALID_SCRYPT_PARAMETERS`.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "scrypt's name")]
pub extern "C" fn PKCS5_pbe2_set_scrypt(
    cipher: In<EVP_CIPHER>,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    aiv: InBuf<c_uchar>,
    N: u64,
    r: u64,
    p: u64,
) -> Give<X509_ALGOR> {
    entry(Give::null(), || {
        let (cipher, salt) = (cipher_of(&cipher)?, salt_of(&salt, saltlen)?);
        let iv = vector(&aiv, cipher)?;
        let der = pkcs8::pbes2_scrypt(cipher, salt, fresh_len(saltlen), iv, (N, r, p))?;
        Ok(Give::new(X509_ALGOR::from_der(&der)?))
    })
}

/// An algorithm of an older encryption under a passphrase.
///
/// Returns: NULL on error.
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe_set(
    alg: c_int,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
) -> Give<X509_ALGOR> {
    entry(Give::null(), || {
        let salt = salt_of(&salt, saltlen)?;
        let der = pkcs8::pbe1(alg, iter, salt, fresh_len(saltlen), false)?;
        Ok(Give::new(X509_ALGOR::from_der(&der)?))
    })
}

/// As [`PKCS5_pbe_set`].
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe_set_ex(
    alg: c_int,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
) -> Give<X509_ALGOR> {
    PKCS5_pbe_set(alg, iter, salt, saltlen)
}

/// As [`PKCS5_pbe_set`], into an algorithm that there is.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_pbe_set0_algor(
    algor: Mut<X509_ALGOR>,
    alg: c_int,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
) -> c_int {
    entry(0, || {
        let salt = salt_of(&salt, saltlen)?;
        let der = pkcs8::pbe1(alg, iter, salt, fresh_len(saltlen), false)?;
        algor.get()?.copy_from(&*X509_ALGOR::from_der(&der)?)?;
        Ok(1)
    })
}
