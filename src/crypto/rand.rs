//! Random bytes.

use crate::err::Result;

/// Fills `out` from aws-lc's generator, which is seeded by the operating
/// system, safe across fork, and aborts the process rather than fail.
pub fn fill(out: &mut [u8]) -> Result<()> {
    // SAFETY: the pointer and length are those of a slice.
    super::ffi::ok(unsafe { aws_lc_sys::RAND_bytes(out.as_mut_ptr(), out.len()) })
}

#[cfg(test)]
mod tests {
    #[test]
    fn fills() {
        let mut a = [0; 32];
        super::fill(&mut a).unwrap();
        assert_ne!(a, [0; 32]);
    }
}
