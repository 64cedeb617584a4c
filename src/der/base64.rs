//! Base64 as OpenSSL streams it: the same tolerance for spaces and line
//! ends, and the same refusals. See: EVP_EncodeInit(3).

/// Characters to a line when encoding.
const LINE: usize = 64;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What a character means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Value(u8),
    /// A space or tab.
    Space,
    /// An end of line.
    LineEnd,
    /// A hyphen, which ends the data.
    End,
    Bad,
}

fn meaning(c: u8) -> Meaning {
    match c {
        b'A'..=b'Z' => Meaning::Value(c - b'A'),
        b'a'..=b'z' => Meaning::Value(c - b'a' + 26),
        b'0'..=b'9' => Meaning::Value(c - b'0' + 52),
        b'+' => Meaning::Value(62),
        b'/' => Meaning::Value(63),
        b'=' => Meaning::Value(0),
        b' ' | b'\t' => Meaning::Space,
        b'\n' | b'\r' => Meaning::LineEnd,
        b'-' => Meaning::End,
        _ => Meaning::Bad,
    }
}

/// Data that cannot be base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// Encodes without line ends.
pub fn encode_block(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len().div_ceil(3) * 4);
    for chunk in input.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            if i > chunk.len() {
                out.push(b'=');
            } else {
                out.push(ALPHABET[(bits >> (18 - 6 * i) & 0x3f) as usize]);
            }
        }
    }
    out
}

/// Decodes one block, trimming spaces before it and line ends after it.
/// Padding decodes to zero bytes, which are counted.
pub fn decode_block(input: &[u8]) -> Result<Vec<u8>, Malformed> {
    let start = input.iter().take_while(|&&c| meaning(c) == Meaning::Space).count();
    let mut text = &input[start..];
    while let [rest @ .., last] = text {
        if rest.len() < 3
            || !matches!(meaning(*last), Meaning::Space | Meaning::LineEnd | Meaning::End)
        {
            break;
        }
        text = rest;
    }
    if !text.len().is_multiple_of(4) {
        return Err(Malformed);
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for quad in text.chunks_exact(4) {
        let mut bits = 0_u32;
        for &c in quad {
            let Meaning::Value(value) = meaning(c) else {
                return Err(Malformed);
            };
            bits = bits << 6 | u32::from(value);
        }
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    Ok(out)
}

/// A stream being encoded, 48 bytes to a line.
#[derive(Debug, Clone, Default)]
pub struct Encoder {
    held: Vec<u8>,
}

impl Encoder {
    /// The bytes of an incomplete line that are kept back.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Adds input; gives the lines that became complete.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(input);
        let whole = self.held.len() / (LINE / 4 * 3) * (LINE / 4 * 3);
        for line in self.held[..whole].chunks(LINE / 4 * 3) {
            out.extend_from_slice(&encode_block(line));
            out.push(b'\n');
        }
        self.held.drain(..whole);
    }

    /// The last line, if there is one.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if !self.held.is_empty() {
            out.extend_from_slice(&encode_block(&self.held));
            out.push(b'\n');
            self.held.clear();
        }
    }
}

/// A stream being decoded.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    held: Vec<u8>,
}

/// Whether more data may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It may.
    More,
    /// The end was seen.
    Ended,
}

impl Decoder {
    /// The characters that are kept back.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Adds input; what could be decoded goes to `out`, also before an error.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Progress, Malformed> {
        let mut padding = self.held.iter().rev().take(2).take_while(|&&c| c == b'=').count();
        if input.is_empty() {
            return Ok(Progress::Ended);
        }
        let mut ended = false;
        for &c in input {
            match meaning(c) {
                Meaning::Bad => return Err(Malformed),
                Meaning::Value(_) if c == b'=' => padding += 1,
                Meaning::Value(_) if padding > 0 => return Err(Malformed),
                _ => (),
            }
            if padding > 2 {
                return Err(Malformed);
            }
            match meaning(c) {
                Meaning::End => {
                    ended = true;
                    break;
                }
                Meaning::Value(_) => self.held.push(c),
                _ => (),
            }
            if self.held.len() == LINE {
                self.flush(padding, out)?;
            }
        }
        if !self.held.is_empty() {
            if self.held.len().is_multiple_of(4) {
                self.flush(padding, out)?;
            } else if ended {
                return Err(Malformed);
            }
        }
        Ok(if ended || (self.held.is_empty() && padding > 0) {
            Progress::Ended
        } else {
            Progress::More
        })
    }

    fn flush(&mut self, padding: usize, out: &mut Vec<u8>) -> Result<(), Malformed> {
        let block = std::mem::take(&mut self.held);
        let bytes = decode_block(&block)?;
        let len = bytes.len().checked_sub(padding).ok_or(Malformed)?;
        out.extend_from_slice(&bytes[..len]);
        Ok(())
    }

    /// The end: fails if characters are left over.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), Malformed> {
        if self.held.is_empty() {
            return Ok(());
        }
        let block = self.held.clone();
        out.extend_from_slice(&decode_block(&block)?);
        self.held.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for len in [0, 1, 2, 3, 47, 48, 49, 200] {
            let input: Vec<u8> = (0..len).collect();
            let (mut text, mut encoder) = (Vec::new(), Encoder::default());
            encoder.update(&input, &mut text);
            encoder.finish(&mut text);
            let (mut back, mut decoder) = (Vec::new(), Decoder::default());
            decoder.update(&text, &mut back).unwrap();
            decoder.finish(&mut back).unwrap();
            assert_eq!(back, input);
        }
    }

    #[test]
    fn refusals() {
        let decode = |text: &[u8]| Decoder::default().update(text, &mut Vec::new());
        assert_eq!(decode(b"QQ==QQ=="), Err(Malformed));
        assert_eq!(decode(b"QQ=!"), Err(Malformed));
        assert_eq!(decode(b"Q Q\n=="), Ok(Progress::Ended));
        assert_eq!(decode(b"QQ-"), Err(Malformed));
    }
}
