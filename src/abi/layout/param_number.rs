//! Numbers in an [`OSSL_PARAM`], of any kind and width.

use super::param::{INTEGER, OSSL_PARAM, REAL, UNSIGNED};

/// The integers below this have an exact `double`.
const EXACT: i128 = 1 << f64::MANTISSA_DIGITS;

impl OSSL_PARAM {
    /// The number, if it is whole and fits 64 bits with or without a sign.
    pub fn integer(&self) -> Option<i128> {
        if self.data_type() == REAL {
            let real = self.real().filter(|real| real.fract() == 0.0 && real.abs() < 2e19)?;
            // Whole and small, as was just seen.
            return Some(real as i128);
        }
        self.number().ok()
    }

    /// Stores a number that C holds in `width` bytes, in whatever kind and
    /// width there is; false if it does not fit. Without memory, the width
    /// that is needed is what counts.
    pub fn put_integer(&self, value: i128, width: usize) -> bool {
        self.set_return_size(0);
        match self.data_type() {
            REAL => return self.put_whole_real(value),
            UNSIGNED if value < 0 => return false,
            INTEGER | UNSIGNED => {}
            _ => return false,
        }
        self.set_return_size(width);
        if !self.has_memory() {
            return true;
        }
        let len = self.size();
        let bits = u32::try_from(len).unwrap_or(u32::MAX).saturating_mul(8);
        let room = if self.data_type() == INTEGER { bits.saturating_sub(1) } else { bits };
        let magnitude = if value < 0 { !value } else { value };
        if len == 0 || (room < 127 && magnitude >> room != 0) {
            return false;
        }
        let bytes = value.to_ne_bytes();
        let fill = if value < 0 { 0xff } else { 0 };
        let native: Vec<u8> = if cfg!(target_endian = "little") {
            bytes.iter().copied().chain(std::iter::repeat(fill)).take(len).collect()
        } else {
            let short = bytes.len().saturating_sub(len);
            let pad = len.saturating_sub(bytes.len());
            std::iter::repeat_n(fill, pad).chain(bytes[short..].iter().copied()).collect()
        };
        self.store(&native);
        self.set_return_size(len);
        true
    }

    /// Stores a `double` that is whole, which only usual integers hold.
    fn put_whole(&self, value: i128) -> bool {
        let usual = matches!(self.size(), 4 | 8);
        let done = usual && self.put_integer(value, self.size());
        if !done {
            self.set_return_size(size_of::<f64>());
        }
        done
    }

    fn put_whole_real(&self, value: i128) -> bool {
        self.set_return_size(size_of::<f64>());
        if !self.has_memory() {
            return true;
        }
        let fits = self.size() == size_of::<f64>() && value.abs() < EXACT;
        if fits {
            // Exact, as was just seen.
            self.store(&(value as f64).to_ne_bytes());
        }
        fits
    }

    /// The number as a `double`, if it has one exactly.
    pub fn real(&self) -> Option<f64> {
        match self.data_type() {
            REAL => {
                let bytes = self.bytes().ok()?.try_into().ok()?;
                Some(f64::from_ne_bytes(bytes))
            }
            INTEGER | UNSIGNED if matches!(self.size(), 4 | 8) => {
                let value = self.number().ok().filter(|value| value.abs() < EXACT)?;
                // Exact, as was just seen.
                Some(value as f64)
            }
            _ => None,
        }
    }

    /// Stores a `double`, in integers if it is whole; false if it does not
    /// fit.
    pub fn put_real(&self, value: f64) -> bool {
        self.set_return_size(0);
        // Out of range, the cast gives another number.
        let whole = value as i128;
        let exact = value.fract() == 0.0 && whole as f64 == value;
        match self.data_type() {
            REAL => {
                self.set_return_size(size_of::<f64>());
                if self.has_memory() && self.size() != size_of::<f64>() {
                    return false;
                }
                if self.has_memory() {
                    self.store(&value.to_ne_bytes());
                }
                true
            }
            INTEGER | UNSIGNED if !self.has_memory() => {
                self.set_return_size(size_of::<f64>());
                true
            }
            INTEGER if exact && i64::try_from(whole).is_ok() => self.put_whole(whole),
            UNSIGNED if exact && u64::try_from(whole).is_ok() => self.put_whole(whole),
            _ => false,
        }
    }
}
