//! Printing bytes in hexadecimal.

use crate::abi::{InBuf, Mut, entry};
use crate::obj::bio::BIO;
use crate::obj::bio::dump::dump;
use libc::FILE;
use std::ffi::{c_int, c_void};

/// Takes each line of a dump: `int (*)(const void *data, size_t len, void *u)`.
pub type DumpCb = Option<extern "C" fn(*const c_void, usize, *mut c_void) -> c_int>;

fn dump_bio(b: &Mut<BIO>, s: &InBuf<c_void>, len: c_int, indent: c_int) -> c_int {
    entry(0, || {
        let bio = b.get()?;
        Ok(dump(s.slice(len.max(0))?, indent, |line| bio.write(line)))
    })
}

/// Prints `len` bytes in hexadecimal and text.
///
/// Returns: bytes printed; negative on an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump(b: Mut<BIO>, bytes: InBuf<c_void>, len: c_int) -> c_int {
    dump_bio(&b, &bytes, len, 0)
}

/// The same, each line indented.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump_indent(
    b: Mut<BIO>,
    bytes: InBuf<c_void>,
    len: c_int,
    indent: c_int,
) -> c_int {
    dump_bio(&b, &bytes, len, indent)
}

fn dump_fp(fp: &Mut<FILE>, s: &InBuf<c_void>, len: c_int, indent: c_int) -> c_int {
    entry(0, || {
        let stream = crate::abi::stdio::Stream::from_ptr(fp.as_ptr().cast());
        // OpenSSL counts fwrite's one item of the line's length.
        Ok(dump(s.slice(len.max(0))?, indent, |line| (stream.write(line) == line.len()).into()))
    })
}

/// Prints to a C stream.
///
/// Returns: lines printed.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump_fp(fp: Mut<FILE>, s: InBuf<c_void>, len: c_int) -> c_int {
    dump_fp(&fp, &s, len, 0)
}

/// Prints to a C stream, each line indented.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump_indent_fp(
    fp: Mut<FILE>,
    s: InBuf<c_void>,
    len: c_int,
    indent: c_int,
) -> c_int {
    dump_fp(&fp, &s, len, indent)
}

fn dump_cb(cb: DumpCb, u: *mut c_void, s: &InBuf<c_void>, len: c_int, indent: c_int) -> c_int {
    entry(0, || {
        let Some(cb) = cb else { return Ok(0) };
        Ok(dump(s.slice(len.max(0))?, indent, |line| cb(line.as_ptr().cast(), line.len(), u)))
    })
}

/// Passes each line of a dump to `cb`.
///
/// Returns: the sum of what `cb` returned; its first negative.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump_cb(cb: DumpCb, u: *mut c_void, s: InBuf<c_void>, len: c_int) -> c_int {
    dump_cb(cb, u, &s, len, 0)
}

/// Passes each line of a dump, indented, to `cb`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dump_indent_cb(
    cb: DumpCb,
    u: *mut c_void,
    s: InBuf<c_void>,
    len: c_int,
    indent: c_int,
) -> c_int {
    dump_cb(cb, u, &s, len, indent)
}

/// Prints bytes as `0x01, 0x02`, `width` a line, lines after the first
/// indented.
///
/// Returns: 1; 0 if nothing is to print.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_hex_string(
    out: Mut<BIO>,
    indent: c_int,
    width: c_int,
    data: InBuf<c_void>,
    datalen: c_int,
) -> c_int {
    entry(0, || {
        let (bytes, bio) = (data.slice(datalen.max(0))?, out.get()?);
        let Some((last, head)) = bytes.split_last() else { return Ok(1) };
        let (width, indent) =
            (usize::try_from(width).unwrap_or(0), usize::try_from(indent).unwrap_or(0));
        let mut text = String::new();
        let mut column = 0;
        for byte in head {
            text.push_str(&format!("{byte:02X}:"));
            column += 1;
            if width > 0 && column == width {
                text.push('\n');
                text.push_str(&" ".repeat(indent));
                column = 0;
            }
        }
        text.push_str(&format!("{last:02X}"));
        bio.write(text.as_bytes());
        Ok(1)
    })
}
