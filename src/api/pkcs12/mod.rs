//! `openssl/pkcs12.h`: a key and certificates in one file.

pub mod items;
mod key_gen;
pub mod make;
mod pkcs8;
pub mod safebag;
pub mod values;

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, Out, Str, Take, entry, quiet};
use crate::err::{Error, Lib, pkcs12};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::pkcs12::{PKCS12, PKCS12_MAC_DATA};
use crate::obj::pkcs12_bag::{PKCS12_BAGS, PKCS12_SAFEBAG};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::x509::X509;
use std::ffi::{CStr, c_int, c_long};

crate::box_handle!(PKCS12, PKCS12_BAGS, PKCS12_MAC_DATA, PKCS12_SAFEBAG);

/// A new, empty file.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_new() -> Give<PKCS12> {
    entry(Give::null(), || Ok(Give::new(PKCS12::blank())))
}

/// Frees a file; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_free(a: Take<PKCS12>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a file from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12(a: InOut<PKCS12>, in_: DerIn, len: c_long) -> Give<PKCS12> {
    entry(Give::null(), || io::d2i::<PKCS12>(&a, &in_, len))
}

/// Writes the DER of a file, as i2d_X509(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12(a: In<PKCS12>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS12>(a.opt(), &out))
}

/// Reads a file from a BIO. Ownership: replaces what is in `*p12`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12_bio(bp: Mut<BIO>, p12: InOut<PKCS12>) -> Give<PKCS12> {
    entry(Give::null(), || {
        let der = Channel::Bio(bp.get()?).read_der()?;
        io::from_der::<PKCS12>(&p12, &der)
    })
}

/// Reads a file from a C stream. Ownership: replaces what is in `*p12`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12_fp(fp: Mut<libc::FILE>, p12: InOut<PKCS12>) -> Give<PKCS12> {
    entry(Give::null(), || {
        let der = Channel::file(&fp)?.read_der()?;
        io::from_der::<PKCS12>(&p12, &der)
    })
}

/// Writes a file to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12_bio(bp: Mut<BIO>, p12: In<PKCS12>) -> c_int {
    entry(0, || Ok(Channel::Bio(bp.get()?).write(&PKCS12::encode(p12.get()?)).into()))
}

/// Whether the file has a MAC.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_mac_present(p12: In<PKCS12>) -> c_int {
    quiet(0, || Ok(p12.get()?.has_mac().into()))
}

/// Whether the file's MAC is right under the first `passlen` bytes of `pass`,
/// or all of it for -1; NULL is no password.
///
/// Returns: 1 if so; 0 if not or on error. See: PKCS12_verify_mac(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_verify_mac(p12: Mut<PKCS12>, pass: Str, passlen: c_int) -> c_int {
    entry(0, || {
        let text = pass.opt().map(CStr::to_bytes);
        let text = text.map(|text| match usize::try_from(passlen) {
            Ok(len) => text.get(..len).unwrap_or(text),
            Err(_) => text,
        });
        Ok(p12.get()?.verify_mac(text)?.into())
    })
}

/// Decrypts a file: its key, the certificate of that key, and the others,
/// which join those in `*ca`. NULL places are not filled; without a place for
/// the key there is no certificate of it either.
///
/// Returns: 1; 0 on failure, with NULL in `*pkey` and `*cert`.
/// Ownership: the caller's.
/// Errors: `PKCS12_R_MAC_VERIFY_FAILURE` for a wrong password,
/// `PKCS12_R_PARSE_ERROR`, `PKCS12_R_INVALID_NULL_PKCS12_POINTER`.
/// See: PKCS12_parse(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_parse(
    p12: Mut<PKCS12>,
    pass: Str,
    pkey: Out<Give<EVP_PKEY>>,
    cert: Out<Give<X509>>,
    ca: InOut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        pkey.write_opt(Give::null());
        cert.write_opt(Give::null());
        if p12.is_null() {
            return Err(Error::new(Lib::Pkcs12, pkcs12::R_INVALID_NULL_PKCS12_POINTER));
        }
        let mut opened = p12.get()?.open(pass.opt().map(CStr::to_bytes))?;
        if !pkey.is_null() && !cert.is_null() {
            cert.write(Give::opt(opened.take_certificate()))?;
        }
        if !pkey.is_null() {
            pkey.write(Give::opt(opened.key))?;
        }
        let others = opened.certificates;
        if !ca.is_null() && !others.is_empty() {
            match ca.current() {
                Some(stack) => others.into_iter().for_each(|other| {
                    stack.push_owner::<X509>(other);
                }),
                None => {
                    ca.give(OPENSSL_STACK::owning::<X509>(others), drop);
                }
            }
        }
        Ok(1)
    })
}

/// Does nothing: every way of encrypting that is offered is known from the start.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_PBE_add() {}
