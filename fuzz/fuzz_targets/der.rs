//! The values that other structures are made of, and the outline of any DER.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_int, c_long, c_uchar};
use tlsrs_fuzz::{Bio, Handle, clear, round_trip};

unsafe extern "C" {
    fn ASN1_parse_dump(
        out: Handle,
        der: *const c_uchar,
        len: c_long,
        indent: c_int,
        dump: c_int,
    ) -> c_int;
}

macro_rules! types {
    ($data:expr, $($d2i:ident $i2d:ident $free:ident;)+) => {{
        unsafe extern "C" {
            $(
                fn $d2i(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
                fn $i2d(value: Handle, to: *mut *mut c_uchar) -> c_int;
                fn $free(value: Handle);
            )+
        }
        $(round_trip($data, $d2i, $i2d, $free);)+
    }};
}

fuzz_target!(|data: &[u8]| {
    types!(data,
        d2i_ASN1_TYPE i2d_ASN1_TYPE ASN1_TYPE_free;
        d2i_ASN1_OBJECT i2d_ASN1_OBJECT ASN1_OBJECT_free;
        d2i_ASN1_INTEGER i2d_ASN1_INTEGER ASN1_INTEGER_free;
        d2i_ASN1_BIT_STRING i2d_ASN1_BIT_STRING ASN1_BIT_STRING_free;
        d2i_ASN1_TIME i2d_ASN1_TIME ASN1_TIME_free;
        d2i_X509_NAME i2d_X509_NAME X509_NAME_free;
        d2i_X509_ALGOR i2d_X509_ALGOR X509_ALGOR_free;
        d2i_X509_EXTENSION i2d_X509_EXTENSION X509_EXTENSION_free;
        d2i_GENERAL_NAMES i2d_GENERAL_NAMES GENERAL_NAMES_free;
        d2i_AUTHORITY_KEYID i2d_AUTHORITY_KEYID AUTHORITY_KEYID_free;
        d2i_CERTIFICATEPOLICIES i2d_CERTIFICATEPOLICIES CERTIFICATEPOLICIES_free;
        d2i_CRL_DIST_POINTS i2d_CRL_DIST_POINTS CRL_DIST_POINTS_free;
    );
    let out = Bio::empty();
    let len = c_long::try_from(data.len()).unwrap();
    for dump in [0, 5, -1] {
        // SAFETY: `data` has that length.
        unsafe { ASN1_parse_dump(out.0, data.as_ptr(), len, 2, dump) };
    }
    clear();
});
