//! Requests and responses of OCSP and of time-stamping.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_int, c_long, c_uchar, c_ulong};
use std::ptr::null_mut;
use tlsrs_fuzz::{Bio, Handle, X509_STORE_free, X509_STORE_new, clear, decode, encode};

unsafe extern "C" {
    fn d2i_OCSP_REQUEST(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_OCSP_REQUEST(request: Handle, to: *mut *mut c_uchar) -> c_int;
    fn OCSP_REQUEST_free(request: Handle);
    fn OCSP_REQUEST_print(out: Handle, request: Handle, flags: c_ulong) -> c_int;
    fn d2i_OCSP_RESPONSE(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_OCSP_RESPONSE(response: Handle, to: *mut *mut c_uchar) -> c_int;
    fn OCSP_RESPONSE_free(response: Handle);
    fn OCSP_RESPONSE_print(out: Handle, response: Handle, flags: c_ulong) -> c_int;
    fn OCSP_response_status(response: Handle) -> c_int;
    fn OCSP_response_get1_basic(response: Handle) -> Handle;
    fn OCSP_BASICRESP_free(basic: Handle);
    fn OCSP_basic_verify(basic: Handle, certs: Handle, store: Handle, flags: c_ulong) -> c_int;
    fn OCSP_resp_count(basic: Handle) -> c_int;
    fn OCSP_resp_get0(basic: Handle, at: c_int) -> Handle;
    fn OCSP_single_get0_status(
        one: Handle,
        reason: *mut c_int,
        revoked: *mut Handle,
        this: *mut Handle,
        next: *mut Handle,
    ) -> c_int;
    fn OCSP_check_validity(this: Handle, next: Handle, seconds: c_long, most: c_long) -> c_int;
    fn OCSP_check_nonce(request: Handle, basic: Handle) -> c_int;
    fn d2i_TS_REQ(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_TS_REQ(request: Handle, to: *mut *mut c_uchar) -> c_int;
    fn TS_REQ_free(request: Handle);
    fn TS_REQ_print_bio(out: Handle, request: Handle) -> c_int;
    fn TS_REQ_to_TS_VERIFY_CTX(request: Handle, ctx: Handle) -> Handle;
    fn d2i_TS_RESP(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
    fn i2d_TS_RESP(response: Handle, to: *mut *mut c_uchar) -> c_int;
    fn TS_RESP_free(response: Handle);
    fn TS_RESP_print_bio(out: Handle, response: Handle) -> c_int;
    fn TS_RESP_verify_response(ctx: Handle, response: Handle) -> c_int;
    fn TS_VERIFY_CTX_new() -> Handle;
    fn TS_VERIFY_CTX_free(ctx: Handle);
    fn TS_VERIFY_CTX_set_flags(ctx: Handle, flags: c_int) -> c_int;
    fn TS_VERIFY_CTX_set_store(ctx: Handle, store: Handle) -> Handle;
    fn TS_RESP_CTX_new() -> Handle;
    fn TS_RESP_CTX_free(ctx: Handle);
    fn TS_RESP_create_response(ctx: Handle, request: Handle) -> Handle;
}

/// The same for requests for stamps, and stamps.
///
/// # Safety
/// None is needed: each value is used as what it is, and freed once.
unsafe fn stamps(data: &[u8], out: &Bio) {
    // SAFETY: see above.
    unsafe {
        if let Some((request, _)) = decode(d2i_TS_REQ, data) {
            TS_REQ_print_bio(out.0, request);
            assert!(encode(i2d_TS_REQ, request).is_some());
            TS_VERIFY_CTX_free(TS_REQ_to_TS_VERIFY_CTX(request, null_mut()));
            TS_REQ_free(request);
            let (ctx, bytes) = (TS_RESP_CTX_new(), Bio::of(data));
            let refusal = TS_RESP_create_response(ctx, bytes.0);
            assert!(!refusal.is_null());
            TS_RESP_free(refusal);
            TS_RESP_CTX_free(ctx);
        }
        if let Some((response, _)) = decode(d2i_TS_RESP, data) {
            TS_RESP_print_bio(out.0, response);
            assert!(encode(i2d_TS_RESP, response).is_some());
            let ctx = TS_VERIFY_CTX_new();
            TS_VERIFY_CTX_set_store(ctx, X509_STORE_new());
            for flags in [0x41, 0x02] {
                TS_VERIFY_CTX_set_flags(ctx, flags);
                TS_RESP_verify_response(ctx, response);
            }
            TS_VERIFY_CTX_free(ctx);
            TS_RESP_free(response);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        let out = Bio::empty();
        stamps(data, &out);
        let request = decode(d2i_OCSP_REQUEST, data).map(|(request, _)| request);
        if let Some(request) = request {
            OCSP_REQUEST_print(out.0, request, 0);
            assert!(encode(i2d_OCSP_REQUEST, request).is_some());
        }
        if let Some((response, _)) = decode(d2i_OCSP_RESPONSE, data) {
            OCSP_RESPONSE_print(out.0, response, 0);
            assert!(encode(i2d_OCSP_RESPONSE, response).is_some());
            OCSP_response_status(response);
            let basic = OCSP_response_get1_basic(response);
            if !basic.is_null() {
                let store = X509_STORE_new();
                for flags in [0, 0x200 | 0x10 | 0x100] {
                    OCSP_basic_verify(basic, null_mut(), store, flags);
                }
                X509_STORE_free(store);
                for at in 0..OCSP_resp_count(basic).min(50) {
                    let (mut reason, mut times) = (0, [null_mut(); 3]);
                    let [revoked, this, next] = &mut times;
                    OCSP_single_get0_status(
                        OCSP_resp_get0(basic, at),
                        &mut reason,
                        revoked,
                        this,
                        next,
                    );
                    OCSP_check_validity(*this, *next, 300, -1);
                }
                if let Some(request) = request {
                    OCSP_check_nonce(request, basic);
                }
                OCSP_BASICRESP_free(basic);
            }
            OCSP_RESPONSE_free(response);
        }
        if let Some(request) = request {
            OCSP_REQUEST_free(request);
        }
    }
    clear();
});
