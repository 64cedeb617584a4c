//! `EVP_PKEY_CTX_set_ecdh_kdf_…`, `EVP_PKEY_CTX_set_dh_kdf_…` and their kin: keys
//! from agreed secrets; `ECDH_KDF_X9_62`, `DH_KDF_X9_42`.

use super::evp_pkey_ctx_set::{self, NOTHING, Setter, md_of};
use crate::abi::{Graded, In, InBuf, LendConst, Mut, Out, OutBuf, entry, graded, mem};
use crate::err::{self, Error, Lib, Result, evp, obj};
use crate::obj::agreed_kdf;
use crate::obj::evp_md::{EVP_MD, Md};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, operation};
use crate::obj::objects::ASN1_OBJECT;
use std::ffi::{c_int, c_uchar, c_void};

type Graduation<T> = std::result::Result<T, Graded>;

const EC: c_int = 408;
const DH: c_int = 28;

#[track_caller]
fn refused(value: c_int, reason: c_int) -> Graded {
    Graded::new(value, Error::new(Lib::Evp, reason))
}

/// A value that is none of the setting's.
fn wrong() -> Graded {
    Graded::new(-2, Error::quiet())
}

/// Reads or changes a setting of a context that derives; `plain` is whether its
/// refusal tells what was begun instead.
fn with<R>(
    ctx: &Mut<EVP_PKEY_CTX>,
    nids: &[c_int],
    plain: bool,
    step: impl FnOnce(&mut Settings) -> Graduation<R>,
) -> Graduation<R> {
    let unknown = || refused(-2, evp::R_COMMAND_NOT_SUPPORTED);
    let ctx = ctx.opt().ok_or_else(unknown)?;
    let now = ctx.settings();
    match now.operation {
        operation::DERIVE => (),
        operation::NONE if !plain => return Err(refused(-1, evp::R_NO_OPERATION_SET)),
        _ if !plain => return Err(refused(-1, evp::R_INVALID_OPERATION)),
        _ => return Err(unknown()),
    }
    if !nids.contains(&now.nid) {
        return Err(unknown());
    }
    ctx.change(step)
}

const AGREE: &[c_int] = &[EC, DH];

/// A setting of agreed secrets, by its numbers for curves and for Diffie-Hellman.
struct Command {
    /// For curves (`EVP_PKEY_CTRL_EC_…`).
    ec: c_int,
    /// Whether its refusal does not tell what was begun instead.
    plain: bool,
    /// Whether it reads.
    gets: bool,
}

impl Command {
    const COFACTOR: Command = Command { ec: 0x1003, plain: true, gets: false };
    const TYPE: Command = Command { ec: 0x1004, plain: false, gets: false };
    const MD: Command = Command { ec: 0x1005, plain: false, gets: false };
    const GET_MD: Command = Command { ec: 0x1006, plain: false, gets: true };
    const LEN: Command = Command { ec: 0x1007, plain: true, gets: false };
    const GET_LEN: Command = Command { ec: 0x1008, plain: true, gets: true };
    const UKM: Command = Command { ec: 0x1009, plain: true, gets: false };
    const GET_UKM: Command = Command { ec: 0x100a, plain: true, gets: true };
}

/// Tells the program's own function of a setting, as [`super::evp_pkey_ctx_set::told`].
/// Those of Diffie-Hellman are of keys of X9.42 alone, which no method here has.
fn told(
    ctx: &Mut<EVP_PKEY_CTX>,
    command: &Command,
    p1: c_int,
    p2: *mut c_void,
) -> Option<Graduation<c_int>> {
    const DERIVE: c_int = operation::DERIVE;
    const OTHER: (c_int, Option<c_int>) = (-2, Some(evp::R_COMMAND_NOT_SUPPORTED));
    let setter = if command.plain {
        Setter::Strict { operations: DERIVE, other_type: OTHER }
    } else {
        Setter::Loose { operations: DERIVE, other_type: OTHER }
    };
    let done = evp_pkey_ctx_set::told(ctx, &[EC], &setter, (command.ec, p1, p2))?;
    // OpenSSL hands these on as parameters, of which it says less.
    let parameter = command.plain && ctx.opt().is_some_and(|c| c.settings().operation == DERIVE);
    let value = if command.gets || p1 == -2 { -1 } else { 0 };
    Some(match done {
        Ok(0) if parameter && command.gets => Ok(value),
        Err(_) if parameter => Err(refused(value, evp::R_COMMAND_NOT_SUPPORTED)),
        other => other,
    })
}

fn set_type(ctx: &Mut<EVP_PKEY_CTX>, kdf: c_int) -> c_int {
    graded(-2, || {
        if let Some(done) = told(ctx, &Command::TYPE, kdf, NOTHING) {
            return done;
        }
        with(ctx, AGREE, false, |s| match kdf {
            1 | 2 => {
                s.agreed.used = kdf == 2;
                Ok(1)
            }
            _ => Err(wrong()),
        })
    })
}

fn get_type(ctx: &Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || {
        if let Some(done) = told(ctx, &Command::TYPE, -2, NOTHING) {
            return done;
        }
        with(ctx, AGREE, false, |s| Ok(1 + c_int::from(s.agreed.used)))
    })
}

fn set_md(ctx: &Mut<EVP_PKEY_CTX>, md: &In<EVP_MD>) -> c_int {
    graded(0, || {
        if let Some(done) = told(ctx, &Command::MD, 0, md.as_ptr().cast_mut().cast()) {
            return done;
        }
        with(ctx, AGREE, false, |s| {
            let unknown = || crate::obj::evp_md::unsupported(b"UNDEF");
            s.agreed.md = Some(md_of(md)?.ok_or_else(unknown)?);
            Ok(1)
        })
    })
}

fn get_md(ctx: &Mut<EVP_PKEY_CTX>, md: &Out<LendConst<EVP_MD>>) -> c_int {
    graded(0, || {
        if let Some(done) = told(ctx, &Command::GET_MD, 0, md.as_ptr().cast()) {
            return done;
        }
        let found = with(ctx, AGREE, false, |s| Ok(s.agreed.md))?;
        md.write(LendConst::opt(found.map(EVP_MD::of)))?;
        Ok(1)
    })
}

fn set_len(ctx: &Mut<EVP_PKEY_CTX>, len: c_int) -> c_int {
    graded(-2, || {
        if let Some(done) = told(ctx, &Command::LEN, len, NOTHING) {
            return done;
        }
        with(ctx, AGREE, true, |s| {
            s.agreed.len = usize::try_from(len).ok().filter(|len| *len > 0).ok_or_else(wrong)?;
            Ok(1)
        })
    })
}

fn get_len(ctx: &Mut<EVP_PKEY_CTX>, len: &Out<c_int>) -> c_int {
    graded(-2, || {
        if let Some(done) = told(ctx, &Command::GET_LEN, 0, len.as_ptr().cast()) {
            return done;
        }
        let found = with(ctx, AGREE, true, |s| Ok(s.agreed.len))?;
        len.write(c_int::try_from(found).map_err(|_| wrong())?)?;
        Ok(1)
    })
}

/// Takes what both sides add; the memory is freed where it is taken.
fn set_ukm(ctx: &Mut<EVP_PKEY_CTX>, ukm: *mut c_void, len: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(ctx, &Command::UKM, len, ukm) {
            return done;
        }
        let len = usize::try_from(len).map_err(|_| wrong())?;
        let bytes = InBuf::<c_uchar>::lend(ukm.cast_const().cast());
        with(ctx, AGREE, true, |s| {
            if len == 0 && s.nid == EC {
                return Err(Error::quiet().into());
            }
            s.agreed.ukm = if len == 0 { Vec::new() } else { bytes.slice(len)?.to_vec() };
            Ok(1)
        })?;
        mem::free_c(ukm);
        Ok(1)
    })
}

fn get_ukm(ctx: &Mut<EVP_PKEY_CTX>, place: &Out<*mut c_uchar>) -> c_int {
    graded(-2, || {
        let mut found: *mut c_uchar = std::ptr::null_mut();
        if let Some(done) = told(ctx, &Command::GET_UKM, 0, (&raw mut found).cast()) {
            if done.is_ok() {
                place.write(found)?;
            }
            return done;
        }
        let (ukm, len) = with(ctx, AGREE, true, |s| {
            let ukm = &s.agreed.ukm;
            Ok((
                if ukm.is_empty() { std::ptr::null_mut() } else { ukm.as_ptr().cast_mut() },
                ukm.len(),
            ))
        })?;
        place.write(ukm)?;
        Ok(c_int::try_from(len).unwrap_or(0))
    })
}

/// Chooses whether the secret of curves is multiplied by their cofactor (1), not (0),
/// or as the key says (-1). All curves here have the cofactor 1.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_COMMAND_NOT_SUPPORTED`.
/// See: EVP_PKEY_CTX_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_ecdh_cofactor_mode(
    ctx: Mut<EVP_PKEY_CTX>,
    cofactor_mode: c_int,
) -> c_int {
    graded(-2, || {
        if let Some(done) = told(&ctx, &Command::COFACTOR, cofactor_mode, NOTHING) {
            return done;
        }
        with(&ctx, &[EC], true, |s| match cofactor_mode {
            -1..=1 => {
                s.agreed.cofactor = cofactor_mode == 1;
                Ok(1)
            }
            _ => Err(wrong()),
        })
    })
}

/// Whether the secret of curves is multiplied by their cofactor.
///
/// Returns: 1 or 0; less than 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_ecdh_cofactor_mode(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || {
        if let Some(done) = told(&ctx, &Command::COFACTOR, -2, NOTHING) {
            return done;
        }
        with(&ctx, &[EC], true, |s| Ok(s.agreed.cofactor.into()))
    })
}

/// Declares the functions that curves and Diffie-Hellman have alike.
macro_rules! alike {
    ($(
        $set_type:ident $get_type:ident $set_md:ident $get_md:ident $set_len:ident
        $get_len:ident $set_ukm:ident $get_ukm:ident, $kdf:literal;
    )*) => {$(
        #[doc = concat!("Chooses whether the secret is the key (1), or makes it by ", $kdf, " (2).")]
        ///
        /// Returns: 1; 0 or less on error, -2 for another derivation.
        /// Errors: `EVP_R_NO_OPERATION_SET`, `EVP_R_INVALID_OPERATION`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_type(ctx: Mut<EVP_PKEY_CTX>, kdf: c_int) -> c_int {
            set_type(&ctx, kdf)
        }

        #[doc = concat!("Whether the secret is the key (1), or makes it by ", $kdf, " (2).")]
        ///
        /// Returns: 1 or 2; less than 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_type(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
            get_type(&ctx)
        }

        #[doc = concat!("Sets the digest of ", $kdf, ".")]
        ///
        /// Returns: 1; 0 or less on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
            set_md(&ctx, &md)
        }

        #[doc = concat!("Lends the digest of ", $kdf, ", NULL for none, in `*md`.")]
        ///
        /// Returns: 1; 0 or less on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_md(ctx: Mut<EVP_PKEY_CTX>, md: Out<LendConst<EVP_MD>>) -> c_int {
            get_md(&ctx, &md)
        }

        #[doc = concat!("Sets the length of the key that ", $kdf, " makes.")]
        ///
        /// Returns: 1; 0 or less on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_len(ctx: Mut<EVP_PKEY_CTX>, len: c_int) -> c_int {
            set_len(&ctx, len)
        }

        #[doc = concat!("Tells the length of the key that ", $kdf, " makes.")]
        ///
        /// Returns: 1; 0 or less on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_len(ctx: Mut<EVP_PKEY_CTX>, plen: Out<c_int>) -> c_int {
            get_len(&ctx, &plen)
        }

        #[doc = concat!("Sets what both sides add in ", $kdf, ".")]
        ///
        /// Returns: 1; 0 or less on error.
        /// Ownership: `ukm` comes from `OPENSSL_malloc`, and is the library's on success.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_ukm(
            ctx: Mut<EVP_PKEY_CTX>,
            ukm: *mut c_uchar,
            len: c_int,
        ) -> c_int {
            set_ukm(&ctx, ukm.cast(), len)
        }

        #[doc = concat!("Lends what both sides add in ", $kdf, ", in `*ukm`.")]
        ///
        /// Returns: its length; less than 0 on error.
        /// Ownership: it belongs to `ctx`, until another is set.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_ukm(ctx: Mut<EVP_PKEY_CTX>, ukm: Out<*mut c_uchar>) -> c_int {
            get_ukm(&ctx, &ukm)
        }
    )*};
}

alike! {
    EVP_PKEY_CTX_set_ecdh_kdf_type EVP_PKEY_CTX_get_ecdh_kdf_type EVP_PKEY_CTX_set_ecdh_kdf_md
    EVP_PKEY_CTX_get_ecdh_kdf_md EVP_PKEY_CTX_set_ecdh_kdf_outlen
    EVP_PKEY_CTX_get_ecdh_kdf_outlen EVP_PKEY_CTX_set0_ecdh_kdf_ukm
    EVP_PKEY_CTX_get0_ecdh_kdf_ukm, "X9.63";
    EVP_PKEY_CTX_set_dh_kdf_type EVP_PKEY_CTX_get_dh_kdf_type EVP_PKEY_CTX_set_dh_kdf_md
    EVP_PKEY_CTX_get_dh_kdf_md EVP_PKEY_CTX_set_dh_kdf_outlen EVP_PKEY_CTX_get_dh_kdf_outlen
    EVP_PKEY_CTX_set0_dh_kdf_ukm EVP_PKEY_CTX_get0_dh_kdf_ukm, "X9.42";
}

/// Sets the cipher that the key is for, by its OID. A key wrap that is not known fails
/// when the key is derived.
///
/// Returns: 1; 0 or less on error.
/// Ownership: `oid` stays the program's.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set0_dh_kdf_oid(
    ctx: Mut<EVP_PKEY_CTX>,
    oid: Mut<ASN1_OBJECT>,
) -> c_int {
    graded(-2, || {
        let name = oid.opt().map_or_else(Vec::new, agreed_kdf::cipher_name);
        with(&ctx, &[DH], false, |s| {
            s.agreed.cek = name;
            Ok(1)
        })
    })
}

/// Would lend the OID of the cipher that the key is for; as in OpenSSL, it never
/// does.
///
/// Returns: 0 or less.
/// Errors: `OBJ_R_UNKNOWN_OBJECT_NAME` where none was set.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_dh_kdf_oid(
    ctx: Mut<EVP_PKEY_CTX>,
    _oid: Out<*mut ASN1_OBJECT>,
) -> c_int {
    graded(0, || {
        if with(&ctx, &[DH], false, |s| Ok(s.agreed.cek.is_empty()))? {
            return Err(Error::new(Lib::Obj, obj::R_UNKNOWN_OBJECT_NAME).into());
        }
        Err(Error::quiet().into())
    })
}

#[track_caller]
fn digest(md: &In<EVP_MD>) -> Result<Md> {
    md_of(md)?.ok_or_else(|| Error::new(Lib::Evp, err::R_PASSED_NULL_PARAMETER))
}

/// The derivation of X9.63, which once was that of X9.62: a key of `outlen` bytes
/// from the secret `z`.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_MISSING_SECRET`.
#[unsafe(no_mangle)]
pub extern "C" fn ECDH_KDF_X9_62(
    mut out: OutBuf<c_uchar>,
    outlen: usize,
    z: InBuf<c_uchar>,
    zlen: usize,
    sinfo: InBuf<c_uchar>,
    sinfolen: usize,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let (secret, info) = (z.slice(zlen)?, sinfo.slice(sinfolen)?);
        agreed_kdf::x963(digest(&md)?, secret, info, out.slice(outlen)?)?;
        Ok(1)
    })
}

/// The derivation of X9.42 (RFC 2631): a key of `outlen` bytes from the secret `z`, for
/// the key wrap that `key_oid` names.
///
/// Returns: 1; 0 on error.
/// Errors: `PROV_R_UNSUPPORTED_CEK_ALG`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_KDF_X9_42(
    mut out: OutBuf<c_uchar>,
    outlen: usize,
    z: InBuf<c_uchar>,
    zlen: usize,
    key_oid: Mut<ASN1_OBJECT>,
    ukm: InBuf<c_uchar>,
    ukmlen: usize,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let name = agreed_kdf::cipher_name(key_oid.get()?);
        let (secret, ukm) = (z.slice(zlen)?, ukm.slice(ukmlen)?);
        agreed_kdf::x942(digest(&md)?, secret, &name, ukm, out.slice(outlen)?)?;
        Ok(1)
    })
}
