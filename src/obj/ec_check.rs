//! Whether an elliptic-curve key is what it should be.

use super::bn::Bn;
use super::ec::{EC_KEY, order};
use super::evp_pkey_check::between;
use crate::err::{self, Error, Lib, Result, ec};

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Ec, err::R_PASSED_NULL_PARAMETER)
}

/// Whether the key has a curve; every curve here is a good one.
pub fn params(key: &EC_KEY) -> Result<bool> {
    Ok(key.curve().is_some())
}

/// Whether the key has a public point, which is on its curve.
///
/// Errors: `ERR_R_PASSED_NULL_PARAMETER`, `EC_R_POINT_AT_INFINITY`.
#[track_caller]
pub fn public(key: &EC_KEY) -> Result<bool> {
    let point = key.public_point().ok_or_else(missing)?;
    if point.is_infinity() {
        return Err(Error::new(Lib::Ec, ec::R_POINT_AT_INFINITY));
    }
    // A point that is not on the curve cannot be made.
    Ok(Some(point.curve()) == key.curve())
}

fn scalar(key: &EC_KEY) -> Result<std::sync::Arc<Bn>> {
    key.private_number().ok_or_else(missing)?
}

/// Whether the key has a secret number in its range.
///
/// Errors: `ERR_R_PASSED_NULL_PARAMETER`, `EC_R_INVALID_PRIVATE_KEY`.
#[track_caller]
pub fn private(key: &EC_KEY) -> Result<bool> {
    let curve = key.curve().ok_or_else(missing)?;
    if between(&*scalar(key)?, &order(curve)?) {
        Ok(true)
    } else {
        Err(Error::new(Lib::Ec, ec::R_INVALID_PRIVATE_KEY))
    }
}

/// Whether the public point is that of the secret number.
///
/// Errors: `ERR_R_PASSED_NULL_PARAMETER`, `EC_R_INVALID_PRIVATE_KEY`.
#[track_caller]
pub fn pair(key: &EC_KEY) -> Result<bool> {
    let point = key.public_point().ok_or_else(missing)?;
    let computed = point.multiply(Some(&*scalar(key)?), None)?;
    if computed.encode()? == point.encode()? {
        Ok(true)
    } else {
        Err(Error::new(Lib::Ec, ec::R_INVALID_PRIVATE_KEY))
    }
}
