//! PEM, read and written as OpenSSL does: text around blocks is skipped,
//! lines may end in CRLF or spaces, headers may name a cipher.

use super::base64::{Decoder, Encoder};
use crate::err::{Error, Lib, Result, pem};
use zeroize::Zeroizing;

/// Lines longer than this less one come in pieces.
pub const LINE_SIZE: usize = 255;

/// What the last line of a block begins with.
const END: &[u8] = b"-----END ";

/// Where lines come from.
pub trait Lines {
    /// The next line with its end, at most `LINE_SIZE - 1` bytes of it;
    /// `None` at the end of the data.
    fn next_line(&mut self) -> Option<Vec<u8>>;
}

/// Lines of bytes in memory.
#[derive(Debug, Clone)]
pub struct SliceLines<'a>(pub &'a [u8]);

impl Lines for SliceLines<'_> {
    fn next_line(&mut self) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        let limit = self.0.len().min(LINE_SIZE - 1);
        let end = self.0[..limit].iter().position(|&c| c == b'\n').map_or(limit, |at| at + 1);
        let (line, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(line.to_vec())
    }
}

/// One block: `-----BEGIN name-----` to `-----END name-----`.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The name.
    pub name: Vec<u8>,
    /// The header lines, each with `\n`; empty if there are none.
    pub header: Vec<u8>,
    /// The decoded data.
    pub data: Zeroizing<Vec<u8>>,
}

/// What is taken away from lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleaning {
    /// Trailing bytes that are no printable ASCII.
    Ends,
    /// All from the line end; control characters become spaces.
    Controls,
    /// The same, and of data all from the first character that is no base64.
    Data,
}

impl Cleaning {
    /// What stays of a line.
    fn apply(self, line: &mut Zeroizing<Vec<u8>>, is_data: bool) {
        let end = match self {
            Cleaning::Ends => {
                line.iter().rposition(|&c| c > b' ' && c < 0x80).map_or(0, |at| at + 1)
            }
            Cleaning::Data if is_data => line.iter().take_while(|&&c| is_base64(c)).count(),
            Cleaning::Controls | Cleaning::Data => {
                line.iter_mut().filter(|c| c.is_ascii_control()).for_each(|c| {
                    if !matches!(c, b'\r' | b'\n') {
                        *c = b' ';
                    }
                });
                line.iter().take_while(|c| !matches!(c, b'\r' | b'\n')).count()
            }
        };
        line.truncate(end);
    }
}

fn is_base64(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=')
}

/// Reads the next block, without what ends its lines.
///
/// Errors: `PEM_R_NO_START_LINE` if there is none, `PEM_R_BAD_END_LINE`,
/// `PEM_R_BAD_BASE64_DECODE`; a block without data, and a header followed by
/// a line that is too long, fail silently, as in OpenSSL.
#[track_caller]
pub fn read(lines: &mut dyn Lines) -> Result<Block> {
    read_cleaned(lines, Cleaning::Ends)
}

/// Reads the next block as [`read`] does, from lines cleaned as is said.
#[track_caller]
pub fn read_cleaned(lines: &mut dyn Lines, cleaning: Cleaning) -> Result<Block> {
    let error = |reason| Error::new(Lib::Pem, reason);
    let name = find_begin(lines, cleaning).ok_or_else(|| error(pem::R_NO_START_LINE))?;
    let bad_end = || error(pem::R_BAD_END_LINE);
    // Until a blank line comes it is open whether lines are header or data.
    let mut first = Zeroizing::new(Vec::new());
    let mut second = Zeroizing::new(Vec::new());
    let (mut after_blank, mut short_seen, mut partial) = (false, false, false);
    let mut in_header = false;
    loop {
        let mut line = Zeroizing::new(lines.next_line().ok_or_else(bad_end)?);
        let continues = partial;
        partial = line.len() == LINE_SIZE - 1 && !line.ends_with(b"\n");
        in_header |= !after_blank && line.contains(&b':');
        let is_data = (after_blank || !in_header) && !line.starts_with(END);
        cleaning.apply(&mut line, is_data);
        if line.is_empty() {
            if !continues {
                if after_blank {
                    return Err(bad_end());
                }
                after_blank = true;
            }
            continue;
        }
        if let Some(end) = line.strip_prefix(END) {
            if end.strip_suffix(b"-----") != Some(&name[..]) {
                return Err(bad_end());
            }
            break;
        }
        if short_seen {
            return Err(bad_end());
        }
        let place = if after_blank { &mut second } else { &mut first };
        place.extend_from_slice(&line);
        place.push(b'\n');
        if after_blank {
            if line.len() > 64 {
                return Err(Error::quiet());
            }
            short_seen = line.len() < 64;
        }
    }
    let (header, text) = if after_blank { (first.to_vec(), second) } else { (Vec::new(), first) };
    // A header that no blank line ends leaves no data.
    if text.is_empty() || (in_header && !after_blank) {
        return Err(Error::quiet());
    }
    let mut data = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut decoder = Decoder::default();
    let decoded = decoder.update(&text, &mut data).and_then(|_| decoder.finish(&mut data));
    decoded.map_err(|_| error(pem::R_BAD_BASE64_DECODE))?;
    Ok(Block { name, header, data })
}

fn find_begin(lines: &mut dyn Lines, cleaning: Cleaning) -> Option<Vec<u8>> {
    let mut first = true;
    loop {
        let mut line = Zeroizing::new(lines.next_line()?);
        if first && line.len() > 3 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        first = false;
        cleaning.apply(&mut line, false);
        let begin = line.strip_prefix(b"-----BEGIN ");
        if let Some(name) = begin.and_then(|rest| rest.strip_suffix(b"-----")) {
            return Some(name.to_vec());
        }
    }
}

/// The text of a block.
pub fn write(name: &[u8], header: &[u8], data: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(data.len() / 2 * 3 + header.len() + 80));
    out.extend_from_slice(b"-----BEGIN ");
    out.extend_from_slice(name);
    out.extend_from_slice(b"-----\n");
    if !header.is_empty() {
        out.extend_from_slice(header);
        out.push(b'\n');
    }
    let mut encoder = Encoder::default();
    encoder.update(data, &mut out);
    encoder.finish(&mut out);
    out.extend_from_slice(b"-----END ");
    out.extend_from_slice(name);
    out.extend_from_slice(b"-----\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &[u8]) -> i32 {
        read(&mut SliceLines(text)).map_or_else(|e| e.reason, |_| -1)
    }

    #[test]
    fn round_trips() {
        let text = write(b"X", b"A: b\n", &[5; 100]);
        let mut junk = b"\xef\xbb\xbfjunk\n".to_vec();
        junk.extend_from_slice(&text);
        let block = read(&mut SliceLines(&junk)).unwrap();
        assert_eq!((&block.name[..], &block.header[..]), (&b"X"[..], &b"A: b\n"[..]));
        assert_eq!(block.data.as_slice(), &[5; 100]);
        let crlf = text.iter().flat_map(|&c| if c == b'\n' { vec![b'\r', c] } else { vec![c] });
        assert!(read(&mut SliceLines(&crlf.collect::<Vec<_>>())).is_ok());
    }

    #[test]
    fn refusals() {
        assert_eq!(reason(b"hello"), pem::R_NO_START_LINE);
        assert_eq!(reason(b"-----BEGIN X-----\nAAAA\n"), pem::R_BAD_END_LINE);
        assert_eq!(reason(b"-----BEGIN X-----\nAAAA\n-----END Y-----\n"), pem::R_BAD_END_LINE);
        assert_eq!(reason(b"-----BEGIN X-----\nAA!A\n-----END X-----\n"), pem::R_BAD_BASE64_DECODE);
        assert_eq!(reason(b"-----BEGIN X-----\n-----END X-----\n"), 0);
    }

    /// Lines that are counted.
    struct Counting<'a>(SliceLines<'a>, usize);

    impl Lines for Counting<'_> {
        fn next_line(&mut self) -> Option<Vec<u8>> {
            self.1 += 1;
            self.0.next_line()
        }
    }

    #[test]
    fn each_line_of_a_huge_block_is_read_once() {
        const LINES: usize = 200_000;
        let begin = b"-----BEGIN X-----\n".as_slice();
        let end = b"-----END X-----\n".as_slice();
        let line = [&[b'A'; 64][..], b"\n"].concat();
        let read = |text: &[u8]| {
            let mut lines = Counting(SliceLines(text), 0);
            let size = super::read(&mut lines).map(|block| block.data.len()).ok();
            (size, lines.1)
        };
        let whole = [begin, &line.repeat(LINES), end].concat();
        assert_eq!(read(&whole), (Some(48 * LINES), LINES + 2));
        let cut = [begin, &line.repeat(LINES)].concat();
        assert_eq!(read(&cut), (None, LINES + 2));
        assert_eq!(read(&begin.repeat(LINES)), (None, LINES + 1));
        assert_eq!(read(&b"text\n".repeat(LINES)), (None, LINES + 1));
        // One line without an end comes in pieces.
        let endless = [begin, &[b'A'; 4 * LINES]].concat();
        assert_eq!(read(&endless), (None, 4 * LINES / (LINE_SIZE - 1) + 3));
    }
}
