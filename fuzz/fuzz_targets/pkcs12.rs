//! PKCS#12 files, whose protection is not checked before they are read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_char, c_int, c_long, c_uchar};
use std::ptr::null_mut;
use tlsrs_fuzz::{
    EVP_PKEY_free, Free, Handle, OPENSSL_sk_pop_free, X509_free, clear, decode, encode,
};

unsafe extern "C" {
    fn d2i_PKCS12(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_PKCS12(p12: Handle, to: *mut *mut c_uchar) -> c_int;
    fn PKCS12_free(p12: Handle);
    fn PKCS12_mac_present(p12: Handle) -> c_int;
    fn PKCS12_parse(
        p12: Handle,
        password: *const c_char,
        key: *mut Handle,
        x: *mut Handle,
        others: *mut Handle,
    ) -> c_int;
}

fuzz_target!(|data: &[u8]| {
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        let Some((p12, _)) = decode(d2i_PKCS12, data) else { return clear() };
        assert!(encode(i2d_PKCS12, p12).is_some());
        PKCS12_mac_present(p12);
        for password in [c"password".as_ptr(), c"".as_ptr()] {
            let (mut key, mut x, mut others) = (null_mut(), null_mut(), null_mut());
            if PKCS12_parse(p12, password, &mut key, &mut x, &mut others) == 1 {
                EVP_PKEY_free(key);
                X509_free(x);
                OPENSSL_sk_pop_free(others, X509_free as Free);
            }
        }
        PKCS12_free(p12);
    }
    clear();
});
