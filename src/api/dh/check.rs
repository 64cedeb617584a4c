//! `DH_check…`, `DH_generate_parameters…`, named groups, and the text of
//! parameters.

use crate::abi::{Give, In, Mut, Opaque, Out, entry, quiet};
use crate::crypto::dh::Params;
use crate::err::{Error, Lib, Result, dh as dh_err};
use crate::obj::bio::BIO;
use crate::obj::bn::{BIGNUM, BN_GENCB, teller};
use crate::obj::dh::DH;
use crate::obj::dh_check;
use crate::obj::evp_pkey_print::{Part, dh_object};
use crate::obj::stream::Channel;
use std::ffi::c_int;

/// Tells what is wrong with parameters, in `*codes` (`DH_CHECK_…`).
///
/// Returns: 1 checked; 0 on error.
/// Errors: `DH_R_NO_PARAMETERS_SET`.
/// See: DH_check(3).
#[unsafe(no_mangle)]
pub extern "C" fn DH_check(dh: In<DH>, codes: Out<c_int>) -> c_int {
    entry(0, || {
        codes.write(0)?;
        codes.write(dh_check::full(dh.get()?)?)?;
        Ok(1)
    })
}

/// As [`DH_check`], but queues what is wrong.
///
/// Returns: 1 nothing; 0 something.
#[unsafe(no_mangle)]
pub extern "C" fn DH_check_ex(dh: In<DH>) -> c_int {
    entry(0, || Ok(dh_check::params(dh.get()?)?.into()))
}

/// Tells what can be seen to be wrong with parameters without much computing.
///
/// Returns: 1 checked; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_check_params(dh: In<DH>, ret: Out<c_int>) -> c_int {
    entry(0, || {
        ret.write(0)?;
        ret.write(dh_check::light(dh.get()?)?)?;
        Ok(1)
    })
}

/// As [`DH_check_params`], but queues what is wrong.
///
/// Returns: 1 nothing; 0 something.
#[unsafe(no_mangle)]
pub extern "C" fn DH_check_params_ex(dh: In<DH>) -> c_int {
    entry(0, || {
        let faults = dh_check::light(dh.get()?)?;
        dh_check::queue_params(faults);
        Ok((faults == 0).into())
    })
}

/// Tells what is wrong with a public value, in `*codes` (`DH_CHECK_PUBKEY_…`).
///
/// Returns: 1 checked; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_check_pub_key(dh: In<DH>, pub_key: In<BIGNUM>, codes: Out<c_int>) -> c_int {
    entry(0, || {
        codes.write(0)?;
        codes.write(dh_check::public_value(dh.get()?, &*pub_key.get()?.get()?)?)?;
        Ok(1)
    })
}

/// As [`DH_check_pub_key`], but queues what is wrong.
///
/// Returns: 1 nothing; 0 something.
#[unsafe(no_mangle)]
pub extern "C" fn DH_check_pub_key_ex(dh: In<DH>, pub_key: In<BIGNUM>) -> c_int {
    entry(0, || {
        let faults = dh_check::public_value(dh.get()?, &*pub_key.get()?.get()?)?;
        dh_check::queue_public(faults);
        Ok((faults == 0).into())
    })
}

/// Makes new parameters: a safe prime of `prime_len` bits for the generator.
/// It takes long.
///
/// Returns: 1; 0 on error.
/// Errors: `DH_R_MODULUS_TOO_SMALL`, `DH_R_MODULUS_TOO_LARGE`,
/// `DH_R_BAD_GENERATOR`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_generate_parameters_ex(
    dh: Mut<DH>,
    prime_len: c_int,
    generator: c_int,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(0, || {
        let dh = dh.get()?;
        let own = dh.computing.method().and_then(|method| method.get().generate_params);
        if let Some(own) = own {
            return Ok(own(Mut::lend(dh), prime_len, generator, cb));
        }
        let generator = u64::try_from(generator).unwrap_or(0);
        dh.set_params(&Params::generate(prime_len, generator, &mut teller(cb.opt()))?)?;
        Ok(1)
    })
}

/// As [`DH_generate_parameters_ex`], with a function of the older kind.
///
/// Returns: the parameters; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_generate_parameters(
    prime_len: c_int,
    generator: c_int,
    callback: Option<crate::obj::bn::ToldOld>,
    cb_arg: Opaque,
) -> Give<DH> {
    entry(Give::null(), || {
        let told = BN_GENCB::new();
        told.set_old(callback, cb_arg);
        let generator = u64::try_from(generator).unwrap_or(0);
        let params = Params::generate(prime_len, generator, &mut teller(Some(&told)))?;
        Ok(Give::new(DH::from_params(&params)?))
    })
}

/// Makes a named group (`NID_ffdhe2048` and its like).
///
/// Returns: NULL for an unknown one.
/// Errors: `DH_R_INVALID_PARAMETER_NID`.
#[unsafe(no_mangle)]
pub extern "C" fn DH_new_by_nid(nid: c_int) -> Give<DH> {
    entry(Give::null(), || {
        let unknown = || Error::new(Lib::Dh, dh_err::R_INVALID_PARAMETER_NID);
        let params = Params::from_nid(nid)?.ok_or_else(unknown)?;
        Ok(Give::new(DH::from_params(&params)?))
    })
}

/// The NID of the named group that these parameters are; 0 if they are none.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get_nid(dh: In<DH>) -> c_int {
    quiet(0, || Ok(dh.get()?.params()?.group().map_or(0, |group| group.nid)))
}

/// The strength of the parameters in bits; -1 without any.
#[unsafe(no_mangle)]
pub extern "C" fn DH_security_bits(dh: In<DH>) -> c_int {
    quiet(-1, || {
        let dh = dh.get()?;
        dh.params()?;
        Ok(c_int::try_from(dh.security_bits()).unwrap_or(0))
    })
}

/// Copies parameters.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DHparams_dup(dh: In<DH>) -> Give<DH> {
    entry(Give::null(), || Ok(Give::new(DH::from_params(&dh.get()?.params()?)?)))
}

/// Sets a value of the program at an index.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set_ex_data(d: Mut<DH>, idx: c_int, arg: Opaque) -> c_int {
    entry(0, || {
        d.get()?.ex_data.set(idx, arg.0)?;
        Ok(1)
    })
}

/// The value of the program at an index.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get_ex_data(d: In<DH>, idx: c_int) -> Opaque {
    quiet(Opaque::NULL, || Ok(Opaque(d.get()?.ex_data.get(idx))))
}

/// Sets flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set_flags(dh: Mut<DH>, flags: c_int) {
    quiet((), || {
        dh.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DH_clear_flags(dh: Mut<DH>, flags: c_int) {
    quiet((), || {
        dh.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Which of `flags` are set.
#[unsafe(no_mangle)]
pub extern "C" fn DH_test_flags(dh: In<DH>, flags: c_int) -> c_int {
    quiet(0, || Ok(dh.get()?.flags() & flags))
}

fn print(to: Channel<'_>, dh: &In<DH>) -> Result<c_int> {
    let (text, result) = dh_object(dh.get()?, Part::Params, 4);
    result?;
    crate::obj::pem_io::write(to, &text)?;
    Ok(1)
}

/// Writes the text of parameters.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DHparams_print(bp: Mut<BIO>, x: In<DH>) -> c_int {
    entry(0, || print(Channel::Bio(bp.get()?), &x))
}

/// As [`DHparams_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn DHparams_print_fp(fp: Mut<libc::FILE>, x: In<DH>) -> c_int {
    entry(0, || print(Channel::file(&fp)?, &x))
}
