//! `EVP_PKEY_CTX_set_rsa_…` and `EVP_PKEY_CTX_get_rsa_…`: how RSA signs,
//! encrypts and makes keys.

use super::evp_pkey_ctx_set::{NOTHING, Setter, digest, md_of, set, told};
use crate::abi::{Give, Graded, In, LendConst, Mut, Opaque, Out, OutBuf, Str, Take, graded, mem};
use crate::err::{self, Error, Lib};
use crate::obj::bn::BIGNUM;
use crate::obj::cell::Handed;
use crate::obj::evp_md::{EVP_MD, Md};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, operation, padding};
use crate::obj::evp_pkey_setting::Value;
use std::ffi::{c_char, c_int, c_uchar, c_void};
use std::sync::Arc;

type Graduation<T> = std::result::Result<T, Graded>;

const RSA: &[c_int] = &[6, 912];
const SIGNING: c_int = operation::SIGNING;
const CRYPTING: c_int = operation::ENCRYPT | operation::DECRYPT;

/// Settings that any prepared context takes, but for keys of another type.
const ANY: Setter = Setter::Loose { operations: !0, other_type: (-2, None) };
/// Settings of PSS and OAEP.
const PADDED: Setter = Setter::Loose {
    operations: SIGNING | CRYPTING,
    other_type: (-2, Some(err::evp::R_COMMAND_NOT_SUPPORTED)),
};
/// Settings of PSS.
const PSS: Setter = Setter::Loose {
    operations: SIGNING,
    other_type: (-2, Some(err::evp::R_COMMAND_NOT_SUPPORTED)),
};
/// Settings of new keys.
const MAKING: Setter =
    Setter::Strict { operations: operation::KEYGEN | operation::PARAMGEN, other_type: (-1, None) };

/// Sets the padding of RSA (`RSA_PKCS1_PADDING` and its like).
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE`, `EVP_R_NO_OPERATION_SET`.
/// See: EVP_PKEY_CTX_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_padding(ctx: Mut<EVP_PKEY_CTX>, pad_mode: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &ANY, (0x1001, pad_mode, NOTHING)) {
            return done;
        }
        set(&ctx, RSA, &ANY, |s| {
            padded(s)?;
            s.set_padding(pad_mode)?;
            Ok(s.check_padding()?)
        })
    })
}

/// Whether the operation has a padding.
fn padded(s: &Settings) -> Graduation<()> {
    match s.operation & (SIGNING | CRYPTING) {
        0 => Err(Graded::new(-2, Error::quiet())),
        _ => Ok(()),
    }
}

/// The padding of RSA.
///
/// Returns: more than 0; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_padding(
    ctx: Mut<EVP_PKEY_CTX>,
    pad_mode: Out<c_int>,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &ANY, (0x1006, 0, pad_mode.as_ptr().cast())) {
            return done;
        }
        let mut mode = 0;
        set(&ctx, RSA, &ANY, |s| {
            padded(s)?;
            mode = s.padding;
            Ok(())
        })?;
        pad_mode.write(mode)?;
        // The length of the padding's name, as OpenSSL answers.
        Ok(match mode {
            padding::PKCS1 => 5,
            padding::PSS => 3,
            _ => 4,
        })
    })
}

/// Sets the length of the salt of PSS; -1 is that of the digest, -2 the longest
/// or any, -3 the longest.
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_INVALID_SALT_LENGTH`, and `PROV_R_PSS_SALTLEN_TOO_SMALL` for
/// a key that is limited to more.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_saltlen(
    ctx: Mut<EVP_PKEY_CTX>,
    saltlen: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &PSS, (0x1002, saltlen, NOTHING)) {
            return done;
        }
        set(&ctx, RSA, &PSS, |s| s.set_salt_len(saltlen).map_err(Graded::from))
    })
}

/// The length of the salt of PSS.
///
/// Returns: more than 0; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_pss_saltlen(
    ctx: Mut<EVP_PKEY_CTX>,
    saltlen: Out<c_int>,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &PSS, (0x1007, 0, saltlen.as_ptr().cast())) {
            return done;
        }
        let mut salt = 0;
        set(&ctx, RSA, &PSS, |s| {
            salt = s.salt;
            Ok(())
        })?;
        saltlen.write(salt)?;
        // The length of its text, as OpenSSL answers.
        Ok(match salt {
            -1 => 6,
            -2 => 4,
            -3 => 3,
            _ => c_int::try_from(salt.to_string().len()).unwrap_or(1),
        })
    })
}

/// Sets the digest of the mask of PSS or OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_mgf1_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &PADDED, (0x1005, 0, md.as_ptr().cast_mut().cast())) {
            return done;
        }
        set(&ctx, RSA, &PADDED, |s| s.set_mgf(md_of(&md)?).map_err(Graded::from))
    })
}

/// As [`EVP_PKEY_CTX_set_rsa_mgf1_md`], with the digest by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_mgf1_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    mdname: Str,
    _mdprops: Str,
) -> c_int {
    graded(0, || {
        let name = named(&mdname)?;
        set(&ctx, RSA, &PADDED, |s| s.set_mgf(Some(digest(name)?)).map_err(Graded::from))
    })
}

/// The name of a digest; NULL is an error of its own value.
fn named(name: &Str) -> Graduation<&[u8]> {
    name.bytes().map_err(|_| Graded::new(-1, Error::quiet()))
}

/// The digest of the mask of PSS or OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_mgf1_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: Out<LendConst<EVP_MD>>,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &PADDED, (0x1008, 0, md.as_ptr().cast())) {
            return done;
        }
        let found = mgf_of(&ctx)?;
        md.write(LendConst::new(EVP_MD::of(found)))?;
        Ok(1)
    })
}

fn mgf_of(ctx: &Mut<EVP_PKEY_CTX>) -> Graduation<Md> {
    let mut found = Md::Sha1;
    set(ctx, RSA, &PADDED, |s| {
        let own = if s.operation & CRYPTING != 0 { s.oaep } else { s.md };
        found = s.mgf.or(own).unwrap_or(Md::Sha1);
        Ok(())
    })?;
    Ok(found)
}

/// Writes the name of the digest of the mask, terminated.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_mgf1_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    name: OutBuf<c_char>,
    namelen: usize,
) -> c_int {
    graded(0, || put_name(mgf_of(&ctx)?, name, namelen))
}

/// Writes the name of a digest, with its end.
fn put_name(md: Md, mut place: OutBuf<c_char>, room: usize) -> Graduation<c_int> {
    let name = md.name().to_bytes_with_nul();
    if room < name.len() {
        return Err(Graded::new(0, Error::quiet()));
    }
    place.slice(name.len())?.copy_from_slice(name);
    Ok(1)
}

/// Whether the context is for RSA; OAEP's settings fail silently otherwise.
fn oaep(ctx: &Mut<EVP_PKEY_CTX>) -> Graduation<Setter> {
    if ctx.opt().is_some_and(|ctx| ctx.settings().nid != 6) {
        return Err(Graded::new(-1, Error::quiet()));
    }
    Ok(Setter::Loose { operations: CRYPTING, other_type: (-1, None) })
}

/// Sets the digest of OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_oaep_md(ctx: Mut<EVP_PKEY_CTX>, md: In<EVP_MD>) -> c_int {
    graded(0, || {
        if let Some(done) =
            told(&ctx, RSA, &oaep(&ctx)?, (0x1009, 0, md.as_ptr().cast_mut().cast()))
        {
            return done;
        }
        set(&ctx, RSA, &oaep(&ctx)?, |s| {
            s.oaep = md_of(&md)?;
            Ok(())
        })
    })
}

/// As [`EVP_PKEY_CTX_set_rsa_oaep_md`], with the digest by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_oaep_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    mdname: Str,
    _mdprops: Str,
) -> c_int {
    graded(0, || {
        let name = named(&mdname)?;
        set(&ctx, RSA, &oaep(&ctx)?, |s| {
            s.oaep = Some(digest(name)?);
            Ok(())
        })
    })
}

fn oaep_of(ctx: &Mut<EVP_PKEY_CTX>) -> Graduation<Md> {
    let mut found = Md::Sha1;
    set(ctx, RSA, &oaep(ctx)?, |s| {
        found = s.oaep.unwrap_or(Md::Sha1);
        Ok(())
    })?;
    Ok(found)
}

/// The digest of OAEP.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_oaep_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: Out<LendConst<EVP_MD>>,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &oaep(&ctx)?, (0x100b, 0, md.as_ptr().cast())) {
            return done;
        }
        let found = oaep_of(&ctx)?;
        md.write(LendConst::new(EVP_MD::of(found)))?;
        Ok(1)
    })
}

/// Writes the name of the digest of OAEP, terminated.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_rsa_oaep_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    name: OutBuf<c_char>,
    namelen: usize,
) -> c_int {
    graded(0, || put_name(oaep_of(&ctx)?, name, namelen))
}

/// Keys of RSA that encrypt.
const PLAIN: &[c_int] = &[6];
const LABEL: Setter = Setter::Strict {
    operations: CRYPTING,
    other_type: (-2, Some(err::evp::R_COMMAND_NOT_SUPPORTED)),
};

/// What C gets, once the context has the setting, of one that OpenSSL hands on as a
/// parameter and the program's own function does not know.
fn as_parameter(ctx: &Mut<EVP_PKEY_CTX>, refused: Graded, value: c_int) -> Graded {
    let has = ctx.opt().map(EVP_PKEY_CTX::settings);
    let has = has.is_some_and(|s| s.operation & CRYPTING != 0 && PLAIN.contains(&s.nid));
    if has { Graded::new(value, refused.into_error()) } else { refused }
}

/// Sets the label of OAEP, whose memory the context takes over and frees.
///
/// Returns: 1; 0 or less on error, then the caller keeps it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set0_rsa_oaep_label(
    ctx: Mut<EVP_PKEY_CTX>,
    label: *mut c_void,
    len: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, PLAIN, &LABEL, (0x100a, len, label)) {
            return done.map_err(|refused| as_parameter(&ctx, refused, 0));
        }
        let bytes = crate::abi::InBuf::<c_void>::lend(label).slice(len)?.to_vec();
        let done = set(&ctx, RSA, &oaep(&ctx)?, |s| {
            s.label = bytes;
            Ok(())
        })?;
        mem::free_c(label);
        Ok(done)
    })
}

/// Lends the label of OAEP.
///
/// Returns: its length; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_rsa_oaep_label(
    ctx: Mut<EVP_PKEY_CTX>,
    label: Out<*const c_uchar>,
) -> c_int {
    graded(0, || {
        let mut found: *const c_uchar = std::ptr::null();
        if let Some(done) = told(&ctx, PLAIN, &LABEL, (0x100c, 0, (&raw mut found).cast())) {
            let len = done.map_err(|refused| as_parameter(&ctx, refused, -1))?;
            label.write(found)?;
            return Ok(if len > 0 { len } else { -1 });
        }
        let mut len = 0;
        set(&ctx, RSA, &oaep(&ctx)?, |s| {
            if !s.label.is_empty() {
                (found, len) = (s.label.as_ptr(), s.label.len());
            }
            Ok(())
        })?;
        label.write(found)?;
        Ok(c_int::try_from(len).unwrap_or(0))
    })
}

/// What C gets of a setting that OpenSSL hands on as a parameter: nothing but 1 or 0
/// once the context has it.
fn settled(ctx: &Mut<EVP_PKEY_CTX>, nids: &[c_int], done: Graduation<c_int>) -> Graduation<c_int> {
    let making = operation::KEYGEN | operation::PARAMGEN;
    let has = ctx.opt().is_some_and(|ctx| {
        let now = ctx.settings();
        now.operation & making != 0 && nids.contains(&now.nid)
    });
    done.map_err(|refused| if has { Graded::new(0, refused.into_error()) } else { refused })
}

/// Sets the bits of a new RSA key.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_keygen_bits(ctx: Mut<EVP_PKEY_CTX>, bits: c_int) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &MAKING, (0x1003, bits, NOTHING)) {
            return settled(&ctx, RSA, done);
        }
        set(&ctx, RSA, &MAKING, |s| {
            s.set_named(b"bits", &Value::Integer(bits.into()))?;
            Ok(())
        })
    })
}

const EXPONENT: Setter = Setter::Loose { operations: operation::KEYGEN, other_type: (-2, None) };
const SET_EXPONENT: c_int = 0x1004;

fn set_exponent(ctx: &Mut<EVP_PKEY_CTX>, exponent: &BIGNUM) -> Graduation<c_int> {
    let exponent = exponent.to_be()?;
    set(ctx, RSA, &EXPONENT, |s| {
        s.exponent = exponent;
        Ok(())
    })
}

/// Sets the public exponent of a new RSA key; the caller keeps `pubexp`.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_rsa_keygen_pubexp(
    ctx: Mut<EVP_PKEY_CTX>,
    pubexp: Mut<BIGNUM>,
) -> c_int {
    graded(0, || {
        // The program's own function takes a copy over, if it agrees.
        let copy: Give<BIGNUM> = Give::new(pubexp.get()?.duplicate());
        let done = told(&ctx, PLAIN, &EXPONENT, (SET_EXPONENT, 0, copy.as_ptr().cast()));
        if !matches!(done, Some(Ok(1..))) {
            drop(Take::<BIGNUM>::from_element(Opaque(copy.as_ptr().cast())).opt());
        }
        done.unwrap_or_else(|| set_exponent(&ctx, pubexp.get()?))
    })
}

/// Sets the public exponent of a new RSA key, which the context takes over.
///
/// Returns: 1; 0 or less on error, then the caller keeps it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_keygen_pubexp(
    ctx: Mut<EVP_PKEY_CTX>,
    pubexp: Take<BIGNUM>,
) -> c_int {
    graded(0, || {
        let shown = (SET_EXPONENT, 0, std::ptr::from_ref(pubexp.peek()?).cast_mut().cast());
        if let Some(done) = told(&ctx, RSA, &EXPONENT, shown) {
            return done;
        }
        let done = set_exponent(&ctx, pubexp.peek()?)?;
        let given = pubexp.opt().map(Handed).map(Arc::new);
        ctx.get()?.change(|s| s.exponent_given = given);
        Ok(done)
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
    graded(0, || {
        if let Some(done) = told(&ctx, RSA, &MAKING, (0x100d, primes, NOTHING)) {
            return settled(&ctx, RSA, done);
        }
        set(&ctx, RSA, &MAKING, |_| {
            if primes == 2 {
                Ok(())
            } else {
                Err(Error::new(Lib::Rsa, err::rsa::R_KEY_PRIME_NUM_INVALID).into())
            }
        })
    })
}

const PSS_KEYS: &[c_int] = &[912];
const PSS_MAKING_BY_OBJECT: Setter =
    Setter::Loose { operations: operation::KEYGEN, other_type: (-1, None) };
const PSS_MAKING: Setter = Setter::Strict { operations: operation::KEYGEN, other_type: (-1, None) };

/// Sets the digest that a new RSA-PSS key is limited to.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_keygen_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: In<EVP_MD>,
) -> c_int {
    graded(0, || {
        let shown = (1, 0, md.as_ptr().cast_mut().cast());
        if let Some(done) = told(&ctx, PSS_KEYS, &PSS_MAKING_BY_OBJECT, shown) {
            return done;
        }
        set(&ctx, PSS_KEYS, &PSS_MAKING_BY_OBJECT, |s| {
            s.md = md_of(&md)?;
            Ok(())
        })
    })
}

/// As [`EVP_PKEY_CTX_set_rsa_pss_keygen_md`], with the digest by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    mdname: Str,
    _mdprops: Str,
) -> c_int {
    graded(0, || {
        let name = named(&mdname)?;
        set(&ctx, PSS_KEYS, &PSS_MAKING, |s| {
            s.md = Some(digest(name)?);
            Ok(())
        })
    })
}

/// Sets the digest of the mask that a new RSA-PSS key is limited to.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(
    ctx: Mut<EVP_PKEY_CTX>,
    md: In<EVP_MD>,
) -> c_int {
    graded(0, || {
        let shown = (0x1005, 0, md.as_ptr().cast_mut().cast());
        if let Some(done) = told(&ctx, PSS_KEYS, &PSS_MAKING_BY_OBJECT, shown) {
            return done;
        }
        set(&ctx, PSS_KEYS, &PSS_MAKING_BY_OBJECT, |s| {
            s.mgf = md_of(&md)?;
            Ok(())
        })
    })
}

/// As [`EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md`], with the digest by its name.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(
    ctx: Mut<EVP_PKEY_CTX>,
    mdname: Str,
) -> c_int {
    graded(0, || {
        let name = named(&mdname)?;
        set(&ctx, PSS_KEYS, &PSS_MAKING, |s| {
            s.mgf = Some(digest(name)?);
            Ok(())
        })
    })
}

/// Sets the least length of the salt that a new RSA-PSS key is limited to.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(
    ctx: Mut<EVP_PKEY_CTX>,
    saltlen: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told(&ctx, PSS_KEYS, &MAKING, (0x1002, saltlen, NOTHING)) {
            return settled(&ctx, PSS_KEYS, done);
        }
        set(&ctx, PSS_KEYS, &PSS_MAKING, |s| {
            s.salt = saltlen;
            Ok(())
        })
    })
}

/// As `EVP_PKEY_CTX_ctrl`, for contexts of RSA alone.
///
/// Returns: -1 for a context of another type.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_pkey_ctx_ctrl(
    ctx: Mut<EVP_PKEY_CTX>,
    optype: c_int,
    cmd: c_int,
    p1: c_int,
    p2: Opaque,
) -> c_int {
    if ctx.opt().is_some_and(|ctx| !RSA.contains(&ctx.settings().nid)) {
        return -1;
    }
    super::evp_pkey_ctx_ctrl::EVP_PKEY_CTX_ctrl(ctx, -1, optype, cmd, p1, p2)
}
