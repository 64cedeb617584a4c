//! Making, freeing and chaining BIOs.

use crate::abi::{Give, In, Lend, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::bio::{BIO, BIO_METHOD};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{c_int, c_void};

/// Makes a BIO of method `type_`.
///
/// Errors: `ERR_R_INIT_FAIL` if the method's `create` returns 0.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new(type_: In<BIO_METHOD>) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::new(BIO::new(type_.share()?)?)))
}

/// The same as `BIO_new`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_ex(_libctx: Mut<OSSL_LIB_CTX>, method: In<BIO_METHOD>) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::new(BIO::new(method.share()?)?)))
}

/// Frees one BIO of a chain.
///
/// Returns: 1; 0 for NULL, or if the callback forbids.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_free(a: Take<BIO>) -> c_int {
    quiet(0, || Ok(a.opt().is_some_and(BIO::free).into()))
}

/// Frees one BIO of a chain.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_vfree(a: Take<BIO>) {
    quiet((), || {
        a.opt().map(BIO::free);
        Ok(())
    });
}

/// Frees a chain, up to a BIO that others hold too.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_free_all(a: Take<BIO>) {
    quiet((), || {
        if let Some(bio) = a.opt() {
            bio.free_all();
        }
        Ok(())
    });
}

/// Adds a reference.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_up_ref(a: Mut<BIO>) -> c_int {
    quiet(0, || {
        std::mem::forget(a.share()?);
        Ok(1)
    })
}

/// Puts the chain `append` behind the chain `b`.
///
/// Returns: `b`, or `append` if `b` is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_push(b: Mut<BIO>, append: Mut<BIO>) -> Lend<BIO> {
    let append_ptr = append.as_ptr();
    quiet(Lend::null(), || match b.share_opt() {
        None => Ok(Lend::from_ptr(append_ptr)),
        Some(bio) => {
            bio.push(append.share_opt().as_ref());
            Ok(Lend::from_ptr(b.as_ptr()))
        }
    })
}

/// Takes `b` out of its chain.
///
/// Returns: the BIO after it, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_pop(b: Mut<BIO>) -> Lend<BIO> {
    quiet(Lend::null(), || Ok(Lend::opt(b.share()?.pop().as_deref())))
}

/// The BIO after `b`; NULL at the end.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_next(b: Mut<BIO>) -> Lend<BIO> {
    quiet(Lend::null(), || Ok(Lend::opt(b.get()?.next().as_deref())))
}

/// Sets the BIO after `b`, and nothing else.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_next(b: Mut<BIO>, next: Mut<BIO>) {
    quiet((), || {
        b.get()?.set_next(next.share_opt());
        Ok(())
    });
}

/// The first BIO of the chain that is of type `bio_type`, or of that class.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_find_type(b: Mut<BIO>, bio_type: c_int) -> Lend<BIO> {
    entry(Lend::null(), || {
        let bio =
            b.share_opt().ok_or_else(|| Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER))?;
        Ok(Lend::opt(bio.find_type(bio_type).as_deref()))
    })
}

/// The BIO of the chain that is to be tried again, and why.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_retry_BIO(bio: Mut<BIO>, reason: Out<c_int>) -> Lend<BIO> {
    quiet(Lend::null(), || {
        let link = bio.share()?.retry_link();
        reason.write_opt(link.retry_reason());
        Ok(Lend::new(&*link))
    })
}

/// Copies a chain.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_dup_chain(in_: Mut<BIO>) -> Give<BIO> {
    entry(Give::null(), || match in_.share_opt() {
        None => Ok(Give::null()),
        Some(bio) => Ok(Give::new(bio.duplicate_chain()?)),
    })
}

/// Sets the program's value at `idx`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_ex_data(bio: Mut<BIO>, idx: c_int, data: *mut c_void) -> c_int {
    entry(0, || bio.get()?.ex_data().set(idx, data).map(|()| 1))
}

/// The program's value at `idx`; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_ex_data(bio: In<BIO>, idx: c_int) -> *mut c_void {
    quiet(Opaque::NULL.0, || Ok(bio.get()?.ex_data().get(idx)))
}
