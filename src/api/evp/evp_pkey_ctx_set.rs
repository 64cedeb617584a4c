//! `EVP_PKEY_CTX_set_…`: how an operation is done.

use crate::abi::{In, InBuf, Mut, Out, Str, entry};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::bn::BIGNUM;
use crate::obj::ec::Curve;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, operation, padding};
use std::ffi::{c_int, c_uchar};

/// Changes a setting, of types and operations that have it.
fn set(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    operations: c_int,
    change: impl FnOnce(&mut Settings) -> Result<()>,
) -> Result<c_int> {
    let ctx = ctx.get()?;
    let settings = ctx.settings();
    if settings.operation == operation::NONE || !nids.contains(&settings.nid) {
        return Err(Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED));
    }
    if settings.operation & operations == 0 {
        return Err(Error::new(Lib::Evp, evp::R_INVALID_OPERATION));
    }
    ctx.change(change)?;
    Ok(1)
}

const RSA: &[c_int] = &[6, 912];
const SIGNERS: &[c_int] = &[6, 912, 408];
const HKDF: &[c_int] = &[1036];
const TLS1_PRF: &[c_int] = &[1021];
const SCRYPT: &[c_int] = &[973];
const EC: &[c_int] = &[408];
const SIGNING: c_int = operation::SIGN
    | operation::VERIFY
    | operation::SIGNCTX
    | operation::VERIFYCTX
    | operation::VERIFYRECOVER;
const CRYPTING: c_int = operation::ENCRYPT | operation::DECRYPT;
const MAKING: c_int = operation::KEYGEN | operation::PARAMGEN;

fn md_of(md: &In<EVP_MD>) -> Option<crate::obj::evp_md::Md> {
    md.opt().map(EVP_MD::md)
}

/// Sets the digest that signatures are of.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_signature_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    entry(-2, || {
        set(&ctx, SIGNERS, SIGNING, |s| {
            s.md = md_of(&md);
            Ok(())
        })
    })
}

/// Lends the digest that signatures are of.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_signature_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: Out<crate::abi::LendConst<EVP_MD>>,
) -> c_int {
    entry(-2, || {
        let settings = ctx.get()?.settings();
        md.write(crate::abi::LendConst::opt(settings.md.map(EVP_MD::of)))?;
        Ok(1)
    })
}

/// Sets the padding of RSA (`RSA_PKCS1_PADDING` and its like).
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_padding(ctx: Mut<EVP_PKEY_CTX>, pad_mode: c_int) -> c_int {
    entry(-2, || {
        set(&ctx, RSA, SIGNING | CRYPTING, |s| {
            let fits = match pad_mode {
                padding::PKCS1 | padding::NONE => s.nid == 6,
                padding::OAEP => s.nid == 6 && s.operation & CRYPTING != 0,
                padding::PSS => s.operation & (SIGNING & !operation::VERIFYRECOVER) != 0,
                _ => false,
            };
            if !fits {
                return Err(Error::new(
                    Lib::Prov,
                    crate::err::prov::R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE,
                ));
            }
            s.padding = pad_mode;
            Ok(())
        })
    })
}

/// The padding of RSA.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_padding(
    ctx: Mut<EVP_PKEY_CTX>,
    pad_mode: Out<c_int>,
) -> c_int {
    entry(-2, || {
        pad_mode.write(ctx.get()?.settings().padding)?;
        Ok(1)
    })
}

/// Sets the length of the salt of PSS; -1 is that of the digest, -2 the longest
/// or any, -3 the longest.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_saltlen(
    ctx: Mut<EVP_PKEY_CTX>,
    saltlen: c_int,
) -> c_int {
    entry(-2, || {
        set(&ctx, RSA, SIGNING, |s| {
            if saltlen < -3 {
                return Err(Error::new(Lib::Prov, crate::err::prov::R_INVALID_SALT_LENGTH));
            }
            s.salt = saltlen;
            Ok(())
        })
    })
}

/// The length of the salt of PSS.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_pss_saltlen(
    ctx: Mut<EVP_PKEY_CTX>,
    saltlen: Out<c_int>,
) -> c_int {
    entry(-2, || {
        saltlen.write(ctx.get()?.settings().salt)?;
        Ok(1)
    })
}

/// Sets the digest of the mask of PSS or OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_mgf1_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    entry(-2, || {
        set(&ctx, RSA, SIGNING | CRYPTING, |s| {
            s.mgf = md_of(&md);
            Ok(())
        })
    })
}

/// Sets the digest of OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_oaep_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    entry(-2, || {
        set(&ctx, &[6], CRYPTING, |s| {
            s.oaep = md_of(&md);
            Ok(())
        })
    })
}

/// Sets the bits of a new RSA key.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_keygen_bits(ctx: Mut<EVP_PKEY_CTX>, bits: c_int) -> c_int {
    entry(-2, || {
        set(&ctx, RSA, operation::KEYGEN, |s| {
            s.bits = bits;
            Ok(())
        })
    })
}

/// Sets the public exponent of a new RSA key.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_rsa_keygen_pubexp(
    ctx: Mut<EVP_PKEY_CTX>,
    pubexp: Mut<BIGNUM>,
) -> c_int {
    entry(-2, || {
        let exponent = pubexp.get()?.to_be()?;
        set(&ctx, RSA, operation::KEYGEN, |s| {
            s.exponent = exponent;
            Ok(())
        })
    })
}

/// Sets the number of primes of a new RSA key; only 2 is offered.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_keygen_primes(
    ctx: Mut<EVP_PKEY_CTX>,
    primes: c_int,
) -> c_int {
    entry(-2, || {
        set(&ctx, RSA, operation::KEYGEN, |_| {
            if primes == 2 {
                Ok(())
            } else {
                Err(Error::new(Lib::Rsa, crate::err::rsa::R_KEY_PRIME_NUM_INVALID))
            }
        })
    })
}

/// Chooses the curve of new keys.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EC_R_INVALID_CURVE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_ec_paramgen_curve_nid(
    ctx: Mut<EVP_PKEY_CTX>,
    nid: c_int,
) -> c_int {
    entry(-2, || {
        set(&ctx, EC, MAKING, |_| Ok(()))?;
        ctx.get()?.set_curve(Curve::from_nid(nid))?;
        Ok(1)
    })
}

/// Chooses how the curve of new keys is encoded; only by name (1).
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_ec_param_enc(ctx: Mut<EVP_PKEY_CTX>, param_enc: c_int) -> c_int {
    entry(-2, || {
        set(&ctx, EC, MAKING, |_| {
            if param_enc == 1 {
                Ok(())
            } else {
                Err(Error::new(Lib::Ec, crate::err::ec::R_EXPLICIT_PARAMS_NOT_SUPPORTED))
            }
        })
    })
}

/// Chooses the curve of new keys by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_group_name(ctx: Mut<EVP_PKEY_CTX>, name: Str) -> c_int {
    entry(-2, || {
        set(&ctx, EC, MAKING, |_| Ok(()))?;
        ctx.get()?.set_curve(Curve::from_name(name.bytes()?))?;
        Ok(1)
    })
}

/// Sets the digest of HKDF.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_hkdf_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    entry(-2, || {
        set(&ctx, HKDF, operation::DERIVE, |s| {
            s.md = md_of(&md);
            Ok(())
        })
    })
}

/// Sets what HKDF does: both steps (0), extract (1) or expand (2).
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_hkdf_mode(ctx: Mut<EVP_PKEY_CTX>, mode: c_int) -> c_int {
    entry(-2, || {
        set(&ctx, HKDF, operation::DERIVE, |s| {
            if !(0..=2).contains(&mode) {
                return Err(Error::new(Lib::Prov, crate::err::prov::R_INVALID_MODE));
            }
            s.mode = mode;
            Ok(())
        })
    })
}

/// Sets the secret of HKDF.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_hkdf_key(
    ctx: Mut<EVP_PKEY_CTX>,
    key: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = key.slice(len)?;
        set(&ctx, HKDF, operation::DERIVE, |s| {
            s.secret = zeroize::Zeroizing::new(bytes.to_vec());
            Ok(())
        })
    })
}

/// Sets the salt of HKDF.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_hkdf_salt(
    ctx: Mut<EVP_PKEY_CTX>,
    salt: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = salt.slice(len)?;
        set(&ctx, HKDF, operation::DERIVE, |s| {
            s.salt_bytes = bytes.to_vec();
            Ok(())
        })
    })
}

/// Adds to the info of HKDF.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_add1_hkdf_info(
    ctx: Mut<EVP_PKEY_CTX>,
    info: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = info.slice(len)?;
        set(&ctx, HKDF, operation::DERIVE, |s| {
            s.info.extend_from_slice(bytes);
            Ok(())
        })
    })
}

/// Sets the digest of the PRF of TLS.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_tls1_prf_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    entry(-2, || {
        set(&ctx, TLS1_PRF, operation::DERIVE, |s| {
            s.md = md_of(&md);
            Ok(())
        })
    })
}

/// Sets the secret of the PRF of TLS.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_tls1_prf_secret(
    ctx: Mut<EVP_PKEY_CTX>,
    sec: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = sec.slice(len)?;
        set(&ctx, TLS1_PRF, operation::DERIVE, |s| {
            s.secret = zeroize::Zeroizing::new(bytes.to_vec());
            Ok(())
        })
    })
}

/// Adds to the seed of the PRF of TLS.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_add1_tls1_prf_seed(
    ctx: Mut<EVP_PKEY_CTX>,
    seed: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = seed.slice(len)?;
        set(&ctx, TLS1_PRF, operation::DERIVE, |s| {
            s.info.extend_from_slice(bytes);
            Ok(())
        })
    })
}

/// Sets the salt of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_scrypt_salt(
    ctx: Mut<EVP_PKEY_CTX>,
    salt: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = salt.slice(len)?;
        set(&ctx, SCRYPT, operation::DERIVE, |s| {
            s.salt_bytes = bytes.to_vec();
            Ok(())
        })
    })
}

/// Sets the passphrase of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_pbe_pass(
    ctx: Mut<EVP_PKEY_CTX>,
    pass: InBuf<std::ffi::c_char>,
    passlen: c_int,
) -> c_int {
    entry(-2, || {
        let bytes = pass.slice(passlen)?;
        set(&ctx, SCRYPT, operation::DERIVE, |s| {
            s.secret = zeroize::Zeroizing::new(bytes.to_vec());
            Ok(())
        })
    })
}

/// Sets the cost N of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_N(ctx: Mut<EVP_PKEY_CTX>, value: u64) -> c_int {
    entry(-2, || {
        set(&ctx, SCRYPT, operation::DERIVE, |s| {
            s.scrypt.0 = value;
            Ok(())
        })
    })
}

/// Sets the block size r of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_r(ctx: Mut<EVP_PKEY_CTX>, value: u64) -> c_int {
    entry(-2, || {
        set(&ctx, SCRYPT, operation::DERIVE, |s| {
            s.scrypt.1 = value;
            Ok(())
        })
    })
}

/// Sets the parallelism p of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_p(ctx: Mut<EVP_PKEY_CTX>, value: u64) -> c_int {
    entry(-2, || {
        set(&ctx, SCRYPT, operation::DERIVE, |s| {
            s.scrypt.2 = value;
            Ok(())
        })
    })
}
