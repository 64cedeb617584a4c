//! `EVP_PKEY_get1_RSA` and its like, parameters by name, raw keys.

use crate::abi::mem;
use crate::abi::{Give, In, InBuf, InOut, LendConst, Mut, Out, OutBuf, Str, entry};
use crate::api::rsa::{RSA_private_decrypt, RSA_public_encrypt};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::bn::BIGNUM;
use crate::obj::dh::DH;
use crate::obj::dsa::DSA;
use crate::obj::ec::EC_KEY;
use crate::obj::engine::ENGINE;
use crate::obj::evp_md;
use crate::obj::evp_pkey::{EVP_PKEY, Object};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::pkey_param;
use crate::obj::rsa::RSA;
use std::ffi::{c_char, c_int, c_uchar, c_void};
use std::sync::Arc;

/// The key as a new share of its `RSA`.
///
/// Returns: NULL if it is of another type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get1_RSA(pkey: Mut<EVP_PKEY>) -> Give<RSA> {
    entry(Give::null(), || Ok(Give::new(pkey.get()?.rsa()?)))
}

/// Lends the key as its `RSA`.
///
/// Returns: NULL if it is of another type.
/// Ownership: it belongs to `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_RSA(pkey: In<EVP_PKEY>) -> LendConst<RSA> {
    entry(LendConst::null(), || Ok(LendConst::new(&*pkey.get()?.rsa()?)))
}

/// Makes `pkey` hold a share of `key`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_RSA(pkey: Mut<EVP_PKEY>, key: Mut<RSA>) -> c_int {
    entry(0, || {
        pkey.get()?.set_object(Object::Rsa(key.share()?));
        Ok(1)
    })
}

/// The key as a new share of its `EC_KEY`.
///
/// Returns: NULL if it is of another type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get1_EC_KEY(pkey: Mut<EVP_PKEY>) -> Give<EC_KEY> {
    entry(Give::null(), || Ok(Give::new(pkey.get()?.ec()?)))
}

/// Lends the key as its `EC_KEY`.
///
/// Returns: NULL if it is of another type.
/// Ownership: it belongs to `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_EC_KEY(pkey: In<EVP_PKEY>) -> LendConst<EC_KEY> {
    entry(LendConst::null(), || Ok(LendConst::new(&*pkey.get()?.ec()?)))
}

/// Makes `pkey` hold a share of `key`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_EC_KEY(pkey: Mut<EVP_PKEY>, key: Mut<EC_KEY>) -> c_int {
    entry(0, || {
        pkey.get()?.set_object(Object::Ec(key.share()?));
        Ok(1)
    })
}

/// The key as a new share of its `DH`.
///
/// Returns: NULL if it is of another type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get1_DH(pkey: Mut<EVP_PKEY>) -> Give<DH> {
    entry(Give::null(), || Ok(Give::new(pkey.get()?.dh()?)))
}

/// Lends the key as its `DH`.
///
/// Returns: NULL if it is of another type.
/// Ownership: it belongs to `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_DH(pkey: In<EVP_PKEY>) -> LendConst<DH> {
    entry(LendConst::null(), || Ok(LendConst::new(&*pkey.get()?.dh()?)))
}

/// Makes `pkey` hold a share of `key`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_DH(pkey: Mut<EVP_PKEY>, key: Mut<DH>) -> c_int {
    entry(0, || {
        pkey.get()?.set_object(Object::Dh(key.share()?));
        Ok(1)
    })
}

/// The key as a new share of its `DSA`.
///
/// Returns: NULL if it is of another type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get1_DSA(pkey: Mut<EVP_PKEY>) -> Give<DSA> {
    entry(Give::null(), || Ok(Give::new(pkey.get()?.dsa()?)))
}

/// Lends the key as its `DSA`.
///
/// Returns: NULL if it is of another type.
/// Ownership: it belongs to `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_DSA(pkey: In<EVP_PKEY>) -> LendConst<DSA> {
    entry(LendConst::null(), || Ok(LendConst::new(&*pkey.get()?.dsa()?)))
}

/// Makes `pkey` hold a share of `key`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_DSA(pkey: Mut<EVP_PKEY>, key: Mut<DSA>) -> c_int {
    entry(0, || {
        pkey.get()?.set_object(Object::Dsa(key.share()?));
        Ok(1)
    })
}

/// Gives a key object of the type `type_` to `pkey`.
///
/// Returns: 1, and `pkey` owns the object; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_assign(pkey: Mut<EVP_PKEY>, type_: c_int, key: *mut c_void) -> c_int {
    entry(0, || {
        let pkey = pkey.get()?;
        let null = || Error::new(Lib::None, crate::err::R_PASSED_NULL_PARAMETER);
        // Shared first and taken after, since it is taken on success only.
        match type_ {
            6 | 19 | 912 => {
                assign(pkey, &Mut::<RSA>::from_element(crate::abi::Opaque(key)), Object::Rsa)?
            }
            408 => assign(pkey, &Mut::<EC_KEY>::from_element(crate::abi::Opaque(key)), Object::Ec)?,
            28 => assign(pkey, &Mut::<DH>::from_element(crate::abi::Opaque(key)), Object::Dh)?,
            116 => assign(pkey, &Mut::<DSA>::from_element(crate::abi::Opaque(key)), Object::Dsa)?,
            _ if key.is_null() => return Err(null()),
            _ => return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM)),
        }
        Ok(1)
    })
}

fn assign<T: crate::abi::Shared>(
    pkey: &EVP_PKEY,
    key: &Mut<T>,
    object: fn(Arc<T>) -> Object,
) -> Result<()> {
    let share = key.share()?;
    pkey.set_object(object(share));
    // The share that C gave up.
    drop(crate::abi::stack::take::<T>(crate::abi::Opaque(key.as_ptr().cast())));
    Ok(())
}

/// Finds a number of the key by its name (`n`, `e`, `priv`, `p` …): in `*bn`,
/// made if it is NULL.
///
/// Returns: 1; 0 if the key has none.
/// See: EVP_PKEY_gettable_params(3), EVP_PKEY-RSA(7).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_bn_param(
    pkey: In<EVP_PKEY>,
    key_name: Str,
    bn: InOut<BIGNUM>,
) -> c_int {
    entry(0, || {
        let value = pkey_param::number(pkey.get()?, key_name.bytes()?)?;
        match bn.current() {
            Some(number) => number.set(value.get()?.duplicate()?),
            None => {
                bn.give(value, drop);
            }
        }
        Ok(1)
    })
}

/// Writes bytes or a string whose length C asks for with a NULL buffer.
fn put(value: &[u8], mut buf: OutBuf<c_uchar>, room: usize, len: &Out<usize>) -> Result<c_int> {
    len.write_opt(value.len());
    if buf.is_null() {
        return Ok(1);
    }
    if room < value.len() {
        return Err(Error::new(Lib::Crypto, crate::err::crypto::R_TOO_SMALL_BUFFER));
    }
    buf.slice(value.len())?.copy_from_slice(value);
    Ok(1)
}

/// Finds bytes of the key by their name (`pub`, `priv`).
///
/// Returns: 1; 0 if the key has none, or `max_buf_sz` is too short.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_octet_string_param(
    pkey: In<EVP_PKEY>,
    key_name: Str,
    buf: OutBuf<c_uchar>,
    max_buf_sz: usize,
    out_sz: Out<usize>,
) -> c_int {
    entry(0, || {
        let value = pkey_param::octets(pkey.get()?, key_name.bytes()?)?;
        out_sz.write_opt(value.len());
        if !buf.is_null() && max_buf_sz < value.len() {
            return Err(Error::quiet());
        }
        put(&value, buf, max_buf_sz, &out_sz)
    })
}

/// Finds a string of the key by its name (`group`); it is terminated.
///
/// Returns: 1; 0 if the key has none, or `max_buf_sz` is too short.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_utf8_string_param(
    pkey: In<EVP_PKEY>,
    key_name: Str,
    str: OutBuf<c_char>,
    max_buf_sz: usize,
    out_sz: Out<usize>,
) -> c_int {
    entry(0, || {
        let (pkey, name) = (pkey.get()?, key_name.bytes()?);
        let value = pkey_param::string(pkey, name)?;
        out_sz.write_opt(value.len());
        let small = pkey.type_nid() == 408 && name == b"group";
        put_text(&value, str, max_buf_sz).map_err(|error| match small {
            true => Error::new(Lib::Ec, crate::err::ec::R_INVALID_CURVE),
            false => error,
        })
    })
}

/// Writes a string and its end; nothing for a NULL place.
fn put_text(value: &[u8], mut place: OutBuf<c_char>, room: usize) -> Result<c_int> {
    if place.is_null() {
        return Ok(1);
    }
    if room <= value.len() {
        return Err(Error::quiet());
    }
    let place = place.slice(value.len() + 1)?;
    place[..value.len()].copy_from_slice(value);
    place[value.len()] = 0;
    Ok(1)
}

/// The name of the key's curve or group, terminated.
///
/// Returns: 1; 0 if it has none, or `gname_sz` is too short.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_group_name(
    pkey: In<EVP_PKEY>,
    name: OutBuf<c_char>,
    gname_sz: usize,
    gname_len: Out<usize>,
) -> c_int {
    entry(0, || {
        let value = pkey_param::string(pkey.get()?, b"group")?;
        gname_len.write_opt(value.len());
        put_text(&value, name, gname_sz)
    })
}

/// The NID of the digest that suits the key.
///
/// Returns: 1 advised; 0 or less if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_default_digest_nid(pkey: Mut<EVP_PKEY>, pnid: Out<c_int>) -> c_int {
    entry(0, || {
        let pkey = pkey.get()?;
        match pkey_param::default_digest(pkey) {
            Some(md) => {
                pnid.write(md.nid())?;
                Ok(1)
            }
            // Keys that digest on their own have no answer.
            None if pkey.can_sign() => Ok(0),
            None => Ok(-2),
        }
    })
}

/// The name of the digest that suits the key.
///
/// Returns: 1 advised; 2 demanded; 0 or less if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_default_digest_name(
    pkey: Mut<EVP_PKEY>,
    mut mdname: OutBuf<c_char>,
    mdname_sz: usize,
) -> c_int {
    entry(0, || {
        let pkey = pkey.get()?;
        let (name, result) = match pkey_param::default_digest(pkey) {
            Some(md) => (md.short_name().to_bytes(), 1),
            // Ed25519 takes no other digest than its own.
            None if pkey.can_sign() => (&b"UNDEF"[..], 2),
            None => return Ok(-2),
        };
        if mdname_sz > 0 {
            crate::abi::err::write_str(mdname.slice(mdname_sz)?, name);
        }
        Ok(result)
    })
}

/// The public key as peers exchange it (a point, or 32 bytes), which the
/// caller frees with `OPENSSL_free`.
///
/// Returns: its length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get1_encoded_public_key(
    pkey: Mut<EVP_PKEY>,
    ppub: Out<*mut c_uchar>,
) -> usize {
    entry(0, || {
        let value = pkey_param::octets(pkey.get()?, b"encoded-pub-key")?;
        ppub.write(mem::copy_out(&value)?.cast())?;
        Ok(value.len())
    })
}

/// Makes a private key of raw bytes: Ed25519, X25519, or the key of an HMAC.
///
/// Returns: NULL on error.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`, `EVP_R_KEY_SETUP_FAILED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_raw_private_key(
    type_: c_int,
    _e: Mut<ENGINE>,
    priv_: InBuf<c_uchar>,
    len: usize,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(pkey_param::raw_private(type_, priv_.slice(len)?)?)))
}

/// As [`EVP_PKEY_new_raw_private_key`], with the type by its name.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_raw_private_key_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    keytype: Str,
    _propq: Str,
    priv_: InBuf<c_uchar>,
    len: usize,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(pkey_param::raw_private(type_of(&keytype)?, priv_.slice(len)?)?))
    })
}

/// The type of this name.
fn type_of(name: &Str) -> Result<c_int> {
    let name = name.bytes()?;
    crate::obj::evp_pkey::type_of_name(name).ok_or_else(|| evp_md::unsupported(name))
}

/// As [`EVP_PKEY_new_raw_public_key`], with the type by its name.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_raw_public_key_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    keytype: Str,
    _propq: Str,
    pub_: InBuf<c_uchar>,
    len: usize,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(pkey_param::raw_public(type_of(&keytype)?, pub_.slice(len)?)?))
    })
}

/// Makes a public key of raw bytes: Ed25519 or X25519.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new_raw_public_key(
    type_: c_int,
    _e: Mut<ENGINE>,
    pub_: InBuf<c_uchar>,
    len: usize,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(pkey_param::raw_public(type_, pub_.slice(len)?)?)))
}

/// The raw bytes of a private key; only their length for a NULL `priv_`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_raw_private_key(
    pkey: In<EVP_PKEY>,
    priv_: OutBuf<c_uchar>,
    len: Out<usize>,
) -> c_int {
    entry(0, || {
        let value = pkey_param::raw_of_private(pkey.get()?)?;
        let room = if priv_.is_null() { 0 } else { len.read()? };
        if !priv_.is_null() && room < value.len() {
            return Err(Error::quiet());
        }
        put(&value, priv_, room, &len)
    })
}

/// The raw bytes of a public key; only their length for a NULL `pub_`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_raw_public_key(
    pkey: In<EVP_PKEY>,
    pub_: OutBuf<c_uchar>,
    len: Out<usize>,
) -> c_int {
    entry(0, || {
        let value = pkey_param::raw_of_public(pkey.get()?)?;
        let room = if pub_.is_null() { 0 } else { len.read()? };
        if !pub_.is_null() && room < value.len() {
            return Err(Error::quiet());
        }
        put(&value, pub_, room, &len)
    })
}

/// Encrypts a short text, most often a key, under an RSA key, with PKCS#1 v1.5
/// padding.
///
/// Returns: the length of what it writes to `enc_key`; less on error, 0 for a key of
/// another type.
/// Errors: `EVP_R_PUBLIC_KEY_NOT_RSA`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encrypt_old(
    enc_key: OutBuf<c_uchar>,
    key: InBuf<c_uchar>,
    key_len: c_int,
    pub_key: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || {
        let rsa = rsa_of(&pub_key)?;
        Ok(RSA_public_encrypt(key_len, key, enc_key, Mut::lend(&*rsa), PKCS1_PADDING))
    })
}

/// Decrypts what [`EVP_PKEY_encrypt_old`] encrypts.
///
/// Returns: the length of what it writes to `dec_key`; -1 on error.
/// Errors: `EVP_R_PUBLIC_KEY_NOT_RSA`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt_old(
    dec_key: OutBuf<c_uchar>,
    enc_key: InBuf<c_uchar>,
    enc_key_len: c_int,
    private_key: Mut<EVP_PKEY>,
) -> c_int {
    entry(-1, || {
        let rsa = rsa_of(&private_key)?;
        Ok(RSA_private_decrypt(enc_key_len, enc_key, dec_key, Mut::lend(&*rsa), PKCS1_PADDING))
    })
}

/// `RSA_PKCS1_PADDING`.
const PKCS1_PADDING: c_int = 1;

#[track_caller]
fn rsa_of(key: &Mut<EVP_PKEY>) -> Result<Arc<RSA>> {
    let not_rsa = || Error::new(Lib::Evp, evp::R_PUBLIC_KEY_NOT_RSA);
    let key = key.get()?;
    if key.type_nid() != 6 {
        return Err(not_rsa());
    }
    key.rsa().map_err(|_| not_rsa())
}
