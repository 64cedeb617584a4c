//! Texts of ASN.1 values, and their encoding piece by piece.

use crate::abi::layout::asn1::{
    ASN1_ENUMERATED, ASN1_GENERALIZEDTIME, ASN1_INTEGER, ASN1_STRING, ASN1_TIME, ASN1_UTCTIME,
};
use crate::abi::{DerIn, DerOut, In, InBuf, Mut, Out, OutBuf, entry, quiet};
use crate::err::{self, Error, Lib, Result, asn1};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::reader::{header, put_header};
use crate::obj::asn1::{parse, string, time};
use crate::obj::bio::BIO;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stream::Channel;
use crate::obj::x509::print::integer_text;
use crate::obj::x509::v3::print::object;
use libc::FILE;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_ulong};

/// Writes a string, dots for what is not printable. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_print(bp: Mut<BIO>, v: In<ASN1_STRING>) -> c_int {
    entry(0, || {
        let Some(text) = v.opt() else { return Ok(0) };
        Ok(bp.get()?.write_all(&string::to_plain(text)).into())
    })
}

fn print_ex(to: Option<Channel<'_>>, text: &ASN1_STRING, flags: c_ulong) -> Result<c_int> {
    let text = match string::to_text(text, flags) {
        Ok(text) => text,
        Err(error) => {
            // The name of the type was out before the text failed.
            if let (Some(to), true) = (to, flags & string::flags::SHOW_TYPE != 0) {
                to.write(string::type_name(text.kind.get()).to_bytes());
                to.write(b":");
            }
            return Err(error);
        }
    };
    match to {
        Some(to) if !to.write(&text) => Ok(-1),
        _ => Ok(c_int::try_from(text.len()).unwrap_or(c_int::MAX)),
    }
}

/// Writes a string as `flags` (`ASN1_STRFLGS_…`) say.
/// Returns: the length; -1 on failure. See: ASN1_STRING_print_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_print_ex(
    out: Mut<BIO>,
    str_: In<ASN1_STRING>,
    flags: c_ulong,
) -> c_int {
    entry(-1, || print_ex(out.opt().map(Channel::Bio), str_.get()?, flags))
}

/// Like `ASN1_STRING_print_ex`, to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_print_ex_fp(
    fp: Mut<FILE>,
    str_: In<ASN1_STRING>,
    flags: c_ulong,
) -> c_int {
    entry(-1, || {
        let to = if fp.is_null() { None } else { Some(Channel::file(&fp)?) };
        print_ex(to, str_.get()?, flags)
    })
}

fn print_time(out: &BIO, value: &ASN1_STRING, flags: c_ulong) -> c_int {
    match time::to_text(value, flags) {
        Some(text) => out.write_all(text.as_bytes()).into(),
        None => {
            out.write_all(b"Bad time value");
            0
        }
    }
}

/// Writes a time, `Jan  1 00:00:00 2024 GMT`. Returns: 1; 0 if it is
/// malformed (then `Bad time value` is written) or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_print(bp: Mut<BIO>, tm: In<ASN1_TIME>) -> c_int {
    entry(0, || Ok(print_time(bp.get()?, tm.get()?, 0)))
}

/// Like `ASN1_TIME_print`; `ASN1_DTFLGS_ISO8601` for ISO 8601.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_print_ex(bp: Mut<BIO>, tm: In<ASN1_TIME>, flags: c_ulong) -> c_int {
    entry(0, || Ok(print_time(bp.get()?, tm.get()?, flags)))
}

/// Writes a UTCTime, as `ASN1_TIME_print` does.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_print(fp: Mut<BIO>, a: In<ASN1_UTCTIME>) -> c_int {
    entry(0, || {
        let value = a.get()?;
        if value.kind.get() != v::UTCTIME {
            return Ok(0);
        }
        Ok(print_time(fp.get()?, value, 0))
    })
}

/// Writes a GeneralizedTime, as `ASN1_TIME_print` does.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_print(fp: Mut<BIO>, a: In<ASN1_GENERALIZEDTIME>) -> c_int {
    entry(0, || {
        let value = a.get()?;
        if value.kind.get() != v::GENERALIZEDTIME {
            return Ok(0);
        }
        Ok(print_time(fp.get()?, value, 0))
    })
}

fn counted(out: &BIO, text: &[u8]) -> c_int {
    match out.write_all(text) {
        true => c_int::try_from(text.len()).unwrap_or(c_int::MAX),
        false => -1,
    }
}

/// Writes an INTEGER in hexadecimal. Returns: the length; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2a_ASN1_INTEGER(bp: Mut<BIO>, a: In<ASN1_INTEGER>) -> c_int {
    entry(-1, || {
        let Some(number) = a.opt() else { return Ok(0) };
        Ok(counted(bp.get()?, integer_text(number).as_bytes()))
    })
}

/// Writes an ENUMERATED in hexadecimal. Returns: the length; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2a_ASN1_ENUMERATED(bp: Mut<BIO>, a: In<ASN1_ENUMERATED>) -> c_int {
    entry(-1, || {
        let Some(number) = a.opt() else { return Ok(0) };
        Ok(counted(bp.get()?, integer_text(number).as_bytes()))
    })
}

/// Writes the bytes of a string in hexadecimal. Returns: the length; -1 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2a_ASN1_STRING(bp: Mut<BIO>, a: In<ASN1_STRING>, type_: c_int) -> c_int {
    let _ = type_;
    entry(-1, || {
        let Some(text) = a.opt() else { return Ok(0) };
        let bytes = text.bytes();
        let mut out = String::new();
        if bytes.is_empty() {
            out.push('0');
        }
        for (at, byte) in bytes.iter().enumerate() {
            if at > 0 && at % 35 == 0 {
                out.push_str("\\\n");
            }
            out.push_str(&format!("{byte:02X}"));
        }
        Ok(counted(bp.get()?, out.as_bytes()))
    })
}

/// Writes the name of an object, or its dotted numbers. Returns: the length.
#[unsafe(no_mangle)]
pub extern "C" fn i2a_ASN1_OBJECT(bp: Mut<BIO>, a: In<ASN1_OBJECT>) -> c_int {
    entry(-1, || Ok(counted(bp.get()?, &object(a.opt()))))
}

/// Writes the name of an object into a buffer, as `OBJ_obj2txt` does.
#[unsafe(no_mangle)]
pub extern "C" fn i2t_ASN1_OBJECT(
    buf: OutBuf<c_char>,
    buf_len: c_int,
    a: In<ASN1_OBJECT>,
) -> c_int {
    crate::api::objects::OBJ_obj2txt(buf, buf_len, a, 0)
}

/// Encodes dotted numbers as the content octets of an object.
///
/// Returns: their length, also with NULL `out`; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn a2d_ASN1_OBJECT(
    mut out: OutBuf<c_uchar>,
    olen: c_int,
    buf: InBuf<c_char>,
    num: c_int,
) -> c_int {
    entry(0, || {
        let text = match num {
            0 => return Ok(0),
            -1 => buf.c_string()?,
            num => buf.slice(num)?,
        };
        let der = crate::obj::objects::oid::from_dotted(text)?;
        let len = c_int::try_from(der.len()).unwrap_or(c_int::MAX);
        if !out.is_null() {
            if len > olen {
                return Err(Error::new(Lib::Asn1, asn1::R_BUFFER_TOO_SMALL));
            }
            out.slice(len)?.copy_from_slice(&der);
        }
        Ok(len)
    })
}

/// Writes the outline of DER. Returns: 1; 0 if it is malformed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_parse(
    bp: Mut<BIO>,
    pp: InBuf<c_uchar>,
    len: c_long,
    indent: c_int,
) -> c_int {
    ASN1_parse_dump(bp, pp, len, indent, 0)
}

/// Writes the outline of DER, with `dump` bytes of each binary string.
/// Returns: 1; 0 if it is malformed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_parse_dump(
    bp: Mut<BIO>,
    pp: InBuf<c_uchar>,
    len: c_long,
    indent: c_int,
    dump: c_int,
) -> c_int {
    entry(0, || {
        let indent = usize::try_from(indent).unwrap_or(0);
        let (text, whole) = parse::dump(pp.slice(len)?, indent, dump);
        Ok((bp.get()?.write_all(&text) && whole).into())
    })
}

/// Reads the header of a value at `*pp`, which then points behind it.
///
/// Returns: 0x20 if its content is made of values, plus 1 for an indefinite
/// length; with 0x80 if the header is broken or the content too long.
/// See: ASN1_get_object in asn1.h.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_get_object(
    pp: DerIn,
    plength: Out<c_long>,
    ptag: Out<c_int>,
    pclass: Out<c_int>,
    omax: c_long,
) -> c_int {
    entry(0x80, || {
        if omax <= 0 {
            return Err(Error::new(Lib::Asn1, asn1::R_TOO_SMALL));
        }
        let bytes = pp.slice(omax)?;
        let h = header(bytes)?;
        let room = bytes.len() - h.head;
        ptag.write_opt(c_int::try_from(h.tag.1).unwrap_or(-1));
        pclass.write_opt(c_int::from(h.tag.0) << 6);
        plength.write_opt(c_long::try_from(h.len.unwrap_or(0)).unwrap_or(c_long::MAX));
        pp.advance(h.head);
        let mut result = if h.constructed { 0x20 } else { 0 };
        if h.len.is_none() {
            result |= 1;
        }
        if h.len.is_some_and(|len| len > room) {
            let error = Error::new(Lib::Asn1, asn1::R_TOO_LONG);
            err::push(&error, "ASN1_get_object");
            result |= 0x80;
        }
        Ok(result)
    })
}

/// Writes a header at `*pp`, which then points behind it. `constructed` 2
/// means an indefinite length.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_put_object(
    pp: DerOut,
    constructed: c_int,
    length: c_int,
    tag: c_int,
    xclass: c_int,
) {
    quiet((), || {
        let class = u8::try_from(xclass & 0xc0).unwrap_or(0) >> 6;
        let mut out = Vec::new();
        let number = u32::try_from(tag).unwrap_or(0);
        put_header(
            &mut out,
            (class, number),
            constructed != 0,
            usize::try_from(length).unwrap_or(0),
        );
        if constructed == 2 {
            // The header without its length, then the mark of none.
            let mut bare = Vec::new();
            put_header(&mut bare, (class, number), true, 0);
            bare.pop();
            bare.push(0x80);
            out = bare;
        }
        pp.put(&out).map(|_| ())
    });
}

/// Writes the end of an indefinite length at `*pp`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_put_eoc(pp: DerOut) -> c_int {
    entry(0, || pp.put(&[0, 0]))
}

/// The length of a value with its header; -1 if it is too long.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_object_size(constructed: c_int, length: c_int, tag: c_int) -> c_int {
    quiet(-1, || {
        let content = usize::try_from(length).map_err(|_| Error::quiet())?;
        let number = u32::try_from(tag).map_err(|_| Error::quiet())?;
        let mut head = Vec::new();
        put_header(&mut head, (0, number), constructed != 0, content);
        let extra = if constructed == 2 { 3 } else { 0 };
        let head = if constructed == 2 {
            let mut bare = Vec::new();
            put_header(&mut bare, (0, number), true, 0);
            bare.len() - 1
        } else {
            head.len()
        };
        c_int::try_from(head + extra + content).map_err(|_| Error::quiet())
    })
}

/// Skips the end of an indefinite length, if it is there. Returns: 1 if the
/// data ends here.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_const_check_infinite_end(p: DerIn, len: c_long) -> c_int {
    quiet(0, || {
        if len <= 0 {
            return Ok(1);
        }
        let end = len >= 2 && p.slice(2)? == [0, 0];
        if end {
            p.advance(2);
        }
        Ok(end.into())
    })
}
