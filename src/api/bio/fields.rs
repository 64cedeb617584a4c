//! What a BIO carries: flags, callbacks, the fields that methods use.

use crate::abi::{In, LendConst, Mut, Opaque, Out, quiet};
use crate::obj::bio::debug::{self, Heard};
use crate::obj::bio::{BIO, BIO_callback_fn, BIO_callback_fn_ex};
use std::ffi::{c_char, c_int, c_long, c_void};

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

/// Writes a line about a call to the BIO that the callback's pointer is, or to
/// the standard error stream if that is NULL: a callback for
/// `BIO_set_callback_ex`.
///
/// Returns: `ret`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_debug_callback_ex(
    bio: Mut<BIO>,
    oper: c_int,
    argp: *const c_char,
    len: usize,
    argi: c_int,
    argl: c_long,
    ret: c_int,
    processed: Out<usize>,
) -> c_long {
    quiet(0, || {
        let _ = (argp, argl);
        let ret = c_long::from(ret);
        let processed = if processed.is_null() { 0 } else { processed.read()? };
        tell(bio.get()?, &Heard { oper, len, argi, ret, processed });
        Ok(ret)
    })
}

/// The same for `BIO_set_callback`.
///
/// Returns: `ret`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_debug_callback(
    bio: Mut<BIO>,
    cmd: c_int,
    argp: *const c_char,
    argi: c_int,
    argl: c_long,
    ret: c_long,
) -> c_long {
    quiet(0, || {
        let _ = (argp, argl);
        let processed = usize::try_from(ret).unwrap_or(0);
        let len = usize::try_from(argi).unwrap_or(0);
        // This form tells the number of bytes as the result.
        tell(bio.get()?, &Heard { oper: cmd, len, argi, ret: ret.min(1), processed });
        Ok(ret)
    })
}

fn tell(bio: &BIO, heard: &Heard) {
    let line = debug::describe(bio, heard);
    let to = Mut::<BIO>::from_element(Opaque(bio.callback_arg().cast()));
    match to.opt() {
        Some(to) => {
            to.write(line.as_bytes());
        }
        None => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
        }
    }
}
