//! `EVP_PKEY_CTX_…` and what is done through it: making keys, signing,
//! encrypting, deriving.

use super::evp_pkey_ctx_ctrl::set_all;
use super::evp_sign::{is_quiet, put};
use crate::abi::{
    Give, Graded, In, InBuf, Lend, LendConst, Mut, Opaque, Out, OutBuf, Str, Take, entry, graded,
    quiet,
};
use crate::err::{self, Error, Lib, Result, evp};
use crate::obj::engine::ENGINE;
use crate::obj::evp_md::Md;
use crate::obj::evp_pkey::{self, EVP_PKEY};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
pub use crate::obj::evp_pkey_progress::EVP_PKEY_gen_cb;
use crate::obj::evp_pkey_progress::GivenNumbers;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_char, c_int, c_uchar};

fn for_key(pkey: &Mut<EVP_PKEY>, e: &Mut<ENGINE>) -> Result<Give<EVP_PKEY_CTX>> {
    let key = pkey.share_opt().ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM))?;
    Ok(Give::new(EVP_PKEY_CTX::for_key_by(key, e.share_opt().as_ref())?))
}

/// Makes a context for a key, which takes the method of an engine if one is
/// named.
///
/// Returns: NULL for a key without a type.
/// Errors: `ERR_R_UNSUPPORTED`; `EVP_R_UNSUPPORTED_ALGORITHM` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new(pkey: Mut<EVP_PKEY>, e: Mut<ENGINE>) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || for_key(&pkey, &e))
}

/// As [`EVP_PKEY_CTX_new`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new_from_pkey(
    _libctx: Mut<OSSL_LIB_CTX>,
    pkey: Mut<EVP_PKEY>,
    _propquery: Str,
) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || for_key(&pkey, &Mut::from_element(Opaque::NULL)))
}

/// Makes a context for a type of key, to make keys, or for a derivation.
///
/// Returns: NULL for an unknown type.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new_id(id: c_int, e: Mut<ENGINE>) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY_CTX::for_type_by(id, e.share_opt().as_ref())?)))
}

/// As [`EVP_PKEY_CTX_new_id`], with the type by its name.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new_from_name(
    _libctx: Mut<OSSL_LIB_CTX>,
    name: Str,
    _propquery: Str,
) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || {
        let name = name.bytes()?;
        let derivation: [(&[u8], c_int); 3] =
            [(b"HKDF", 1036), (b"TLS1-PRF", 1021), (b"SCRYPT", 973)];
        let nid = evp_pkey::type_of_name(name).or_else(|| {
            derivation.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, nid)| *nid)
        });
        let nid = nid.ok_or_else(|| crate::obj::fetch::unsupported(name, &Default::default()))?;
        Ok(Give::new(EVP_PKEY_CTX::for_type(nid)?))
    })
}

/// Gives up a context.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_free(ctx: Take<EVP_PKEY_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Copies a context.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_dup(ctx: In<EVP_PKEY_CTX>) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || Ok(Give::new(ctx.get()?.duplicate()?)))
}

/// Lends the key of a context; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_pkey(ctx: Mut<EVP_PKEY_CTX>) -> Lend<EVP_PKEY> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.settings().key.as_deref())))
}

/// Lends the other side's key of a context; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_peerkey(ctx: Mut<EVP_PKEY_CTX>) -> Lend<EVP_PKEY> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.settings().peer.as_deref())))
}

/// The operation that a context was prepared for (`EVP_PKEY_OP_…`).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_operation(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.settings().operation))
}

/// Whether a context is for keys of a type.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_is_a(ctx: Mut<EVP_PKEY_CTX>, keytype: Str) -> c_int {
    quiet(0, || {
        let nid = ctx.get()?.settings().nid;
        Ok((evp_pkey::type_of_name(keytype.bytes()?) == Some(nid)).into())
    })
}

/// The program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_app_data(ctx: Mut<EVP_PKEY_CTX>) -> Opaque {
    quiet(Opaque::NULL, || Ok(ctx.get()?.settings().app_data))
}

/// Sets the program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_app_data(ctx: Mut<EVP_PKEY_CTX>, data: Opaque) {
    quiet((), || {
        ctx.get()?.change(|s| s.app_data = data);
        Ok(())
    });
}

/// What is no signature at all gives -1, and no error.
pub(super) fn malformed(error: Error) -> Graded {
    if error.silent { Graded::new(-1, error) } else { error.into() }
}

/// Prepares for an operation; without a context C gets `without`.
fn begin(
    ctx: &Mut<EVP_PKEY_CTX>,
    wanted: c_int,
    without: Graded,
) -> std::result::Result<c_int, Graded> {
    let Some(ctx) = ctx.opt() else {
        return Err(without);
    };
    ctx.begin(wanted).map_err(not_begun)?;
    Ok(1)
}

/// What C gets when an operation does not begin: 0 where the key or what is to be
/// done is wrong, else -2.
pub(super) fn not_begun(error: Error) -> Graded {
    match error.reason {
        evp::R_NO_KEY_SET | evp::R_INITIALIZATION_ERROR if error.lib == Lib::Evp => {
            Graded::new(0, error)
        }
        _ => error.into(),
    }
}

/// The same with parameters, which are set then.
fn begin_with(
    ctx: &Mut<EVP_PKEY_CTX>,
    wanted: c_int,
    params: &In<OSSL_PARAM>,
    without: Graded,
) -> std::result::Result<c_int, Graded> {
    begin(ctx, wanted, without)?;
    set_all(ctx.get()?, params).map_err(|error| Graded::new(0, error))?;
    Ok(1)
}

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Evp, err::R_PASSED_NULL_PARAMETER)
}

#[track_caller]
fn unsupported() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

/// The context, prepared for one of `wanted`; without one C gets `without`.
fn prepared(
    ctx: &Mut<EVP_PKEY_CTX>,
    wanted: c_int,
    without: Graded,
) -> std::result::Result<&EVP_PKEY_CTX, Graded> {
    let Some(ctx) = ctx.opt() else {
        return Err(without);
    };
    ctx.expect(wanted).map_err(|error| {
        let code = if error.reason == evp::R_OPERATION_NOT_INITIALIZED { -1 } else { -2 };
        Graded::new(code, error)
    })?;
    Ok(ctx)
}

/// The program's second pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_data(ctx: In<EVP_PKEY_CTX>) -> Opaque {
    quiet(Opaque::NULL, || Ok(ctx.get()?.settings().data))
}

/// Sets the program's second pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_data(ctx: Mut<EVP_PKEY_CTX>, data: Opaque) {
    quiet((), || {
        ctx.get()?.change(|s| s.data = data);
        Ok(())
    });
}

/// Lends the library context; NULL for the only one.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_libctx(_ctx: Mut<EVP_PKEY_CTX>) -> Lend<OSSL_LIB_CTX> {
    Lend::null()
}

/// Lends the property query; NULL, since none is kept.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_propq(_ctx: In<EVP_PKEY_CTX>) -> LendConst<c_char> {
    LendConst::null()
}

/// Sets the function that is told how making keys goes on; it returns 0 to end
/// it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_cb(ctx: Mut<EVP_PKEY_CTX>, cb: Option<EVP_PKEY_gen_cb>) {
    quiet((), || {
        ctx.get()?.change(|s| s.progress.callback = cb);
        Ok(())
    });
}

/// The function that is told how making keys goes on.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_cb(ctx: Mut<EVP_PKEY_CTX>) -> Option<EVP_PKEY_gen_cb> {
    quiet(None, || Ok(ctx.get()?.settings().progress.callback))
}

/// What the function that is told how making keys goes on can learn: the
/// numbers at `idx`, or with -1 how many there are.
///
/// Returns: 0 for an index that there is not.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_keygen_info(ctx: Mut<EVP_PKEY_CTX>, idx: c_int) -> c_int {
    quiet(0, || {
        let progress = ctx.get()?.settings().progress;
        if let Some(given) = progress.given {
            return Ok(given.number(idx));
        }
        let info = progress.info;
        Ok(match usize::try_from(idx) {
            Err(_) if idx == -1 => c_int::try_from(info.len()).unwrap_or(0),
            Err(_) => 0,
            Ok(at) => info.get(at).copied().unwrap_or(0),
        })
    })
}

/// Sets the numbers that [`EVP_PKEY_CTX_get_keygen_info`] tells, as a method of the
/// program's own has them.
///
/// Ownership: `dat` stays the program's, and must last as long as the numbers are
/// asked for.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set0_keygen_info(
    ctx: Mut<EVP_PKEY_CTX>,
    dat: *mut c_int,
    datlen: c_int,
) {
    quiet((), || {
        ctx.get()?.change(|s| s.progress.given = GivenNumbers::new(dat, datlen));
        Ok(())
    });
}

/// Prepares to sign digests.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_sign_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::SIGN, Graded::new(-1, null())))
}

/// Prepares to verify signatures of digests.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::VERIFY, Graded::new(-1, null())))
}

/// Prepares to recover what RSA signatures were made of.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_recover_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::VERIFYRECOVER, Graded::new(-1, null())))
}

/// Prepares to encrypt.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encrypt_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::ENCRYPT, Graded::new(-2, unsupported())))
}

/// Prepares to decrypt.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::DECRYPT, Graded::new(-2, unsupported())))
}

/// Prepares to derive a secret.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::DERIVE, Graded::new(-2, null())))
}

/// Prepares to make parameters.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_paramgen_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::PARAMGEN, Graded::new(-2, unsupported())))
}

/// Prepares to make keys.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_keygen_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || begin(&ctx, operation::KEYGEN, Graded::new(-2, unsupported())))
}

/// As [`EVP_PKEY_sign_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_sign_init_ex(ctx: Mut<EVP_PKEY_CTX>, params: In<OSSL_PARAM>) -> c_int {
    graded(-2, || begin_with(&ctx, operation::SIGN, &params, Graded::new(-1, null())))
}

/// As [`EVP_PKEY_verify_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_init_ex(ctx: Mut<EVP_PKEY_CTX>, params: In<OSSL_PARAM>) -> c_int {
    graded(-2, || begin_with(&ctx, operation::VERIFY, &params, Graded::new(-1, null())))
}

/// As [`EVP_PKEY_verify_recover_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_recover_init_ex(
    ctx: Mut<EVP_PKEY_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    graded(-2, || begin_with(&ctx, operation::VERIFYRECOVER, &params, Graded::new(-1, null())))
}

/// As [`EVP_PKEY_encrypt_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encrypt_init_ex(
    ctx: Mut<EVP_PKEY_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    graded(-2, || begin_with(&ctx, operation::ENCRYPT, &params, Graded::new(-2, unsupported())))
}

/// As [`EVP_PKEY_decrypt_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt_init_ex(
    ctx: Mut<EVP_PKEY_CTX>,
    params: In<OSSL_PARAM>,
) -> c_int {
    graded(-2, || begin_with(&ctx, operation::DECRYPT, &params, Graded::new(-2, unsupported())))
}

/// As [`EVP_PKEY_derive_init`], with parameters.
///
/// Returns: the same; 0 for a parameter that is refused.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_init_ex(ctx: Mut<EVP_PKEY_CTX>, params: In<OSSL_PARAM>) -> c_int {
    graded(-2, || begin_with(&ctx, operation::DERIVE, &params, Graded::new(-2, null())))
}

#[track_caller]
fn too_small() -> Error {
    Error::new(Lib::Prov, err::prov::R_OUTPUT_BUFFER_TOO_SMALL)
}

/// Writes a result to a place of `room` bytes.
fn fill(bytes: &[u8], mut place: OutBuf<c_uchar>, room: usize, len: &Out<usize>) -> Result<c_int> {
    if room < bytes.len() {
        return Err(too_small());
    }
    place.slice(bytes.len())?.copy_from_slice(bytes);
    len.write(bytes.len())?;
    Ok(1)
}

/// The longest result of an operation with the context's key.
fn longest(ctx: &EVP_PKEY_CTX) -> Result<usize> {
    let key = ctx.settings().key.ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?;
    Ok(key.size())
}

/// Signs a digest: writes the signature to `sig` and its length to `*siglen`;
/// for a NULL `sig` only the longest length.
///
/// Returns: 1; 0 or less on error.
/// See: EVP_PKEY_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_sign(
    ctx: Mut<EVP_PKEY_CTX>,
    sig: OutBuf<c_uchar>,
    siglen: Out<usize>,
    tbs: InBuf<c_uchar>,
    tbslen: usize,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::SIGN, Graded::new(-1, null()))?;
        let quiet = is_quiet(ctx.settings().nid);
        Ok(put(longest(ctx)?, quiet, sig, &siglen, || ctx.sign(tbs.slice(tbslen)?))?)
    })
}

/// Checks the signature of a digest.
///
/// Returns: 1 good; 0 not; less than 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify(
    ctx: Mut<EVP_PKEY_CTX>,
    sig: InBuf<c_uchar>,
    siglen: usize,
    tbs: InBuf<c_uchar>,
    tbslen: usize,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::VERIFY, Graded::new(-1, null()))?;
        let good = ctx.verify(tbs.slice(tbslen)?, sig.slice(siglen)?);
        Ok(good.map_err(malformed)?.into())
    })
}

/// Recovers what an RSA signature was made of.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_recover(
    ctx: Mut<EVP_PKEY_CTX>,
    rout: OutBuf<c_uchar>,
    routlen: Out<usize>,
    sig: InBuf<c_uchar>,
    siglen: usize,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::VERIFYRECOVER, Graded::new(-1, null()))?;
        if rout.is_null() {
            routlen.write(longest(ctx)?)?;
            return Ok(1);
        }
        let room = routlen.read()?;
        if let Some(needed) = ctx.settings().md.map(Md::size).filter(|needed| room < *needed) {
            let text = format!("buffer size is {room}, should be {needed}");
            return Err(too_small().with(text).into());
        }
        let found = ctx.recover(sig.slice(siglen)?)?;
        Ok(fill(&found, rout, room, &routlen)?)
    })
}

/// Encrypts under an RSA key: writes to `out`, the length to `*outlen`; for a
/// NULL `out` only the longest length.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encrypt(
    ctx: Mut<EVP_PKEY_CTX>,
    out: OutBuf<c_uchar>,
    outlen: Out<usize>,
    in_: InBuf<c_uchar>,
    inlen: usize,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::ENCRYPT, Graded::new(-2, unsupported()))?;
        if out.is_null() {
            outlen.write(longest(ctx)?)?;
            return Ok(1);
        }
        let room = outlen.read()?;
        if room < longest(ctx)? {
            return Err(too_small().into());
        }
        Ok(fill(&ctx.encrypt(in_.slice(inlen)?)?, out, room, &outlen)?)
    })
}

/// Decrypts under an RSA key, as [`EVP_PKEY_encrypt`].
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt(
    ctx: Mut<EVP_PKEY_CTX>,
    out: OutBuf<c_uchar>,
    outlen: Out<usize>,
    in_: InBuf<c_uchar>,
    inlen: usize,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::DECRYPT, Graded::new(-2, unsupported()))?;
        if out.is_null() {
            outlen.write(longest(ctx)?)?;
            return Ok(1);
        }
        let room = outlen.read()?;
        Ok(fill(&ctx.decrypt(in_.slice(inlen)?, room)?, out, room, &outlen)?)
    })
}

/// Sets the other side's key.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM` without a key (-1);
/// `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE` for one of another type (-2);
/// `PROV_R_MISMATCHING_DOMAIN_PARAMETERS` (0).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_set_peer(ctx: Mut<EVP_PKEY_CTX>, peer: Mut<EVP_PKEY>) -> c_int {
    let nobody = || Graded::new(-1, Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM));
    graded(-1, || set_peer(&ctx, &peer, nobody))
}

/// As [`EVP_PKEY_derive_set_peer`]; the peer's key is always checked.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_set_peer_ex(
    ctx: Mut<EVP_PKEY_CTX>,
    peer: Mut<EVP_PKEY>,
    _validate_peer: c_int,
) -> c_int {
    graded(-1, || set_peer(&ctx, &peer, || Graded::new(-2, unsupported())))
}

fn set_peer(
    ctx: &Mut<EVP_PKEY_CTX>,
    peer: &Mut<EVP_PKEY>,
    nobody: impl FnOnce() -> Graded,
) -> std::result::Result<c_int, Graded> {
    const TAKES: c_int = operation::DERIVE | operation::ENCRYPT | operation::DECRYPT;
    let unready = || Graded::new(-2, unsupported());
    let ctx = ctx.opt().ok_or_else(unready)?;
    ctx.expect(TAKES).map_err(|_| unready())?;
    ctx.set_peer(peer.share_opt().ok_or_else(nobody)?).map_err(|error| {
        match (error.lib, error.reason) {
            (Lib::Prov, _) => Graded::new(0, error),
            (_, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE) => Graded::new(-2, error),
            _ => Graded::from(error),
        }
    })?;
    Ok(1)
}

/// Derives a secret: writes it to `key` and its length to `*keylen`; for a
/// NULL `key` only the length.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive(
    ctx: Mut<EVP_PKEY_CTX>,
    key: OutBuf<c_uchar>,
    keylen: Out<usize>,
) -> c_int {
    graded(0, || {
        let ctx = prepared(&ctx, operation::DERIVE, Graded::new(-1, null()))?;
        let fixed = ctx.derived_len()?;
        if key.is_null() {
            keylen.write(fixed.unwrap_or(usize::MAX))?;
            return Ok(1);
        }
        let room = keylen.read()?;
        let now = ctx.settings();
        // Of a curve's secret, as much is given as there is room for.
        let cut = now.nid == 408 && now.agreed_len().is_none() && ctx.own().is_none();
        if fixed.is_some_and(|fixed| room < fixed) && !cut {
            return Err(too_small().into());
        }
        let mut secret = ctx.derive(fixed.unwrap_or(room))?;
        if cut {
            secret.truncate(room);
        }
        Ok(fill(&secret, key, room, &keylen)?)
    })
}

fn generate(
    ctx: &Mut<EVP_PKEY_CTX>,
    place: &Out<*mut EVP_PKEY>,
    wanted: c_int,
) -> std::result::Result<c_int, Graded> {
    let share = ctx.share_opt().ok_or_else(|| Graded::new(-1, null()))?;
    share.expect(wanted).map_err(|error| Graded::new(-1, error))?;
    let current = place.read().map_err(|_| Graded::new(-1, Error::quiet()))?;
    let contents = share.generate()?;
    match Mut::<EVP_PKEY>::from_element(Opaque(current.cast())).opt() {
        Some(key) => key.set(contents),
        None => place.write(Give::<EVP_PKEY>::new(EVP_PKEY::new(contents)).as_ptr())?,
    }
    Ok(1)
}

/// Makes a key: in `*ppkey`, which is made if it is NULL.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_OPERATION_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_keygen(ctx: Mut<EVP_PKEY_CTX>, ppkey: Out<*mut EVP_PKEY>) -> c_int {
    graded(0, || generate(&ctx, &ppkey, operation::KEYGEN))
}

/// Makes parameters: in `*ppkey`, which is made if it is NULL.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_paramgen(ctx: Mut<EVP_PKEY_CTX>, ppkey: Out<*mut EVP_PKEY>) -> c_int {
    graded(0, || generate(&ctx, &ppkey, operation::PARAMGEN))
}

/// Makes a key or parameters, as the context was prepared.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_generate(ctx: Mut<EVP_PKEY_CTX>, ppkey: Out<*mut EVP_PKEY>) -> c_int {
    graded(0, || generate(&ctx, &ppkey, operation::KEYGEN | operation::PARAMGEN))
}
