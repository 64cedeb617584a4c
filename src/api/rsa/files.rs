//! `d2i_RSA…_bio`, `i2d_RSA…_fp` and their kin: RSA keys in DER from and to
//! BIOs and C streams.

use crate::abi::{Give, In, InOut, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::pem_io;
use crate::obj::rsa::RSA;
use crate::obj::stream::Channel;
use std::ffi::c_int;
use std::sync::Arc;

fn read(
    from: Channel<'_>,
    place: &InOut<RSA>,
    decode: fn(&[u8]) -> Result<(Arc<RSA>, usize)>,
) -> Result<Give<RSA>> {
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
        /// Returns: it, also in `*rsa` if `rsa` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(bp: Mut<BIO>, rsa: InOut<RSA>) -> Give<RSA> {
            entry(Give::null(), || read(Channel::Bio(bp.get()?), &rsa, $decode))
        }

        #[doc = concat!("Reads ", $what, " from a C stream.")]
        ///
        /// Returns: it, also in `*rsa` if `rsa` is not NULL; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(fp: Mut<libc::FILE>, rsa: InOut<RSA>) -> Give<RSA> {
            entry(Give::null(), || read(Channel::file(&fp)?, &rsa, $decode))
        }

        #[doc = concat!("Writes ", $what, " to a BIO.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(bp: Mut<BIO>, rsa: In<RSA>) -> c_int {
            entry(0, || {
                let $key = rsa.get()?;
                write(Channel::Bio(bp.get()?), &$encode)
            })
        }

        #[doc = concat!("Writes ", $what, " to a C stream.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(fp: Mut<libc::FILE>, rsa: In<RSA>) -> c_int {
            entry(0, || {
                let $key = rsa.get()?;
                write(Channel::file(&fp)?, &$encode)
            })
        }
    )*};
}

files! {
    "a PKCS#1 private key" RSA::decode_private, |key| key.private()?.to_traditional()?;
        d2i_RSAPrivateKey_bio d2i_RSAPrivateKey_fp i2d_RSAPrivateKey_bio i2d_RSAPrivateKey_fp;
    "a PKCS#1 public key" RSA::decode_public, |key| key.encode_public()?;
        d2i_RSAPublicKey_bio d2i_RSAPublicKey_fp i2d_RSAPublicKey_bio i2d_RSAPublicKey_fp;
    "the SubjectPublicKeyInfo of an RSA key" RSA::decode_spki, |key| key.public()?.spki();
        d2i_RSA_PUBKEY_bio d2i_RSA_PUBKEY_fp i2d_RSA_PUBKEY_bio i2d_RSA_PUBKEY_fp;
}
