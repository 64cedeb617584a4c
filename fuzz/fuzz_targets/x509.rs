//! Certificates: parsed, encoded, printed, asked, judged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong};
use std::ptr::null_mut;
use tlsrs_fuzz::{
    Bio, EVP_PKEY_free, Handle, X509_free, X509V3_EXT_print, clear, d2i_X509, decode, encode,
    verify,
};

unsafe extern "C" {
    fn i2d_X509(x: Handle, to: *mut *mut c_uchar) -> c_int;
    fn d2i_X509_AUX(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn X509_dup(x: Handle) -> Handle;
    fn X509_cmp(a: Handle, b: Handle) -> c_int;
    fn X509_print_ex(out: Handle, x: Handle, name: c_ulong, flags: c_ulong) -> c_int;
    fn X509_get_subject_name(x: Handle) -> Handle;
    fn X509_NAME_print_ex(out: Handle, name: Handle, indent: c_int, flags: c_ulong) -> c_int;
    fn X509_get_pubkey(x: Handle) -> Handle;
    fn X509_verify(x: Handle, key: Handle) -> c_int;
    fn X509_check_purpose(x: Handle, purpose: c_int, ca: c_int) -> c_int;
    fn X509_check_host(
        x: Handle,
        host: *const c_char,
        len: usize,
        flags: c_uint,
        peer: *mut *mut c_char,
    ) -> c_int;
    fn X509_get_ext_count(x: Handle) -> c_int;
    fn X509_get_ext(x: Handle, at: c_int) -> Handle;
    fn X509_get0_notAfter(x: Handle) -> Handle;
    fn X509_cmp_current_time(time: Handle) -> c_int;
    fn X509_check_issued(issuer: Handle, x: Handle) -> c_int;
}

fuzz_target!(|data: &[u8]| {
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        if let Some((x, _)) = decode(d2i_X509_AUX, data) {
            X509_free(x);
        }
        let Some((x, used)) = decode(d2i_X509, data) else { return clear() };
        assert_eq!(encode(i2d_X509, x).as_deref(), Some(&data[..used]));
        let copy = X509_dup(x);
        assert!(X509_cmp(copy, x) == 0);
        X509_free(copy);
        let out = Bio::empty();
        X509_print_ex(out.0, x, 0, 0);
        for flags in [0, 0x82031f, 0x1110317, 0x40103] {
            X509_NAME_print_ex(out.0, X509_get_subject_name(x), 1, flags);
        }
        for at in 0..X509_get_ext_count(x) {
            for flags in 0..4 {
                X509V3_EXT_print(out.0, X509_get_ext(x, at), flags << 16, 2);
            }
        }
        let key = X509_get_pubkey(x);
        let own = if key.is_null() { 0 } else { X509_verify(x, key) };
        EVP_PKEY_free(key);
        for purpose in 1..10 {
            X509_check_purpose(x, purpose, purpose & 1);
        }
        for host in [c"www.example.com", c"a.b", c"*.example.com"] {
            X509_check_host(x, host.as_ptr(), 0, 0, null_mut());
        }
        X509_cmp_current_time(X509_get0_notAfter(x));
        X509_check_issued(x, x);
        verify(x, null_mut(), null_mut(), 0x4000);
        verify(x, null_mut(), null_mut(), 0x8_0000 | 0x20 | 0x80 | 0x100);
        let _ = own;
        X509_free(x);
    }
    clear();
});
