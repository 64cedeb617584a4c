//! DSA keys in DER from and to memory, BIOs and C streams, and as text.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::dsa::{DSA, Number};
use crate::obj::evp_pkey_print::{self, Part};
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_long};
use std::sync::Arc;

fn read(
    from: Channel<'_>,
    place: &InOut<DSA>,
    decode: fn(&[u8]) -> Result<(Arc<DSA>, usize)>,
) -> Result<Give<DSA>> {
    let der = zeroize::Zeroizing::new(from.read_der()?);
    Ok(place.give(decode(&der)?.0, drop))
}

fn write(to: Channel<'_>, der: &[u8]) -> Result<c_int> {
    pem_io::write(to, der)?;
    Ok(1)
}

macro_rules! files {
    ($($what:literal $decode:path, |$key:ident| $encode:expr; $read_bio:ident $read_fp:ident $write_bio:ident $write_fp:ident;)*) => {$(
        #[doc = concat!("Reads ", $what, " from a BIO.")]
        ///
        /// Returns: it, also in `*dsa` if `dsa` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(bp: Mut<BIO>, dsa: InOut<DSA>) -> Give<DSA> {
            entry(Give::null(), || read(Channel::Bio(bp.get()?), &dsa, $decode))
        }

        #[doc = concat!("Reads ", $what, " from a C stream.")]
        ///
        /// Returns: it, also in `*dsa` if `dsa` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(fp: Mut<libc::FILE>, dsa: InOut<DSA>) -> Give<DSA> {
            entry(Give::null(), || read(Channel::file(&fp)?, &dsa, $decode))
        }

        #[doc = concat!("Writes ", $what, " to a BIO.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(bp: Mut<BIO>, dsa: In<DSA>) -> c_int {
            entry(0, || {
                let $key = dsa.get()?;
                write(Channel::Bio(bp.get()?), &$encode)
            })
        }

        #[doc = concat!("Writes ", $what, " to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(fp: Mut<libc::FILE>, dsa: In<DSA>) -> c_int {
            entry(0, || {
                let $key = dsa.get()?;
                write(Channel::file(&fp)?, &$encode)
            })
        }
    )*};
}

files! {
    "a private key in its form from before PKCS#8" DSA::decode_private, |key| key.encode_private()?;
        d2i_DSAPrivateKey_bio d2i_DSAPrivateKey_fp i2d_DSAPrivateKey_bio i2d_DSAPrivateKey_fp;
    "the SubjectPublicKeyInfo of a DSA key" DSA::decode_spki, |key| key.public()?.spki();
        d2i_DSA_PUBKEY_bio d2i_DSA_PUBKEY_fp i2d_DSA_PUBKEY_bio i2d_DSA_PUBKEY_fp;
}

fn d2i(
    place: &InOut<DSA>,
    input: &DerIn,
    len: c_long,
    decode: fn(&[u8]) -> Result<(Arc<DSA>, usize)>,
) -> Result<Give<DSA>> {
    let (key, used) = decode(input.slice(len)?)?;
    input.advance(used);
    Ok(place.give(key, drop))
}

/// Reads a private key in its form from before PKCS#8.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DSAPrivateKey(a: InOut<DSA>, in_: DerIn, len: c_long) -> Give<DSA> {
    entry(Give::null(), || d2i(&a, &in_, len, DSA::decode_private))
}

/// Writes a private key in its form from before PKCS#8.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DSAPrivateKey(a: In<DSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.encode_private()?))
}

/// Reads a public key with its parameters as OpenSSL's own sequence.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DSAPublicKey(a: InOut<DSA>, in_: DerIn, len: c_long) -> Give<DSA> {
    entry(Give::null(), || d2i(&a, &in_, len, DSA::decode_public))
}

/// Writes a public key with its parameters as OpenSSL's own sequence.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DSAPublicKey(a: In<DSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.encode_public()?))
}

/// Reads the SubjectPublicKeyInfo of a key.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DSA_PUBKEY(a: InOut<DSA>, in_: DerIn, len: c_long) -> Give<DSA> {
    entry(Give::null(), || d2i(&a, &in_, len, DSA::decode_spki))
}

/// Writes the SubjectPublicKeyInfo of a key.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DSA_PUBKEY(a: In<DSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(a.get()?.public()?.spki()))
}

/// Reads parameters.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DSAparams(a: InOut<DSA>, in_: DerIn, len: c_long) -> Give<DSA> {
    entry(Give::null(), || d2i(&a, &in_, len, DSA::decode_params))
}

/// Writes parameters.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DSAparams(a: In<DSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.params()?.encode()))
}

fn print(to: Channel<'_>, key: &In<DSA>, part: Part, indent: c_int) -> Result<c_int> {
    let indent = usize::try_from(indent).unwrap_or(0).min(128);
    let (text, result) = evp_pkey_print::dsa_object(key.get()?, part, indent);
    result?;
    write(to, &text)
}

fn part(key: &In<DSA>) -> Part {
    let has = |which| key.opt().is_some_and(|key| key.has(which));
    match (has(Number::Private), has(Number::Public)) {
        (true, _) => Part::Private,
        (false, true) => Part::Public,
        (false, false) => Part::Params,
    }
}

/// Writes the text of a key, each line behind `off` spaces.
///
/// Returns: 1; 0 on error.
/// See: RSA_print(3).
#[unsafe(no_mangle)]
pub extern "C" fn DSA_print(bp: Mut<BIO>, x: In<DSA>, off: c_int) -> c_int {
    entry(0, || print(Channel::Bio(bp.get()?), &x, part(&x), off))
}

/// As [`DSA_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_print_fp(bp: Mut<libc::FILE>, x: In<DSA>, off: c_int) -> c_int {
    entry(0, || print(Channel::file(&bp)?, &x, part(&x), off))
}

/// Writes the text of parameters.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSAparams_print(bp: Mut<BIO>, x: In<DSA>) -> c_int {
    entry(0, || print(Channel::Bio(bp.get()?), &x, Part::Params, 4))
}

/// As [`DSAparams_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn DSAparams_print_fp(fp: Mut<libc::FILE>, x: In<DSA>) -> c_int {
    entry(0, || print(Channel::file(&fp)?, &x, Part::Params, 4))
}
