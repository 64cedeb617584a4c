//! KMAC (NIST SP 800-185), over RustCrypto's cSHAKE.

use super::Mac;
use crate::err::{Error, Result};
use sha3::digest::core_api::CoreWrapper;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use sha3::{CShake128, CShake128Core, CShake256, CShake256Core};
use zeroize::Zeroizing;

/// Which KMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// KMAC128.
    Bits128,
    /// KMAC256.
    Bits256,
}

impl Strength {
    /// The length of an input block.
    pub fn rate(self) -> usize {
        match self {
            Strength::Bits128 => 168,
            Strength::Bits256 => 136,
        }
    }

    /// The length of a code if none is asked for.
    pub fn size(self) -> usize {
        match self {
            Strength::Bits128 => 32,
            Strength::Bits256 => 64,
        }
    }
}

#[derive(Clone)]
enum Shake {
    Bits128(CShake128),
    Bits256(CShake256),
}

/// A KMAC being computed.
#[derive(Clone)]
pub(super) struct Kmac {
    shake: Option<Shake>,
    len: usize,
    xof: bool,
}

/// A length before what it counts; `right` behind.
fn encode(number: usize, right: bool) -> Vec<u8> {
    let bytes = (number as u64).to_be_bytes();
    let skip = bytes.iter().take(7).take_while(|&&b| b == 0).count();
    let digits = &bytes[skip..];
    // At most eight digits.
    let count = digits.len() as u8;
    if right { [digits, &[count]].concat() } else { [&[count], digits].concat() }
}

impl Kmac {
    /// Starts with a key.
    pub(super) fn new(
        strength: Strength,
        key: &[u8],
        custom: &[u8],
        len: usize,
        xof: bool,
    ) -> Kmac {
        let rate = strength.rate();
        let mut block = Zeroizing::new(encode(rate, false));
        block.extend_from_slice(&encode(key.len() * 8, false));
        block.extend_from_slice(key);
        let padded = block.len().next_multiple_of(rate);
        block.resize(padded, 0);
        let mut shake = match strength {
            Strength::Bits128 => Shake::Bits128(CoreWrapper::from_core(
                CShake128Core::new_with_function_name(b"KMAC", custom),
            )),
            Strength::Bits256 => Shake::Bits256(CoreWrapper::from_core(
                CShake256Core::new_with_function_name(b"KMAC", custom),
            )),
        };
        shake.update(&block);
        Kmac { shake: Some(shake), len, xof }
    }
}

impl Shake {
    fn update(&mut self, data: &[u8]) {
        match self {
            Shake::Bits128(shake) => shake.update(data),
            Shake::Bits256(shake) => shake.update(data),
        }
    }
}

impl Mac for Kmac {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        self.shake.as_mut().ok_or_else(Error::quiet)?.update(data);
        Ok(())
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        let mut shake = self.shake.take().ok_or_else(Error::quiet)?;
        shake.update(&encode(if self.xof { 0 } else { self.len * 8 }, true));
        let mut out = Zeroizing::new(vec![0; self.len]);
        match shake {
            Shake::Bits128(shake) => shake.finalize_xof().read(&mut out),
            Shake::Bits256(shake) => shake.finalize_xof().read(&mut out),
        }
        Ok(out)
    }

    fn set_xof(&mut self) {
        self.xof = true;
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        Ok(Box::new(self.clone()))
    }
}
