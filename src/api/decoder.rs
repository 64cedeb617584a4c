//! `openssl/decoder.h`: keys from PEM and DER.

use crate::abi::{Give, InBuf, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::decoder::{OSSL_DECODER_CTX, OSSL_PASSPHRASE_CALLBACK, Pass, Wanted};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_uchar};
use std::sync::Arc;
use zeroize::Zeroizing;

crate::box_handle!(OSSL_DECODER_CTX);

fn owned(text: &Str) -> Option<Vec<u8>> {
    text.opt().map(|text| text.to_bytes().to_vec())
}

/// Makes a reader that puts nothing anywhere.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_new() -> Give<OSSL_DECODER_CTX> {
    entry(Give::null(), || Ok(Give::new(OSSL_DECODER_CTX::new(Wanted::default(), Opaque::NULL))))
}

/// Makes a reader of keys, which go to `*pkey`. `input_type` is `PEM` or
/// `DER`, `input_struct` `PrivateKeyInfo` and its like, `keytype` the name of a
/// type, `selection` which parts are wanted (`EVP_PKEY_KEYPAIR` and its like);
/// NULL and 0 stand for any.
///
/// Returns: NULL on error.
/// See: OSSL_DECODER_CTX_new_for_pkey(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_new_for_pkey(
    pkey: *mut *mut EVP_PKEY,
    input_type: Str,
    input_struct: Str,
    keytype: Str,
    selection: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propquery: Str,
) -> Give<OSSL_DECODER_CTX> {
    entry(Give::null(), || {
        let wanted = Wanted {
            input: owned(&input_type),
            structure: owned(&input_struct),
            keytype: owned(&keytype),
            selection,
            pass: Pass::None,
        };
        Ok(Give::new(OSSL_DECODER_CTX::new(wanted, Opaque(pkey.cast()))))
    })
}

/// Frees a reader; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_free(ctx: Take<OSSL_DECODER_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// In how many forms the wanted keys can be read; 0 if in none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_get_num_decoders(ctx: Mut<OSSL_DECODER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.forms()))
}

/// Sets what is read: `PEM` or `DER`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_input_type(
    ctx: Mut<OSSL_DECODER_CTX>,
    input_type: Str,
) -> c_int {
    entry(0, || {
        let input = owned(&input_type);
        ctx.get()?.change(|wanted| wanted.input = input);
        Ok(1)
    })
}

/// Sets the structure that is read: `PrivateKeyInfo` and its like.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_input_structure(
    ctx: Mut<OSSL_DECODER_CTX>,
    input_structure: Str,
) -> c_int {
    entry(0, || {
        let structure = owned(&input_structure);
        ctx.get()?.change(|wanted| wanted.structure = structure);
        Ok(1)
    })
}

/// Sets which parts of keys are wanted (`EVP_PKEY_KEYPAIR` and its like).
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_selection(
    ctx: Mut<OSSL_DECODER_CTX>,
    selection: c_int,
) -> c_int {
    entry(0, || {
        ctx.get()?.change(|wanted| wanted.selection = selection);
        Ok(1)
    })
}

/// Sets the passphrase of sealed keys.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_passphrase(
    ctx: Mut<OSSL_DECODER_CTX>,
    kstr: InBuf<c_uchar>,
    klen: usize,
) -> c_int {
    entry(0, || {
        let known = Pass::Known(Arc::new(Zeroizing::new(kstr.slice(klen)?.to_vec())));
        ctx.get()?.change(|wanted| wanted.pass = known);
        Ok(1)
    })
}

/// Sets the function that is asked for the passphrase of sealed keys, as the
/// functions of PEM ask.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_pem_password_cb(
    ctx: Mut<OSSL_DECODER_CTX>,
    cb: Option<pem_password_cb>,
    cbarg: Opaque,
) -> c_int {
    entry(0, || {
        let pass = cb.map_or(Pass::None, |cb| Pass::Pem(cb, cbarg));
        ctx.get()?.change(|wanted| wanted.pass = pass);
        Ok(1)
    })
}

/// Sets the function that is asked for the passphrase of sealed keys, as
/// providers ask.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_CTX_set_passphrase_cb(
    ctx: Mut<OSSL_DECODER_CTX>,
    cb: Option<OSSL_PASSPHRASE_CALLBACK>,
    cbarg: Opaque,
) -> c_int {
    entry(0, || {
        let pass = cb.map_or(Pass::None, |cb| Pass::Provider(cb, cbarg));
        ctx.get()?.change(|wanted| wanted.pass = pass);
        Ok(1)
    })
}

/// Puts a key where C wants it, and lets go of what was there.
fn deliver(ctx: &OSSL_DECODER_CTX, key: Arc<EVP_PKEY>) -> Result<c_int> {
    let place: Out<*mut EVP_PKEY> = Out::at(ctx.place().0.cast());
    let old = place.read()?;
    place.write(Give::<EVP_PKEY>::new(key).as_ptr())?;
    drop(crate::abi::handle::take_back(old));
    Ok(1)
}

/// Reads the next key from a BIO.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_UNSUPPORTED` if there is none; those of sealed keys.
/// See: OSSL_DECODER_from_bio(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_from_bio(ctx: Mut<OSSL_DECODER_CTX>, in_: Mut<BIO>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        deliver(ctx, ctx.read(&mut Channel::Bio(in_.get()?))?)
    })
}

/// As [`OSSL_DECODER_from_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_from_fp(ctx: Mut<OSSL_DECODER_CTX>, in_: Mut<libc::FILE>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        deliver(ctx, ctx.read(&mut Channel::file(&in_)?)?)
    })
}

/// As [`OSSL_DECODER_from_bio`], from the `*pdata_len` bytes at `*pdata`; both
/// then tell what is left.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_DECODER_from_data(
    ctx: Mut<OSSL_DECODER_CTX>,
    pdata: Out<*const c_uchar>,
    pdata_len: Out<usize>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let (start, len) = (pdata.read()?, pdata_len.read()?);
        let lent = InBuf::<c_uchar>::lend(start);
        let data = lent.slice(len)?;
        let (key, used) = ctx.read_slice(data)?;
        let rest = data.get(used..).ok_or_else(Error::quiet)?;
        pdata.write(rest.as_ptr())?;
        pdata_len.write(rest.len())?;
        deliver(ctx, key)
    })
}
