//! `STACK_OF(SCT)`: lists, and how they are encoded.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, Str, Take, entry, quiet};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ct::validate::{self, CT_POLICY_EVAL_CTX};
use crate::obj::ct::{self, SCT, Values};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{CStr, c_int, c_long};

/// Frees a list with all in it.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_LIST_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        drop(a.opt().map(|stack| stack.into_owners::<SCT>()));
        Ok(())
    });
}

/// Hands a list to C: in the stack at `*a` if there is one, whose members
/// are freed, else in a new one.
fn hand(a: &InOut<OPENSSL_STACK>, list: Vec<Values>) -> Give<OPENSSL_STACK> {
    let new = ct::stack_of(list);
    match a.current() {
        Some(there) => {
            drop(there.drain_owners::<SCT>());
            for sct in new.into_owners::<SCT>() {
                there.push_owner::<SCT>(sct);
            }
            a.held().unwrap_or(Give::null())
        }
        None => a.give(new, drop),
    }
}

fn members(list: &In<OPENSSL_STACK>) -> Result<Vec<std::sync::Arc<SCT>>> {
    Ok(list.get()?.shares::<SCT>())
}

/// Reads a list as it stands in TLS, in `len` bytes at `*pp`, which then
/// points behind it.
///
/// Returns: NULL on failure. Ownership: see d2i_X509(3).
/// Errors: `CT_R_SCT_LIST_INVALID`, `CT_R_SCT_INVALID`.
#[unsafe(no_mangle)]
pub extern "C" fn o2i_SCT_LIST(
    a: InOut<OPENSSL_STACK>,
    pp: DerIn,
    len: usize,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let list = ct::parse_list(pp.slice(c_long::try_from(len).unwrap_or(-1))?)?;
        pp.advance(len);
        Ok(hand(&a, list))
    })
}

/// Writes a list as it stands in TLS; see i2d_X509(3).
///
/// Returns: its length; -1 on failure.
/// Errors: `CT_R_SCT_NOT_SET` for an incomplete member.
#[unsafe(no_mangle)]
pub extern "C" fn i2o_SCT_LIST(a: In<OPENSSL_STACK>, pp: DerOut) -> c_int {
    entry(-1, || {
        let encoded = ct::encode_list(&members(&a)?);
        pp.put(&if pp.wants_memory() { encoded.or_else(ct::invalid_list) } else { encoded }?)
    })
}

/// Reads a list in an OCTET STRING, as extensions have it.
///
/// Returns: NULL on failure. Ownership: see d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_SCT_LIST(
    a: InOut<OPENSSL_STACK>,
    pp: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let der = pp.slice(len)?;
        let list = ct::decode_list(der)?.0;
        pp.advance(der.len());
        Ok(hand(&a, list))
    })
}

/// Writes a list in an OCTET STRING; see i2d_X509(3).
///
/// Returns: its length; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_SCT_LIST(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || out.put(&ct::list_to_der(&members(&a)?)?))
}

/// Prints a list to `out`, `indent` columns in, with `separator` between its
/// members, and the names of those of `logs`, which may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_LIST_print(
    sct_list: In<OPENSSL_STACK>,
    out: Mut<BIO>,
    indent: c_int,
    separator: Str,
    logs: In<CTLOG_STORE>,
) {
    quiet((), || {
        let list: Vec<_> = members(&sct_list)?.iter().map(|sct| sct.values.get()).collect();
        let separator = separator.opt().map_or(&b""[..], CStr::to_bytes);
        let text =
            ct::print_list(&list, usize::try_from(indent).unwrap_or(0), separator, logs.opt());
        out.get()?.write_all(&text.0);
        Ok(())
    });
}

/// Holds each of a list against `ctx`; `SCT_get_validation_status` then tells
/// of each what came of it.
///
/// Returns: 1 if all are valid, or there are none; 0 if one is not, which need
/// not matter; -1 on failure.
/// See: SCT_LIST_validate(3).
#[unsafe(no_mangle)]
pub extern "C" fn SCT_LIST_validate(
    scts: In<OPENSSL_STACK>,
    ctx: Mut<CT_POLICY_EVAL_CTX>,
) -> c_int {
    entry(-1, || {
        let list = scts.opt().map(|list| list.shares::<SCT>()).unwrap_or_default();
        if list.is_empty() {
            return Ok(1);
        }
        Ok(validate::validate_all(&list, &ctx.get()?.0.get()).into())
    })
}
