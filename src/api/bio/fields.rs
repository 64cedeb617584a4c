//! What a BIO carries: flags, callbacks, the fields that methods use.

use crate::abi::{In, LendConst, Mut, quiet};
use crate::obj::bio::{BIO, BIO_callback_fn, BIO_callback_fn_ex};
use std::ffi::{c_char, c_int, c_void};

/// Sets the pointer of a program's method.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_data(a: Mut<BIO>, ptr: *mut c_void) {
    quiet((), || {
        a.get()?.set_data(ptr);
        Ok(())
    });
}

/// The pointer of a program's method.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_data(a: Mut<BIO>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(a.get()?.data()))
}

/// Says whether it is ready for use.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_init(a: Mut<BIO>, init: c_int) {
    quiet((), || {
        a.get()?.set_init(init);
        Ok(())
    });
}

/// Whether it is ready for use.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_init(a: Mut<BIO>) -> c_int {
    quiet(0, || Ok(a.get()?.init()))
}

/// Says whether freeing it closes what it stands on.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_shutdown(a: Mut<BIO>, shut: c_int) {
    quiet((), || {
        a.get()?.set_shutdown(shut);
        Ok(())
    });
}

/// Whether freeing it closes what it stands on.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_shutdown(a: Mut<BIO>) -> c_int {
    quiet(0, || Ok(a.get()?.shutdown()))
}

/// Sets flags.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_flags(a: Mut<BIO>, flags: c_int) {
    quiet((), || {
        a.get()?.set_flags(flags);
        Ok(())
    });
}

/// Clears flags.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_clear_flags(a: Mut<BIO>, flags: c_int) {
    quiet((), || {
        a.get()?.clear_flags(flags);
        Ok(())
    });
}

/// Those of `flags` that are set.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_test_flags(b: In<BIO>, flags: c_int) -> c_int {
    quiet(0, || Ok(b.get()?.flags() & flags))
}

/// Why an operation is to be tried again, `BIO_RR_…`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_retry_reason(a: Mut<BIO>) -> c_int {
    quiet(0, || Ok(a.get()?.retry_reason()))
}

/// Says why an operation is to be tried again.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_retry_reason(a: Mut<BIO>, reason: c_int) {
    quiet((), || {
        a.get()?.set_retry_reason(reason);
        Ok(())
    });
}

/// Takes over the next BIO's retry flags and reason.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_copy_next_retry(b: Mut<BIO>) {
    quiet((), || {
        b.get()?.copy_next_retry();
        Ok(())
    });
}

/// Bytes read so far.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_number_read(a: Mut<BIO>) -> u64 {
    quiet(0, || Ok(a.get()?.number_read()))
}

/// Bytes written so far.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_number_written(a: Mut<BIO>) -> u64 {
    quiet(0, || Ok(a.get()?.number_written()))
}

/// The callback of the form before OpenSSL 1.1.1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_callback(a: In<BIO>) -> Option<BIO_callback_fn> {
    quiet(None, || Ok(a.get()?.callback()))
}

/// Sets the callback of the form before OpenSSL 1.1.1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_callback(a: Mut<BIO>, callback: Option<BIO_callback_fn>) {
    quiet((), || {
        a.get()?.set_callback(callback);
        Ok(())
    });
}

/// The callback.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_callback_ex(a: In<BIO>) -> Option<BIO_callback_fn_ex> {
    quiet(None, || Ok(a.get()?.callback_ex()))
}

/// Sets the callback, which hears of each operation before and after it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_callback_ex(a: Mut<BIO>, callback: Option<BIO_callback_fn_ex>) {
    quiet((), || {
        a.get()?.set_callback_ex(callback);
        Ok(())
    });
}

/// The callback's pointer.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_callback_arg(a: In<BIO>) -> *mut c_char {
    quiet(std::ptr::null_mut(), || Ok(a.get()?.callback_arg()))
}

/// Sets the callback's pointer.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_callback_arg(a: Mut<BIO>, arg: *mut c_char) {
    quiet((), || {
        a.get()?.set_callback_arg(arg);
        Ok(())
    });
}

/// The name of its method.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_method_name(b: In<BIO>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::cstr(&b.get()?.method().name)))
}

/// The type of its method, `BIO_TYPE_…`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_method_type(b: In<BIO>) -> c_int {
    quiet(0, || Ok(b.get()?.kind()))
}
