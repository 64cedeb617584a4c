//! `EVP_SealInit`, `EVP_OpenInit` and their ends: a text encrypted for several
//! RSA keys.

use super::evp_cipher::known;
use crate::abi::{In, InBuf, Mut, Out, OutBuf, entry};
use crate::err::Result;
use crate::obj::evp_cipher::{Direction, EVP_CIPHER, EVP_CIPHER_CTX, random};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use std::ffi::{c_int, c_uchar};
use zeroize::Zeroizing;

/// The `index`th element of an array of C's.
fn element<T: Copy>(array: &Out<T>, index: usize) -> Result<T> {
    array.offset(index).read()
}

/// Makes a random key and vector for a cipher, and encrypts the key for each
/// of the `npubk` RSA keys in `pubk`, into `ek` and its length into `ekl`.
/// Without keys, only the cipher is set.
///
/// Returns: `npubk`, or 1 if that is not positive; 0 on error.
/// See: EVP_SealInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_SealInit(
    ctx: Mut<EVP_CIPHER_CTX>,
    type_: In<EVP_CIPHER>,
    ek: Out<*mut c_uchar>,
    ekl: Out<c_int>,
    mut iv: OutBuf<c_uchar>,
    pubk: Out<*mut EVP_PKEY>,
    npubk: c_int,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if let Some(cipher) = known(&type_) {
            ctx.reset();
            ctx.init(Some(cipher), Some(Direction::Encrypt), |_| Ok(None), |_| Ok(None))?;
        }
        let Some(count) = usize::try_from(npubk).ok().filter(|n| *n > 0 && !pubk.is_null()) else {
            return Ok(1);
        };
        let mut key = Zeroizing::new(vec![0; ctx.key_len()]);
        random(&mut key)?;
        let vector = iv.slice(ctx.iv_len())?;
        random(vector)?;
        ctx.init(None, Some(Direction::Encrypt), |_| Ok(Some(&key)), |_| Ok(Some(&*vector)))?;
        for index in 0..count {
            let public: Mut<EVP_PKEY> =
                Mut::from_element(crate::abi::Opaque(element(&pubk, index)?.cast()));
            let under = EVP_PKEY_CTX::for_key(public.share()?)?;
            under.begin(operation::ENCRYPT)?;
            let sealed = under.encrypt(&key)?;
            let mut place: OutBuf<c_uchar> = OutBuf::lend(element(&ek, index)?);
            place.slice(sealed.len())?.copy_from_slice(&sealed);
            ekl.offset(index).write(c_int::try_from(sealed.len()).unwrap_or(0))?;
        }
        Ok(npubk)
    })
}

/// Ends a sealing: writes the last block.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_SealFinal(
    ctx: Mut<EVP_CIPHER_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    super::evp_enc::EVP_EncryptFinal_ex(ctx, out, outl)
}

/// Decrypts the key of a sealing with an RSA key, and prepares to decrypt the
/// text. Without a key, only the cipher is set.
///
/// Returns: 1; 0 on error.
/// See: EVP_OpenInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_OpenInit(
    ctx: Mut<EVP_CIPHER_CTX>,
    type_: In<EVP_CIPHER>,
    ek: InBuf<c_uchar>,
    ekl: c_int,
    iv: InBuf<c_uchar>,
    priv_: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if let Some(cipher) = known(&type_) {
            ctx.reset();
            ctx.init(Some(cipher), Some(Direction::Decrypt), |_| Ok(None), |_| Ok(None))?;
        }
        let Some(private) = priv_.share_opt() else { return Ok(1) };
        let under = EVP_PKEY_CTX::for_key(private)?;
        under.begin(operation::DECRYPT)?;
        let key = under.decrypt(ek.slice(ekl)?, usize::MAX)?;
        if key.len() != ctx.key_len() {
            ctx.set_key_len(key.len())?;
        }
        let vector = |len| if iv.is_null() { Ok(None) } else { iv.slice(len).map(Some) };
        ctx.init(None, Some(Direction::Decrypt), |_| Ok(Some(&key)), vector)?;
        Ok(1)
    })
}

/// Ends an opening: writes the last block, and checks the padding.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_BAD_DECRYPT`, `PROV_R_WRONG_FINAL_BLOCK_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_OpenFinal(
    ctx: Mut<EVP_CIPHER_CTX>,
    out: OutBuf<c_uchar>,
    outl: Out<c_int>,
) -> c_int {
    super::evp_enc::EVP_DecryptFinal_ex(ctx, out, outl)
}
