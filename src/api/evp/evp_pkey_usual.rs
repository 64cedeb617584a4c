//! The library's own methods of keys, whose functions a program's may call.

use super::evp_pkey_ctx_ctrl::{EVP_PKEY_CTX_ctrl, EVP_PKEY_CTX_ctrl_str};
use crate::abi::{In, InBuf, Mut, Opaque, Out, OutBuf, Str, entry};
use crate::err::{Error, Lib, Result, prov};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_meth::{
    self, AUTO_ARG_LEN, EVP_PKEY_METHOD, Functions, PkeyCtrl, PkeyDerive, PkeyMake, SIGCTX_CUSTOM,
};
use std::ffi::{c_int, c_uchar, c_void};
use std::sync::{Arc, LazyLock};

/// They, in the order of their NIDs.
pub(super) static ALL: LazyLock<[Arc<EVP_PKEY_METHOD>; 7]> = LazyLock::new(|| {
    let own = Functions {
        init: Some(init),
        copy: Some(copy),
        cleanup: Some(cleanup),
        ctrl: Some(ctrl),
        ctrl_str: Some(ctrl_str),
        ..Functions::default()
    };
    let make = Functions { keygen: Some(keygen), ..own };
    let signs = Functions { sign: Some(sign), verify: Some(verify), ..make };
    let params: Option<PkeyMake> = Some(paramgen);
    let derive: Option<PkeyDerive> = Some(derive);
    let with = EVP_PKEY_METHOD::with;
    [
        with(
            6,
            AUTO_ARG_LEN,
            Functions {
                verify_recover: Some(verify_recover),
                encrypt: Some(encrypt),
                decrypt: Some(decrypt),
                ..signs
            },
        ),
        with(28, 0, Functions { paramgen: params, derive, ..make }),
        with(116, AUTO_ARG_LEN, Functions { paramgen: params, ..signs }),
        with(408, 0, Functions { paramgen: params, derive, ..signs }),
        with(
            912,
            AUTO_ARG_LEN,
            Functions { sign_init: Some(init), verify_init: Some(init), ..signs },
        ),
        with(1034, 0, Functions { derive, ..bare(make) }),
        with(1087, SIGCTX_CUSTOM, bare(make)),
    ]
});

/// Of types whose contexts have nothing to begin with.
fn bare(make: Functions) -> Functions {
    Functions { init: None, copy: None, cleanup: None, ctrl_str: None, ..make }
}

/// The method for a type of keys: that which the program added, else the
/// library's.
pub(super) fn find(nid: c_int) -> Option<Arc<EVP_PKEY_METHOD>> {
    let usual = || ALL.iter().find(|method| method.nid == nid).cloned();
    evp_pkey_meth::added(nid).or_else(usual)
}

extern "C" fn init(_ctx: Mut<EVP_PKEY_CTX>) -> c_int {
    1
}

extern "C" fn copy(_dst: Mut<EVP_PKEY_CTX>, _src: In<EVP_PKEY_CTX>) -> c_int {
    1
}

extern "C" fn cleanup(_ctx: Mut<EVP_PKEY_CTX>) {}

/// The program's own function that takes settings, where the context's method
/// has another than the library's and is not called just now: `None` for the
/// library's, `Some(None)` for none.
pub(super) fn own_ctrl(ctx: &EVP_PKEY_CTX) -> Option<Option<PkeyCtrl>> {
    let own = ctx.own().filter(|_| !ctx.is_inside())?.ctrl;
    let usual: PkeyCtrl = ctrl;
    let is_usual = own.is_some_and(|own| std::ptr::fn_addr_eq(own, usual));
    (!is_usual).then_some(own)
}

extern "C" fn ctrl(ctx: Mut<EVP_PKEY_CTX>, cmd: c_int, p1: c_int, p2: *mut c_void) -> c_int {
    let Some(inner) = ctx.share_opt() else { return -2 };
    inner.inside(|| EVP_PKEY_CTX_ctrl(ctx, -1, -1, cmd, p1, Opaque(p2)))
}

extern "C" fn ctrl_str(ctx: Mut<EVP_PKEY_CTX>, name: Str, value: Str) -> c_int {
    let Some(inner) = ctx.share_opt() else { return -2 };
    inner.inside(|| EVP_PKEY_CTX_ctrl_str(ctx, name, value))
}

/// Writes a result to a place that has room for as much as `*len` says.
fn put(bytes: &[u8], mut place: OutBuf<c_uchar>, len: &Out<usize>) -> Result<c_int> {
    if !place.is_null() {
        if len.read()? < bytes.len() {
            return Err(Error::new(Lib::Prov, prov::R_OUTPUT_BUFFER_TOO_SMALL));
        }
        place.slice(bytes.len())?.copy_from_slice(bytes);
    }
    len.write(bytes.len())?;
    Ok(1)
}

extern "C" fn sign(
    ctx: Mut<EVP_PKEY_CTX>,
    out: OutBuf<c_uchar>,
    len: Out<usize>,
    input: InBuf<c_uchar>,
    input_len: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let size = ctx.settings().key.map_or(0, |key| key.size());
        if out.is_null() {
            len.write(size)?;
            return Ok(1);
        }
        put(&ctx.usual_sign(input.slice(input_len)?)?, out, &len)
    })
}

extern "C" fn verify(
    ctx: Mut<EVP_PKEY_CTX>,
    sig: InBuf<c_uchar>,
    sig_len: usize,
    input: InBuf<c_uchar>,
    input_len: usize,
) -> c_int {
    entry(0, || Ok(ctx.get()?.usual_verify(input.slice(input_len)?, sig.slice(sig_len)?)?.into()))
}

/// Declares a function that gives bytes for bytes.
macro_rules! compute {
    ($($name:ident $usual:ident $($room:ident)?;)*) => {$(
        extern "C" fn $name(
            ctx: Mut<EVP_PKEY_CTX>,
            out: OutBuf<c_uchar>,
            len: Out<usize>,
            input: InBuf<c_uchar>,
            input_len: usize,
        ) -> c_int {
            entry(0, || {
                let ctx = ctx.get()?;
                let size = ctx.settings().key.map_or(0, |key| key.size());
                if out.is_null() {
                    len.write(size)?;
                    return Ok(1);
                }
                let made = ctx.$usual(input.slice(input_len)? $(, len.$room()?)?)?;
                put(&made, out, &len)
            })
        }
    )*};
}

compute! {
    verify_recover usual_recover;
    encrypt usual_encrypt;
    decrypt usual_decrypt read;
}

extern "C" fn derive(ctx: Mut<EVP_PKEY_CTX>, out: OutBuf<c_uchar>, len: Out<usize>) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let fixed = ctx.derived_len()?;
        if out.is_null() {
            len.write(fixed.unwrap_or(usize::MAX))?;
            return Ok(1);
        }
        let room = len.read()?;
        put(&ctx.usual_derive(fixed.unwrap_or(room))?, out, &len)
    })
}

fn make(ctx: &Mut<EVP_PKEY_CTX>, key: &Mut<EVP_PKEY>, wanted: c_int) -> Result<c_int> {
    let ctx = ctx.share()?;
    ctx.expect(wanted)?;
    let contents = ctx.usual_generate()?;
    key.get()?.set(contents);
    Ok(1)
}

extern "C" fn keygen(ctx: Mut<EVP_PKEY_CTX>, key: Mut<EVP_PKEY>) -> c_int {
    entry(0, || make(&ctx, &key, operation::KEYGEN))
}

extern "C" fn paramgen(ctx: Mut<EVP_PKEY_CTX>, key: Mut<EVP_PKEY>) -> c_int {
    entry(0, || make(&ctx, &key, operation::PARAMGEN))
}
