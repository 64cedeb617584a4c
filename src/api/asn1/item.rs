//! The generic functions, which take a type by its item or its functions.

use crate::abi::layout::asn1::{ASN1_ENUMERATED, ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::layout::template::ValueAt;
use crate::abi::{Arg, DerIn, DerOut, Give, In, InOut, Mut, Opaque, Out, entry, mem, quiet};
use crate::err::{self, Error, Lib, Result, asn1};
use crate::obj::asn1::integer;
use crate::obj::asn1::item;
use crate::obj::asn1::item::encode::{self, As};
use crate::obj::asn1::primitive::v;
use crate::obj::bio::BIO;
use crate::obj::bn::BIGNUM;
use crate::obj::stream::Channel;
use libc::FILE;
use std::ffi::{c_int, c_long, c_uchar, c_void};

/// `d2i_of_void`: reads a value of some type.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type d2i_of_void = extern "C" fn(Out<*mut c_void>, Out<*const c_uchar>, c_long) -> *mut c_void;
/// `i2d_of_void`: writes a value of some type.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type i2d_of_void = extern "C" fn(*const c_void, Out<*mut c_uchar>) -> c_int;

const NONE: *mut c_void = std::ptr::null_mut();

/// A new value of a type; NULL on failure.
/// Errors: `ASN1_R_AUX_ERROR` if the type's own function refuses.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_new(it: In<ASN1_ITEM>) -> *mut ASN1_VALUE {
    entry(NONE.cast(), || item::new(it.get()?).map(|value| value.0.cast()))
}

/// Frees a value of a type.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_free(val: *mut ASN1_VALUE, it: In<ASN1_ITEM>) {
    quiet((), || {
        item::free(it.get()?, Opaque(val.cast()));
        Ok(())
    });
}

/// Reads a value into a place of the program's, if there is one, where it
/// replaces what was there. Gives it with its length.
fn read_to(
    val: &Out<*mut ASN1_VALUE>,
    it: &ASN1_ITEM,
    bytes: Result<&[u8]>,
) -> Result<(*mut ASN1_VALUE, usize)> {
    let mut made = Opaque::NULL;
    let at = match val.is_null() {
        true => ValueAt::lend(&mut made),
        false => ValueAt::of(val)?,
    };
    match bytes {
        Ok(bytes) => item::read_into(at, it, bytes).map(|used| (at.pointer().0.cast(), used)),
        Err(error) => {
            item::make::free_item(at, it, false);
            Err(error)
        }
    }
}

/// Reads a value of a type from DER at `*in`, which then points behind it.
/// Returns: NULL on failure. See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i(
    val: Out<*mut ASN1_VALUE>,
    in_: DerIn,
    len: c_long,
    it: In<ASN1_ITEM>,
) -> *mut ASN1_VALUE {
    entry(NONE.cast(), || {
        let (value, used) = read_to(&val, it.get()?, in_.slice(len))?;
        in_.advance(used);
        Ok(value)
    })
}

/// Writes a value of a type, as `d2i_X509`(3) says. Returns: the length; 0
/// for NULL and where the type's own function refuses.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_i2d(val: *const ASN1_VALUE, out: DerOut, it: In<ASN1_ITEM>) -> c_int {
    entry(-1, || write_to(val, &out, it.get()?, As::DER))
}

/// Writes a value where i2d functions do.
pub(super) fn write_to(
    val: *const ASN1_VALUE,
    out: &DerOut,
    it: &ASN1_ITEM,
    how: As,
) -> Result<c_int> {
    if val.is_null() {
        return Ok(0);
    }
    let mut value = Opaque(val.cast_mut().cast());
    let at = ValueAt::lend(&mut value);
    if !out.is_null() {
        let der = match out.wants_memory() {
            true => encode::whole(it, value, how)?,
            false => encode::at_once(at, it, how)?,
        };
        return if der.is_empty() { Ok(0) } else { out.put(&der) };
    }
    let length = encode::length(at, it, how)?;
    c_int::try_from(length).map_err(|_| Error::new(Lib::Asn1, asn1::R_TOO_LONG))
}

/// Reads a value of a type in DER; `x` is where it replaces another, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i_bio(it: In<ASN1_ITEM>, in_: Mut<BIO>, x: Arg) -> *mut c_void {
    entry(NONE, || read_item(it.get()?, Channel::Bio(in_.get()?), &x.out()))
}

/// Like `ASN1_item_d2i_bio`, from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i_fp(it: In<ASN1_ITEM>, in_: Mut<FILE>, x: Arg) -> *mut c_void {
    entry(NONE, || read_item(it.get()?, Channel::file(&in_)?, &x.out()))
}

pub(super) fn read_item(
    it: &ASN1_ITEM,
    from: Channel<'_>,
    x: &Out<*mut ASN1_VALUE>,
) -> Result<*mut c_void> {
    let der = from.read_der()?;
    read_to(x, it, Ok(&der)).map(|(value, _)| value.cast())
}

/// The error that comes on top of one of writing.
fn over(cause: &Error, reason: c_int) -> Error {
    err::push(cause, "ASN1_item_i2d");
    Error::new(Lib::Asn1, reason)
}

fn write_item(it: &ASN1_ITEM, to: Channel<'_>, x: *const c_void) -> Result<c_int> {
    let der = item::write(it, Opaque(x.cast_mut())).map_err(|e| over(&e, err::R_MALLOC_FAILURE))?;
    Ok(to.write(&der).into())
}

/// Writes a value of a type in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_i2d_bio(it: In<ASN1_ITEM>, out: Mut<BIO>, x: *const c_void) -> c_int {
    entry(0, || write_item(it.get()?, Channel::Bio(out.get()?), x))
}

/// Writes a value of a type in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_i2d_fp(it: In<ASN1_ITEM>, out: Mut<FILE>, x: *const c_void) -> c_int {
    entry(0, || write_item(it.get()?, Channel::file(&out)?, x))
}

/// Encodes a value of a type into an OCTET STRING, `*oct` if there is one.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_pack(
    obj: *mut c_void,
    it: In<ASN1_ITEM>,
    oct: InOut<ASN1_OCTET_STRING>,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || {
        let der =
            item::write(it.get()?, Opaque(obj)).map_err(|e| over(&e, asn1::R_ENCODE_ERROR))?;
        if let Some(there) = oct.current() {
            there.store(&der)?;
            return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
        }
        Ok(oct.give(ASN1_STRING::with(v::OCTET_STRING, &der)?, drop))
    })
}

/// Reads a value of a type from the bytes of a string.
/// Errors: `ASN1_R_DECODE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_unpack(oct: In<ASN1_STRING>, it: In<ASN1_ITEM>) -> *mut c_void {
    entry(NONE, || unpack(oct.get()?, it.get()?))
}

pub(super) fn unpack(oct: &ASN1_STRING, it: &ASN1_ITEM) -> Result<*mut c_void> {
    let read = item::read(it, oct.bytes());
    read.map(|(value, _)| value.0).map_err(|e| {
        err::push(&e, "ASN1_item_unpack");
        Error::new(Lib::Asn1, asn1::R_DECODE_ERROR)
    })
}

fn read_by(
    d2i: Option<d2i_of_void>,
    from: Channel<'_>,
    x: Out<*mut c_void>,
) -> Result<*mut c_void> {
    let d2i = d2i.ok_or_else(Error::quiet)?;
    let der = from.read_der()?;
    let mut at = der.as_ptr();
    Ok(d2i(x, Out::lend(&mut at), c_long::try_from(der.len()).unwrap_or(c_long::MAX)))
}

/// Reads a value in DER with its own function.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_d2i_bio(
    xnew: Option<extern "C" fn() -> *mut c_void>,
    d2i: Option<d2i_of_void>,
    in_: Mut<BIO>,
    x: Out<*mut c_void>,
) -> *mut c_void {
    let _ = xnew;
    entry(NONE, || read_by(d2i, Channel::Bio(in_.get()?), x))
}

/// Reads a value in DER with its own function, from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_d2i_fp(
    xnew: Option<extern "C" fn() -> *mut c_void>,
    d2i: Option<d2i_of_void>,
    in_: Mut<FILE>,
    x: Out<*mut c_void>,
) -> *mut c_void {
    let _ = xnew;
    entry(NONE, || read_by(d2i, Channel::file(&in_)?, x))
}

fn write_by(i2d: Option<i2d_of_void>, to: Channel<'_>, x: *const c_void) -> Result<c_int> {
    let i2d = i2d.ok_or_else(Error::quiet)?;
    // It allocates, so that the memory is C's and of the right length.
    let mut made: *mut c_uchar = std::ptr::null_mut();
    let length = i2d(x, Out::lend(&mut made));
    let Ok(len) = usize::try_from(length) else { return Ok(0) };
    let der = crate::abi::InBuf::<c_uchar>::lend(made);
    let done = to.write(der.slice(len)?);
    mem::free_c(made.cast());
    Ok(done.into())
}

/// Writes a value in DER with its own function. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_i2d_bio(i2d: Option<i2d_of_void>, out: Mut<BIO>, x: *const c_void) -> c_int {
    entry(0, || write_by(i2d, Channel::Bio(out.get()?), x))
}

/// Writes a value in DER with its own function to a C stream. Returns: 1; 0
/// on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_i2d_fp(i2d: Option<i2d_of_void>, out: Mut<FILE>, x: *const c_void) -> c_int {
    entry(0, || write_by(i2d, Channel::file(&out)?, x))
}

fn to_number(from: &ASN1_STRING, kind: c_int, bn: &Mut<BIGNUM>) -> Result<Give<BIGNUM>> {
    if integer::base_kind(from.kind.get()) != kind {
        return Err(Error::new(Lib::Asn1, asn1::R_WRONG_INTEGER_TYPE));
    }
    let mut value = crate::obj::bn::Bn::from_be(from.bytes())?;
    value.set_negative(integer::is_negative(from));
    match bn.opt() {
        Some(there) => {
            there.set(value);
            Ok(Give::back(bn.as_ptr()))
        }
        None => Ok(Give::new(BIGNUM::of(value))),
    }
}

/// The number in an INTEGER, in `bn` or a new one; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_to_BN(ai: In<ASN1_INTEGER>, bn: Mut<BIGNUM>) -> Give<BIGNUM> {
    entry(Give::null(), || to_number(ai.get()?, v::INTEGER, &bn))
}

/// The number in an ENUMERATED, in `bn` or a new one; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_to_BN(ai: In<ASN1_ENUMERATED>, bn: Mut<BIGNUM>) -> Give<BIGNUM> {
    entry(Give::null(), || to_number(ai.get()?, v::ENUMERATED, &bn))
}

fn of_number(bn: &BIGNUM, to: &Mut<ASN1_STRING>, kind: c_int) -> Result<Give<ASN1_STRING>> {
    let value = bn.get()?;
    let mut bytes = value.to_be();
    if bytes.is_empty() {
        bytes.push(0);
    }
    let made;
    let place = match to.opt() {
        Some(there) => there,
        None => {
            made = ASN1_STRING::new(kind);
            made.store(&bytes)?;
            let sign = if value.is_negative() { kind | 0x100 } else { kind };
            made.kind.set(sign);
            return Ok(Give::new(made));
        }
    };
    place.store(&bytes)?;
    place.kind.set(if value.is_negative() { kind | 0x100 } else { kind });
    Ok(Give::back(to.as_ptr()))
}

/// Stores a number as INTEGER in `ai` or a new one; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn BN_to_ASN1_INTEGER(bn: In<BIGNUM>, ai: Mut<ASN1_INTEGER>) -> Give<ASN1_INTEGER> {
    entry(Give::null(), || of_number(bn.get()?, &ai, v::INTEGER))
}

/// Stores a number as ENUMERATED in `ai` or a new one; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn BN_to_ASN1_ENUMERATED(
    bn: In<BIGNUM>,
    ai: Mut<ASN1_ENUMERATED>,
) -> Give<ASN1_ENUMERATED> {
    entry(Give::null(), || of_number(bn.get()?, &ai, v::ENUMERATED))
}
