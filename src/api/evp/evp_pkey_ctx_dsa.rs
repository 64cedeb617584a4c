//! `EVP_PKEY_CTX_set_dsa_paramgen_…`: how DSA parameters are made.

use super::evp_pkey_ctx_set::{Setter, set, told_making};
use crate::abi::{Mut, graded};
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use std::ffi::c_int;

const DSA: &[c_int] = &[116];
const MAKING: Setter =
    Setter::Strict { operations: operation::KEYGEN | operation::PARAMGEN, other_type: (-1, None) };

/// Sets the bits of the prime of new DSA parameters.
///
/// Returns: 1; 0 or less on error.
/// See: EVP_PKEY_CTX_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dsa_paramgen_bits(
    ctx: Mut<EVP_PKEY_CTX>,
    nbits: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_making(&ctx, DSA, (0x1001, nbits)) {
            return done;
        }
        set(&ctx, DSA, &MAKING, |s| {
            s.bits = nbits;
            Ok(())
        })
    })
}

/// Sets the bits of the order of new DSA parameters: 160, 224 or 256.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set_dsa_paramgen_q_bits(
    ctx: Mut<EVP_PKEY_CTX>,
    qbits: c_int,
) -> c_int {
    graded(0, || {
        if let Some(done) = told_making(&ctx, DSA, (0x1002, qbits)) {
            return done;
        }
        set(&ctx, DSA, &MAKING, |s| {
            s.order_bits = qbits;
            Ok(())
        })
    })
}
