//! What a context trusts: its store, and the files and folders it is filled
//! from.

use crate::abi::{In, Lend, LendConst, Mut, Str, Take, entry, quiet};
use crate::err::Error;
use crate::obj::ssl::{SSL, SSL_CTX, trust};
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{CStr, c_char, c_int, c_uint};

/// Trusts the certificates of the PEM file `file` and of the hashed folder
/// `path`; either may be NULL.
///
/// Returns: 1; 0 if both are NULL or one cannot be read.
/// See: SSL_CTX_load_verify_locations(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_load_verify_locations(ctx: Mut<SSL_CTX>, file: Str, path: Str) -> c_int {
    entry(0, || {
        let store = ctx.get()?.store();
        if file.opt().is_none() && path.opt().is_none() {
            return Err(Error::quiet());
        }
        if let Some(file) = file.opt() {
            trust::load_file(&store, file)?;
        }
        if let Some(path) = path.opt() {
            trust::load_dir(&store, path)?;
        }
        Ok(1)
    })
}

/// Trusts the certificates of a PEM file.
///
/// Returns: 1; 0 if it cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_load_verify_file(ctx: Mut<SSL_CTX>, file: Str) -> c_int {
    entry(0, || {
        trust::load_file(&ctx.get()?.store(), file.get()?)?;
        Ok(1)
    })
}

/// Trusts the certificates of a hashed folder.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_load_verify_dir(ctx: Mut<SSL_CTX>, path: Str) -> c_int {
    entry(0, || {
        trust::load_dir(&ctx.get()?.store(), path.get()?)?;
        Ok(1)
    })
}

/// Trusts the certificates that the URI names; only files are known.
///
/// Returns: 1; 0 if it cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_load_verify_store(ctx: Mut<SSL_CTX>, uri: Str) -> c_int {
    entry(0, || {
        trust::load_store(&ctx.get()?.store(), uri.get()?)?;
        Ok(1)
    })
}

/// Trusts the default file and folder: `SSL_CERT_FILE` and `SSL_CERT_DIR`, or the system's.
///
/// Returns: 1, whether or not there is anything.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_verify_paths(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        trust::load_default_file(&ctx.get()?.store())?;
        trust::load_default_dir(&ctx.get()?.store())?;
        Ok(1)
    })
}

/// Trusts the default file: `SSL_CERT_FILE` and `SSL_CERT_DIR`, or the system's.
///
/// Returns: 1, whether or not there is anything.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_verify_file(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        trust::load_default_file(&ctx.get()?.store())?;
        Ok(1)
    })
}

/// Trusts the default folder: `SSL_CERT_FILE` and `SSL_CERT_DIR`, or the system's.
///
/// Returns: 1, whether or not there is anything.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_verify_dir(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        trust::load_default_dir(&ctx.get()?.store())?;
        Ok(1)
    })
}

/// Trusts the default store: `SSL_CERT_FILE` and `SSL_CERT_DIR`, or the system's.
///
/// Returns: 1, whether or not there is anything.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_verify_store(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        trust::load_default_file(&ctx.get()?.store())?;
        Ok(1)
    })
}

/// Lends the context's store.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_cert_store(ctx: In<SSL_CTX>) -> Lend<X509_STORE> {
    quiet(Lend::null(), || Ok(Lend::new(&*ctx.get()?.store())))
}

/// Replaces the context's store.
/// Ownership: the context takes the share of `store`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cert_store(ctx: Mut<SSL_CTX>, store: Take<X509_STORE>) {
    quiet((), || {
        let store = store.opt().unwrap_or_else(X509_STORE::new);
        ctx.get()?.set_store(store);
        Ok(())
    });
}

/// Replaces the context's store by a share of `store`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set1_cert_store(ctx: Mut<SSL_CTX>, store: Mut<X509_STORE>) {
    quiet((), || {
        let store = store.share_opt().unwrap_or_else(X509_STORE::new);
        ctx.get()?.set_store(store);
        Ok(())
    });
}

/// The index under which a verification's ex_data holds its `SSL`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_ex_data_X509_STORE_CTX_idx() -> c_int {
    entry(-1, || Ok(crate::obj::x509_vfy::peer::ssl_index()))
}

/// Asks that the peer's certificate be for the host `hostname`; NULL for any.
///
/// Returns: 1; 0 for a malformed name. See: SSL_set1_host(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set1_host(s: Mut<SSL>, hostname: Str) -> c_int {
    entry(0, || {
        s.get()?.param().set_host(hostname.opt().map(CStr::to_bytes))?;
        Ok(1)
    })
}

/// Allows another host name.
///
/// Returns: 1; 0 for a malformed name.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add1_host(s: Mut<SSL>, hostname: Str) -> c_int {
    entry(0, || {
        s.get()?.param().add_host(hostname.opt().map(CStr::to_bytes))?;
        Ok(1)
    })
}

/// Sets how host names are compared (`X509_CHECK_FLAG_*`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_hostflags(s: Mut<SSL>, flags: c_uint) {
    quiet((), || {
        s.get()?.param().change(|p| p.host_flags = flags);
        Ok(())
    });
}

/// The name in the peer's certificate that matched; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_peername(s: Mut<SSL>) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let name = s.get()?.param().peer_name();
        Ok(name.map_or(LendConst::null(), |name| LendConst::from_ptr(name.as_ptr())))
    })
}
