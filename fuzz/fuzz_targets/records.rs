//! Records on their way between two connected ends: lost, repeated, changed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsrs_fuzz::network;

fuzz_target!(|data: &[u8]| network::carry(data));
