//! A client that is answered anything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsrs_fuzz::tls::{self, Role};

fuzz_target!(|data: &[u8]| tls::listen(Role::Client, data));
