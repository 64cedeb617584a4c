//! `openssl/self_test.h`: how self tests tell a program of themselves. The
//! library's own cryptography tests itself without a word.

#![allow(non_camel_case_types, reason = "names as in OpenSSL's prototypes")]

use crate::abi::{Give, In, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::self_test::{OSSL_SELF_TEST, OSSL_SELF_TEST_callback_fn};
use std::ffi::{c_int, c_uchar, c_void};

crate::box_handle!(OSSL_SELF_TEST);

/// Sets what providers are to tell of their self tests.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_set_callback(
    libctx: Mut<OSSL_LIB_CTX>,
    cb: OSSL_SELF_TEST_callback_fn,
    cbarg: *mut c_void,
) {
    quiet((), || {
        libctx
            .opt()
            .unwrap_or(OSSL_LIB_CTX::global())
            .set_self_test(cb.map(|cb| (cb, Opaque(cbarg))));
        Ok(())
    });
}

/// What was set so; NULL for nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_get_callback(
    libctx: Mut<OSSL_LIB_CTX>,
    cb: Out<OSSL_SELF_TEST_callback_fn>,
    cbarg: Out<*mut c_void>,
) {
    quiet((), || {
        let hook = libctx.opt().unwrap_or(OSSL_LIB_CTX::global()).self_test();
        cb.write_opt(hook.map(|(call, _)| call));
        cbarg.write_opt(hook.map_or(std::ptr::null_mut(), |(_, arg)| arg.0));
        Ok(())
    });
}

/// A provider's tests, which tell `cb`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_new(
    cb: OSSL_SELF_TEST_callback_fn,
    cbarg: *mut c_void,
) -> Give<OSSL_SELF_TEST> {
    entry(Give::null(), || Ok(Give::new(OSSL_SELF_TEST::new(cb.map(|cb| (cb, Opaque(cbarg)))))))
}

/// Frees them.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_free(st: Take<OSSL_SELF_TEST>) {
    quiet((), || {
        drop(st.opt());
        Ok(())
    });
}

/// A test begins: phase `Start`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_onbegin(st: In<OSSL_SELF_TEST>, type_: Str, desc: Str) {
    quiet((), || {
        st.get()?.begin(type_.opt(), desc.opt());
        Ok(())
    });
}

/// Spoils the first byte of a test's answer if the callback gives 0 for the
/// phase `Corrupt`.
///
/// Returns: 1 if it did.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_oncorrupt_byte(
    st: In<OSSL_SELF_TEST>,
    bytes: Out<c_uchar>,
) -> c_int {
    quiet(0, || {
        let spoils = st.get()?.corrupts();
        if spoils {
            bytes.write(bytes.read()? ^ 1)?;
        }
        Ok(spoils.into())
    })
}

/// A test ends: phase `Pass`, or `Fail` for a `ret` of 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_SELF_TEST_onend(st: In<OSSL_SELF_TEST>, ret: c_int) {
    quiet((), || {
        st.get()?.end(ret != 0);
        Ok(())
    });
}
