//! Stored sessions, in OpenSSL's encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_int, c_long, c_uchar};
use tlsrs_fuzz::{Bio, Handle, clear, decode, round_trip};

unsafe extern "C" {
    fn d2i_SSL_SESSION(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_SSL_SESSION(session: Handle, to: *mut *mut c_uchar) -> c_int;
    fn SSL_SESSION_free(session: Handle);
    fn SSL_SESSION_print(out: Handle, session: Handle) -> c_int;
}

fuzz_target!(|data: &[u8]| {
    if let Some((session, _)) = decode(d2i_SSL_SESSION, data) {
        // SAFETY: `session` is one, and freed once.
        unsafe {
            SSL_SESSION_print(Bio::empty().0, session);
            SSL_SESSION_free(session);
        }
    }
    round_trip(data, d2i_SSL_SESSION, i2d_SSL_SESSION, SSL_SESSION_free);
    clear();
});
