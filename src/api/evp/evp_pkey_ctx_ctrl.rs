//! `EVP_PKEY_CTX_ctrl`, `EVP_PKEY_CTX_ctrl_str` and their kin, and settings as
//! `OSSL_PARAM`.

use super::evp_pkey_ctx_dsa as dsa;
use super::evp_pkey_ctx_kdf as kdf;
use super::evp_pkey_ctx_rsa as rsa;
use super::evp_pkey_ctx_set as set;
use super::evp_pkey_mac as mac;
use super::evp_pkey_usual;
use crate::abi::{Arg, Graded, In, InBuf, Mut, Opaque, Out, OutBuf, Str, Take, entry, graded};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_setting::{Value, no_command};
use crate::obj::param::OSSL_PARAM;
use std::ffi::c_int;

const ALG_CTRL: c_int = 0x1000;

/// Gives a context the command `cmd` of keys of the type `keytype` (-1 of any)
/// that was prepared for one of `optype` (-1 for any); as the functions named
/// after the commands.
///
/// Returns: 1 or more; 0 or less on error, -2 for an unknown command.
/// Errors: `EVP_R_COMMAND_NOT_SUPPORTED`, `EVP_R_NO_OPERATION_SET`,
/// `EVP_R_INVALID_OPERATION`.
/// See: EVP_PKEY_CTX_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_ctrl(
    ctx: Mut<EVP_PKEY_CTX>,
    keytype: c_int,
    optype: c_int,
    cmd: c_int,
    p1: c_int,
    p2: Opaque,
) -> c_int {
    let Some(now) = ctx.opt().map(EVP_PKEY_CTX::settings) else {
        return graded(-2, || Err(no_command().into()));
    };
    if now.operation == operation::NONE {
        return graded(-1, || Err(Error::new(Lib::Evp, evp::R_NO_OPERATION_SET).into()));
    }
    if optype != -1 && now.operation & optype == 0 {
        return graded(-1, || Err(Error::new(Lib::Evp, evp::R_INVALID_OPERATION).into()));
    }
    if keytype != -1 && keytype != now.nid {
        return -1;
    }
    if let Some(own) = ctx.opt().and_then(evp_pkey_usual::own_ctrl) {
        return graded(-2, || {
            let inner = ctx.share()?;
            let taken = own.map_or(-2, |own| inner.inside(|| own(ctx, cmd, p1, p2.0)));
            if taken == -2 { Err(no_command().into()) } else { Ok(taken) }
        });
    }
    let md = || In::from_element(p2);
    let bytes = || InBuf::lend(p2.0.cast());
    match (now.nid, cmd.wrapping_sub(ALG_CTRL), cmd) {
        (_, _, 1) => set::EVP_PKEY_CTX_set_signature_md(ctx, md()),
        (_, _, 6) => mac::EVP_PKEY_CTX_set_mac_key(ctx, bytes(), p1),
        (894, _, 12) => mac::set_cipher(&ctx, &In::from_element(p2)),
        (_, _, 13) => set::EVP_PKEY_CTX_get_signature_md(ctx, Out::at(p2.0.cast())),
        (6 | 912, 1, _) => rsa::EVP_PKEY_CTX_set_rsa_padding(ctx, p1),
        (6 | 912, 2, _) => rsa::EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, p1),
        (6 | 912, 3, _) => rsa::EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, p1),
        (6 | 912, 4, _) => rsa::EVP_PKEY_CTX_set_rsa_keygen_pubexp(ctx, Take::from_element(p2)),
        (6 | 912, 5, _) => rsa::EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md()),
        (6 | 912, 6, _) => rsa::EVP_PKEY_CTX_get_rsa_padding(ctx, Out::at(p2.0.cast())),
        (6 | 912, 7, _) => rsa::EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, Out::at(p2.0.cast())),
        (6 | 912, 8, _) => rsa::EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, Out::at(p2.0.cast())),
        (6 | 912, 9, _) => rsa::EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md()),
        (6 | 912, 10, _) => rsa::EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, p2.0, p1),
        (6 | 912, 11, _) => rsa::EVP_PKEY_CTX_get_rsa_oaep_md(ctx, Out::at(p2.0.cast())),
        (6 | 912, 12, _) => rsa::EVP_PKEY_CTX_get0_rsa_oaep_label(ctx, Out::at(p2.0.cast())),
        (6 | 912, 13, _) => rsa::EVP_PKEY_CTX_set_rsa_keygen_primes(ctx, p1),
        (408, 1, _) => set::EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, p1),
        (408, 2, _) => set::EVP_PKEY_CTX_set_ec_param_enc(ctx, p1),
        (408, 3, _) if p1 == -2 => kdf::EVP_PKEY_CTX_get_ecdh_cofactor_mode(ctx),
        (408, 3, _) => kdf::EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, p1),
        (408, 4, _) | (28, 6, _) if p1 == -2 => kdf::EVP_PKEY_CTX_get_ecdh_kdf_type(ctx),
        (408, 4, _) | (28, 6, _) => kdf::EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, p1),
        (408, 5, _) | (28, 7, _) => kdf::EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, md()),
        (408, 6, _) | (28, 8, _) => kdf::EVP_PKEY_CTX_get_ecdh_kdf_md(ctx, Out::at(p2.0.cast())),
        (408, 7, _) | (28, 9, _) => kdf::EVP_PKEY_CTX_set_ecdh_kdf_outlen(ctx, p1),
        (408, 8, _) | (28, 10, _) => {
            kdf::EVP_PKEY_CTX_get_ecdh_kdf_outlen(ctx, Out::at(p2.0.cast()))
        }
        (408, 9, _) | (28, 11, _) => kdf::EVP_PKEY_CTX_set0_ecdh_kdf_ukm(ctx, p2.0.cast(), p1),
        (408, 10, _) | (28, 12, _) => {
            kdf::EVP_PKEY_CTX_get0_ecdh_kdf_ukm(ctx, Out::at(p2.0.cast()))
        }
        (28, 13, _) => kdf::EVP_PKEY_CTX_set0_dh_kdf_oid(ctx, Mut::from_element(p2)),
        (28, 1, _) => set::EVP_PKEY_CTX_set_dh_paramgen_prime_len(ctx, p1),
        (28, 2, _) => set::EVP_PKEY_CTX_set_dh_paramgen_generator(ctx, p1),
        (116, 1, _) => dsa::EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, p1),
        (116, 2, _) => dsa::EVP_PKEY_CTX_set_dsa_paramgen_q_bits(ctx, p1),
        (28, 15, _) => set::EVP_PKEY_CTX_set_dh_nid(ctx, p1),
        (28, 16, _) => set::EVP_PKEY_CTX_set_dh_pad(ctx, p1),
        (1021, 0, _) => set::EVP_PKEY_CTX_set_tls1_prf_md(ctx, md()),
        (1021, 1, _) => set::EVP_PKEY_CTX_set1_tls1_prf_secret(ctx, bytes(), p1),
        (1021, 2, _) => set::EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, bytes(), p1),
        (1036, 3, _) => set::EVP_PKEY_CTX_set_hkdf_md(ctx, md()),
        (1036, 4, _) => set::EVP_PKEY_CTX_set1_hkdf_salt(ctx, bytes(), p1),
        (1036, 5, _) => set::EVP_PKEY_CTX_set1_hkdf_key(ctx, bytes(), p1),
        (1036, 6, _) => set::EVP_PKEY_CTX_add1_hkdf_info(ctx, bytes(), p1),
        (1036, 7, _) => set::EVP_PKEY_CTX_set_hkdf_mode(ctx, p1),
        (973, 8, _) => set::EVP_PKEY_CTX_set1_pbe_pass(ctx, InBuf::lend(p2.0.cast()), p1),
        (973, 9, _) => set::EVP_PKEY_CTX_set1_scrypt_salt(ctx, bytes(), p1),
        (973, 10..=13, _) => {
            let value = Arg(p2.0).out::<u64>().read().unwrap_or(0);
            EVP_PKEY_CTX_ctrl_uint64(ctx, keytype, optype, cmd, value)
        }
        _ => graded(-2, || Err(no_command().into())),
    }
}

/// As [`EVP_PKEY_CTX_ctrl`], for the commands with a 64-bit number.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_ctrl_uint64(
    ctx: Mut<EVP_PKEY_CTX>,
    keytype: c_int,
    optype: c_int,
    cmd: c_int,
    mut value: u64,
) -> c_int {
    const SCRYPT: c_int = 973;
    let is_scrypt = ctx.opt().is_some_and(|ctx| ctx.settings().nid == SCRYPT);
    match cmd.wrapping_sub(ALG_CTRL) {
        10 if is_scrypt => set::EVP_PKEY_CTX_set_scrypt_N(ctx, value),
        11 if is_scrypt => set::EVP_PKEY_CTX_set_scrypt_r(ctx, value),
        12 if is_scrypt => set::EVP_PKEY_CTX_set_scrypt_p(ctx, value),
        13 if is_scrypt => set::EVP_PKEY_CTX_set_scrypt_maxmem_bytes(ctx, value),
        _ => EVP_PKEY_CTX_ctrl(ctx, keytype, optype, cmd, 0, Arg::to(&mut value).opaque()),
    }
}

/// Changes a setting by the name that it has on command lines
/// (`rsa_padding_mode`).
///
/// Returns: 1; 0 or less on error, -2 for an unknown name.
/// Errors: `EVP_R_COMMAND_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_ctrl_str(ctx: Mut<EVP_PKEY_CTX>, type_: Str, value: Str) -> c_int {
    graded(0, || {
        let ctx = ctx.opt().ok_or_else(|| Graded::new(-2, no_command()))?;
        if evp_pkey_usual::own_ctrl(ctx).is_some() {
            let own = ctx.own().and_then(|own| own.ctrl_str);
            let own = own.ok_or_else(|| Graded::new(-2, no_command()))?;
            return Ok(ctx.inside(|| own(Mut::lend(ctx), type_, value)));
        }
        let (name, text) = (type_.bytes()?, value.bytes()?);
        match ctx.change(|s| s.set_word(name, text)) {
            Some(done) => {
                done?;
                Ok(1)
            }
            None => {
                let known = String::from_utf8_lossy(name).into_owned();
                let text = String::from_utf8_lossy(text).into_owned();
                let data = format!("[action:2, state:4] name={known}, value={text}");
                Err(Graded::new(-2, no_command().with(data)))
            }
        }
    })
}

/// Gives a context a command whose bytes are the string `str`.
///
/// Returns: as [`EVP_PKEY_CTX_ctrl`]; -1 for a string too long.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_str2ctrl(ctx: Mut<EVP_PKEY_CTX>, cmd: c_int, str: Str) -> c_int {
    graded(-1, || {
        let text = str.bytes()?;
        let len = c_int::try_from(text.len()).map_err(|_| Error::quiet())?;
        let bytes = Opaque(text.as_ptr().cast_mut().cast());
        Ok(EVP_PKEY_CTX_ctrl(ctx, -1, -1, cmd, len, bytes))
    })
}

/// Gives a context a command whose bytes are in hexadecimal in `hex`.
///
/// Returns: as [`EVP_PKEY_CTX_ctrl`]; 0 for what is not hexadecimal.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_hex2ctrl(ctx: Mut<EVP_PKEY_CTX>, cmd: c_int, hex: Str) -> c_int {
    graded(0, || {
        let bytes = crate::obj::hex::read_with_colons(hex.bytes()?)?;
        let len = c_int::try_from(bytes.len()).map_err(|_| Error::quiet())?;
        let place = Opaque(bytes.as_ptr().cast_mut().cast());
        Ok(EVP_PKEY_CTX_ctrl(ctx, -1, -1, cmd, len, place))
    })
}

/// Gives a context a command whose argument is the digest of the name `md`.
///
/// Returns: as [`EVP_PKEY_CTX_ctrl`]; 0 for an unknown digest.
/// Errors: `EVP_R_INVALID_DIGEST`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_md(
    ctx: Mut<EVP_PKEY_CTX>,
    optype: c_int,
    cmd: c_int,
    md: Str,
) -> c_int {
    graded(0, || {
        let md = md.bytes().ok().and_then(crate::obj::evp_md::Md::from_name);
        let md = md.ok_or_else(|| Error::new(Lib::Evp, evp::R_INVALID_DIGEST))?;
        let md = crate::obj::evp_md::EVP_MD::of(md);
        Ok(EVP_PKEY_CTX_ctrl(ctx, -1, optype, cmd, 0, Arg::object_of(md).opaque()))
    })
}

/// Changes settings; those that the context does not have are passed over.
///
/// Returns: 1; 0 or less on error.
/// See: EVP_PKEY_CTX_set_params(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_params(ctx: Mut<EVP_PKEY_CTX>, params: In<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if ctx.settings().operation == operation::NONE || evp_pkey_usual::own_ctrl(ctx).is_some() {
            return Err(Error::quiet());
        }
        each(ctx, &params)?;
        Ok(1)
    })
}

/// Sets all; or none, if one is refused.
fn each(ctx: &EVP_PKEY_CTX, params: &In<OSSL_PARAM>) -> Result<()> {
    // What is for PSS alone counts after the padding, wherever in the list that is.
    let depends = |param: &&OSSL_PARAM| [c"saltlen", c"mgf1-digest"].contains(&param.key());
    let (later, first): (Vec<_>, Vec<_>) = OSSL_PARAM::list(params).partition(depends);
    let mut settings = ctx.settings();
    for param in first.into_iter().chain(later) {
        settings.set_named(param.key().to_bytes(), &Value::of(param)?)?;
    }
    // A padding that does not go with the digest stays, so that nothing is signed.
    let checked = settings.check_padding();
    ctx.change(|s| match checked {
        Ok(()) => *s = settings,
        Err(_) => s.padding = settings.padding,
    });
    checked
}

/// Sets what an operation begins with; it does not begin if something is refused.
pub(super) fn set_all(ctx: &EVP_PKEY_CTX, params: &In<OSSL_PARAM>) -> Result<()> {
    if OSSL_PARAM::list(params).next().is_none() {
        return Ok(());
    }
    let own = evp_pkey_usual::own_ctrl(ctx).is_some();
    let done = if own { Err(Error::quiet()) } else { each(ctx, params) };
    done.inspect_err(|_| ctx.change(|s| (s.operation, s.able) = (operation::NONE, false)))
}

/// Looks settings up; those that the context does not have stay as they are.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_params(
    ctx: Mut<EVP_PKEY_CTX>,
    params: Mut<OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        let settings = ctx.get()?.settings();
        if settings.operation == operation::NONE {
            return Err(Error::quiet());
        }
        for param in OSSL_PARAM::list(&In::from_element(Opaque(params.as_ptr().cast()))) {
            if let Some(value) = settings.named(param.key().to_bytes()) {
                value.store(param)?;
            }
        }
        Ok(1)
    })
}

/// Writes the name of the curve or group of new keys, terminated.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get_group_name(
    ctx: Mut<EVP_PKEY_CTX>,
    name: OutBuf<std::ffi::c_char>,
    namelen: usize,
) -> c_int {
    graded(-1, || {
        let settings = ctx.opt().map(EVP_PKEY_CTX::settings);
        let makes = |op| op & (operation::KEYGEN | operation::PARAMGEN) != 0;
        let settings =
            settings.filter(|s| makes(s.operation)).ok_or_else(|| Graded::new(-2, no_command()))?;
        let value = settings.named(b"group").ok_or_else(Error::quiet)?;
        Ok(put(value, name, namelen)?)
    })
}

fn put(value: Value, mut place: OutBuf<std::ffi::c_char>, room: usize) -> Result<c_int> {
    let Value::Text(mut text) = value else {
        return Err(Error::quiet());
    };
    text.push(0);
    if room < text.len() {
        return Err(Error::quiet());
    }
    place.slice(text.len())?.copy_from_slice(&text);
    Ok(1)
}
