//! DTLS: datagrams on their way between two ends, from the first hello on:
//! lost, repeated, reordered, changed, cut, made up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tlsrs_fuzz::datagrams;

fuzz_target!(|data: &[u8]| datagrams::carry(data));
