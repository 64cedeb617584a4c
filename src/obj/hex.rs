//! Hexadecimal text.

use crate::err::crypto::{R_HEX_STRING_TOO_SHORT, R_ILLEGAL_HEX_DIGIT, R_ODD_NUMBER_OF_DIGITS};
use crate::err::{Error, Lib, Result};

/// The bytes that `text` writes, `sep` (if not 0) allowed between them.
pub fn read(text: &[u8], sep: u8) -> Result<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (mut bytes, mut rest) = (Vec::new(), text.iter().copied());
    while let Some(high) = rest.next() {
        if high == sep && sep != 0 {
            continue;
        }
        let low = rest.next().ok_or_else(|| Error::new(Lib::Crypto, R_ODD_NUMBER_OF_DIGITS))?;
        let (Some(high), Some(low)) = (digit(high), digit(low)) else {
            return Err(Error::new(Lib::Crypto, R_ILLEGAL_HEX_DIGIT));
        };
        bytes.push((high << 4) | low);
    }
    Ok(bytes)
}

/// The bytes that `text` writes, `:` allowed between them; less than two
/// characters are an error.
pub fn read_with_colons(text: &[u8]) -> Result<Vec<u8>> {
    if text.len() <= 1 {
        return Err(Error::new(Lib::Crypto, R_HEX_STRING_TOO_SHORT));
    }
    read(text, b':')
}
