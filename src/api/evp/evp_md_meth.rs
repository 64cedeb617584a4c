//! `EVP_MD_meth_…`: digests of the program's own. The fields of the library's
//! are told where they are numbers; their functions are none of C's.

use crate::abi::{Give, In, Mut, StaticOrBox, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_md_meth::{
    CTRL_XOF_LEN, DigestControl, DigestCopy, DigestInput, DigestOutput, DigestStep, Fields, Method,
};
use std::ffi::{c_int, c_ulong, c_void};

crate::static_or_box_handle!(EVP_MD);

/// A new digest with these NIDs, for the program to set the rest.
///
/// Returns: NULL on failure.
/// Ownership: the program frees it with `EVP_MD_meth_free`.
/// See: EVP_MD_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_meth_new(md_type: c_int, pkey_type: c_int) -> Give<EVP_MD> {
    entry(Give::null(), || {
        let md = EVP_MD::of_method(Method::new(md_type, pkey_type));
        Ok(Give::new(StaticOrBox::Boxed(Box::new(md))))
    })
}

/// A new digest that is set alike; one of the library's stays computed by it.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_meth_dup(md: In<EVP_MD>) -> Give<EVP_MD> {
    entry(Give::null(), || Ok(Give::new(StaticOrBox::Boxed(Box::new(md.get()?.duplicate())))))
}

/// Frees a digest of the program's own; those of the library stay.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_meth_free(md: Take<EVP_MD>) {
    quiet((), || {
        drop(md.opt());
        Ok(())
    });
}

/// Changes what is not set yet.
fn set<T: Copy>(
    md: &Mut<EVP_MD>,
    value: T,
    place: impl Fn(&mut Fields) -> &mut T,
    is_set: impl Fn(T) -> bool,
) -> c_int {
    quiet(0, || {
        let md = md.get()?;
        let Some(method) = md.own().filter(|_| !md.is_static()) else { return Ok(0) };
        Ok(method.fields.with(|fields| {
            let place = place(fields);
            if is_set(*place) {
                return 0;
            }
            *place = value;
            1
        }))
    })
}

/// What is set of one of the program's own, or what `known` tells of another.
fn get<T>(
    md: &In<EVP_MD>,
    failure: T,
    own: impl FnOnce(&Fields) -> T,
    known: impl FnOnce(&EVP_MD) -> Result<T>,
) -> T {
    quiet(failure, || {
        let md = md.get()?;
        match md.own() {
            Some(method) => Ok(method.fields.with(|fields| own(fields))),
            None => known(md),
        }
    })
}

/// Declares the two functions of a number.
macro_rules! numbers {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal, $known:expr;)*) => {$(
        #[doc = concat!("Sets ", $what, ", once.")]
        ///
        /// Returns: 1; 0 if it is set already.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(md: Mut<EVP_MD>, value: $type) -> c_int {
            set(&md, value, |fields| &mut fields.$field, |old| old != 0)
        }

        #[doc = concat!("Gives ", $what, ".")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(md: In<EVP_MD>) -> $type {
            get(&md, 0, |fields| fields.$field, $known)
        }
    )*};
}

numbers! {
    EVP_MD_meth_get_input_blocksize EVP_MD_meth_set_input_blocksize input_blocksize: c_int,
        "the length of a block of input", |md| Ok(md.block_size());
    EVP_MD_meth_get_result_size EVP_MD_meth_set_result_size result_size: c_int,
        "the length of the digest", |md| Ok(md.size());
    EVP_MD_meth_get_app_datasize EVP_MD_meth_set_app_datasize app_datasize: c_int,
        "how much memory each context has for the program", |_| Ok(0);
    EVP_MD_meth_get_flags EVP_MD_meth_set_flags flags: c_ulong,
        "the flags (`EVP_MD_FLAG_…`)", |md| Ok(md.flags());
}

/// Declares the two functions of a function.
macro_rules! functions {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("Sets the function that ", $what, ", once.")]
        ///
        /// Returns: 1; 0 if it is set already.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(md: Mut<EVP_MD>, function: Option<$type>) -> c_int {
            set(&md, function, |fields| &mut fields.$field, |old| old.is_some())
        }

        #[doc = concat!("The function that ", $what, "; NULL for none.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(md: In<EVP_MD>) -> Option<$type> {
            get(&md, None, |fields| fields.$field, |_| Ok(None))
        }
    )*};
}

functions! {
    EVP_MD_meth_get_init EVP_MD_meth_set_init init: DigestStep, "starts a digest";
    EVP_MD_meth_get_update EVP_MD_meth_set_update update: DigestInput, "adds input";
    EVP_MD_meth_get_final EVP_MD_meth_set_final finish: DigestOutput, "writes the digest";
    EVP_MD_meth_get_copy EVP_MD_meth_set_copy copy: DigestCopy,
        "is told that a context was copied";
    EVP_MD_meth_get_cleanup EVP_MD_meth_set_cleanup cleanup: DigestStep,
        "is told that a digest ends";
    EVP_MD_meth_get_ctrl EVP_MD_meth_set_ctrl ctrl: DigestControl, "answers commands";
}

/// Hands a command to a digest at work (`EVP_MD_CTRL_…`): one of the program's
/// own answers itself, a SHAKE takes the length of its digest.
///
/// Returns: 1 or more; 0 or less if it is refused.
/// See: EVP_MD_CTX_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_ctrl(
    ctx: Mut<EVP_MD_CTX>,
    cmd: c_int,
    p1: c_int,
    p2: *mut c_void,
) -> c_int {
    entry(0, || {
        let none = || Error::new(Lib::Evp, err::R_PASSED_NULL_PARAMETER);
        let ctx = ctx.opt().ok_or_else(none)?;
        if let Some(done) = ctx.control_own(cmd, p1, p2) {
            return Ok(done);
        }
        let settable = ctx.md().is_some_and(|md| md.parameters(2).is_some());
        if cmd != CTRL_XOF_LEN || !settable {
            return Ok(0);
        }
        ctx.set_xof_len(usize::try_from(p1).map_err(|_| Error::quiet())?)?;
        Ok(1)
    })
}

/// Lends the memory that a digest of the program's own has in `ctx`; NULL for
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_get0_md_data(ctx: In<EVP_MD_CTX>) -> *mut c_void {
    entry(std::ptr::null_mut(), || Ok(ctx.get()?.own_data()))
}

/// The function that adds input to a digest of the program's own; NULL for
/// none, and for a digest of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_update_fn(ctx: Mut<EVP_MD_CTX>) -> Option<DigestInput> {
    entry(None, || Ok(ctx.get()?.own_update()))
}

/// Sets the function that adds input to a digest of the program's own, for
/// this context alone. One of the library's has no use for it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_MD_CTX_set_update_fn(ctx: Mut<EVP_MD_CTX>, update: Option<DigestInput>) {
    quiet((), || ctx.get()?.set_own_update(update));
}
