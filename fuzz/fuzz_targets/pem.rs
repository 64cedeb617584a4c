//! PEM files: blocks, headers, encrypted ones, bundles, and the base64 filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_void};
use std::ptr::null_mut;
use tlsrs_fuzz::{
    BIO_free, BIO_new, BIO_read, Bio, CRYPTO_free, EVP_PKEY_free, Free, Handle,
    OPENSSL_sk_pop_free, X509_free, clear, read,
};

type Password = unsafe extern "C" fn(*mut c_char, c_int, c_int, *mut c_void) -> c_int;

unsafe extern "C" {
    fn PEM_read_bio(
        bio: Handle,
        name: *mut *mut c_char,
        header: *mut *mut c_char,
        data: *mut *mut c_uchar,
        len: *mut c_long,
    ) -> c_int;
    fn PEM_read_bio_X509(
        bio: Handle,
        to: *mut Handle,
        password: Password,
        arg: *mut c_void,
    ) -> Handle;
    fn PEM_read_bio_PrivateKey(
        bio: Handle,
        to: *mut Handle,
        password: Password,
        arg: *mut c_void,
    ) -> Handle;
    fn PEM_X509_INFO_read_bio(
        bio: Handle,
        stack: Handle,
        password: Password,
        arg: *mut c_void,
    ) -> Handle;
    fn X509_INFO_free(info: Handle);
    fn BIO_f_base64() -> Handle;
    fn BIO_push(bio: Handle, next: Handle) -> Handle;
    fn BIO_set_flags(bio: Handle, flags: c_int);
}

unsafe extern "C" fn password(to: *mut c_char, len: c_int, _: c_int, _: *mut c_void) -> c_int {
    for (at, byte) in b"123456".iter().enumerate().take(usize::try_from(len).unwrap_or(0)) {
        // SAFETY: `to` has `len` bytes.
        unsafe { *to.add(at) = *byte as c_char };
    }
    len.min(6)
}

fuzz_target!(|data: &[u8]| {
    // Rounds of key derivation are the writer's choice, and not what is tested.
    if data.windows(17).any(|word| word == b"BEGIN ENCRYPTED P") {
        return;
    }
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        let bio = Bio::of(data);
        for _ in 0..20 {
            let (mut name, mut header, mut bytes, mut len) =
                (null_mut(), null_mut(), null_mut(), 0);
            if PEM_read_bio(bio.0, &mut name, &mut header, &mut bytes, &mut len) == 0 {
                break;
            }
            assert!(read(name) + read(header) + usize::try_from(len).unwrap() <= data.len());
            CRYPTO_free(name.cast(), null_mut(), 0);
            CRYPTO_free(header.cast(), null_mut(), 0);
            CRYPTO_free(bytes.cast(), null_mut(), 0);
        }
        X509_free(PEM_read_bio_X509(Bio::of(data).0, null_mut(), password, null_mut()));
        EVP_PKEY_free(PEM_read_bio_PrivateKey(Bio::of(data).0, null_mut(), password, null_mut()));
        let infos = PEM_X509_INFO_read_bio(Bio::of(data).0, null_mut(), password, null_mut());
        OPENSSL_sk_pop_free(infos, X509_INFO_free as Free);
        for flags in [0, 0x100] {
            let filter = BIO_new(BIO_f_base64());
            BIO_set_flags(filter, flags);
            let source = Bio::of(data);
            BIO_push(filter, source.0);
            let mut out = [0u8; 64];
            while BIO_read(filter, out.as_mut_ptr().cast(), 64) > 0 {}
            BIO_free(filter);
        }
    }
    clear();
});
