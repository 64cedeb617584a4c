//! Lists of values of any type, numbers as plain ones of C, and packing a
//! type into a value of any.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Out, OutBuf, entry, stack};
use crate::err::{self, Error, Lib, asn1};
use crate::obj::asn1::any::{ASN1_SEQUENCE_ANY, AnySet, asn1_int_oct};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::asn1::number::{self, Number};
use crate::obj::asn1::primitive::{ASN1_TYPE, OctetsInPieces, v};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_int, c_long, c_uchar, c_void};

crate::box_handle!(asn1_int_oct, Number<i32>, Number<u32>, Number<i64>, Number<u64>);

/// Reads a `ASN1_SEQUENCE_ANY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_SEQUENCE_ANY(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<ASN1_SEQUENCE_ANY>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_SEQUENCE_ANY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_SEQUENCE_ANY(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASN1_SEQUENCE_ANY>(a.opt(), &out))
}

/// The item that names `ASN1_SEQUENCE_ANY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_SEQUENCE_ANY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASN1_SEQUENCE_ANY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_SEQUENCE_ANY");
    LendConst::new(&ITEM)
}

/// Reads a `ASN1_SET_ANY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_SET_ANY(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<AnySet>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_SET_ANY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_SET_ANY(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<AnySet>(a.opt(), &out))
}

/// The item that names `ASN1_SET_ANY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_SET_ANY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<AnySet>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_SET_ANY");
    LendConst::new(&ITEM)
}

/// The item that names `ASN1_OCTET_STRING_NDEF` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_NDEF_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OctetsInPieces>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_OCTET_STRING_NDEF");
    LendConst::new(&ITEM)
}

/// The item that names `INT32` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn INT32_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::Int32>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"INT32");
    LendConst::new(&ITEM)
}

/// The item that names `UINT32` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn UINT32_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::Uint32>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"UINT32");
    LendConst::new(&ITEM)
}

/// The item that names `INT64` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn INT64_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::Int64>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"INT64");
    LendConst::new(&ITEM)
}

/// The item that names `UINT64` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn UINT64_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::Uint64>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"UINT64");
    LendConst::new(&ITEM)
}

/// The item that names `ZINT32` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ZINT32_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::ZeroInt32>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ZINT32");
    LendConst::new(&ITEM)
}

/// The item that names `ZUINT32` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ZUINT32_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::ZeroUint32>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ZUINT32");
    LendConst::new(&ITEM)
}

/// The item that names `ZINT64` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ZINT64_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::ZeroInt64>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ZINT64");
    LendConst::new(&ITEM)
}

/// The item that names `ZUINT64` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ZUINT64_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::ZeroUint64>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ZUINT64");
    LendConst::new(&ITEM)
}

/// The item that names `BIGNUM` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn BIGNUM_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::Big>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"BIGNUM");
    LendConst::new(&ITEM)
}

/// The item that names `CBIGNUM` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn CBIGNUM_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<number::SecretBig>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"CBIGNUM");
    LendConst::new(&ITEM)
}

/// The item that names `LONG` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn LONG_it() -> LendConst<ASN1_ITEM> {
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&number::LONG, c"LONG");
    LendConst::new(&ITEM)
}

/// The item that names `ZLONG` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ZLONG_it() -> LendConst<ASN1_ITEM> {
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&number::ZERO_LONG, c"ZLONG");
    LendConst::new(&ITEM)
}

/// The item that names `ASN1_BOOLEAN` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BOOLEAN_it() -> LendConst<ASN1_ITEM> {
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&number::TRUTH, c"ASN1_BOOLEAN");
    LendConst::new(&ITEM)
}

/// The item that names `ASN1_TBOOLEAN` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TBOOLEAN_it() -> LendConst<ASN1_ITEM> {
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&number::TRUTH_OR_TRUE, c"ASN1_TBOOLEAN");
    LendConst::new(&ITEM)
}

/// The item that names `ASN1_FBOOLEAN` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_FBOOLEAN_it() -> LendConst<ASN1_ITEM> {
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&number::TRUTH_OR_FALSE, c"ASN1_FBOOLEAN");
    LendConst::new(&ITEM)
}

/// Reads an INTEGER as unsigned: its content is the magnitude, whatever its
/// first bit.
///
/// Returns: NULL on failure, which leaves `*a` as it was.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_UINTEGER(
    a: InOut<ASN1_INTEGER>,
    pp: DerIn,
    length: c_long,
) -> Give<ASN1_INTEGER> {
    entry(Give::null(), || {
        let (number, used) = number::read_unsigned(pp.slice(length)?)?;
        pp.advance(used);
        if let (Some(there), Some(held)) = (a.current(), a.held()) {
            there.copy_from(&number)?;
            return Ok(held);
        }
        Ok(a.give(number, drop))
    })
}

/// Encodes a value of a type as the SEQUENCE that a value of any type holds:
/// that at `*t`, or a new one.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_pack_sequence(
    it: In<ASN1_ITEM>,
    s: *mut c_void,
    t: InOut<ASN1_TYPE>,
) -> Give<ASN1_TYPE> {
    entry(Give::null(), || {
        let der = crate::obj::asn1::item::write(it.get()?, crate::abi::Opaque(s))?;
        let packed = ASN1_STRING::with(v::SEQUENCE, &der)?;
        if let Some(there) = t.current() {
            there.set_raw(v::SEQUENCE, stack::give::<ASN1_STRING>(packed));
            return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
        }
        Ok(t.give(ASN1_TYPE::of_string(packed), drop))
    })
}

/// Reads a value of a type from the SEQUENCE that `t` holds; NULL if it holds
/// none, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_unpack_sequence(it: In<ASN1_ITEM>, t: In<ASN1_TYPE>) -> *mut c_void {
    entry(std::ptr::null_mut(), || match t.opt().and_then(|any| any.string(v::SEQUENCE)) {
        Some(packed) => super::item::unpack(packed, it.get()?),
        None => Ok(std::ptr::null_mut()),
    })
}

/// Stores a SEQUENCE of a number and octets.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_set_int_octetstring(
    a: Mut<ASN1_TYPE>,
    num: c_long,
    mut data: OutBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let pair = asn1_int_oct::blank();
        // The number is 32 bits wide, whatever `long` is.
        pair.num.set(num as i32);
        pair.oct.set(Some(ASN1_OCTET_STRING::with(v::OCTET_STRING, data.slice(len)?)?));
        let packed = ASN1_STRING::with(v::SEQUENCE, &asn1_int_oct::encode(&pair))?;
        a.get()?.set_raw(v::SEQUENCE, stack::give::<ASN1_STRING>(packed));
        Ok(1)
    })
}

/// Reads the number of what `ASN1_TYPE_set_int_octetstring` stored, and copies
/// at most `max_len` of its octets.
///
/// Returns: how many octets there are; -1 if `a` holds something else.
/// Errors: `ASN1_R_DATA_IS_WRONG`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_get_int_octetstring(
    a: In<ASN1_TYPE>,
    num: Out<c_long>,
    mut data: OutBuf<c_uchar>,
    max_len: c_int,
) -> c_int {
    entry(-1, || {
        let wrong = || Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG);
        let packed = a.get()?.string(v::SEQUENCE).ok_or_else(wrong)?;
        let pair = asn1_int_oct::decode(packed.bytes()).map_err(|e| {
            err::push(&e, "ASN1_item_d2i");
            err::push(&Error::new(Lib::Asn1, asn1::R_DECODE_ERROR), "ASN1_item_unpack");
            wrong()
        })?;
        num.write_opt(pair.0.num.get().into());
        let octets = pair.0.oct.get().map_or(&[][..], |oct| oct.bytes());
        if !data.is_null() {
            let room = octets.len().min(usize::try_from(max_len).unwrap_or(0));
            data.slice(room)?.copy_from_slice(octets.get(..room).unwrap_or(&[]));
        }
        Ok(c_int::try_from(octets.len()).unwrap_or(c_int::MAX))
    })
}
