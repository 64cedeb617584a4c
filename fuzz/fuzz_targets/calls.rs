//! Calls in any order, on a client and a server that are joined.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsrs_fuzz::tls;

fuzz_target!(|data: &[u8]| tls::call(data));
