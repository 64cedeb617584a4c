//! `openssl/encoder.h`: keys to PEM, DER and text.

use crate::abi::{Give, InBuf, Mut, Opaque, Out, Str, Take, entry, mem, quiet};
use crate::abi::{In, OutBuf};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::decoder::{OSSL_PASSPHRASE_CALLBACK, Pass};
use crate::obj::encoder::{Form, OSSL_ENCODER_CTX};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_uchar};
use std::sync::Arc;
use zeroize::Zeroizing;

crate::box_handle!(OSSL_ENCODER_CTX);

fn owned(text: &Str) -> Option<Vec<u8>> {
    text.opt().map(|text| text.to_bytes().to_vec())
}

/// Makes a writer of a key: `output_type` is `PEM`, `DER` or `TEXT`,
/// `output_struct` `PrivateKeyInfo` and its like or NULL, `selection` which
/// parts are written (`EVP_PKEY_KEYPAIR` and its like).
///
/// Returns: NULL on error.
/// See: OSSL_ENCODER_CTX_new_for_pkey(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_new_for_pkey(
    pkey: In<EVP_PKEY>,
    selection: c_int,
    output_type: Str,
    output_struct: Str,
    _propquery: Str,
) -> Give<OSSL_ENCODER_CTX> {
    entry(Give::null(), || {
        let null = || Error::new(Lib::OsslEncoder, crate::err::R_PASSED_NULL_PARAMETER);
        let key = pkey.share_opt().ok_or_else(null)?;
        if key.type_nid() == 0 {
            let text = "The passed EVP_PKEY must be assigned a key";
            let reason = crate::err::R_PASSED_INVALID_ARGUMENT;
            return Err(Error::new(Lib::OsslEncoder, reason).with(text));
        }
        let form = Form {
            output: owned(&output_type).unwrap_or_default(),
            structure: owned(&output_struct),
            selection,
            cipher: None,
            pass: Pass::None,
        };
        Ok(Give::new(OSSL_ENCODER_CTX::new(Some(key), form)))
    })
}

/// Makes a writer of nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_new() -> Give<OSSL_ENCODER_CTX> {
    entry(Give::null(), || {
        let form = Form {
            output: Vec::new(),
            structure: None,
            selection: 0,
            cipher: None,
            pass: Pass::None,
        };
        Ok(Give::new(OSSL_ENCODER_CTX::new(None, form)))
    })
}

/// Frees a writer; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_free(ctx: Take<OSSL_ENCODER_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// In how many forms the key can be written; 0 if in none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_get_num_encoders(ctx: Mut<OSSL_ENCODER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.forms()))
}

/// Sets what is written: `PEM`, `DER` or `TEXT`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_output_type(
    ctx: Mut<OSSL_ENCODER_CTX>,
    output_type: Str,
) -> c_int {
    entry(0, || {
        let output = output_type.bytes()?.to_vec();
        ctx.get()?.change(|form| form.output = output);
        Ok(1)
    })
}

/// Sets the structure that is written: `PrivateKeyInfo` and its like.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_output_structure(
    ctx: Mut<OSSL_ENCODER_CTX>,
    output_structure: Str,
) -> c_int {
    entry(0, || {
        let structure = owned(&output_structure);
        ctx.get()?.change(|form| form.structure = structure);
        Ok(1)
    })
}

/// Sets which parts are written (`EVP_PKEY_KEYPAIR` and its like).
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_PASSED_INVALID_ARGUMENT` for no part.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_selection(
    ctx: Mut<OSSL_ENCODER_CTX>,
    selection: c_int,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        if selection == 0 {
            return Err(Error::new(Lib::OsslEncoder, err::R_PASSED_INVALID_ARGUMENT));
        }
        ctx.change(|form| form.selection = selection);
        Ok(1)
    })
}

/// Sets the cipher that a private key is sealed with; NULL for none.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_cipher(
    ctx: Mut<OSSL_ENCODER_CTX>,
    cipher_name: Str,
    _propquery: Str,
) -> c_int {
    entry(0, || {
        let cipher = cipher_name.opt().map(|name| EVP_CIPHER::fetch(name.to_bytes()));
        let cipher = cipher.transpose()?.map(EVP_CIPHER::cipher);
        ctx.get()?.change(|form| form.cipher = cipher);
        Ok(1)
    })
}

/// Sets the passphrase that a private key is sealed under.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_passphrase(
    ctx: Mut<OSSL_ENCODER_CTX>,
    kstr: InBuf<c_uchar>,
    klen: usize,
) -> c_int {
    entry(0, || {
        let known = Pass::Known(Arc::new(Zeroizing::new(kstr.slice(klen)?.to_vec())));
        ctx.get()?.change(|form| form.pass = known);
        Ok(1)
    })
}

/// Sets the function that is asked for the passphrase, as the functions of PEM
/// ask.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_pem_password_cb(
    ctx: Mut<OSSL_ENCODER_CTX>,
    cb: Option<pem_password_cb>,
    cbarg: Opaque,
) -> c_int {
    entry(0, || {
        let pass = cb.map_or(Pass::None, |cb| Pass::Pem(cb, cbarg));
        ctx.get()?.change(|form| form.pass = pass);
        Ok(1)
    })
}

/// Sets the function that is asked for the passphrase, as providers ask.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_CTX_set_passphrase_cb(
    ctx: Mut<OSSL_ENCODER_CTX>,
    cb: Option<OSSL_PASSPHRASE_CALLBACK>,
    cbarg: Opaque,
) -> c_int {
    entry(0, || {
        let pass = cb.map_or(Pass::None, |cb| Pass::Provider(cb, cbarg));
        ctx.get()?.change(|form| form.pass = pass);
        Ok(1)
    })
}

fn write(to: Channel<'_>, ctx: &Mut<OSSL_ENCODER_CTX>) -> Result<c_int> {
    pem_io::write(to, &ctx.get()?.encode()?)?;
    Ok(1)
}

/// Writes the key to a BIO.
///
/// Returns: 1; 0 on error.
/// See: OSSL_ENCODER_to_bio(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_to_bio(ctx: Mut<OSSL_ENCODER_CTX>, out: Mut<BIO>) -> c_int {
    entry(0, || write(Channel::Bio(out.get()?), &ctx))
}

/// As [`OSSL_ENCODER_to_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_to_fp(ctx: Mut<OSSL_ENCODER_CTX>, fp: Mut<libc::FILE>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &ctx))
}

/// Writes the key to memory: to a new buffer if `*pdata` is NULL, which the
/// caller frees with `OPENSSL_free`, and its length to `*pdata_len`; else to
/// the `*pdata_len` bytes at `*pdata`, and both then tell what is left.
///
/// Returns: 1; 0 on error, also if the room is too small.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ENCODER_to_data(
    ctx: Mut<OSSL_ENCODER_CTX>,
    pdata: Out<*mut c_uchar>,
    pdata_len: Out<usize>,
) -> c_int {
    entry(0, || {
        let bytes = ctx.get()?.encode()?;
        let place = pdata.read()?;
        if place.is_null() {
            pdata.write(mem::copy_out(&bytes)?.cast())?;
            pdata_len.write(bytes.len())?;
            return Ok(1);
        }
        let room = pdata_len.read()?;
        let Some(left) = room.checked_sub(bytes.len()) else {
            return Ok(0);
        };
        let mut out = OutBuf::<c_uchar>::lend(place);
        let whole = out.slice(room)?;
        let (here, rest) = whole.split_at_mut(bytes.len());
        here.copy_from_slice(&bytes);
        pdata.write(rest.as_mut_ptr())?;
        pdata_len.write(left)?;
        Ok(1)
    })
}
