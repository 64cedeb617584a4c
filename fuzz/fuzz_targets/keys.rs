//! Keys in DER: public, private, and encrypted ones as far as the envelope.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_int, c_long, c_uchar, c_void};
use tlsrs_fuzz::{
    Bio, D2i, EVP_PKEY_free, Handle, clear, d2i_AutoPrivateKey, decode, encode, round_trip,
};

unsafe extern "C" {
    fn i2d_PrivateKey(key: Handle, to: *mut *mut c_uchar) -> c_int;
    fn i2d_PUBKEY(key: Handle, to: *mut *mut c_uchar) -> c_int;
    fn d2i_PUBKEY(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn d2i_X509_SIG(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_X509_SIG(sig: Handle, to: *mut *mut c_uchar) -> c_int;
    fn X509_SIG_free(sig: Handle);
    fn d2i_RSAPrivateKey(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_RSAPrivateKey(sig: Handle, to: *mut *mut c_uchar) -> c_int;
    fn RSA_free(sig: Handle);
    fn b2i_PrivateKey(from: *mut *const c_uchar, len: c_long) -> Handle;
    fn b2i_PublicKey(from: *mut *const c_uchar, len: c_long) -> Handle;
    fn b2i_PVK_bio(bio: Handle, ask: *const c_void, passphrase: *mut c_void) -> Handle;
    fn i2b_PrivateKey_bio(bio: Handle, key: Handle) -> c_int;
    fn i2b_PublicKey_bio(bio: Handle, key: Handle) -> c_int;
    fn EVP_PKEY_get_bits(key: Handle) -> c_int;
    fn EVP_PKEY_get_size(key: Handle) -> c_int;
    fn EVP_PKEY_get_security_bits(key: Handle) -> c_int;
}

fuzz_target!(|data: &[u8]| {
    for (d2i, private) in [(d2i_AutoPrivateKey as D2i, true), (d2i_PUBKEY, false)] {
        if let Some((key, _)) = decode(d2i, data) {
            // SAFETY: each value is used as what it is, and freed once.
            unsafe {
                assert!(EVP_PKEY_get_bits(key) >= 0);
                EVP_PKEY_get_size(key);
                EVP_PKEY_get_security_bits(key);
                if let Some(public) = encode(i2d_PUBKEY, key) {
                    let (again, _) = decode(d2i_PUBKEY, &public).expect("its own encoding");
                    EVP_PKEY_free(again);
                }
                if private {
                    encode(i2d_PrivateKey, key);
                }
                EVP_PKEY_free(key);
            }
        }
    }
    blobs(data);
    round_trip(data, d2i_X509_SIG, i2d_X509_SIG, X509_SIG_free);
    round_trip(data, d2i_RSAPrivateKey, i2d_RSAPrivateKey, RSA_free);
    clear();
});

/// A key in one of Microsoft's blobs, which is written as it was read.
fn blobs(data: &[u8]) {
    let len = c_long::try_from(data.len()).expect("short");
    let mut passphrase = *b"secret\0";
    // SAFETY: `data` has that length; what is read is freed once.
    unsafe {
        let private = b2i_PrivateKey(&mut data.as_ptr(), len);
        let public = b2i_PublicKey(&mut data.as_ptr(), len);
        let file = Bio::of(data);
        let sealed = b2i_PVK_bio(file.0, std::ptr::null(), passphrase.as_mut_ptr().cast());
        for (key, i2b) in [
            (private, i2b_PrivateKey_bio as unsafe extern "C" fn(Handle, Handle) -> c_int),
            (public, i2b_PublicKey_bio),
            (sealed, i2b_PrivateKey_bio),
        ] {
            if !key.is_null() {
                let out = Bio::empty();
                let written = i2b(out.0, key);
                assert!(written == -1 || usize::try_from(written) == Ok(out.take().len()));
                EVP_PKEY_free(key);
            }
        }
    }
}
