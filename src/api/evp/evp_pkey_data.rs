//! `EVP_PKEY_fromdata`, `EVP_PKEY_todata`, `EVP_PKEY_check` and their kin;
//! parts of keys as `OSSL_PARAM`.

use crate::abi::{Give, Graded, In, InBuf, Mut, Opaque, Out, Str, entry, graded, quiet};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::bn::BIGNUM;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_check::{What, check};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_data;
use crate::obj::evp_pkey_setting::Value;
use crate::obj::param::OSSL_PARAM;
use crate::obj::pkey_param;
use std::ffi::{c_char, c_int, c_uchar};
use zeroize::Zeroizing;

#[track_caller]
fn unsupported() -> Graded {
    Graded::new(-2, Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE))
}

/// Prepares to make a key of its parts.
///
/// Returns: 1; -2 if such keys cannot be made.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
/// See: EVP_PKEY_fromdata(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_fromdata_init(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    graded(-2, || {
        let ctx = ctx.opt().ok_or_else(unsupported)?;
        ctx.begin(operation::FROMDATA)?;
        Ok(1)
    })
}

/// Makes a key of its parts: in `*ppkey`, which is made if it is NULL.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_fromdata(
    ctx: Mut<EVP_PKEY_CTX>,
    ppkey: Out<*mut EVP_PKEY>,
    selection: c_int,
    params: Mut<OSSL_PARAM>,
) -> c_int {
    graded(0, || {
        let ctx = ctx.opt().ok_or_else(unsupported)?;
        let settings = ctx.settings();
        if settings.operation & operation::FROMDATA == 0 {
            return Err(unsupported());
        }
        let current = ppkey.read().map_err(|_| Graded::new(-1, Error::quiet()))?;
        let params = In::from_element(Opaque(params.as_ptr().cast()));
        let made = evp_pkey_data::from_params(settings.nid, selection, &params)?;
        match Mut::<EVP_PKEY>::from_element(Opaque(current.cast())).opt() {
            Some(key) => key.take_key(&made),
            None => ppkey.write(Give::<EVP_PKEY>::new(made).as_ptr())?,
        }
        Ok(1)
    })
}

/// Gives the parts of a key that `selection` names, as a new array.
///
/// Returns: 1, and C frees `*params` with `OSSL_PARAM_free`; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_todata(
    pkey: In<EVP_PKEY>,
    selection: c_int,
    params: Out<*mut OSSL_PARAM>,
) -> c_int {
    entry(0, || {
        if params.is_null() {
            return Err(Error::quiet());
        }
        let pkey = pkey.opt().filter(|pkey| pkey.type_nid() != 0).ok_or_else(Error::quiet)?;
        params.write(evp_pkey_data::to_params(pkey, selection)?)?;
        Ok(1)
    })
}

fn checked(ctx: &Mut<EVP_PKEY_CTX>, what: What) -> Result<c_int> {
    let key = ctx.get()?.settings().key;
    let key = key.ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_KEY_SET))?;
    let own = ctx.get()?.own().and_then(|own| match what {
        What::All | What::Pair => own.check,
        What::Public => own.public_check,
        What::Params => own.param_check,
        What::Private => None,
    });
    if let Some(own) = own {
        return Ok(own(Mut::lend(&*key)));
    }
    Ok(check(&key, what)?.into())
}

/// Checks the key of a context: both halves, and that they fit.
///
/// Returns: 1 good; 0 or less not.
/// Errors: `EVP_R_NO_KEY_SET`; what is wrong with the key.
/// See: EVP_PKEY_check(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_check(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::All))
}

/// Checks the public key of a context.
///
/// Returns: as [`EVP_PKEY_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_public_check(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Public))
}

/// As [`EVP_PKEY_public_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_public_check_quick(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Public))
}

/// Checks the parameters of the key of a context.
///
/// Returns: as [`EVP_PKEY_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_param_check(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Params))
}

/// As [`EVP_PKEY_param_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_param_check_quick(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Params))
}

/// Checks the private key of a context alone.
///
/// Returns: as [`EVP_PKEY_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_private_check(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Private))
}

/// Checks that both halves of the key of a context fit.
///
/// Returns: as [`EVP_PKEY_check`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_pairwise_check(ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    entry(0, || checked(&ctx, What::Pair))
}

/// Looks parts of a key up; those that it does not have stay as they are.
///
/// Returns: 1; 0 on error.
/// See: EVP_PKEY_gettable_params(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_params(pkey: In<EVP_PKEY>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let pkey = pkey.opt().filter(|pkey| pkey.type_nid() != 0);
        let pkey = pkey.ok_or_else(|| Error::new(Lib::Evp, evp::R_INVALID_KEY))?;
        let params = In::from_element(Opaque(params.as_ptr().cast()));
        for param in OSSL_PARAM::list(&params) {
            if let Some(value) = pkey_param::value(pkey, param.key().to_bytes())? {
                value.store(param)?;
            }
        }
        Ok(1)
    })
}

/// The number called `key_name` of a key, as C's `int`.
///
/// Returns: 1; 0 if the key has none, or it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_int_param(
    pkey: In<EVP_PKEY>,
    key_name: Str,
    out: Out<c_int>,
) -> c_int {
    entry(0, || match pkey_param::value(pkey.get()?, key_name.bytes()?)? {
        Some(value @ (Value::Integer(_) | Value::Number(_))) => {
            out.write(value.int().map_err(|_| Error::quiet())?)?;
            Ok(1)
        }
        _ => Ok(0),
    })
}

/// As [`EVP_PKEY_get_int_param`], as C's `size_t`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_size_t_param(
    pkey: In<EVP_PKEY>,
    key_name: Str,
    out: Out<usize>,
) -> c_int {
    entry(0, || match pkey_param::value(pkey.get()?, key_name.bytes()?)? {
        Some(value @ (Value::Integer(_) | Value::Number(_))) => {
            let n = value.unsigned().ok().and_then(|n| usize::try_from(n).ok());
            out.write(n.ok_or_else(Error::quiet)?)?;
            Ok(1)
        }
        _ => Ok(0),
    })
}

/// Changes parts of a key; of those that can change: the form of a point, and
/// the public key as peers exchange it.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_INVALID_KEY` for an empty key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_params(pkey: Mut<EVP_PKEY>, params: Mut<OSSL_PARAM>) -> c_int {
    entry(0, || {
        let pkey = pkey.opt().filter(|pkey| pkey.type_nid() != 0);
        let pkey = pkey.ok_or_else(|| Error::new(Lib::Evp, evp::R_INVALID_KEY))?;
        let params = In::from_element(Opaque(params.as_ptr().cast()));
        for param in OSSL_PARAM::list(&params) {
            pkey_param::set(pkey, param.key().to_bytes(), &Value::of(param)?)?;
        }
        Ok(1)
    })
}

fn set(pkey: &Mut<EVP_PKEY>, name: &Str, value: &Value) -> Result<c_int> {
    let pkey = pkey.opt().filter(|pkey| pkey.type_nid() != 0).ok_or_else(Error::quiet)?;
    pkey_param::set(pkey, name.bytes()?, value)?;
    Ok(1)
}

/// Changes the number called `key_name` of a key.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_int_param(pkey: Mut<EVP_PKEY>, key_name: Str, in_: c_int) -> c_int {
    entry(0, || set(&pkey, &key_name, &Value::Integer(in_.into())))
}

/// As [`EVP_PKEY_set_int_param`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_size_t_param(
    pkey: Mut<EVP_PKEY>,
    key_name: Str,
    in_: usize,
) -> c_int {
    entry(0, || set(&pkey, &key_name, &Value::Number(in_.to_be_bytes().to_vec())))
}

/// As [`EVP_PKEY_set_int_param`], of any length.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_bn_param(
    pkey: Mut<EVP_PKEY>,
    key_name: Str,
    bn: In<BIGNUM>,
) -> c_int {
    entry(0, || {
        key_name.opt().ok_or_else(Error::quiet)?;
        set(&pkey, &key_name, &Value::Number(bn.get()?.to_be()?))
    })
}

/// Changes the string called `key_name` of a key (`point-format`).
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_utf8_string_param(
    pkey: Mut<EVP_PKEY>,
    key_name: Str,
    str: InBuf<c_char>,
) -> c_int {
    entry(0, || set(&pkey, &key_name, &Value::Text(str.c_string()?.to_vec())))
}

/// Changes the bytes called `key_name` of a key (`encoded-pub-key`).
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_octet_string_param(
    pkey: Mut<EVP_PKEY>,
    key_name: Str,
    buf: InBuf<c_uchar>,
    bsize: usize,
) -> c_int {
    entry(0, || {
        let bytes = Zeroizing::new(buf.slice(bsize)?.to_vec());
        set(&pkey, &key_name, &Value::Bytes(bytes))
    })
}

/// Sets the public key as peers exchange it, on the curve or in the group that
/// `pkey` has.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_encoded_public_key(
    pkey: Mut<EVP_PKEY>,
    pub_: InBuf<c_uchar>,
    publen: usize,
) -> c_int {
    entry(0, || {
        let bytes = Zeroizing::new(pub_.slice(publen)?.to_vec());
        let pkey = pkey.opt().ok_or_else(Error::quiet)?;
        pkey_param::set(pkey, b"encoded-pub-key", &Value::Bytes(bytes))?;
        Ok(1)
    })
}

/// The kind of field of the key's curve (`NID_X9_62_prime_field`); 0 without a
/// curve.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_field_type(pkey: In<EVP_PKEY>) -> c_int {
    const PRIME_FIELD: c_int = 406;
    quiet(0, || {
        let field = pkey_param::value(pkey.get()?, b"field-type")?;
        Ok(if field.is_some() { PRIME_FIELD } else { 0 })
    })
}

/// The form that the key's point is written in (`POINT_CONVERSION_…`); 0
/// without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_ec_point_conv_form(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(pkey_param::conversion_form(pkey.get()?)))
}
