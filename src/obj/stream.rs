//! A BIO or a C stream, for the twin functions that read and write either.

use super::asn1::reader::{bad, header};
use super::bio::BIO;
use crate::abi::stdio::Stream;
use crate::der::pem::Lines;
use crate::err::{self, Error, Lib, Result, asn1};

/// Where bytes come from or go to.
#[derive(Clone, Copy)]
pub enum Channel<'a> {
    /// A BIO.
    Bio(&'a BIO),
    /// A `FILE *`.
    File(Stream),
}

/// Longest line of PEM that is read at once, with its terminator.
const LINE: usize = crate::der::pem::LINE_SIZE;
/// Longest DER that is read.
const LONGEST: usize = 256 * 1024 * 1024;
/// As many bytes as OpenSSL reads to see a header.
const HEADER: usize = 8;

impl<'a> Channel<'a> {
    /// The channel of C's stream; NULL is an error.
    #[track_caller]
    pub fn file(fp: &crate::abi::Mut<libc::FILE>) -> Result<Channel<'a>> {
        let stream = Stream::from_ptr(fp.as_ptr().cast());
        if stream.is_null() {
            return Err(Error::new(Lib::None, err::R_PASSED_NULL_PARAMETER));
        }
        Ok(Channel::File(stream))
    }

    /// Reads some bytes; 0 or less at the end.
    pub fn read(&self, place: &mut [u8]) -> isize {
        match self {
            Channel::Bio(bio) => isize::try_from(bio.read(place)).unwrap_or(-1),
            Channel::File(stream) => isize::try_from(stream.read(place)).unwrap_or(-1),
        }
    }

    /// Writes all bytes; whether it could.
    pub fn write(&self, bytes: &[u8]) -> bool {
        match self {
            Channel::Bio(bio) => bio.write_all(bytes),
            Channel::File(stream) => stream.write(bytes) == bytes.len(),
        }
    }

    /// Reads one value of DER, and no byte behind it.
    ///
    /// Errors: `ASN1_R_NOT_ENOUGH_DATA` and others; none is queued at the end
    /// of a file, which is no failure to read.
    pub fn read_der(&self) -> Result<Vec<u8>> {
        let mut all = vec![0; HEADER];
        let read = self.read(&mut all);
        if read == 0 {
            return Err(Error::quiet());
        }
        all.truncate(usize::try_from(read).unwrap_or(0));
        self.value(&mut all, 0, 0)?;
        Ok(all)
    }

    /// Grows `all` to `len` bytes, as far as there are any.
    fn grow(&self, all: &mut Vec<u8>, len: usize) -> Result<bool> {
        if len > LONGEST {
            return Err(bad(asn1::R_TOO_LONG));
        }
        while all.len() < len {
            let mut chunk = [0; 16 * 1024];
            let want = chunk.len().min(len - all.len());
            let n = self.read(chunk.get_mut(..want).unwrap_or_default());
            match usize::try_from(n) {
                Ok(n) if n > 0 => all.extend_from_slice(chunk.get(..n).unwrap_or_default()),
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Reads the value that begins at `start`; gives where it ends.
    fn value(&self, all: &mut Vec<u8>, start: usize, depth: usize) -> Result<usize> {
        if depth > 128 {
            return Err(bad(asn1::R_NESTED_TOO_DEEP));
        }
        // Byte by byte behind an indefinite length, where the end may be near.
        let mut ahead = if depth == 0 { HEADER } else { 2 };
        let h = loop {
            let more = self.grow(all, start + ahead)?;
            match header(all.get(start..).unwrap_or_default()) {
                Ok(h) => break h,
                Err(_) if more && ahead < 16 => ahead += 1,
                Err(_) if all.len() - start < HEADER => return Err(bad(asn1::R_NOT_ENOUGH_DATA)),
                Err(e) => return Err(e),
            }
        };
        let body = start + h.head;
        if let Some(len) = h.len {
            let end = body.checked_add(len).ok_or_else(|| bad(asn1::R_TOO_LONG))?;
            if !self.grow(all, end)? {
                return Err(bad(asn1::R_NOT_ENOUGH_DATA));
            }
            return Ok(end);
        }
        let mut at = body;
        loop {
            if !self.grow(all, at + 2)? {
                return Err(bad(asn1::R_NOT_ENOUGH_DATA));
            }
            if all.get(at..at + 2) == Some(&[0, 0]) {
                return Ok(at + 2);
            }
            at = self.value(all, at, depth + 1)?;
        }
    }
}

impl Lines for Channel<'_> {
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let mut place = [0u8; LINE];
        let len = match self {
            Channel::Bio(bio) => usize::try_from(bio.gets(&mut place)).unwrap_or(0),
            Channel::File(stream) => match stream.gets(&mut place) {
                true => place.iter().position(|b| *b == 0).unwrap_or(0),
                false => 0,
            },
        };
        place.get(..len).filter(|line| !line.is_empty()).map(<[u8]>::to_vec)
    }
}
