//! `openssl/dh.h`: Diffie-Hellman.

mod check;
mod method;
mod rfc5114;
mod x942;

use crate::abi::{
    DerIn, DerOut, Give, In, InOut, LendConst, Mut, Opaque, Out, OutBuf, Take, entry, quiet,
};
use crate::err::{Error, Lib};
use crate::obj::asn1::reader::nested;
use crate::obj::bio::BIO;
use crate::obj::bn::BIGNUM;
use crate::obj::dh::{DH, Number};
use crate::obj::pem;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_long, c_uchar};

crate::arc_handle!(crate::obj::dh::DH);
crate::box_handle!(crate::obj::dh_x942::ValidationParms, crate::obj::dh_x942::DomainParameters);

fn int(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

/// Makes a key without numbers.
#[unsafe(no_mangle)]
pub extern "C" fn DH_new() -> Give<DH> {
    method::DH_new_method(Mut::from_element(Opaque::NULL))
}

/// Gives up a share of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DH_free(dh: Take<DH>) {
    quiet((), || {
        drop(dh.opt());
        Ok(())
    });
}

/// Takes one more share of a key.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn DH_up_ref(dh: Mut<DH>) -> c_int {
    entry(0, || {
        std::mem::forget(dh.share()?);
        Ok(1)
    })
}

/// The length of the prime in bytes.
///
/// Returns: -1 without one.
#[unsafe(no_mangle)]
pub extern "C" fn DH_size(dh: In<DH>) -> c_int {
    quiet(-1, || {
        let dh = dh.get()?;
        if !dh.has(Number::P) {
            return Err(Error::quiet());
        }
        Ok(int(dh.bits().div_ceil(8)))
    })
}

/// The length of the prime in bits.
///
/// Returns: -1 without one.
#[unsafe(no_mangle)]
pub extern "C" fn DH_bits(dh: In<DH>) -> c_int {
    quiet(-1, || {
        let dh = dh.get()?;
        if !dh.has(Number::P) {
            return Err(Error::quiet());
        }
        Ok(int(dh.bits()))
    })
}

/// Lends the numbers of the group; places may be NULL.
/// Ownership: they belong to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_pqg(
    dh: In<DH>,
    p: Out<LendConst<BIGNUM>>,
    q: Out<LendConst<BIGNUM>>,
    g: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let dh = dh.get()?;
        for (place, which) in [(p, Number::P), (q, Number::Q), (g, Number::G)] {
            place.write_opt(LendConst::from_ptr(dh.get(which)));
        }
        Ok(())
    });
}

/// Lends public and private value; places may be NULL.
/// Ownership: they belong to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_key(
    dh: In<DH>,
    pub_key: Out<LendConst<BIGNUM>>,
    priv_key: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let dh = dh.get()?;
        for (place, which) in [(pub_key, Number::Public), (priv_key, Number::Private)] {
            place.write_opt(LendConst::from_ptr(dh.get(which)));
        }
        Ok(())
    });
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_p(dh: In<DH>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dh.get()?.get(Number::P))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_q(dh: In<DH>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dh.get()?.get(Number::Q))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_g(dh: In<DH>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dh.get()?.get(Number::G))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_pub_key(dh: In<DH>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dh.get()?.get(Number::Public))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `dh`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_priv_key(dh: In<DH>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dh.get()?.get(Number::Private))))
}

/// Sets the group; NULL leaves a number, but `p` and `g` must be there at last.
///
/// Returns: 1, and the key owns the numbers; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set0_pqg(
    dh: Mut<DH>,
    p: Take<BIGNUM>,
    q: Take<BIGNUM>,
    g: Take<BIGNUM>,
) -> c_int {
    entry(0, || {
        let dh = dh.get()?;
        if (p.peek().is_err() && !dh.has(Number::P)) || (g.peek().is_err() && !dh.has(Number::G)) {
            return Err(Error::quiet());
        }
        dh.set(Number::P, p.opt());
        dh.set(Number::Q, q.opt());
        dh.set(Number::G, g.opt());
        Ok(1)
    })
}

/// Sets public and private value; NULL leaves one.
///
/// Returns: 1, and the key owns the numbers.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set0_key(dh: Mut<DH>, pub_key: Take<BIGNUM>, priv_key: Take<BIGNUM>) -> c_int {
    entry(0, || {
        let dh = dh.get()?;
        dh.set(Number::Public, pub_key.opt());
        dh.set(Number::Private, priv_key.opt());
        Ok(1)
    })
}

/// States the length of private values in bits.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set_length(dh: Mut<DH>, length: c_long) -> c_int {
    entry(0, || {
        dh.get()?.set_length(length);
        Ok(1)
    })
}

/// The stated length of private values in bits; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get_length(dh: In<DH>) -> c_long {
    quiet(0, || Ok(dh.get()?.length()))
}

/// Makes a key: a private value unless there is one, and its public value.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_generate_key(dh: Mut<DH>) -> c_int {
    entry(0, || {
        let key = dh.get()?;
        match key.computing.method().and_then(|method| method.get().generate_key) {
            Some(own) => Ok(own(dh)),
            None => {
                key.generate()?;
                Ok(1)
            }
        }
    })
}

/// The secret shared with the owner of `pub_key`, without leading zeros.
///
/// Returns: its length; -1 on error.
/// Errors: `DH_R_INVALID_PUBKEY`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_compute_key(
    mut key: OutBuf<c_uchar>,
    pub_key: In<BIGNUM>,
    dh: Mut<DH>,
) -> c_int {
    entry(-1, || {
        let secret = dh.get()?.agreed(pub_key.get()?)?;
        let bytes = &secret[secret.iter().take_while(|&&b| b == 0).count()..];
        key.slice(bytes.len())?.copy_from_slice(bytes);
        Ok(int(bytes.len()))
    })
}

/// As [`DH_compute_key`], as long as the prime.
#[unsafe(no_mangle)]
pub extern "C" fn DH_compute_key_padded(
    mut key: OutBuf<c_uchar>,
    pub_key: In<BIGNUM>,
    dh: Mut<DH>,
) -> c_int {
    entry(-1, || {
        let secret = dh.get()?.agreed(pub_key.get()?)?;
        key.slice(secret.len())?.copy_from_slice(&secret);
        Ok(int(secret.len()))
    })
}

/// Reads a group.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DHparams(a: InOut<DH>, pp: DerIn, length: c_long) -> Give<DH> {
    entry(Give::null(), || {
        let whole = pem::first_value(pp.slice(length)?)?;
        let params = pem::dh_params(whole).map_err(|error| match error.lib {
            Lib::Asn1 => nested(&error),
            _ => error,
        })?;
        let key = DH::from_params(&params)?;
        pp.advance(whole.len());
        Ok(a.give(key, drop))
    })
}

/// Writes a group.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DHparams(a: In<DH>, pp: DerOut) -> c_int {
    entry(-1, || {
        let (_, der) = pem::encode_params(&crate::obj::evp_pkey::Params::Dh(a.get()?.params()?));
        pp.put(&der)
    })
}

/// Reads the next group in PEM.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL if there is none.
/// Errors: `PEM_R_NO_START_LINE`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_DHparams(
    out: Mut<BIO>,
    x: InOut<DH>,
    _cb: Option<crate::obj::passphrase::pem_password_cb>,
    _u: crate::abi::Arg,
) -> Give<DH> {
    entry(Give::null(), || Ok(x.give(read(Channel::Bio(out.get()?))?, drop)))
}

/// As [`PEM_read_bio_DHparams`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_DHparams(
    out: Mut<libc::FILE>,
    x: InOut<DH>,
    _cb: Option<crate::obj::passphrase::pem_password_cb>,
    _u: crate::abi::Arg,
) -> Give<DH> {
    entry(Give::null(), || Ok(x.give(read(Channel::file(&out)?)?, drop)))
}

/// The next group in PEM.
fn read(mut from: Channel<'_>) -> crate::err::Result<std::sync::Arc<DH>> {
    let none = crate::obj::passphrase::Source::None;
    let (name, der) = crate::obj::pem_io::read_named(&mut from, b"X9.42 DH PARAMETERS", &none)
        .map_err(|error| match error.data {
            Some(_) => error.with("Expecting: DH PARAMETERS"),
            None => error,
        })?;
    if name == b"X9.42 DH PARAMETERS" {
        return crate::obj::dh_x942::decode(&der).map(|(key, _)| key);
    }
    DH::from_params(&pem::dh_params(&der)?)
}

/// Writes a group in PEM.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_DHparams(out: Mut<BIO>, x: In<DH>) -> c_int {
    entry(0, || {
        let (name, der) = pem::encode_params(&crate::obj::evp_pkey::Params::Dh(x.get()?.params()?));
        crate::obj::pem_io::write_block(Channel::Bio(out.get()?), name, b"", &der)?;
        Ok(1)
    })
}
