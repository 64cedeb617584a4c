//! Poly1305, over aws-lc's.

use super::Mac;
use crate::err::{Error, Result};
use aws_lc_sys as sys;
use zeroize::{Zeroize, Zeroizing};

/// aws-lc's state, which it keeps at an aligned place inside: aligned itself,
/// it can be copied.
#[derive(Clone)]
#[repr(align(64))]
struct State(sys::poly1305_state);

impl Drop for State {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A Poly1305 code being computed.
#[derive(Clone)]
pub(super) struct Poly1305 {
    state: Box<State>,
    finished: bool,
}

impl Poly1305 {
    /// Starts with a key.
    pub(super) fn new(key: &[u8; 32]) -> Poly1305 {
        let mut state = Box::new(State([0; 512]));
        // SAFETY: the state has its size, the key its fixed length.
        unsafe { sys::CRYPTO_poly1305_init(&mut state.0, key.as_ptr()) };
        Poly1305 { state, finished: false }
    }
}

impl Mac for Poly1305 {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        if self.finished {
            return Err(Error::quiet());
        }
        // SAFETY: the state was started, the data is a slice.
        unsafe { sys::CRYPTO_poly1305_update(&mut self.state.0, data.as_ptr(), data.len()) };
        Ok(())
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        if std::mem::replace(&mut self.finished, true) {
            return Err(Error::quiet());
        }
        let mut out = Zeroizing::new(vec![0; 16]);
        // SAFETY: the state was started; a code has 16 bytes.
        unsafe { sys::CRYPTO_poly1305_finish(&mut self.state.0, out.as_mut_ptr()) };
        Ok(out)
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        Ok(Box::new(self.clone()))
    }
}
