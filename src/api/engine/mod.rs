//! `openssl/engine.h`: methods of the program's own, or of a shared object,
//! under one name.

mod command;
mod fields;
mod table;

use crate::abi::handle::drop_share_of_c;
use crate::abi::layout::engine::static_state;
use crate::abi::{Give, In, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::engine as reason;
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::{ENGINE, all, builtin, by_id, end_of_list, failed};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_asn1::EVP_PKEY_ASN1_METHOD;
use crate::obj::ssl::SSL;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ui::UI_METHOD;
use crate::obj::x509::certificate::X509;
use std::ffi::{c_char, c_int, c_void};
use std::sync::Arc;

crate::arc_handle!(ENGINE);

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Engine, err::R_PASSED_NULL_PARAMETER)
}

/// Makes an engine with nothing set.
///
/// Returns: NULL on error.
/// See: ENGINE_add(3).
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_new() -> Give<ENGINE> {
    entry(Give::null(), || {
        builtin();
        Ok(Give::new(ENGINE::new()))
    })
}

/// Gives up a share of an engine; NULL is nothing.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_free(e: Take<ENGINE>) -> c_int {
    quiet(1, || {
        drop(e.opt());
        Ok(1)
    })
}

/// Takes one more share of an engine.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_up_ref(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        std::mem::forget(e.share()?);
        Ok(1)
    })
}

/// Has an engine work, which takes a functional reference.
///
/// Returns: 1; 0 if it does not want to.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_init(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        std::mem::forget(e.share()?.work()?.hand_over());
        Ok(1)
    })
}

/// Gives up a functional reference; NULL is nothing.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_FINISH_FAILED`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_finish(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        let Some(engine) = e.share_opt() else { return Ok(1) };
        match engine.give_up() {
            Some(true) => {
                drop_share_of_c(&engine);
                Ok(1)
            }
            _ => Err(failed(reason::R_FINISH_FAILED)),
        }
    })
}

/// Adds an engine to the list, which takes a share.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_ID_OR_NAME_MISSING`, `ENGINE_R_CONFLICTING_ENGINE_ID`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_add(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        e.share()?.add()?;
        Ok(1)
    })
}

/// Takes an engine off the list.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_ENGINE_IS_NOT_IN_LIST`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_remove(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        e.share()?.remove()?;
        Ok(1)
    })
}

/// Finds an engine by its identifier: in the list, else in the folder of
/// engines, `OPENSSL_ENGINES` or Debian's.
///
/// Returns: NULL on error.
/// Errors: `ENGINE_R_NO_SUCH_ENGINE`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_by_id(id: Str) -> Give<ENGINE> {
    entry(Give::null(), || Ok(Give::new(by_id(id.get()?)?)))
}

/// The first engine of the list; NULL if it is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_first() -> Give<ENGINE> {
    quiet(Give::null(), || Ok(Give::opt(end_of_list(true))))
}

/// The last engine of the list; NULL if it is empty.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_last() -> Give<ENGINE> {
    quiet(Give::null(), || Ok(Give::opt(end_of_list(false))))
}

/// Goes on to the next engine of the list, giving up the share of `e`; NULL
/// after the last.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_next(e: Take<ENGINE>) -> Give<ENGINE> {
    entry(Give::null(), || Ok(Give::opt(e.get()?.neighbour(true))))
}

/// Goes back to the engine before in the list, giving up the share of `e`;
/// NULL before the first.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_prev(e: Take<ENGINE>) -> Give<ENGINE> {
    entry(Give::null(), || Ok(Give::opt(e.get()?.neighbour(false))))
}

/// Makes sure that the engine that loads others is in the list.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_builtin_engines() {
    quiet((), || {
        builtin();
        Ok(())
    });
}

/// Does nothing: configuration files can always name engines.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_add_conf_module() {}

/// An address that tells this library from others in the process.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_static_state() -> *mut c_void {
    static_state()
}

/// Loads a private key by its name.
///
/// Returns: NULL on error.
/// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`,
/// `ENGINE_R_FAILED_LOADING_PRIVATE_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_private_key(
    e: Mut<ENGINE>,
    key_id: Str,
    ui_method: Mut<UI_METHOD>,
    callback_data: *mut c_void,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(e.share()?.load_private(key_id, ui_method, callback_data)?))
    })
}

/// Loads a public key by its name.
///
/// Returns: NULL on error.
/// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`,
/// `ENGINE_R_FAILED_LOADING_PUBLIC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_public_key(
    e: Mut<ENGINE>,
    key_id: Str,
    ui_method: Mut<UI_METHOD>,
    callback_data: *mut c_void,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        Ok(Give::new(e.share()?.load_public(key_id, ui_method, callback_data)?))
    })
}

/// Has an engine choose a client's certificate and key.
///
/// Returns: what its function does; 0 on error.
/// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_ssl_client_cert(
    e: Mut<ENGINE>,
    s: Mut<SSL>,
    ca_dn: Mut<OPENSSL_STACK>,
    pcert: Out<*mut X509>,
    ppkey: Out<*mut EVP_PKEY>,
    pother: Out<*mut OPENSSL_STACK>,
    ui_method: Mut<UI_METHOD>,
    callback_data: *mut c_void,
) -> c_int {
    entry(0, || {
        let engine = e.share()?;
        let choose = engine.client_cert_function()?;
        Ok(choose(e, s, ca_dn, pcert, ppkey, pother, ui_method, callback_data))
    })
}

/// The program's own value at an index; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_ex_data(e: In<ENGINE>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(e.get()?.ex_data.get(idx)))
}

/// Sets the program's own value at an index.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_ex_data(e: Mut<ENGINE>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || {
        e.get()?.ex_data.set(idx, arg)?;
        Ok(1)
    })
}

fn no_form() -> Error {
    failed(reason::R_UNIMPLEMENTED_PUBLIC_KEY_METHOD)
}

/// An engine's form of keys of a type; NULL without one.
///
/// Errors: `ENGINE_R_UNIMPLEMENTED_PUBLIC_KEY_METHOD`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_pkey_asn1_meth(
    e: Mut<ENGINE>,
    nid: c_int,
) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    entry(LendConst::null(), || {
        let engine = e.share()?;
        let found = form(&engine, nid).filter(|found| !found.is_null());
        Ok(LendConst::from_ptr(found.ok_or_else(no_form)?))
    })
}

fn form(engine: &Arc<ENGINE>, nid: c_int) -> Option<*mut EVP_PKEY_ASN1_METHOD> {
    let mut found = std::ptr::null_mut();
    let ask = engine.look(|fields| fields.pkey_asn1_meths)?;
    let none = Out::at(std::ptr::null_mut());
    (ask(Mut::lend(&**engine), Out::lend(&mut found), none, nid) != 0).then_some(found)
}

/// An engine's form of keys by its name in PEM; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_pkey_asn1_meth_str(
    e: Mut<ENGINE>,
    str: Str,
    len: c_int,
) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    quiet(LendConst::null(), || {
        let engine = e.share()?;
        Ok(named(&engine, named_part(&str, len)?)
            .map_or(LendConst::null(), |found| LendConst::from_ptr(found)))
    })
}

/// The bytes of a name: as many as `len` says, all for a negative one.
fn named_part(name: &Str, len: c_int) -> Result<&[u8]> {
    let bytes = name.bytes()?;
    let len = usize::try_from(len).unwrap_or(bytes.len());
    Ok(bytes.get(..len).unwrap_or(bytes))
}

fn named(engine: &Arc<ENGINE>, name: &[u8]) -> Option<*mut EVP_PKEY_ASN1_METHOD> {
    let numbers = engine.form_numbers();
    let forms = numbers.into_iter().filter_map(|nid| form(engine, nid));
    let is = |form: &*mut EVP_PKEY_ASN1_METHOD| {
        let form = Mut::<EVP_PKEY_ASN1_METHOD>::from_element(Opaque(form.cast()));
        let pem = form.opt().and_then(|form| form.pem);
        pem.is_some_and(|pem| pem.to_bytes().eq_ignore_ascii_case(name))
    };
    forms.into_iter().find(is)
}

/// Finds a form of keys by its name in PEM among the engines; the engine,
/// with a functional reference, goes to `*pe`.
///
/// Returns: NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_pkey_asn1_find_str(
    pe: Out<*mut ENGINE>,
    str: Str,
    len: c_int,
) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    quiet(LendConst::null(), || {
        pe.write(std::ptr::null_mut())?;
        let name = named_part(&str, len)?;
        for engine in all() {
            if let Some(found) = named(&engine, name) {
                let engine = engine.work()?.hand_over();
                pe.write(Give::<ENGINE>::new(engine).as_ptr())?;
                return Ok(LendConst::from_ptr(found));
            }
        }
        Ok(LendConst::null())
    })
}

/// A string of an engine's: NULL, or valid until it is set again.
fn text(e: &In<ENGINE>, read: fn(&ENGINE) -> *const c_char) -> *const c_char {
    quiet(std::ptr::null(), || Ok(read(e.get()?)))
}
