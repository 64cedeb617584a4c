//! Whether a key is what it should be (EVP_PKEY_check(3)).

use super::bn::Bn;
use super::dh::DH;
use super::dsa::DSA;
use super::ec::EC_KEY;
use super::evp_pkey::{Contents, EVP_PKEY};
use super::{dh_check, ec_check, rsa_check};
use crate::err::{Error, Lib, Result, evp};

/// What of a key is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The public key.
    Public,
    /// The parameters.
    Params,
    /// The private key alone.
    Private,
    /// That the two keys belong together.
    Pair,
    /// All of it.
    All,
}

/// Checks a key; queues what is wrong with it.
#[track_caller]
pub fn check(pkey: &EVP_PKEY, what: What) -> Result<bool> {
    match pkey.type_nid() {
        6 | 912 => {
            let Ok(key) = pkey.rsa() else {
                return Ok(what == What::Params);
            };
            match what {
                What::Params => Ok(true),
                What::Public => rsa_check::public(&key),
                What::Private => rsa_check::exponent(&key),
                What::Pair | What::All => rsa_check::private(&key),
            }
        }
        408 => ec(&*pkey.ec()?, what),
        28 => dh(&*pkey.dh()?, what),
        116 => dsa(&*pkey.dsa()?, what),
        1034 | 1087 => {
            let contents = pkey.contents();
            let (public, private) = (
                matches!(contents, Contents::Public(_) | Contents::Private(_)),
                matches!(contents, Contents::Private(_)),
            );
            Ok(match what {
                What::Params => true,
                What::Public => public,
                What::Private | What::Pair | What::All => private,
            })
        }
        _ => Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)),
    }
}

fn ec(key: &EC_KEY, what: What) -> Result<bool> {
    match what {
        What::Params => ec_check::params(key),
        What::Public => ec_check::public(key),
        What::Private => ec_check::private(key),
        What::Pair => ec_check::pair(key),
        What::All => Ok(ec_check::public(key)? && ec_check::private(key)? && ec_check::pair(key)?),
    }
}

/// 0 < public value < p, 0 < private value < q, and one the power of the other.
fn dsa(key: &DSA, what: What) -> Result<bool> {
    use super::dsa::Number;
    let params = key.params()?;
    let public = || {
        let (value, p) = (Bn::from_be(&key.bytes(Number::Public)?)?, Bn::from_be(&params.p)?);
        let in_subgroup = || {
            let power = value.mod_exp(&Bn::from_be(&params.q)?, &p)?;
            Ok::<_, Error>(power.word() == Some(1))
        };
        Ok::<_, Error>(value.bits() > 1 && value.compare(&p).is_lt() && in_subgroup()?)
    };
    let private = || {
        let value = Bn::from_be(&key.bytes(Number::Private)?)?;
        Ok::<_, Error>(between(&value, &Bn::from_be(&params.q)?))
    };
    let pair = || {
        let (x, y) = (key.bytes(Number::Private)?, key.bytes(Number::Public)?);
        Ok::<_, Error>(!x.is_empty() && !y.is_empty() && params.public(&x)? == **y)
    };
    match what {
        What::Params => params.are_sound(),
        What::Public => public(),
        What::Private => private(),
        What::Pair => pair(),
        What::All => Ok(params.are_sound()? && public()? && private()? && pair()?),
    }
}

fn dh(key: &DH, what: What) -> Result<bool> {
    match what {
        What::Params => dh_check::params(key),
        What::Public => dh_check::public(key),
        What::Private => dh_check::private(key),
        What::Pair => dh_check::pair(key),
        What::All => Ok(dh_check::params(key)?
            && dh_check::public(key)?
            && dh_check::private(key)?
            && dh_check::pair(key)?),
    }
}

/// Whether 0 < `value` < `limit`.
pub(super) fn between(value: &Bn, limit: &Bn) -> bool {
    !value.is_negative() && !value.is_zero() && value.compare(limit).is_lt()
}
