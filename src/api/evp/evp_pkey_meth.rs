//! `EVP_PKEY_meth_…`: what contexts do with keys of one type, as the program
//! would have it.

use super::evp_pkey_usual;
use crate::abi::handle::{drop_share_of_c, take_back};
use crate::abi::{Give, In, LendConst, Mut, Out, entry, quiet};
use crate::err::Error;
use crate::obj::evp_pkey_meth::{
    self, EVP_PKEY_METHOD, Functions, PkeyCheck, PkeyCleanup, PkeyCompute, PkeyCopy, PkeyCtrl,
    PkeyCtrlStr, PkeyCtxInit, PkeyDerive, PkeyDigestSign, PkeyDigestVerify, PkeyMake, PkeySignCtx,
    PkeyStep, PkeyVerify, PkeyVerifyCtx,
};
use std::ffi::c_int;

crate::arc_handle!(EVP_PKEY_METHOD);

/// Makes a method for keys of a type that does nothing yet.
///
/// Returns: NULL on error.
/// See: EVP_PKEY_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_new(id: c_int, flags: c_int) -> Give<EVP_PKEY_METHOD> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY_METHOD::new(id, flags))))
}

/// Frees a method; contexts that have it keep it. NULL and the library's own
/// stay.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_free(pmeth: Mut<EVP_PKEY_METHOD>) {
    quiet((), || {
        let method = pmeth.share()?;
        if method.is_own() {
            drop_share_of_c(&method);
        }
        Ok(())
    });
}

/// Gives a method the functions of another.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_copy(dst: Mut<EVP_PKEY_METHOD>, src: In<EVP_PKEY_METHOD>) {
    quiet((), || {
        let functions = src.get()?.get();
        change(&dst, |place| *place = functions);
        Ok(())
    });
}

/// Gives the type and the flags of a method; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_get0_info(
    ppkey_id: Out<c_int>,
    pflags: Out<c_int>,
    meth: In<EVP_PKEY_METHOD>,
) {
    quiet((), || {
        let method = meth.get()?;
        ppkey_id.write_opt(method.nid);
        pflags.write_opt(method.flags);
        Ok(())
    });
}

/// Lends the method for keys of a type; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_find(kind: c_int) -> LendConst<EVP_PKEY_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::opt(evp_pkey_usual::find(kind).as_deref())))
}

/// Adds a method, which is found before the library's, and is the library's
/// to free.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_add0(pmeth: In<EVP_PKEY_METHOD>) -> c_int {
    entry(0, || {
        // It is const in C, and yet handed over.
        pmeth.get()?;
        let method = take_back(pmeth.as_ptr().cast_mut());
        evp_pkey_meth::add(method.ok_or_else(Error::quiet)?);
        Ok(1)
    })
}

/// Takes a method out that was added, which is the program's then.
///
/// Returns: 1; 0 if it was not added.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_remove(pmeth: In<EVP_PKEY_METHOD>) -> c_int {
    quiet(0, || match evp_pkey_meth::remove(pmeth.get()?) {
        Some(method) => {
            // The share goes back to C.
            std::mem::forget(method);
            Ok(1)
        }
        None => Ok(0),
    })
}

/// How many methods there are.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_get_count() -> usize {
    quiet(0, || Ok(evp_pkey_usual::ALL.len() + evp_pkey_meth::added_count()))
}

/// Lends a method by its place among all; NULL beyond the last.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_meth_get0(idx: usize) -> LendConst<EVP_PKEY_METHOD> {
    quiet(LendConst::null(), || {
        let usual = &evp_pkey_usual::ALL;
        Ok(match idx.checked_sub(usual.len()) {
            None => LendConst::opt(usual.get(idx).map(|method| &**method)),
            Some(idx) => LendConst::opt(evp_pkey_meth::added_by_index(idx).as_deref()),
        })
    })
}

fn change(pmeth: &Mut<EVP_PKEY_METHOD>, step: impl FnOnce(&mut Functions)) {
    quiet((), || {
        pmeth.get()?.change(step);
        Ok(())
    });
}

fn functions(pmeth: &In<EVP_PKEY_METHOD>) -> Functions {
    quiet(Functions::default(), || Ok(pmeth.get()?.get()))
}

/// Declares what sets and what gives a function.
macro_rules! single {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("Sets the function that ", $what, ".")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(pmeth: Mut<EVP_PKEY_METHOD>, function: Option<$type>) {
            change(&pmeth, |place| place.$field = function);
        }

        #[doc = concat!("Gives the function that ", $what, "; a place may be NULL.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(pmeth: In<EVP_PKEY_METHOD>, function: *mut Option<$type>) {
            Out::at(function).write_opt(functions(&pmeth).$field);
        }
    )*};
}

single! {
    EVP_PKEY_meth_get_init EVP_PKEY_meth_set_init init: PkeyStep,
        "begins a context";
    EVP_PKEY_meth_get_copy EVP_PKEY_meth_set_copy copy: PkeyCopy,
        "is told that a context was copied";
    EVP_PKEY_meth_get_cleanup EVP_PKEY_meth_set_cleanup cleanup: PkeyCleanup,
        "is told that a context goes";
    EVP_PKEY_meth_get_digestsign EVP_PKEY_meth_set_digestsign digestsign: PkeyDigestSign,
        "signs messages";
    EVP_PKEY_meth_get_digestverify EVP_PKEY_meth_set_digestverify digestverify: PkeyDigestVerify,
        "checks signatures of messages";
    EVP_PKEY_meth_get_check EVP_PKEY_meth_set_check check: PkeyCheck,
        "checks keys";
    EVP_PKEY_meth_get_public_check EVP_PKEY_meth_set_public_check public_check: PkeyCheck,
        "checks public keys";
    EVP_PKEY_meth_get_param_check EVP_PKEY_meth_set_param_check param_check: PkeyCheck,
        "checks parameters";
    EVP_PKEY_meth_get_digest_custom EVP_PKEY_meth_set_digest_custom digest_custom: PkeyCtxInit,
        "starts a digest its own way";
}

/// Declares what sets and what gives two functions that belong together.
macro_rules! pairs {
    ($($get:ident $set:ident
        $first:ident: $first_type:ty, $second:ident: $second_type:ty, $what:literal;)*) => {$(
        #[doc = concat!("Sets the functions that ", $what, ".")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(
            pmeth: Mut<EVP_PKEY_METHOD>,
            first: Option<$first_type>,
            second: Option<$second_type>,
        ) {
            change(&pmeth, |place| (place.$first, place.$second) = (first, second));
        }

        #[doc = concat!("Gives the functions that ", $what, "; places may be NULL.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(
            pmeth: In<EVP_PKEY_METHOD>,
            first: *mut Option<$first_type>,
            second: *mut Option<$second_type>,
        ) {
            let functions = functions(&pmeth);
            Out::at(first).write_opt(functions.$first);
            Out::at(second).write_opt(functions.$second);
        }
    )*};
}

pairs! {
    EVP_PKEY_meth_get_paramgen EVP_PKEY_meth_set_paramgen
        paramgen_init: PkeyStep, paramgen: PkeyMake, "make parameters";
    EVP_PKEY_meth_get_keygen EVP_PKEY_meth_set_keygen
        keygen_init: PkeyStep, keygen: PkeyMake, "make keys";
    EVP_PKEY_meth_get_sign EVP_PKEY_meth_set_sign
        sign_init: PkeyStep, sign: PkeyCompute, "sign digests";
    EVP_PKEY_meth_get_verify EVP_PKEY_meth_set_verify
        verify_init: PkeyStep, verify: PkeyVerify, "check signatures of digests";
    EVP_PKEY_meth_get_verify_recover EVP_PKEY_meth_set_verify_recover
        verify_recover_init: PkeyStep, verify_recover: PkeyCompute, "give what a signature was made of";
    EVP_PKEY_meth_get_signctx EVP_PKEY_meth_set_signctx
        signctx_init: PkeyCtxInit, signctx: PkeySignCtx, "sign what a digest context was given";
    EVP_PKEY_meth_get_verifyctx EVP_PKEY_meth_set_verifyctx
        verifyctx_init: PkeyCtxInit, verifyctx: PkeyVerifyCtx, "check the signature of what a digest context was given";
    EVP_PKEY_meth_get_encrypt EVP_PKEY_meth_set_encrypt
        encrypt_init: PkeyStep, encrypt: PkeyCompute, "encrypt";
    EVP_PKEY_meth_get_decrypt EVP_PKEY_meth_set_decrypt
        decrypt_init: PkeyStep, decrypt: PkeyCompute, "decrypt";
    EVP_PKEY_meth_get_derive EVP_PKEY_meth_set_derive
        derive_init: PkeyStep, derive: PkeyDerive, "derive secrets";
    EVP_PKEY_meth_get_ctrl EVP_PKEY_meth_set_ctrl
        ctrl: PkeyCtrl, ctrl_str: PkeyCtrlStr, "take settings";
}
