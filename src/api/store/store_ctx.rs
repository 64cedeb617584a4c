//! `OSSL_STORE_open` and what is done with an open store.

use crate::abi::layout::param::OSSL_PARAM;
use crate::abi::{Give, In, Mut, Opaque, Str, Take, entry, quiet};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::store::ctx::{OSSL_STORE_post_process_info_fn, Options};
use crate::obj::store::loader::{OSSL_STORE_LOADER_CTX, OSSL_STORE_ctrl_fn};
use crate::obj::store::password::Asker;
use crate::obj::store::{OSSL_STORE_CTX, OSSL_STORE_INFO, OSSL_STORE_SEARCH};
use crate::obj::ui::UI_METHOD;
use std::ffi::{c_int, c_void};

/// Opens a URI, or a path; see [`OSSL_STORE_open_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_open(
    uri: Str,
    ui_method: In<UI_METHOD>,
    ui_data: *mut c_void,
    post_process: Option<OSSL_STORE_post_process_info_fn>,
    post_process_data: *mut c_void,
) -> Give<OSSL_STORE_CTX> {
    entry(Give::null(), || {
        let options = Options {
            asker: Asker::new(ui_method.share_opt(), Opaque(ui_data)),
            libctx: std::ptr::null(),
            propq: None,
            post_process: post_process.map(|function| (function, Opaque(post_process_data))),
        };
        OSSL_STORE_CTX::open(uri.get()?, options).map(Give::new)
    })
}

/// Opens a URI, or a path: a file of PEM or DER (certificates, CRLs, keys,
/// parameters, PKCS#12), a directory, or what a registered loader reads. The
/// program is asked for a passphrase once, through `ui_method`.
///
/// Returns: the store, for `OSSL_STORE_close`; NULL on error.
/// Ownership: `ui_data` and `post_process_data` must live as long as the store.
/// See: OSSL_STORE_open_ex(3). `params` are for providers' loaders, of which
/// there are none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_open_ex(
    uri: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
    ui_method: In<UI_METHOD>,
    ui_data: *mut c_void,
    _params: In<OSSL_PARAM>,
    post_process: Option<OSSL_STORE_post_process_info_fn>,
    post_process_data: *mut c_void,
) -> Give<OSSL_STORE_CTX> {
    entry(Give::null(), || {
        let options = Options {
            asker: Asker::new(ui_method.share_opt(), Opaque(ui_data)),
            libctx: libctx.as_ptr(),
            propq: propq.opt(),
            post_process: post_process.map(|function| (function, Opaque(post_process_data))),
        };
        OSSL_STORE_CTX::open(uri.get()?, options).map(Give::new)
    })
}

/// Opens what `bio` holds, which is read to its end now; `scheme` says who
/// reads it, `file` by default.
///
/// Returns: the store; NULL on error.
/// Ownership: `bio` stays the program's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_attach(
    bio: Mut<BIO>,
    scheme: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
    ui_method: In<UI_METHOD>,
    ui_data: *mut c_void,
    _params: In<OSSL_PARAM>,
    post_process: Option<OSSL_STORE_post_process_info_fn>,
    post_process_data: *mut c_void,
) -> Give<OSSL_STORE_CTX> {
    entry(Give::null(), || {
        let options = Options {
            asker: Asker::new(ui_method.share_opt(), Opaque(ui_data)),
            libctx: libctx.as_ptr(),
            propq: propq.opt(),
            post_process: post_process.map(|function| (function, Opaque(post_process_data))),
        };
        OSSL_STORE_CTX::attach(bio.share()?, scheme.opt(), options).map(Give::new)
    })
}

/// Loads the next object. Calls the program for a passphrase and for each
/// object that is found.
///
/// Returns: it, which the caller frees; NULL at the end and on error, told
/// apart by `OSSL_STORE_eof` and `OSSL_STORE_error`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_load(ctx: Mut<OSSL_STORE_CTX>) -> Give<OSSL_STORE_INFO> {
    entry(Give::null(), || Ok(Give::opt(ctx.get()?.load()?)))
}

/// Whether the end is reached: 1 or 0; 1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_eof(ctx: Mut<OSSL_STORE_CTX>) -> c_int {
    quiet(1, || Ok(ctx.get()?.eof().into()))
}

/// Whether the last `OSSL_STORE_load` failed: 1 or 0; 1 for NULL. The end of
/// a file counts as a failure, as in OpenSSL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_error(ctx: Mut<OSSL_STORE_CTX>) -> c_int {
    quiet(1, || Ok(ctx.get()?.failed().into()))
}

/// Closes a store: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_close(ctx: Take<OSSL_STORE_CTX>) -> c_int {
    quiet(0, || {
        drop(ctx.opt());
        Ok(1)
    })
}

/// Wants objects of one type (`OSSL_STORE_INFO_…`; 0 for any) alone.
///
/// Returns: 1; 0 once loading has begun, and for no type.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_expect(ctx: Mut<OSSL_STORE_CTX>, expected_type: c_int) -> c_int {
    entry(0, || ctx.get()?.expect(expected_type).map(|()| 1))
}

/// Wants the objects that match `search` alone: in directories, by name.
///
/// Returns: 1; 0 once loading has begun, and for a search that the store cannot do.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_find(
    ctx: Mut<OSSL_STORE_CTX>,
    search: In<OSSL_STORE_SEARCH>,
) -> c_int {
    entry(0, || ctx.get()?.find(search.get()?).map(|()| 1))
}

/// Whether the store can search in this way (`OSSL_STORE_SEARCH_BY_…`).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_STORE_supports_search(
    ctx: Mut<OSSL_STORE_CTX>,
    search_type: c_int,
) -> c_int {
    quiet(0, || Ok(ctx.get()?.supports(search_type).into()))
}

/// For `OSSL_STORE_vctrl` in variadic.c: the loader's function for commands
/// and its state; 0 if there is none.
#[unsafe(no_mangle)]
extern "C" fn tlsrs_store_ctrl(
    ctx: Mut<OSSL_STORE_CTX>,
    function: crate::abi::Out<Option<OSSL_STORE_ctrl_fn>>,
    context: crate::abi::Out<*mut OSSL_STORE_LOADER_CTX>,
) -> c_int {
    quiet(0, || {
        let found = || -> Result<Option<(OSSL_STORE_ctrl_fn, *mut OSSL_STORE_LOADER_CTX)>> {
            let loader = ctx.get()?.loader();
            Ok(loader.and_then(|(loader, state)| loader.ctrl.get().map(|ctrl| (ctrl, state))))
        };
        let Some((ctrl, state)) = found()? else { return Ok(0) };
        function.write(Some(ctrl))?;
        context.write(state)?;
        Ok(1)
    })
}
