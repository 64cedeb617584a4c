//! A server that is told anything: records, a ClientHello, what follows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsrs_fuzz::tls::{self, Role};

fuzz_target!(|data: &[u8]| tls::listen(Role::Server, data));
