//! `EVP_PKEY_CTX_set_…`: how an operation is done.

use crate::abi::ptr::Byte;
use crate::abi::{Graded, In, InBuf, LendConst, Mut, Out, Str, graded};
use crate::err::{self, Error, Lib, Result, evp};
use crate::obj::ec::Curve;
use crate::obj::evp_md::{EVP_MD, Md, unsupported};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, operation};
use std::ffi::{c_char, c_int, c_uchar, c_void};

/// What C gets for a key of another type: a value, and EVP's reason if one is
/// queued.
type OtherType = (c_int, Option<c_int>);

/// How strictly a setting looks at what the context was prepared for.
pub(super) enum Setter {
    /// `EVP_R_COMMAND_NOT_SUPPORTED` and -2 for any other operation.
    Strict {
        /// Those that have the setting.
        operations: c_int,
        /// For keys of another type.
        other_type: OtherType,
    },
    /// `EVP_R_NO_OPERATION_SET` or `EVP_R_INVALID_OPERATION`, and -1.
    Loose {
        /// Those that have the setting.
        operations: c_int,
        /// For keys of another type.
        other_type: OtherType,
    },
}

/// Reads or changes a setting, of types and operations that have it.
pub(super) fn set(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    setter: &Setter,
    change: impl FnOnce(&mut Settings) -> std::result::Result<(), Graded>,
) -> std::result::Result<c_int, Graded> {
    let allowed = permitted(ctx, nids, setter);
    // What the program's own function is not told of is refused.
    if ctx.opt().and_then(super::evp_pkey_usual::own_ctrl).is_some() {
        let unknown = |_| Graded::new(-2, Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED));
        return Err(allowed.map_or_else(unknown, |()| Graded::new(0, Error::quiet())));
    }
    allowed?;
    ctx.get()?.change(change)?;
    Ok(1)
}

/// Tells the program's own function of a setting by its command (`EVP_PKEY_CTRL_…`),
/// where the context's method has one: what it gives; `None` for the library's.
/// Without `nids`, keys of any type have the setting.
pub(super) fn told(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    setter: &Setter,
    (cmd, p1, p2): (c_int, c_int, *mut c_void),
) -> Option<std::result::Result<c_int, Graded>> {
    let inner = ctx.opt()?;
    let own = super::evp_pkey_usual::own_ctrl(inner)?;
    if let Err(refused) = permitted(ctx, &[inner.settings().nid], setter) {
        return Some(Err(refused));
    }
    if !nids.is_empty() && !nids.contains(&inner.settings().nid) {
        return Some(Err(Graded::new(-1, Error::quiet())));
    }
    let taken = own.map_or(-2, |own| inner.inside(|| own(Mut::lend(inner), cmd, p1, p2)));
    let unknown = || Graded::new(-2, Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED));
    Some(if taken == -2 { Err(unknown()) } else { Ok(taken) })
}

/// As [`told`], of a setting of derivations, which OpenSSL hands on whatever the type.
pub(super) fn told_deriving(
    ctx: &Mut<EVP_PKEY_CTX>,
    command: (c_int, c_int, *mut c_void),
) -> Option<std::result::Result<c_int, Graded>> {
    told(ctx, &[], &DERIVING, command)
}

/// As [`told`], of a setting of new parameters, which new keys do not have.
pub(super) fn told_making(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    (cmd, p1): (c_int, c_int),
) -> Option<std::result::Result<c_int, Graded>> {
    super::evp_pkey_usual::own_ctrl(ctx.opt()?)?;
    let makes = |operation| {
        let now = ctx.opt().map(EVP_PKEY_CTX::settings);
        now.is_some_and(|s| s.operation == operation && nids.contains(&s.nid))
    };
    if makes(operation::KEYGEN) {
        return Some(Err(Graded::new(0, Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED))));
    }
    let done = told(ctx, nids, &GROUP, (cmd, p1, NOTHING))?;
    // OpenSSL hands it on as a parameter, of which nothing but 0 or 1 comes back.
    Some(done.map_err(|refused| {
        if makes(operation::PARAMGEN) { Graded::new(0, refused.into_error()) } else { refused }
    }))
}

/// Checks that a context has a setting, as it was prepared.
fn permitted(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    setter: &Setter,
) -> std::result::Result<(), Graded> {
    let failed = |value, reason| Err(Graded::new(value, Error::new(Lib::Evp, reason)));
    let now = ctx.opt().map(|ctx| ctx.settings());
    let operation = now.as_ref().map_or(operation::NONE, |s| s.operation);
    let other_type = match setter {
        Setter::Strict { operations, other_type } => {
            if operation & operations == 0 {
                return failed(-2, evp::R_COMMAND_NOT_SUPPORTED);
            }
            other_type
        }
        Setter::Loose { operations, other_type } => {
            if operation == operation::NONE {
                return failed(-1, evp::R_NO_OPERATION_SET);
            }
            if operation & operations == 0 {
                return failed(-1, evp::R_INVALID_OPERATION);
            }
            other_type
        }
    };
    if !now.is_some_and(|s| nids.contains(&s.nid)) {
        return match *other_type {
            (value, None) => Err(Graded::new(value, Error::quiet())),
            (value, Some(reason)) => failed(value, reason),
        };
    }
    Ok(())
}

/// That a setting has no more to say than its number.
pub(super) const NOTHING: *mut c_void = std::ptr::null_mut();

/// The digest of this name.
///
/// Errors: `ERR_R_UNSUPPORTED` of EVP.
#[track_caller]
pub(super) fn digest(name: &[u8]) -> Result<Md> {
    Md::from_name(name).ok_or_else(|| unsupported(name))
}

#[track_caller]
pub(super) fn md_of(md: &In<EVP_MD>) -> Result<Option<Md>> {
    md.opt().map(EVP_MD::md).transpose()
}

/// Bytes whose length must not be negative.
fn bytes_of<T: Byte>(place: &InBuf<T>, len: c_int) -> Result<&[u8]> {
    if len < 0 {
        return Err(Error::new(Lib::Evp, evp::R_INVALID_LENGTH));
    }
    place.slice(len)
}

/// scrypt's numbers are not 0.
fn positive(value: u64) -> Result<u64> {
    if value == 0 { Err(Error::quiet()) } else { Ok(value) }
}

const SIGNERS: &[c_int] = &[6, 912, 408, 116];
const DSA: c_int = 116;
const HKDF: &[c_int] = &[1036];
const TLS1_PRF: &[c_int] = &[1021];
const SCRYPT: &[c_int] = &[973];
const EC: &[c_int] = &[408];
/// Types with named groups: curves, and primes of Diffie-Hellman.
const GROUPED: &[c_int] = &[408, 28];
const SIGNING: Setter = Setter::Strict {
    operations: operation::SIGN
        | operation::VERIFY
        | operation::SIGNCTX
        | operation::VERIFYCTX
        | operation::VERIFYRECOVER,
    other_type: (-2, Some(evp::R_COMMAND_NOT_SUPPORTED)),
};
const MAKING: c_int = operation::KEYGEN | operation::PARAMGEN;
/// Of key derivations, each of which has settings of its own.
const DERIVING: Setter = Setter::Strict {
    operations: operation::DERIVE,
    other_type: (-2, Some(evp::R_COMMAND_NOT_SUPPORTED)),
};
const GROUP: Setter =
    Setter::Strict { operations: MAKING, other_type: (-2, Some(evp::R_COMMAND_NOT_SUPPORTED)) };

/// Sets the digest that signatures are of.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_signature_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, SIGNERS, &SIGNING, (1, 0, md.as_ptr().cast_mut().cast())) {
            return done;
        }
        set(&ctx, SIGNERS, &SIGNING, |s| s.set_signature_md(md_of(&md)?).map_err(Graded::from))
    })
}

/// Lends the digest that signatures are of.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_signature_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: Out<LendConst<EVP_MD>>,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, SIGNERS, &SIGNING, (13, 0, md.as_ptr().cast())) {
            return done;
        }
        let mut found = None;
        set(&ctx, SIGNERS, &SIGNING, |s| {
            found = s.md;
            // DSA alone does not know its digest before it is set.
            if s.nid == DSA && s.md.is_none() { Err(Error::quiet().into()) } else { Ok(()) }
        })?;
        md.write(LendConst::opt(found.map(EVP_MD::of)))?;
        Ok(1)
    })
}

/// Chooses the curve of new keys.
///
/// Returns: 1; 0 or less on error. An unknown curve fails when keys are made.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_ec_paramgen_curve_nid(
    ctx: Mut<EVP_PKEY_CTX>,
    nid: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(
            &ctx,
            EC,
            &Setter::Loose { operations: MAKING, other_type: (-2, None) },
            (0x1001, nid, NOTHING),
        ) {
            return done;
        }
        let making = Setter::Loose { operations: MAKING, other_type: (-2, None) };
        set(&ctx, EC, &making, |s| {
            s.set_curve(Curve::from_nid(nid));
            Ok(())
        })
    })
}

/// Chooses how the curve of new keys is encoded; only by name (1).
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_ec_param_enc(ctx: Mut<EVP_PKEY_CTX>, param_enc: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(
            &ctx,
            EC,
            &Setter::Loose { operations: MAKING, other_type: (-2, None) },
            (0x1002, param_enc, NOTHING),
        ) {
            return done;
        }
        let making = Setter::Loose { operations: MAKING, other_type: (-2, None) };
        set(&ctx, EC, &making, |_| match param_enc {
            1 => Ok(()),
            _ => Err(Error::new(Lib::Ec, err::ec::R_EXPLICIT_PARAMS_NOT_SUPPORTED).into()),
        })
    })
}

/// Chooses the curve of new keys by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_group_name(ctx: Mut<EVP_PKEY_CTX>, name: Str) -> c_int {
    graded(0, || {
        let name = name.bytes()?;
        set(&ctx, GROUPED, &GROUP, |s| s.set_group_name(name).map_err(Graded::from))
    })
}

/// Sets the digest of HKDF.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_hkdf_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1003, 0, md.as_ptr().cast_mut().cast())) {
            return done;
        }
        set(&ctx, HKDF, &DERIVING, |s| {
            s.md = md_of(&md)?;
            Ok(())
        })
    })
}

/// Sets what HKDF does: both steps (0), extract (1) or expand (2).
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_hkdf_mode(ctx: Mut<EVP_PKEY_CTX>, mode: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1007, mode, NOTHING)) {
            return done;
        }
        set(&ctx, HKDF, &DERIVING, |s| {
            s.set_mode(mode)?;
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1005, len, key.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&key, len)?;
        set(&ctx, HKDF, &DERIVING, |s| {
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1004, len, salt.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&salt, len)?;
        set(&ctx, HKDF, &DERIVING, |s| {
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1006, len, info.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&info, len)?;
        set(&ctx, HKDF, &DERIVING, |s| {
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1000, 0, md.as_ptr().cast_mut().cast())) {
            return done;
        }
        set(&ctx, TLS1_PRF, &DERIVING, |s| {
            s.md = md_of(&md)?;
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1001, len, sec.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&sec, len)?;
        set(&ctx, TLS1_PRF, &DERIVING, |s| {
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1002, len, seed.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&seed, len)?;
        set(&ctx, TLS1_PRF, &DERIVING, |s| {
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
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1009, len, salt.as_ptr().cast_mut().cast())) {
            return done;
        }
        let bytes = bytes_of(&salt, len)?;
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.has_salt = true;
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
    pass: InBuf<c_char>,
    passlen: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x1008, passlen, pass.as_ptr().cast_mut().cast()))
        {
            return done;
        }
        let bytes = bytes_of(&pass, passlen)?;
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.has_pass = true;
            s.secret = zeroize::Zeroizing::new(bytes.to_vec());
            Ok(())
        })
    })
}

/// Sets the cost N of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_N(ctx: Mut<EVP_PKEY_CTX>, mut value: u64) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x100a, 0, (&raw mut value).cast())) {
            return done;
        }
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.set_scrypt_n(value)?;
            Ok(())
        })
    })
}

/// Sets the block size r of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_r(ctx: Mut<EVP_PKEY_CTX>, mut value: u64) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x100b, 0, (&raw mut value).cast())) {
            return done;
        }
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.scrypt.1 = positive(value)?;
            Ok(())
        })
    })
}

/// Sets the parallelism p of scrypt.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_p(ctx: Mut<EVP_PKEY_CTX>, mut value: u64) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x100c, 0, (&raw mut value).cast())) {
            return done;
        }
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.scrypt.2 = positive(value)?;
            Ok(())
        })
    })
}

/// Sets the most memory that scrypt may use.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_scrypt_maxmem_bytes(
    ctx: Mut<EVP_PKEY_CTX>,
    mut value: u64,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_deriving(&ctx, (0x100d, 0, (&raw mut value).cast())) {
            return done;
        }
        set(&ctx, SCRYPT, &DERIVING, |s| {
            s.scrypt.3 = positive(value)?;
            Ok(())
        })
    })
}

const DH: &[c_int] = &[28];

/// Sets the length in bits of the prime of new Diffie-Hellman parameters.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dh_paramgen_prime_len(
    ctx: Mut<EVP_PKEY_CTX>,
    pbits: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_making(&ctx, DH, (0x1001, pbits)) {
            return done;
        }
        let making = Setter::Strict { operations: MAKING, other_type: (-2, None) };
        set(&ctx, DH, &making, |s| {
            s.bits = pbits;
            Ok(())
        })
    })
}

/// Sets the generator of new Diffie-Hellman parameters.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dh_paramgen_generator(
    ctx: Mut<EVP_PKEY_CTX>,
    gen_: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_making(&ctx, DH, (0x1002, gen_)) {
            return done;
        }
        let making = Setter::Strict { operations: MAKING, other_type: (-2, None) };
        set(&ctx, DH, &making, |s| {
            s.generator = u64::try_from(gen_).map_err(|_| Error::quiet())?;
            Ok(())
        })
    })
}

/// Chooses a named group of Diffie-Hellman for new keys (`NID_ffdhe2048` and
/// its like).
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dh_nid(ctx: Mut<EVP_PKEY_CTX>, nid: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(
            &ctx,
            DH,
            &Setter::Loose { operations: MAKING, other_type: (-2, None) },
            (0x100f, nid, NOTHING),
        ) {
            return done;
        }
        let making = Setter::Loose { operations: MAKING, other_type: (-2, None) };
        set(&ctx, DH, &making, |s| s.set_group_nid(nid).map_err(Graded::from))
    })
}

/// Sets whether an agreed secret is as long as the prime (1), or without
/// leading zeros.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dh_pad(ctx: Mut<EVP_PKEY_CTX>, pad: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, DH, &DERIVING, (0x1010, pad, NOTHING)) {
            let derives = ctx.get()?.settings().operation == operation::DERIVE;
            let value = if derives { 0 } else { -2 };
            return done.map_err(|refused| Graded::new(value, refused.into_error()));
        }
        let deriving = Setter::Strict { operations: operation::DERIVE, other_type: (-2, None) };
        set(&ctx, DH, &deriving, |s| {
            s.pad = pad != 0;
            Ok(())
        })
    })
}
