//! Characters, masks, named bits and small texts of asn1.h, and the settings
//! of its printers.

use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_STRING};
use crate::abi::layout::x509v3::BIT_STRING_BITNAME;
use crate::abi::{DerOut, Give, In, InBuf, Mut, Out, OutBuf, Str, Take, entry, quiet};
use crate::obj::asn1::helpers::{self, ASN1_PCTX};
use crate::obj::asn1::string;
use crate::obj::bio::BIO;
use crate::obj::bn::BIGNUM;
use crate::obj::x509::v3::print::table_names;
use std::ffi::{CStr, c_int, c_long, c_uchar, c_ulong};

/// Reads the first character of UTF-8.
///
/// Returns: the bytes it takes; 0 for none; -1 if they end inside it, -2 for
/// what no character begins with or half of a pair, -3 for a wrong byte
/// inside, -4 if it is longer than needed or beyond the last character.
#[unsafe(no_mangle)]
pub extern "C" fn UTF8_getc(str_: InBuf<c_uchar>, len: c_int, val: Out<c_ulong>) -> c_int {
    quiet(-1, || {
        if len <= 0 {
            return Ok(0);
        }
        match helpers::utf8_first(str_.slice(len)?) {
            Ok((value, used)) => {
                val.write(value.into())?;
                Ok(c_int::try_from(used).unwrap_or(-1))
            }
            Err(malformed) => Ok(malformed.code()),
        }
    })
}

/// Writes a character in UTF-8; NULL `str` only tells its length.
///
/// Returns: the bytes it takes; -1 if `len` are too few; -2 for what is no
/// character.
#[unsafe(no_mangle)]
pub extern "C" fn UTF8_putc(mut str_: OutBuf<c_uchar>, len: c_int, value: c_ulong) -> c_int {
    quiet(-1, || {
        let room = if str_.is_null() { 6 } else { usize::try_from(len).unwrap_or(0) };
        if room == 0 {
            return Ok(-1);
        }
        let Some(character) = u32::try_from(value).ok().and_then(char::from_u32) else {
            return Ok(-2);
        };
        let mut encoded = [0; 4];
        let encoded = character.encode_utf8(&mut encoded).as_bytes();
        if encoded.len() > room {
            return Ok(-1);
        }
        if !str_.is_null() {
            str_.slice(encoded.len())?.copy_from_slice(encoded);
        }
        Ok(c_int::try_from(encoded.len()).unwrap_or(-1))
    })
}

/// The types that `str` lists, `|` between them, as `B_ASN1_…` bits.
///
/// Returns: 1; 0 for another name, then `*pmask` holds those before it.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_str2mask(str_: Str, pmask: Out<c_ulong>) -> c_int {
    quiet(0, || {
        let (mask, good) = helpers::mask(str_.bytes()?);
        pmask.write(mask)?;
        Ok(good.into())
    })
}

/// Writes bytes in hexadecimal, 15 a line. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_buf_print(
    bp: Mut<BIO>,
    buf: InBuf<c_uchar>,
    buflen: usize,
    off: c_int,
) -> c_int {
    entry(0, || Ok(bp.get()?.write_all(&helpers::octets(buf.slice(buflen)?, off)).into()))
}

/// Writes a labelled number, none for NULL; `buf` is not needed.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_bn_print(
    bp: Mut<BIO>,
    number: Str,
    num: In<BIGNUM>,
    _buf: OutBuf<c_uchar>,
    off: c_int,
) -> c_int {
    entry(0, || {
        let Some(value) = num.opt() else { return Ok(1) };
        let text = helpers::number(number.bytes()?, &*value.get()?, off);
        Ok(bp.get()?.write_all(&text).into())
    })
}

fn bit_named(name: &CStr, table: &Mut<BIT_STRING_BITNAME>) -> c_int {
    let rows = BIT_STRING_BITNAME::table(table.as_ptr());
    let row = rows.into_iter().find(|row| row.short() == name || row.long() == name);
    row.map_or(-1, |row| row.bitnum)
}

/// The number of the bit that a table names so; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_num_asc(name: Str, tbl: Mut<BIT_STRING_BITNAME>) -> c_int {
    quiet(-1, || Ok(bit_named(name.get()?, &tbl)))
}

/// Sets or clears the bit that a table names so; nothing for NULL `bs`.
/// Returns: 1; 0 for another name.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_set_asc(
    bs: Mut<ASN1_BIT_STRING>,
    name: Str,
    value: c_int,
    tbl: Mut<BIT_STRING_BITNAME>,
) -> c_int {
    entry(0, || {
        let Ok(bit) = usize::try_from(bit_named(name.get()?, &tbl)) else { return Ok(0) };
        if let Some(bits) = bs.opt() {
            string::set_bit(bits, bit, value != 0)?;
        }
        Ok(1)
    })
}

/// Writes the names of the bits that are set. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_name_print(
    out: Mut<BIO>,
    bs: Mut<ASN1_BIT_STRING>,
    tbl: Mut<BIT_STRING_BITNAME>,
    indent: c_int,
) -> c_int {
    entry(0, || {
        let bits: &ASN1_STRING = bs.get()?;
        let named = table_names(bits, &BIT_STRING_BITNAME::table(tbl.as_ptr()));
        let names: Vec<String> = named.into_iter().filter_map(|pair| pair.0).collect();
        // The most that a BIO indents.
        let space = " ".repeat(usize::try_from(indent).unwrap_or(0).min(128));
        Ok(out.get()?.write_all(format!("{space}{}\n", names.join(", ")).as_bytes()).into())
    })
}

/// Skips the end of an indefinite length, if it is there. Returns: 1 if the
/// data ends here.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_check_infinite_end(p: DerOut, len: c_long) -> c_int {
    super::print::ASN1_const_check_infinite_end(p.reading(), len)
}

/// New settings of a printer, all 0.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_new() -> Give<ASN1_PCTX> {
    quiet(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees the settings of a printer; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_free(p: Take<ASN1_PCTX>) {
    quiet((), || {
        drop(p.opt());
        Ok(())
    });
}

/// `ASN1_PCTX_FLAGS_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_get_flags(p: In<ASN1_PCTX>) -> c_ulong {
    quiet(0, || Ok(p.get()?.flags.get()))
}

/// Sets `ASN1_PCTX_FLAGS_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_set_flags(p: Mut<ASN1_PCTX>, flags: c_ulong) {
    quiet((), || {
        p.get()?.flags.set(flags);
        Ok(())
    });
}

/// How names are printed, `XN_FLAG_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_get_nm_flags(p: In<ASN1_PCTX>) -> c_ulong {
    quiet(0, || Ok(p.get()?.nm_flags.get()))
}

/// Sets how names are printed, `XN_FLAG_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_set_nm_flags(p: Mut<ASN1_PCTX>, flags: c_ulong) {
    quiet((), || {
        p.get()?.nm_flags.set(flags);
        Ok(())
    });
}

/// How certificates are printed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_get_cert_flags(p: In<ASN1_PCTX>) -> c_ulong {
    quiet(0, || Ok(p.get()?.cert_flags.get()))
}

/// Sets how certificates are printed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_set_cert_flags(p: Mut<ASN1_PCTX>, flags: c_ulong) {
    quiet((), || {
        p.get()?.cert_flags.set(flags);
        Ok(())
    });
}

/// How objects are printed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_get_oid_flags(p: In<ASN1_PCTX>) -> c_ulong {
    quiet(0, || Ok(p.get()?.oid_flags.get()))
}

/// Sets how objects are printed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_set_oid_flags(p: Mut<ASN1_PCTX>, flags: c_ulong) {
    quiet((), || {
        p.get()?.oid_flags.set(flags);
        Ok(())
    });
}

/// How strings are printed, `ASN1_STRFLGS_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_get_str_flags(p: In<ASN1_PCTX>) -> c_ulong {
    quiet(0, || Ok(p.get()?.str_flags.get()))
}

/// Sets how strings are printed, `ASN1_STRFLGS_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PCTX_set_str_flags(p: Mut<ASN1_PCTX>, flags: c_ulong) {
    quiet((), || {
        p.get()?.str_flags.set(flags);
        Ok(())
    });
}
