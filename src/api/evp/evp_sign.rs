//! `EVP_DigestSign…`, `EVP_DigestVerify…`, `EVP_SignFinal`, `EVP_VerifyFinal`:
//! signatures over messages.

use super::evp_pkey_ctx::malformed;
use super::evp_pkey_ctx_ctrl::set_all;
use crate::abi::{Graded, In, InBuf, Lend, Mut, Opaque, Out, OutBuf, Str, entry, graded};
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{self, EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_mac;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_int, c_uchar, c_uint, c_void};
use std::sync::Arc;

const NO_PARAMS: In<OSSL_PARAM> = In::from_element(Opaque::NULL);

/// Prepares `ctx` to sign or verify: with its own key context if it has one,
/// else a new one for `key`.
fn prepare(
    ctx: &EVP_MD_CTX,
    out: &Out<Lend<EVP_PKEY_CTX>>,
    md: Option<&EVP_MD>,
    key: &Mut<EVP_PKEY>,
    wanted: c_int,
    params: &In<OSSL_PARAM>,
) -> Result<c_int> {
    let key_ctx = match (key.share_opt(), ctx.pkey_ctx()) {
        (Some(key), _) => EVP_PKEY_CTX::for_key(key)?,
        (None, Some(ctx)) => ctx,
        (None, None) => return Err(Error::new(Lib::Evp, err::evp::R_NO_KEY_SET)),
    };
    let begun = begin(ctx, &key_ctx, md, wanted, params);
    if begun.is_err() {
        // What the context could do before is over, too.
        key_ctx.change(|s| s.operation = operation::NONE);
        ctx.set_pkey_ctx(Some(Arc::clone(&key_ctx)));
    }
    out.write_opt(Lend::new(&key_ctx));
    begun
}

fn begin(
    ctx: &EVP_MD_CTX,
    key_ctx: &Arc<EVP_PKEY_CTX>,
    md: Option<&EVP_MD>,
    wanted: c_int,
    params: &In<OSSL_PARAM>,
) -> Result<c_int> {
    key_ctx.begin(wanted)?;
    let settings = key_ctx.settings();
    // Before the digest, which is the call's and not the parameters'.
    set_all(key_ctx, params)?;
    let default = settings.key.as_ref().and_then(|key| evp_pkey_ctx::default_md(key));
    let mac = key_ctx.mac_key();
    let digests_alone =
        settings.nid == 1087 || mac.as_ref().is_some_and(|key| key.nid != evp_pkey_mac::kind::HMAC);
    if let Some(key) = &mac {
        key.check(md.is_some())?;
    }
    if settings.nid == 1087 && md.is_some() {
        return Err(Error::new(Lib::Prov, err::prov::R_INVALID_DIGEST));
    }
    let chosen = md.map(EVP_MD::md).transpose()?.or(settings.md).or(default);
    if !digests_alone && chosen.is_none() {
        return Err(Error::new(Lib::Evp, err::evp::R_NO_DEFAULT_DIGEST));
    }
    settings.check_md_limit(chosen)?;
    key_ctx.change(|s| {
        s.md = chosen.filter(|_| !digests_alone);
        s.check_padding()
    })?;
    key_ctx.tell_md()?;
    ctx.start_signature(Arc::clone(key_ctx))?;
    Ok(1)
}

/// Prepares to sign a message with `pkey`; NULL for `type_` means the key's
/// default digest. The key context goes to `*pctx`, if that is not NULL.
///
/// Returns: 1; 0 on error.
/// Ownership: `*pctx` belongs to `ctx`.
/// Errors: `EVP_R_NO_KEY_SET`, `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
/// See: EVP_DigestSignInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestSignInit(
    ctx: Mut<EVP_MD_CTX>,
    pctx: Out<Lend<EVP_PKEY_CTX>>,
    type_: In<EVP_MD>,
    _e: Mut<ENGINE>,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || prepare(ctx.get()?, &pctx, type_.opt(), &pkey, operation::SIGNCTX, &NO_PARAMS))
}

/// As [`EVP_DigestSignInit`], with the digest by its name.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestSignInit_ex(
    ctx: Mut<EVP_MD_CTX>,
    pctx: Out<Lend<EVP_PKEY_CTX>>,
    mdname: Str,
    _libctx: Mut<OSSL_LIB_CTX>,
    _props: Str,
    pkey: Mut<EVP_PKEY>,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || prepare(ctx.get()?, &pctx, by_name(&mdname)?, &pkey, operation::SIGNCTX, &params))
}

fn by_name(name: &Str) -> Result<Option<&'static EVP_MD>> {
    name.opt().map(|name| EVP_MD::fetch(name.to_bytes())).transpose()
}

/// Prepares to verify the signature of a message; as [`EVP_DigestSignInit`].
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestVerifyInit(
    ctx: Mut<EVP_MD_CTX>,
    pctx: Out<Lend<EVP_PKEY_CTX>>,
    type_: In<EVP_MD>,
    _e: Mut<ENGINE>,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || prepare(ctx.get()?, &pctx, type_.opt(), &pkey, operation::VERIFYCTX, &NO_PARAMS))
}

/// As [`EVP_DigestVerifyInit`], with the digest by its name.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestVerifyInit_ex(
    ctx: Mut<EVP_MD_CTX>,
    pctx: Out<Lend<EVP_PKEY_CTX>>,
    mdname: Str,
    _libctx: Mut<OSSL_LIB_CTX>,
    _props: Str,
    pkey: Mut<EVP_PKEY>,
    params: In<OSSL_PARAM>,
) -> c_int {
    entry(0, || prepare(ctx.get()?, &pctx, by_name(&mdname)?, &pkey, operation::VERIFYCTX, &params))
}

fn update(ctx: &Mut<EVP_MD_CTX>, data: &InBuf<c_void>, len: usize) -> Result<c_int> {
    let ctx = ctx.get()?;
    let signing = ctx.pkey_ctx().ok_or_else(not_prepared)?.settings();
    if signing.nid == 1087 {
        return Err(Error::new(Lib::Evp, err::evp::R_ONLY_ONESHOT_SUPPORTED));
    }
    if signing.operation & (operation::SIGNCTX | operation::VERIFYCTX) == 0 {
        return Err(Error::new(Lib::Evp, err::evp::R_INITIALIZATION_ERROR));
    }
    ctx.update(data.slice(len)?)?;
    Ok(1)
}

#[track_caller]
fn not_prepared() -> Error {
    Error::new(Lib::Evp, err::evp::R_OPERATION_NOT_INITIALIZED)
}

/// Adds to the message to be signed.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestSignUpdate(
    ctx: Mut<EVP_MD_CTX>,
    data: InBuf<c_void>,
    dsize: usize,
) -> c_int {
    entry(0, || update(&ctx, &data, dsize))
}

/// Adds to the message whose signature is verified.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestVerifyUpdate(
    ctx: Mut<EVP_MD_CTX>,
    data: InBuf<c_void>,
    dsize: usize,
) -> c_int {
    entry(0, || update(&ctx, &data, dsize))
}

/// Whether keys of this type, curves and DSA, say nothing of a place that is
/// too small.
pub(super) fn is_quiet(nid: c_int) -> bool {
    matches!(nid, 408 | 116)
}

/// Writes a result whose length C asked for or stated; `quiet` is whether a
/// place that is too small goes without an error in the queue.
pub(super) fn put(
    longest: usize,
    quiet: bool,
    mut out: OutBuf<c_uchar>,
    len: &Out<usize>,
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<c_int> {
    if out.is_null() {
        len.write(longest)?;
        return Ok(1);
    }
    let room = len.read()?;
    if room < longest && quiet {
        return Err(Error::quiet());
    }
    if room < longest {
        let text = format!("is {room}, should be at least {longest}");
        return Err(Error::new(Lib::Prov, err::prov::R_INVALID_SIGNATURE_SIZE).with(text));
    }
    let bytes = make()?;
    out.slice(bytes.len())?.copy_from_slice(&bytes);
    len.write(bytes.len())?;
    Ok(1)
}

fn sign_final(ctx: &EVP_MD_CTX, out: OutBuf<c_uchar>, len: &Out<usize>) -> Result<c_int> {
    let signing = ctx.pkey_ctx().ok_or_else(not_prepared)?;
    let settings = signing.expect(operation::SIGNCTX)?;
    let longest = match (&settings.key, settings.md) {
        (Some(key), Some(md)) if key.size() == 0 => md.size(),
        (Some(_), None) if signing.mac_key().is_some() => evp_pkey_mac::SIZE,
        (Some(key), _) => key.size(),
        (None, _) => return Err(not_prepared()),
    };
    put(longest, is_quiet(settings.nid), out, len, || signing.sign(&ctx.so_far()?))
}

/// Ends a message: writes the signature to `sigret` and its length to
/// `*siglen`; for a NULL `sigret` only the longest length.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestSignFinal(
    ctx: Mut<EVP_MD_CTX>,
    sigret: OutBuf<c_uchar>,
    siglen: Out<usize>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if ctx.pkey_ctx().is_some_and(|signing| signing.settings().nid == 1087) {
            return Err(Error::new(Lib::Evp, err::evp::R_ONLY_ONESHOT_SUPPORTED));
        }
        sign_final(ctx, sigret, &siglen)
    })
}

/// Signs a whole message.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestSign(
    ctx: Mut<EVP_MD_CTX>,
    sigret: OutBuf<c_uchar>,
    siglen: Out<usize>,
    tbs: InBuf<c_uchar>,
    tbslen: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if ctx.pkey_ctx().is_none() {
            return Err(not_prepared());
        }
        if !sigret.is_null() {
            ctx.update(tbs.slice(tbslen)?)?;
        }
        sign_final(ctx, sigret, &siglen)
    })
}

fn verify_final(ctx: &EVP_MD_CTX, sig: &[u8]) -> std::result::Result<c_int, Graded> {
    let verifying = ctx.pkey_ctx().ok_or_else(not_prepared)?;
    verifying.expect(operation::VERIFYCTX)?;
    let good = verifying.verify(&ctx.so_far()?, sig);
    Ok(good.map_err(malformed)?.into())
}

/// Ends a message: checks its signature.
///
/// Returns: 1 good; 0 not; less than 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestVerifyFinal(
    ctx: Mut<EVP_MD_CTX>,
    sig: InBuf<c_uchar>,
    siglen: usize,
) -> c_int {
    graded(0, || {
        let ctx = ctx.get()?;
        if ctx.pkey_ctx().is_some_and(|verifying| verifying.settings().nid == 1087) {
            return Err(Error::new(Lib::Evp, err::evp::R_ONLY_ONESHOT_SUPPORTED).into());
        }
        verify_final(ctx, sig.slice(siglen)?)
    })
}

/// Checks the signature of a whole message.
///
/// Returns: 1 good; 0 not; less than 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestVerify(
    ctx: Mut<EVP_MD_CTX>,
    sigret: InBuf<c_uchar>,
    siglen: usize,
    tbs: InBuf<c_uchar>,
    tbslen: usize,
) -> c_int {
    graded(0, || {
        let ctx = ctx.get()?;
        if ctx.pkey_ctx().is_none() {
            return Err(not_prepared().into());
        }
        ctx.update(tbs.slice(tbslen)?)?;
        verify_final(ctx, sigret.slice(siglen)?)
    })
}

/// The key context for the digest that `ctx` computed, and that digest.
fn digested(
    ctx: &EVP_MD_CTX,
    pkey: &Mut<EVP_PKEY>,
    wanted: c_int,
) -> Result<(Arc<EVP_PKEY_CTX>, Vec<u8>)> {
    let md = ctx.md().ok_or_else(|| Error::new(Lib::Evp, err::evp::R_NO_DIGEST_SET))?;
    let key_ctx = EVP_PKEY_CTX::for_key(pkey.share()?)?;
    key_ctx.begin(wanted)?;
    let md = md.md()?;
    key_ctx.change(|s| s.md = Some(md));
    Ok((key_ctx, ctx.so_far()?))
}

/// The signature of what `ctx` digested.
pub(in crate::api) fn signature(ctx: &EVP_MD_CTX, pkey: &Mut<EVP_PKEY>) -> Result<Vec<u8>> {
    let (key_ctx, digest) = digested(ctx, pkey, operation::SIGN)?;
    key_ctx.sign(&digest)
}

/// Ends a digest and signs it: writes the signature to `md`, which has room
/// for `EVP_PKEY_get_size(pkey)` bytes, and its length to `*s`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_SignFinal(
    ctx: Mut<EVP_MD_CTX>,
    mut md: OutBuf<c_uchar>,
    s: Out<c_uint>,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(0, || {
        s.write(0)?;
        let signature = signature(ctx.get()?, &pkey)?;
        md.slice(signature.len())?.copy_from_slice(&signature);
        s.write(c_uint::try_from(signature.len()).unwrap_or(0))?;
        Ok(1)
    })
}

/// As [`EVP_SignFinal`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_SignFinal_ex(
    ctx: Mut<EVP_MD_CTX>,
    md: OutBuf<c_uchar>,
    s: Out<c_uint>,
    pkey: Mut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    EVP_SignFinal(ctx, md, s, pkey)
}

/// Ends a digest and checks its signature.
///
/// Returns: 1 good; 0 not; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_VerifyFinal(
    ctx: Mut<EVP_MD_CTX>,
    sigbuf: InBuf<c_uchar>,
    siglen: c_uint,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(-1, || {
        let (key_ctx, digest) = digested(ctx.get()?, &pkey, operation::VERIFY)?;
        let good = key_ctx.verify(&digest, sigbuf.slice(siglen)?)?;
        Ok(good.into())
    })
}

/// As [`EVP_VerifyFinal`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_VerifyFinal_ex(
    ctx: Mut<EVP_MD_CTX>,
    sigbuf: InBuf<c_uchar>,
    siglen: c_uint,
    pkey: Mut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    EVP_VerifyFinal(ctx, sigbuf, siglen, pkey)
}
