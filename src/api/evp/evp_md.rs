//! `EVP_MD_…` and `EVP_Digest…`: digests.

use super::fetched::query;
use crate::abi::{
    Give, In, InBuf, Lend, LendConst, Mut, Opaque, Out, OutBuf, Str, Take, entry, quiet,
};
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::evp_md::{self, EVP_MD, EVP_MD_CTX, Md};
use crate::obj::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::names;
use std::ffi::{c_char, c_int, c_uchar, c_uint, c_ulong, c_void};

crate::c_memory_handle!(crate::obj::evp_md::EVP_MD_CTX);

/// Declares the functions that lend a digest algorithm.
macro_rules! digests {
    ($($(#[$doc:meta])* $name:ident = $md:ident;)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        pub extern "C" fn $name() -> LendConst<EVP_MD> {
            LendConst::new(EVP_MD::of(Md::$md))
        }
    )*};
}

digests! {
    /// MD4, which only the legacy provider can compute.
    EVP_md4 = Md4;
    /// MD5.
    EVP_md5 = Md5;
    /// MD5 followed by SHA-1.
    EVP_md5_sha1 = Md5Sha1;
    /// SHA-1.
    EVP_sha1 = Sha1;
    /// SHA-224.
    EVP_sha224 = Sha224;
    /// SHA-256.
    EVP_sha256 = Sha256;
    /// SHA-384.
    EVP_sha384 = Sha384;
    /// SHA-512.
    EVP_sha512 = Sha512;
    /// SHA-512/224.
    EVP_sha512_224 = Sha512_224;
    /// SHA-512/256.
    EVP_sha512_256 = Sha512_256;
    /// SHA3-224.
    EVP_sha3_224 = Sha3_224;
    /// SHA3-256.
    EVP_sha3_256 = Sha3_256;
    /// SHA3-384.
    EVP_sha3_384 = Sha3_384;
    /// SHA3-512.
    EVP_sha3_512 = Sha3_512;
    /// SHAKE128.
    EVP_shake128 = Shake128;
    /// SHAKE256.
    EVP_shake256 = Shake256;
    /// RIPEMD-160.
    EVP_ripemd160 = Ripemd160;
    /// BLAKE2b with 512 bits.
    EVP_blake2b512 = Blake2b512;
    /// BLAKE2s with 256 bits.
    EVP_blake2s256 = Blake2s256;
    /// SM3.
    EVP_sm3 = Sm3;
}

/// A digest of no bytes, which only the functions of `EVP_MD_CTX` take.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_md_null() -> LendConst<EVP_MD> {
    LendConst::new(crate::obj::evp_md_null::null())
}

/// Finds a digest by its name, in any case.
///
/// Returns: NULL for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_get_digestbyname(name: Str) -> LendConst<EVP_MD> {
    quiet(LendConst::null(), || {
        if let Some(md) = EVP_MD::by_name(name.bytes()?) {
            return Ok(LendConst::new(md));
        }
        let named = names::get(name.get()?, names::DIGEST);
        Ok(named.map_or(LendConst::null(), |md| LendConst::from_ptr(md.0.cast_const().cast())))
    })
}

/// Fetches a digest by its name.
///
/// Returns: NULL for an unknown one.
/// Errors: `ERR_R_UNSUPPORTED`.
/// See: EVP_MD_fetch(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_fetch(
    ctx: Mut<OSSL_LIB_CTX>,
    algorithm: Str,
    properties: Str,
) -> Lend<EVP_MD> {
    entry(Lend::null(), || {
        let query = query(&ctx, &properties)?;
        Ok(Lend::new(EVP_MD::fetch_with(algorithm.bytes()?, &query)?))
    })
}

/// Takes one more share of a digest; they are all static.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_up_ref(md: Mut<EVP_MD>) -> c_int {
    quiet(0, || md.get().map(|_| 1))
}

/// Gives up a share of a digest; they are all static.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_free(_md: Mut<EVP_MD>) {}

/// The name of a digest; an empty string for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get0_name(md: In<EVP_MD>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(md.get()?.name().map_or(LendConst::null(), LendConst::cstr)))
}

/// Whether a digest has this name.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_is_a(md: In<EVP_MD>, name: Str) -> c_int {
    quiet(0, || Ok(md.get()?.is_a(name.bytes()?).into()))
}

/// The NID of a digest; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_type(md: In<EVP_MD>) -> c_int {
    quiet(0, || Ok(md.get()?.nid()))
}

/// The NID of RSA signatures with a digest; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_pkey_type(md: In<EVP_MD>) -> c_int {
    quiet(0, || Ok(md.get()?.pkey_type()))
}

/// The length of a digest in bytes.
///
/// Returns: -1 for NULL.
/// Errors: `EVP_R_MESSAGE_DIGEST_IS_NULL`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_size(md: In<EVP_MD>) -> c_int {
    entry(-1, || match md.opt() {
        Some(md) => Ok(md.size()),
        None => Err(Error::new(Lib::Evp, err::evp::R_MESSAGE_DIGEST_IS_NULL)),
    })
}

/// The length of a digest's input block in bytes.
///
/// Returns: -1 for NULL.
/// Errors: `EVP_R_MESSAGE_DIGEST_IS_NULL`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_block_size(md: In<EVP_MD>) -> c_int {
    entry(-1, || match md.opt() {
        Some(md) => Ok(md.block_size()),
        None => Err(Error::new(Lib::Evp, err::evp::R_MESSAGE_DIGEST_IS_NULL)),
    })
}

/// The flags of a digest.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_get_flags(md: In<EVP_MD>) -> c_ulong {
    quiet(0, || Ok(md.get()?.flags()))
}

/// Makes a place for a digest at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_new() -> Give<EVP_MD_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees a digest at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_free(ctx: Take<EVP_MD_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Forgets all that a context holds.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_reset(ctx: Mut<EVP_MD_CTX>) -> c_int {
    quiet(1, || {
        if let Some(ctx) = ctx.opt() {
            ctx.reset();
        }
        Ok(1)
    })
}

/// Copies a digest at work, which may then go on two ways.
///
/// Returns: 1; 0 if `in_` has not started.
/// Errors: `EVP_R_INPUT_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_copy_ex(out: Mut<EVP_MD_CTX>, in_: In<EVP_MD_CTX>) -> c_int {
    entry(0, || {
        let from =
            in_.opt().ok_or_else(|| Error::new(Lib::Evp, err::evp::R_INPUT_NOT_INITIALIZED))?;
        out.get()?.copy_from(from)
    })
}

/// As [`EVP_MD_CTX_copy_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_copy(out: Mut<EVP_MD_CTX>, in_: In<EVP_MD_CTX>) -> c_int {
    EVP_MD_CTX_copy_ex(out, in_)
}

/// Lends the algorithm of a context; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_get0_md(ctx: In<EVP_MD_CTX>) -> LendConst<EVP_MD> {
    quiet(LendConst::null(), || {
        let ctx = ctx.get()?;
        Ok(ctx.own_md().map_or_else(|| LendConst::opt(ctx.md()), LendConst::from_ptr))
    })
}

/// As [`EVP_MD_CTX_get0_md`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_md(ctx: In<EVP_MD_CTX>) -> LendConst<EVP_MD> {
    EVP_MD_CTX_get0_md(ctx)
}

/// The algorithm of a context; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_get1_md(ctx: Mut<EVP_MD_CTX>) -> Lend<EVP_MD> {
    quiet(Lend::null(), || {
        let ctx = ctx.get()?;
        let own = ctx.own_md().map(|md| Lend::from_ptr(md.cast_mut()));
        Ok(own.unwrap_or_else(|| Lend::opt(ctx.md())))
    })
}

/// Lends the key context of a signature at work; NULL if there is none.
/// Ownership: it belongs to `ctx`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_get_pkey_ctx(ctx: In<EVP_MD_CTX>) -> Lend<EVP_PKEY_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.pkey_ctx().as_deref())))
}

/// Makes a signature use a key context of the program's, which stays the
/// program's to free.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_set_pkey_ctx(ctx: Mut<EVP_MD_CTX>, pctx: Mut<EVP_PKEY_CTX>) {
    quiet((), || {
        ctx.get()?.set_pkey_ctx(pctx.share_opt());
        Ok(())
    });
}

/// Sets flags of a context.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_set_flags(ctx: Mut<EVP_MD_CTX>, flags: c_int) {
    quiet((), || {
        ctx.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags of a context.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_clear_flags(ctx: Mut<EVP_MD_CTX>, flags: c_int) {
    quiet((), || {
        ctx.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Which of `flags` are set.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_test_flags(ctx: In<EVP_MD_CTX>, flags: c_int) -> c_int {
    quiet(0, || Ok(ctx.get()?.flags() & flags))
}

/// Starts a digest. Without `type_` the last algorithm starts again.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_NO_DIGEST_SET`, `EVP_R_INITIALIZATION_ERROR`.
/// See: EVP_DigestInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestInit_ex(
    ctx: Mut<EVP_MD_CTX>,
    type_: In<EVP_MD>,
    _impl: Mut<ENGINE>,
) -> c_int {
    entry(0, || ctx.get()?.start(type_.opt()))
}

/// The static algorithm that C's pointer means.
///
/// Errors: `ERR_R_UNSUPPORTED` of EVP for one of the program's own.
#[track_caller]
pub(in crate::api) fn known(md: &In<EVP_MD>) -> Result<Option<&'static EVP_MD>> {
    md.opt().map(EVP_MD::known).transpose()
}

/// Forgets what the context holds and starts a digest.
///
/// Returns: 1; 0 on error.
/// Errors: as [`EVP_DigestInit_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestInit(ctx: Mut<EVP_MD_CTX>, type_: In<EVP_MD>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.reset();
        ctx.start(type_.opt())
    })
}

/// Adds `count` bytes.
///
/// Returns: 1; 0 if no digest was started.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestUpdate(ctx: Mut<EVP_MD_CTX>, d: InBuf<c_void>, count: usize) -> c_int {
    entry(0, || {
        if count == 0 {
            return Ok(1);
        }
        let ctx = ctx.get()?;
        if let Some(done) = ctx.update_own(&d, count) {
            return Ok(done);
        }
        ctx.update(d.slice(count)?)?;
        Ok(1)
    })
}

/// Ends a digest: writes it to `md` and its length to `*s`.
///
/// Returns: 1; 0 if no digest was started.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestFinal_ex(
    ctx: Mut<EVP_MD_CTX>,
    md: OutBuf<c_uchar>,
    s: Out<c_uint>,
) -> c_int {
    entry(0, || finish(ctx.get()?, md, &s))
}

fn finish(ctx: &EVP_MD_CTX, mut md: OutBuf<c_uchar>, len: &Out<c_uint>) -> Result<c_int> {
    if let Some((done, size)) = ctx.finish_own(&md) {
        len.write_opt(c_uint::try_from(size).unwrap_or(0));
        return Ok(done);
    }
    let digest = ctx.finish()?;
    md.slice(digest.len())?.copy_from_slice(&digest);
    len.write_opt(c_uint::try_from(digest.len()).unwrap_or(0));
    Ok(1)
}

/// As [`EVP_DigestFinal_ex`], and forgets what the context holds.
///
/// Returns: 1; 0 if no digest was started.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestFinal(
    ctx: Mut<EVP_MD_CTX>,
    md: OutBuf<c_uchar>,
    s: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let done = finish(ctx, md, &s);
        ctx.reset();
        done
    })
}

/// Ends a digest of any length (SHAKE): writes `len` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_NOT_XOF_OR_INVALID_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_DigestFinalXOF(
    ctx: Mut<EVP_MD_CTX>,
    mut md: OutBuf<c_uchar>,
    len: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if let Some(done) = ctx.finish_own_xof(&md, len) {
            return done;
        }
        ctx.finish_xof(md.slice(len)?)?;
        Ok(1)
    })
}

/// The digest of `count` bytes: writes it to `md` and its length to `*size`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_Digest(
    data: InBuf<c_void>,
    count: usize,
    md: OutBuf<c_uchar>,
    size: Out<c_uint>,
    type_: In<EVP_MD>,
    _impl: Mut<ENGINE>,
) -> c_int {
    entry(0, || {
        let ctx = EVP_MD_CTX::default();
        let started = ctx.start(type_.opt())?;
        let added = ctx.update_own(&data, count);
        match added {
            None => ctx.update(data.slice(count)?)?,
            Some(_) if started == 0 => return Ok(0),
            Some(0) => return Ok(0),
            Some(_) => {}
        }
        finish(&ctx, md, &size)
    })
}

/// The digest of `datalen` bytes by the algorithm called `name`.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_UNSUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_Q_digest(
    _libctx: Mut<OSSL_LIB_CTX>,
    name: Str,
    _propq: Str,
    data: InBuf<c_void>,
    datalen: usize,
    mut md: OutBuf<c_uchar>,
    mdlen: Out<usize>,
) -> c_int {
    entry(0, || {
        let algorithm = EVP_MD::fetch(name.bytes()?)?;
        let digest = evp_md::digest(algorithm.md()?, data.slice(datalen)?)?;
        md.slice(digest.len())?.copy_from_slice(&digest);
        mdlen.write_opt(digest.len());
        Ok(1)
    })
}

/// What `EVP_MD_do_all` calls: algorithm, name, NULL, argument; for another
/// name NULL, that name, what it stands for, argument.
#[allow(non_camel_case_types, reason = "named after the type it visits")]
type EVP_MD_visitor =
    extern "C" fn(LendConst<EVP_MD>, LendConst<c_char>, LendConst<c_char>, Opaque);

/// Calls `fn_` for every digest.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_do_all_sorted(fn_: Option<EVP_MD_visitor>, arg: Opaque) {
    EVP_MD_do_all(fn_, arg);
}

/// Calls `fn_` for every digest.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_do_all(fn_: Option<EVP_MD_visitor>, arg: Opaque) {
    let Some(visit) = fn_ else {
        return;
    };
    for name in crate::obj::evp_names::digests() {
        let (text, alias_of) = (LendConst::cstr(&name.name), &name.alias_of);
        match alias_of {
            None => visit(LendConst::new(name.object), text, LendConst::null(), arg),
            Some(of) => visit(LendConst::null(), text, LendConst::cstr(of), arg),
        }
    }
}

/// Calls `fn_` for every digest that can be fetched.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_do_all_provided(
    _libctx: Mut<OSSL_LIB_CTX>,
    fn_: Option<extern "C" fn(Lend<EVP_MD>, Opaque)>,
    arg: Opaque,
) {
    let Some(visit) = fn_ else {
        return;
    };
    for md in EVP_MD::all(true).iter().filter(|md| md.is_available()) {
        visit(Lend::new(md), arg);
    }
}

/// Registers a digest under its names; ours are known without it.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_add_digest(digest: In<EVP_MD>) -> c_int {
    quiet(0, || digest.get().map(|_| 1))
}

/// Declares the one-call function of a digest.
macro_rules! one_shot {
    ($($(#[$doc:meta])* $name:ident = $md:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Returns: `md`, or a static buffer if `md` is NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(d: InBuf<c_uchar>, n: usize, md: OutBuf<c_uchar>) -> Lend<c_uchar> {
            entry(Lend::null(), || one_shot(Md::$md, d, n, md))
        }
    )*};
}

one_shot! {
    /// The MD4 digest of `n` bytes.
    MD4 = Md4;
    /// The MD5 digest of `n` bytes.
    MD5 = Md5;
    /// The SHA-1 digest of `n` bytes.
    SHA1 = Sha1;
    /// The SHA-224 digest of `n` bytes.
    SHA224 = Sha224;
    /// The SHA-256 digest of `n` bytes.
    SHA256 = Sha256;
    /// The SHA-384 digest of `n` bytes.
    SHA384 = Sha384;
    /// The SHA-512 digest of `n` bytes.
    SHA512 = Sha512;
    /// The RIPEMD-160 digest of `n` bytes.
    RIPEMD160 = Ripemd160;
}

fn one_shot(
    md: Md,
    d: InBuf<c_uchar>,
    n: usize,
    mut out: OutBuf<c_uchar>,
) -> crate::err::Result<Lend<c_uchar>> {
    let digest = evp_md::digest(md, d.slice(n)?)?;
    if out.is_null() {
        return Ok(Lend::from_ptr(evp_md::keep_static(md, &digest)));
    }
    out.slice(digest.len())?.copy_from_slice(&digest);
    Ok(Lend::from_ptr(out.as_ptr()))
}
