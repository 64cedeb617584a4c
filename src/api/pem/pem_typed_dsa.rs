//! `PEM_…_DSAPrivateKey`, `PEM_…_DSA_PUBKEY`, `PEM_…_DSAparams`.

use super::pem_typed_more::{seal, sealing};
use super::source;
use crate::abi::{Arg, Give, In, InBuf, InOut, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::dsa::DSA;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::stream::Channel;
use crate::obj::{pem, pem_io};
use std::ffi::{c_int, c_uchar};
use std::sync::Arc;

fn private(mut from: Channel<'_>, pass: &Source<'_>) -> Result<Arc<DSA>> {
    pem::read_private(&mut from, pass)?.dsa()
}

fn public(mut from: Channel<'_>, pass: &Source<'_>) -> Result<Arc<DSA>> {
    pem_io::expected(pem_io::read_spki(&mut from, pass)?.dsa())
}

fn params(mut from: Channel<'_>, pass: &Source<'_>) -> Result<Arc<DSA>> {
    let (_, der) = pem_io::read_named(&mut from, b"DSA PARAMETERS", pass)?;
    Ok(DSA::decode_params(&der)?.0)
}

macro_rules! read {
    ($($what:literal $read:ident; $read_bio:ident $read_fp:ident;)*) => {$(
        #[doc = concat!("Reads the next ", $what, ".")]
        ///
        /// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(
            out: Mut<BIO>,
            x: InOut<DSA>,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> Give<DSA> {
            entry(Give::null(), || {
                Ok(x.give($read(Channel::Bio(out.get()?), &source(cb, u))?, drop))
            })
        }

        #[doc = concat!("Reads the next ", $what, " from a C stream.")]
        ///
        /// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(
            out: Mut<libc::FILE>,
            x: InOut<DSA>,
            cb: Option<pem_password_cb>,
            u: Arg,
        ) -> Give<DSA> {
            entry(Give::null(), || {
                Ok(x.give($read(Channel::file(&out)?, &source(cb, u))?, drop))
            })
        }
    )*};
}

read! {
    "private key, which must be DSA" private; PEM_read_bio_DSAPrivateKey PEM_read_DSAPrivateKey;
    "public key, which must be DSA" public; PEM_read_bio_DSA_PUBKEY PEM_read_DSA_PUBKEY;
    "DSA parameters" params; PEM_read_bio_DSAparams PEM_read_DSAparams;
}

macro_rules! write {
    ($($what:literal $name:literal |$key:ident| $encode:expr; $write_bio:ident $write_fp:ident;)*) => {$(
        #[doc = concat!("Writes ", $what, ".")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(out: Mut<BIO>, x: In<DSA>) -> c_int {
            entry(0, || {
                let $key = x.get()?;
                pem_io::write_block(Channel::Bio(out.get()?), $name, b"", &$encode)?;
                Ok(1)
            })
        }

        #[doc = concat!("Writes ", $what, " to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(out: Mut<libc::FILE>, x: In<DSA>) -> c_int {
            entry(0, || {
                let $key = x.get()?;
                pem_io::write_block(Channel::file(&out)?, $name, b"", &$encode)?;
                Ok(1)
            })
        }
    )*};
}

write! {
    "a public key as SubjectPublicKeyInfo" b"PUBLIC KEY" |key| key.public()?.spki();
        PEM_write_bio_DSA_PUBKEY PEM_write_DSA_PUBKEY;
    "DSA parameters" b"DSA PARAMETERS" |key| key.params()?.encode();
        PEM_write_bio_DSAparams PEM_write_DSAparams;
}

/// Writes a private key in its form from before PKCS#8; with a cipher `enc`
/// encrypted under the `klen` bytes at `kstr`, else what `cb` answers, else the
/// string `u`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_DSAPrivateKey(
    out: Mut<BIO>,
    x: In<DSA>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let key = x.get()?;
        let to = Channel::Bio(out.get()?);
        let pass = sealing(&kstr, klen, cb, u)?;
        seal(to, b"DSA PRIVATE KEY", || key.encode_private(), &enc, &pass)
    })
}

/// As [`PEM_write_bio_DSAPrivateKey`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_DSAPrivateKey(
    out: Mut<libc::FILE>,
    x: In<DSA>,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let key = x.get()?;
        let to = Channel::file(&out)?;
        let pass = sealing(&kstr, klen, cb, u)?;
        seal(to, b"DSA PRIVATE KEY", || key.encode_private(), &enc, &pass)
    })
}
