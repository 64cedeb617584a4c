//! `PEM_read`, `PEM_write` and their kin: blocks of any content.

use super::source;
use crate::abi::mem;
use crate::abi::{Arg, InBuf, Mut, Out, OutBuf, Str, entry, quiet};
use crate::der::pem::Cleaning;
use crate::err::{self, Error, Lib, Result, pem as pem_err};
use crate::obj::bio::BIO;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem::{self, CipherInfo};
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint};

pub use crate::obj::cipher_info::EVP_CIPHER_INFO;

/// The places of C's for the parts of a block.
struct Places {
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
}

impl Places {
    /// Hands the parts of the next block to C.
    fn fill(&self, from: Channel<'_>, cleaning: Cleaning) -> Result<c_int> {
        self.clear()?;
        let block = pem_io::read_block(from, cleaning)?;
        self.name.write(mem::strdup(&block.name)?)?;
        self.header.write(mem::strdup(&block.header)?)?;
        self.data.write(mem::copy_out(&block.data)?.cast())?;
        self.len.write(c_long::try_from(block.data.len()).unwrap_or(0))?;
        Ok(1)
    }

    /// Shows C that there is nothing.
    fn clear(&self) -> Result<()> {
        self.len.write(0)?;
        self.name.write(std::ptr::null_mut())?;
        self.header.write(std::ptr::null_mut())?;
        self.data.write(std::ptr::null_mut())
    }
}

/// Reads the next block: its name, its header lines and its decoded data,
/// which the caller frees with `OPENSSL_free`.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_NO_START_LINE`, `PEM_R_BAD_END_LINE`,
/// `PEM_R_BAD_BASE64_DECODE`.
/// See: PEM_read_bio(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio(
    bp: Mut<BIO>,
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
) -> c_int {
    entry(0, || Places { name, header, data, len }.fill(Channel::Bio(bp.get()?), Cleaning::Ends))
}

/// Reads the next block as [`PEM_read_bio`] does. Without flags, control
/// characters count as spaces; with `PEM_FLAG_EAY_COMPATIBLE` those at the end
/// of a line are left out, and with `PEM_FLAG_ONLY_B64` the data of a line ends
/// before the first character that is no base64. `PEM_FLAG_SECURE` asks for
/// secure memory, which is memory like any other here.
///
/// Returns: 1; 0 on error, then there is nothing to free.
/// Errors: as [`PEM_read_bio`]; `ERR_R_PASSED_INVALID_ARGUMENT` for the last
/// two flags together.
/// See: PEM_read_bio_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_ex(
    bp: Mut<BIO>,
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
    flags: c_uint,
) -> c_int {
    const EAY_COMPATIBLE: c_uint = 2;
    const ONLY_B64: c_uint = 4;
    entry(0, || {
        let places = Places { name, header, data, len };
        places.clear()?;
        let cleaning = match (flags & EAY_COMPATIBLE != 0, flags & ONLY_B64 != 0) {
            (true, true) => return Err(Error::new(Lib::Pem, err::R_PASSED_INVALID_ARGUMENT)),
            (true, false) => Cleaning::Ends,
            (false, true) => Cleaning::Data,
            (false, false) => Cleaning::Controls,
        };
        let bio = bp.opt().ok_or_else(|| {
            err::push(&Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER), "BIO_gets");
            Error::new(Lib::Pem, pem_err::R_NO_START_LINE)
        })?;
        places.fill(Channel::Bio(bio), cleaning)
    })
}

/// As [`PEM_read_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read(
    fp: Mut<libc::FILE>,
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
) -> c_int {
    entry(0, || Places { name, header, data, len }.fill(Channel::file(&fp)?, Cleaning::Ends))
}

fn write(
    to: Channel<'_>,
    name: &Str,
    header: &Str,
    data: &InBuf<c_uchar>,
    len: c_long,
) -> Result<c_int> {
    let header = header.opt().map_or(&b""[..], |h| h.to_bytes());
    let written = pem_io::write_block(to, name.bytes()?, header, data.slice(len)?)?;
    Ok(c_int::try_from(written).unwrap_or(c_int::MAX))
}

/// Writes a block.
///
/// Returns: the number of base64 characters and line ends; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio(
    bp: Mut<BIO>,
    name: Str,
    hdr: Str,
    data: InBuf<c_uchar>,
    len: c_long,
) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &name, &hdr, &data, len))
}

/// As [`PEM_write_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write(
    fp: Mut<libc::FILE>,
    name: Str,
    hdr: Str,
    data: InBuf<c_uchar>,
    len: c_long,
) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &name, &hdr, &data, len))
}

/// Reads the next block that serves as `name`, decrypted; the caller frees
/// the data, and the name in `*pnm`, with `OPENSSL_free`.
///
/// Returns: 1; 0 on error.
/// Errors: as [`PEM_read_bio`]; `PEM_R_BAD_DECRYPT`, `PEM_R_BAD_PASSWORD_READ`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_bytes_read_bio(
    pdata: Out<*mut c_uchar>,
    plen: Out<c_long>,
    pnm: Out<*mut c_char>,
    name: Str,
    bp: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let mut lines = Channel::Bio(bp.get()?);
        let (found, data) = pem_io::read_named(&mut lines, name.bytes()?, &source(cb, u))?;
        pdata.write(mem::copy_out(&data)?.cast())?;
        plen.write(c_long::try_from(data.len()).unwrap_or(0))?;
        if !pnm.is_null() {
            pnm.write(mem::strdup(&found)?)?;
        }
        Ok(1)
    })
}

/// As [`PEM_bytes_read_bio`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_bytes_read_bio_secmem(
    pdata: Out<*mut c_uchar>,
    plen: Out<c_long>,
    pnm: Out<*mut c_char>,
    name: Str,
    bp: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    PEM_bytes_read_bio(pdata, plen, pnm, name, bp, cb, u)
}

/// Reads from a block's header how it is encrypted.
///
/// Returns: 1, also for an empty header (then no cipher is set); 0 on error.
/// Errors: `PEM_R_NOT_PROC_TYPE`, `PEM_R_NOT_ENCRYPTED`, `PEM_R_SHORT_HEADER`,
/// `PEM_R_NOT_DEK_INFO`, `PEM_R_UNSUPPORTED_ENCRYPTION`, `PEM_R_BAD_IV_CHARS`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_get_EVP_CIPHER_INFO(header: Str, cipher: Mut<EVP_CIPHER_INFO>) -> c_int {
    entry(0, || {
        let place = cipher.get()?;
        place.set(None);
        let header = header.opt().map_or(&b""[..], |h| h.to_bytes());
        place.set(CipherInfo::parse(header)?.as_ref());
        Ok(1)
    })
}

/// Decrypts a block's `*len` bytes in place, as its header said.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_BAD_DECRYPT`, `PEM_R_BAD_PASSWORD_READ`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_do_header(
    cipher: Mut<EVP_CIPHER_INFO>,
    mut data: OutBuf<c_uchar>,
    len: Out<c_long>,
    callback: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let total = len.read()?;
        if total > c_long::from(c_int::MAX) {
            return Err(Error::new(Lib::Pem, pem_err::R_HEADER_TOO_LONG));
        }
        let Some(info) = cipher.get()?.get() else {
            return Ok(1);
        };
        let place = data.slice(total)?;
        let password = source(callback, u).get_to_read()?;
        let opened = pem::open_with(&info, place, &Source::Known(&password))?;
        place[..opened.len()].copy_from_slice(&opened);
        len.write(c_long::try_from(opened.len()).unwrap_or(0))?;
        Ok(1)
    })
}

/// The most that a header may have, with its terminator (`PEM_BUFSIZE`).
const HEADER_SIZE: usize = 1024;

/// Adds a line to a header as far as there is room.
fn add(buf: Mut<c_char>, line: &[u8]) -> Result<()> {
    let header = Arg(buf.as_ptr().cast());
    let used = header.str().map(|text| text.to_bytes().len()).ok_or_else(Error::quiet)?;
    let room = HEADER_SIZE.saturating_sub(used + 1);
    let line = &line[..line.len().min(room)];
    if used < HEADER_SIZE {
        let mut place = header.buffer();
        let whole = place.slice(used + line.len() + 1)?;
        whole[used..used + line.len()].copy_from_slice(line);
        whole[used + line.len()] = 0;
    }
    Ok(())
}

/// Adds to the header in `buf`, which has room for `PEM_BUFSIZE` bytes, what
/// was done to a block: `PEM_TYPE_ENCRYPTED`, `PEM_TYPE_MIC_ONLY` or
/// `PEM_TYPE_MIC_CLEAR`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_proc_type(buf: Mut<c_char>, type_: c_int) {
    quiet((), || {
        let what = match type_ {
            10 => "ENCRYPTED",
            20 => "MIC-ONLY",
            30 => "MIC-CLEAR",
            _ => "BAD-TYPE",
        };
        add(buf, format!("Proc-Type: 4,{what}\n").as_bytes())
    });
}

/// Adds to the header in `buf`, which has room for `PEM_BUFSIZE` bytes, the
/// cipher called `type` and its vector, the `len` bytes at `str`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_dek_info(buf: Mut<c_char>, type_: Str, len: c_int, str: InBuf<c_char>) {
    quiet((), || {
        let mut line = [b"DEK-Info: ", type_.bytes()?, b","].concat();
        let vector = str.slice(len.max(0))?;
        line.extend(vector.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()));
        line.push(b'\n');
        add(buf, &line)
    });
}
