//! `EVP_PKEY_CTX_…` and what is done through it: making keys, signing,
//! encrypting, deriving.

use super::evp_sign::put;
use crate::abi::{Give, In, InBuf, Lend, Mut, Opaque, Out, OutBuf, Str, Take, entry, quiet};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::engine::ENGINE;
use crate::obj::evp_pkey::{self, EVP_PKEY};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{c_int, c_uchar};

/// Makes a context for a key.
///
/// Returns: NULL for a key without a type.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new(pkey: Mut<EVP_PKEY>, _e: Mut<ENGINE>) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY_CTX::for_key(pkey.share()?)?)))
}

/// As [`EVP_PKEY_CTX_new`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new_from_pkey(
    _libctx: Mut<OSSL_LIB_CTX>,
    pkey: Mut<EVP_PKEY>,
    _propquery: Str,
) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY_CTX::for_key(pkey.share()?)?)))
}

/// Makes a context for a type of key, to make keys, or for a derivation.
///
/// Returns: NULL for an unknown type.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_new_id(id: c_int, _e: Mut<ENGINE>) -> Give<EVP_PKEY_CTX> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY_CTX::for_type(id)?)))
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

/// Prepares to sign digests.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_sign_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::SIGN)?;
        Ok(1)
    })
}

/// Prepares to verify signatures of digests.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::VERIFY)?;
        Ok(1)
    })
}

/// Prepares to recover what RSA signatures were made of.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_verify_recover_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::VERIFYRECOVER)?;
        Ok(1)
    })
}

/// Prepares to encrypt.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_encrypt_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::ENCRYPT)?;
        Ok(1)
    })
}

/// Prepares to decrypt.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::DECRYPT)?;
        Ok(1)
    })
}

/// Prepares to derive a secret.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::DERIVE)?;
        Ok(1)
    })
}

/// Prepares to make parameters.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_paramgen_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::PARAMGEN)?;
        Ok(1)
    })
}

/// Prepares to make keys.
///
/// Returns: 1; 0 or less on error, -2 if the key cannot.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_keygen_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(-2, || {
        ctx.get()?.begin(operation::KEYGEN)?;
        Ok(1)
    })
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
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.expect(operation::SIGN)?;
        put(longest(ctx)?, sig, &siglen, || ctx.sign(tbs.slice(tbslen)?))
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
    entry(-1, || {
        let good = ctx.get()?.verify(tbs.slice(tbslen)?, sig.slice(siglen)?)?;
        Ok(good.into())
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
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.expect(operation::VERIFYRECOVER)?;
        put(longest(ctx)?, rout, &routlen, || ctx.recover(sig.slice(siglen)?))
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
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.expect(operation::ENCRYPT)?;
        put(longest(ctx)?, out, &outlen, || ctx.encrypt(in_.slice(inlen)?))
    })
}

/// Decrypts under an RSA key, as [`EVP_PKEY_encrypt`].
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_decrypt(
    ctx: Mut<EVP_PKEY_CTX>,
    mut out: OutBuf<c_uchar>,
    outlen: Out<usize>,
    in_: InBuf<c_uchar>,
    inlen: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        ctx.expect(operation::DECRYPT)?;
        if out.is_null() {
            outlen.write(longest(ctx)?)?;
            return Ok(1);
        }
        let room = outlen.read()?;
        let text = ctx.decrypt(in_.slice(inlen)?)?;
        if room < text.len() {
            return Err(Error::new(Lib::Prov, crate::err::prov::R_OUTPUT_BUFFER_TOO_SMALL));
        }
        out.slice(text.len())?.copy_from_slice(&text);
        outlen.write(text.len())?;
        Ok(1)
    })
}

/// Sets the other side's key.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_DIFFERENT_KEY_TYPES`, `EVP_R_DIFFERENT_PARAMETERS`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_set_peer(ctx: Mut<EVP_PKEY_CTX>, peer: Mut<EVP_PKEY>) -> c_int {
    entry(-1, || {
        ctx.get()?.set_peer(peer.share()?)?;
        Ok(1)
    })
}

/// As [`EVP_PKEY_derive_set_peer`]; the peer's key is always checked.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive_set_peer_ex(
    ctx: Mut<EVP_PKEY_CTX>,
    peer: Mut<EVP_PKEY>,
    _validate_peer: c_int,
) -> c_int {
    EVP_PKEY_derive_set_peer(ctx, peer)
}

/// Derives a secret: writes it to `key` and its length to `*keylen`; for a
/// NULL `key` only the length.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_derive(
    ctx: Mut<EVP_PKEY_CTX>,
    mut key: OutBuf<c_uchar>,
    keylen: Out<usize>,
) -> c_int {
    entry(-1, || {
        let ctx = ctx.get()?;
        ctx.expect(operation::DERIVE)?;
        let fixed = ctx.derived_len();
        if key.is_null() {
            keylen.write(fixed.ok_or_else(Error::quiet)?)?;
            return Ok(1);
        }
        let room = keylen.read()?;
        if fixed.is_some_and(|fixed| room < fixed) {
            return Err(Error::new(Lib::Prov, crate::err::prov::R_OUTPUT_BUFFER_TOO_SMALL));
        }
        let secret = ctx.derive(fixed.unwrap_or(room))?;
        key.slice(secret.len())?.copy_from_slice(&secret);
        keylen.write(secret.len())?;
        Ok(1)
    })
}

fn generate(ctx: &Mut<EVP_PKEY_CTX>, place: &Out<*mut EVP_PKEY>, wanted: c_int) -> Result<c_int> {
    let ctx = ctx.get()?;
    ctx.expect(wanted)?;
    let contents = ctx.generate()?;
    let current = place.read()?;
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
    entry(-1, || generate(&ctx, &ppkey, operation::KEYGEN))
}

/// Makes parameters: in `*ppkey`, which is made if it is NULL.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_paramgen(ctx: Mut<EVP_PKEY_CTX>, ppkey: Out<*mut EVP_PKEY>) -> c_int {
    entry(-1, || generate(&ctx, &ppkey, operation::PARAMGEN))
}

/// Makes a key or parameters, as the context was prepared.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_generate(ctx: Mut<EVP_PKEY_CTX>, ppkey: Out<*mut EVP_PKEY>) -> c_int {
    entry(-1, || generate(&ctx, &ppkey, operation::KEYGEN | operation::PARAMGEN))
}
