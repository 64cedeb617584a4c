//! Revocation lists: parsed, encoded, printed, searched, and used.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::OnceCell;
use std::ffi::{c_int, c_long, c_uchar, c_ulong};
use std::ptr::null_mut;
use tlsrs_fuzz::{
    Bio, Handle, OPENSSL_sk_num, OPENSSL_sk_value, clear, d2i_X509, decode, encode, file, verify,
};

unsafe extern "C" {
    fn d2i_X509_CRL(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_X509_CRL(crl: Handle, to: *mut *mut c_uchar) -> c_int;
    fn X509_CRL_free(crl: Handle);
    fn X509_CRL_print_ex(out: Handle, crl: Handle, name: c_ulong) -> c_int;
    fn X509_CRL_get_REVOKED(crl: Handle) -> Handle;
    fn X509_REVOKED_get0_serialNumber(revoked: Handle) -> Handle;
    fn X509_CRL_get0_by_serial(crl: Handle, found: *mut Handle, serial: Handle) -> c_int;
    fn X509_CRL_get0_by_cert(crl: Handle, found: *mut Handle, x: Handle) -> c_int;
}

thread_local! {
    /// The end entity and the CA of chains.txt's first CRL.
    static CERTIFICATES: OnceCell<(usize, usize)> = const { OnceCell::new() };
}

fn certificates() -> (Handle, Handle) {
    CERTIFICATES.with(|cell| {
        let (leaf, ca) = cell.get_or_init(|| {
            let read = |name| {
                decode(d2i_X509, &file("TLSRS_FUZZ", name)).expect("a certificate").0 as usize
            };
            (read("leaf.der"), read("ca.der"))
        });
        (*leaf as Handle, *ca as Handle)
    })
}

fuzz_target!(|data: &[u8]| {
    let (leaf, ca) = certificates();
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        let Some((crl, used)) = decode(d2i_X509_CRL, data) else { return clear() };
        assert_eq!(encode(i2d_X509_CRL, crl).as_deref(), Some(&data[..used]));
        let out = Bio::empty();
        X509_CRL_print_ex(out.0, crl, 0);
        let list = X509_CRL_get_REVOKED(crl);
        for at in 0..OPENSSL_sk_num(list).min(20) {
            let serial = X509_REVOKED_get0_serialNumber(OPENSSL_sk_value(list, at));
            X509_CRL_get0_by_serial(crl, null_mut(), serial);
        }
        X509_CRL_get0_by_cert(crl, null_mut(), leaf);
        for flags in [0x4, 0x4 | 0x8 | 0x1000 | 0x2000] {
            verify(leaf, ca, crl, flags);
        }
        X509_CRL_free(crl);
    }
    clear();
});
