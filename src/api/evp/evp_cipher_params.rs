//! Ciphers and digests as parameters: `EVP_CIPHER_get_params`,
//! `EVP_CIPHER_CTX_set_params`, `EVP_MD_CTX_set_params` and their kin, and
//! what providers say of them.

use super::fetched::{Visitor, list, visit_names};
use crate::abi::{In, LendConst, Mut, Opaque, OutBuf, entry, quiet};
use crate::err::{Error, Lib, Result, evp, prov};
use crate::obj::engine::ENGINE;
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::fetch::Fetched;
use crate::obj::lib_ctx::OSSL_PROVIDER;
use crate::obj::param::{self, OCTET_STRING, OSSL_PARAM};
use std::ffi::{c_char, c_int, c_uint, c_void};

/// Declares what a provider says of a digest or a cipher.
macro_rules! said {
    ($(
        $kind:ident: $description:ident $provider:ident $names:ident $gettable:ident
        $ctx_gettable:ident $ctx_settable:ident $long:ident;
    )*) => {$(
        /// What a provider says of its algorithm.
        #[unsafe(no_mangle)]
        pub extern "C" fn $description(object: In<$kind>) -> LendConst<c_char> {
            quiet(LendConst::null(), || {
                Ok(object.get()?.$long().map_or(LendConst::null(), LendConst::cstr))
            })
        }

        /// The provider of an algorithm; NULL for one that was not fetched.
        #[unsafe(no_mangle)]
        pub extern "C" fn $provider(object: In<$kind>) -> LendConst<OSSL_PROVIDER> {
            quiet(LendConst::null(), || {
                let object = object.get()?;
                let facts = object.facts().filter(|_| object.is_fetched());
                Ok(LendConst::opt(facts.map(|facts| facts.algorithm().provider())))
            })
        }

        /// Calls `fn_` with every name of an algorithm that was fetched.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $names(object: In<$kind>, fn_: Visitor, data: Opaque) -> c_int {
            quiet(0, || {
                let object = object.get()?;
                let facts = object.facts().filter(|_| object.is_fetched());
                let names = facts.into_iter().flat_map(|facts| facts.algorithm().names());
                visit_names(names, fn_, data)
            })
        }

        /// What can be asked of an algorithm.
        ///
        /// Returns: an array that stays; NULL for none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $gettable(object: In<$kind>) -> LendConst<OSSL_PARAM> {
            quiet(LendConst::null(), || Ok(list(object.get()?.parameters(0))))
        }

        /// What can be asked of a context.
        ///
        /// Returns: an array that stays; NULL for none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $ctx_gettable(object: In<$kind>) -> LendConst<OSSL_PARAM> {
            quiet(LendConst::null(), || Ok(list(object.get()?.parameters(1))))
        }

        /// What can be set on a context.
        ///
        /// Returns: an array that stays; NULL for none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $ctx_settable(object: In<$kind>) -> LendConst<OSSL_PARAM> {
            quiet(LendConst::null(), || Ok(list(object.get()?.parameters(2))))
        }
    )*};
}

said! {
    EVP_MD: EVP_MD_get0_description EVP_MD_get0_provider EVP_MD_names_do_all
    EVP_MD_gettable_params EVP_MD_gettable_ctx_params EVP_MD_settable_ctx_params description;
    EVP_CIPHER: EVP_CIPHER_get0_description EVP_CIPHER_get0_provider EVP_CIPHER_names_do_all
    EVP_CIPHER_gettable_params EVP_CIPHER_gettable_ctx_params EVP_CIPHER_settable_ctx_params
    description;
}

fn answer(done: bool) -> Result<()> {
    if done { Ok(()) } else { Err(Error::quiet()) }
}

/// Answers what is asked of a digest: its lengths and properties.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_params(digest: In<EVP_MD>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let digest = digest.get()?;
        let md = digest.md()?;
        for wanted in OSSL_PARAM::list(&params.as_in()) {
            let flag = |on: bool| wanted.put_integer(on.into(), size_of::<c_int>());
            match wanted.key().to_bytes() {
                b"blocksize" => param::put(wanted, md.block_size())?,
                b"size" => param::put(wanted, md.size())?,
                b"xof" => answer(flag(md.is_xof()))?,
                b"algid-absent" => answer(flag(digest.flags() & 8 != 0))?,
                _ => {}
            }
        }
        Ok(1)
    })
}

/// Starts a digest with parameters.
///
/// Returns: 1; 0 on error.
/// Errors: as `EVP_DigestInit_ex`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestInit_ex2(
    ctx: Mut<EVP_MD_CTX>,
    type_: In<EVP_MD>,
    params: In<OSSL_PARAM>,
) -> c_int {
    if super::evp_md::EVP_DigestInit_ex(
        Mut::from_element(Opaque(ctx.as_ptr().cast())),
        type_,
        NO_ENGINE,
    ) != 1
    {
        return 0;
    }
    entry(0, || set_digest(&ctx, &params).map(|()| 1))
}

const NO_ENGINE: Mut<ENGINE> = Mut::from_element(Opaque::NULL);

fn set_digest(ctx: &Mut<EVP_MD_CTX>, params: &In<OSSL_PARAM>) -> Result<()> {
    let ctx = ctx.get()?;
    for param in OSSL_PARAM::list(params) {
        match param.key().to_bytes() {
            b"xoflen" => {
                let len = param.integer().and_then(|len| len.try_into().ok());
                ctx.set_xof_len(len.ok_or_else(Error::quiet)?)?;
            }
            // The master secret of SSL 3, which nothing here speaks.
            b"ssl3-ms" => return Err(Error::quiet()),
            _ => {}
        }
    }
    Ok(())
}

/// Sets parameters of a digest at work: the length of a SHAKE's (`xoflen`).
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_set_params(ctx: Mut<EVP_MD_CTX>, params: In<OSSL_PARAM>) -> c_int {
    entry(0, || {
        ctx.get()?.md().ok_or_else(Error::quiet)?;
        set_digest(&ctx, &params).map(|()| 1)
    })
}

/// Answers what is asked of a digest at work: no digest answers anything.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_get_params(_ctx: Mut<EVP_MD_CTX>, _params: Mut<OSSL_PARAM>) -> c_int {
    0
}

/// What can be asked of a digest at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_gettable_params(ctx: Mut<EVP_MD_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.md().and_then(|md| md.parameters(1)))))
}

/// What can be set on a digest at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_settable_params(ctx: Mut<EVP_MD_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.md().and_then(|md| md.parameters(2)))))
}

/// Answers what is asked of a cipher: its mode and lengths.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_params(cipher: Mut<EVP_CIPHER>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let object = cipher.get()?;
        let (cipher, flags) = (object.cipher(), object.flags());
        for wanted in OSSL_PARAM::list(&params.as_in()) {
            let flag = |bit| wanted.put_integer((flags & bit != 0).into(), size_of::<c_int>());
            match wanted.key().to_bytes() {
                b"mode" => {
                    let mode = i128::from(cipher.mode() as u32);
                    answer(wanted.put_integer(mode, size_of::<c_uint>()))?;
                }
                b"keylen" => param::put(wanted, cipher.key_len())?,
                b"ivlen" => param::put(wanted, cipher.iv_len())?,
                b"blocksize" => param::put(wanted, cipher.block_size())?,
                b"aead" => answer(flag(0x20_0000))?,
                b"custom-iv" => answer(flag(0x10))?,
                b"cts" => answer(flag(0x4000))?,
                b"has-randkey" => answer(flag(0x200))?,
                _ => {}
            }
        }
        Ok(1)
    })
}

/// Answers what is asked of a cipher at work: lengths, padding, vectors, tag.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_params(
    ctx: Mut<EVP_CIPHER_CTX>,
    params: Mut<OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let cipher = ctx.cipher().ok_or_else(Error::quiet)?.cipher();
        for wanted in OSSL_PARAM::list(&params.as_in()) {
            let bytes = |bytes: &[u8]| answer(wanted.put_bytes(OCTET_STRING, bytes));
            let number = |n: u32| answer(wanted.put_integer(n.into(), size_of::<c_uint>()));
            match wanted.key().to_bytes() {
                b"keylen" => param::put(wanted, ctx.key_len())?,
                b"ivlen" => param::put(wanted, ctx.iv_len())?,
                b"padding" if !cipher.is_aead() => number((ctx.flags() & 0x100 == 0).into())?,
                b"num" if !cipher.is_aead() => number(ctx.num())?,
                b"iv" => bytes(&ctx.iv())?,
                b"updated-iv" => bytes(&ctx.updated_iv())?,
                b"tlsivgen" if ctx.is_gcm() => bytes(&ctx.next_iv(wanted.size())?)?,
                b"taglen" if cipher.is_aead() => param::put(wanted, ctx.tag_len())?,
                b"tag" if cipher.is_aead() => {
                    let mut tag = [0; 16];
                    let room = tag.get_mut(..wanted.size()).ok_or_else(Error::quiet)?;
                    ctx.tag(room).map_err(|_| Error::quiet())?;
                    bytes(room)?;
                }
                _ => {}
            }
        }
        Ok(1)
    })
}

/// Sets parameters of a cipher at work; unknown ones count for nothing.
#[track_caller]
pub(super) fn set_cipher(ctx: &EVP_CIPHER_CTX, params: &In<OSSL_PARAM>) -> Result<()> {
    let failed = || Error::new(Lib::Prov, prov::R_FAILED_TO_GET_PARAMETER);
    let cipher = ctx.cipher().ok_or_else(Error::quiet)?.cipher();
    for param in OSSL_PARAM::list(params) {
        let number = || param.integer().and_then(|n| u32::try_from(n).ok()).ok_or_else(failed);
        match param.key().to_bytes() {
            b"padding" if !cipher.is_aead() => ctx.set_padding(number()? != 0)?,
            b"num" if !cipher.is_aead() => ctx.set_num(number()?)?,
            b"keylen" => ctx
                .set_key_len(number()? as usize)
                .map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH))?,
            b"ivlen" if cipher.is_aead() => {
                let len = number()? as usize;
                if len == 0 {
                    return Err(Error::new(Lib::Prov, prov::R_INVALID_IV_LENGTH));
                }
                ctx.set_iv_len(len)?;
            }
            b"tag" if cipher.is_aead() => {
                let len = param.size();
                if param.data_type() != OCTET_STRING || len == 0 || len > 16 {
                    return Err(failed());
                }
                let tag = param.raw_bytes();
                ctx.set_tag(len, (!tag.is_empty()).then_some(tag))?;
            }
            b"tlsivfixed" if ctx.is_gcm() => {
                ctx.set_fixed_iv(param.raw_bytes()).map_err(|_| failed())?;
            }
            b"tlsivinv" if ctx.is_gcm() => {
                ctx.set_counted_iv(param.raw_bytes()).map_err(|_| Error::quiet())?;
            }
            // TLS records and their vectors are not made through parameters.
            b"tlsaad" | b"tlsivfixed" | b"tlsivinv" | b"tls-version" | b"tls-mac-size" => {
                return Err(failed());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Sets parameters of a cipher at work; unknown ones count for nothing.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_FAILED_TO_GET_PARAMETER`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_params(
    ctx: Mut<EVP_CIPHER_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || set_cipher(ctx.get()?, &params).map(|()| 1))
}

/// What can be asked of a cipher at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_gettable_params(
    ctx: Mut<EVP_CIPHER_CTX>,
) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.cipher().and_then(|c| c.parameters(1)))))
}

/// What can be set on a cipher at work.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_settable_params(
    ctx: Mut<EVP_CIPHER_CTX>,
) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.cipher().and_then(|c| c.parameters(2)))))
}

/// Copies the initialisation vector as it is by now.
///
/// Returns: 1; 0 if `len` is too short.
/// Errors: `PROV_R_FAILED_TO_SET_PARAMETER`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_updated_iv(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut buf: OutBuf<c_void>,
    len: usize,
) -> c_int {
    entry(0, || {
        let iv = ctx.get()?.updated_iv();
        if len < iv.len() {
            return Err(Error::new(Lib::Prov, prov::R_FAILED_TO_SET_PARAMETER));
        }
        buf.slice(iv.len())?.copy_from_slice(&iv);
        Ok(1)
    })
}

/// How far into a block a stream mode is.
///
/// Returns: -1 without a cipher.
/// Errors: `EVP_R_NO_CIPHER_SET`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_num(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    entry(-1, || {
        let ctx = ctx.get()?;
        ctx.cipher().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))?;
        Ok(c_int::try_from(ctx.num()).unwrap_or(-1))
    })
}

/// Says how far into a block a stream mode is.
///
/// Returns: 1; 0 without a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_num(ctx: Mut<EVP_CIPHER_CTX>, num: c_int) -> c_int {
    entry(0, || {
        let num = u32::try_from(num).map_err(|_| Error::quiet())?;
        ctx.get()?.set_num(num).map(|()| 1)
    })
}

/// Takes a share of a context's cipher; they are all static.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get1_cipher(
    ctx: Mut<EVP_CIPHER_CTX>,
) -> crate::abi::Lend<EVP_CIPHER> {
    quiet(crate::abi::Lend::null(), || Ok(crate::abi::Lend::opt(ctx.get()?.cipher())))
}
