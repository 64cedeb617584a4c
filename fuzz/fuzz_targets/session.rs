//! Stored sessions, in OpenSSL's encoding, as DER and as PEM: read, asked,
//! written again, and offered by a client to a server that has the same one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint, c_void};
use std::ptr::null_mut;
use tlsrs_fuzz::{Bio, Handle, clear, decode, encode, read, round_trip, tls};

unsafe extern "C" {
    fn d2i_SSL_SESSION(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_SSL_SESSION(session: Handle, to: *mut *mut c_uchar) -> c_int;
    fn PEM_read_bio_SSL_SESSION(
        bio: Handle,
        to: *mut Handle,
        password: *mut c_void,
        arg: *mut c_void,
    ) -> Handle;
    fn PEM_write_bio_SSL_SESSION(bio: Handle, session: Handle) -> c_int;
    fn SSL_SESSION_free(session: Handle);
    fn SSL_SESSION_dup(session: Handle) -> Handle;
    fn SSL_SESSION_print(out: Handle, session: Handle) -> c_int;
    fn SSL_SESSION_get_id(session: Handle, len: *mut c_uint) -> *const c_uchar;
    fn SSL_SESSION_get0_hostname(session: Handle) -> *const c_char;
    fn SSL_SESSION_get0_peer(session: Handle) -> Handle;
    fn SSL_SESSION_get0_cipher(session: Handle) -> Handle;
    fn SSL_SESSION_get0_ticket(session: Handle, to: *mut *const c_uchar, len: *mut usize);
    fn SSL_SESSION_get_master_key(session: Handle, to: *mut c_uchar, len: usize) -> usize;
    fn SSL_SESSION_get_time(session: Handle) -> c_long;
    fn SSL_SESSION_is_resumable(session: Handle) -> c_int;
}

/// The session that PEM text holds; NULL without one.
fn read_pem(text: &[u8]) -> Handle {
    // SAFETY: the values are those the function takes.
    unsafe { PEM_read_bio_SSL_SESSION(Bio::of(text).0, null_mut(), null_mut(), null_mut()) }
}

fn look(session: Handle) {
    // SAFETY: `session` is one; each value is used as what it is.
    unsafe {
        SSL_SESSION_print(Bio::empty().0, session);
        let (mut len, mut size, mut bytes) = (0, 0, std::ptr::null());
        assert!(!SSL_SESSION_get_id(session, &mut len).is_null() && len <= 32);
        read(SSL_SESSION_get0_hostname(session));
        SSL_SESSION_get0_peer(session);
        SSL_SESSION_get0_cipher(session);
        SSL_SESSION_get0_ticket(session, &mut bytes, &mut size);
        let mut key = [0; 300];
        assert!(SSL_SESSION_get_master_key(session, key.as_mut_ptr(), key.len()) <= 256);
        SSL_SESSION_get_time(session);
        SSL_SESSION_is_resumable(session);
    }
}

fuzz_target!(|data: &[u8]| {
    // SAFETY: sessions are freed once.
    unsafe {
        SSL_SESSION_free(read_pem(data));
        if let Some((session, _)) = decode(d2i_SSL_SESSION, data) {
            look(session);
            let der = encode(i2d_SSL_SESSION, session);
            let pem = Bio::empty();
            if PEM_write_bio_SSL_SESSION(pem.0, session) == 1 {
                let again = read_pem(&pem.take());
                assert_eq!(encode(i2d_SSL_SESSION, again), der);
                SSL_SESSION_free(again);
            }
            let copy = SSL_SESSION_dup(session);
            assert_eq!(encode(i2d_SSL_SESSION, copy), der);
            SSL_SESSION_free(copy);
            tls::resume(session);
            SSL_SESSION_free(session);
        }
    }
    round_trip(data, d2i_SSL_SESSION, i2d_SSL_SESSION, SSL_SESSION_free);
    clear();
});
