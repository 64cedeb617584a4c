//! Groups of X9.42, which state the order of the generator (RFC 3279, 2.3.3).
#![allow(non_camel_case_types, reason = "named as in the standard")]

use super::asn1::codec::{Kind, Member, Opt, Req};
use super::asn1::primitive::{Bits, Integer};
use super::asn1::reader::bad;
use super::bn::BIGNUM;
use super::dh::{DH, Number};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::der::write;
use crate::err::{Result, asn1};
use std::sync::Arc;

asn1_sequence! {
    /// How a group was made.
    ValidationParms {
        /// The seed.
        seed: Req<Bits>,
        /// The counter.
        counter: Req<Integer>,
    }

    /// A group.
    DomainParameters {
        /// The prime.
        p: Req<Integer>,
        /// The generator.
        g: Req<Integer>,
        /// The order of the generator.
        q: Req<Integer>,
        /// The cofactor.
        j: Opt<Integer>,
        /// How it was made.
        validation: Opt<ValidationParms>,
    }
}

/// The members that a `DH` has no numbers for, in DER.
fn rest(parsed: &DomainParameters) -> Vec<u8> {
    let mut out = Vec::new();
    Opt::<Integer>::write(&parsed.j, &mut out);
    Opt::<ValidationParms>::write(&parsed.validation, &mut out);
    out
}

/// Reads a group; also gives its length.
pub fn decode(der: &[u8]) -> Result<(Arc<DH>, usize)> {
    let (parsed, used) = DomainParameters::decode(der)?;
    let key = DH::new();
    for (which, number) in [(Number::P, &parsed.p), (Number::G, &parsed.g), (Number::Q, &parsed.q)]
    {
        let bytes = number.get().map_or(&[][..], ASN1_STRING::bytes);
        key.set(which, Some(BIGNUM::from_be(bytes)?));
    }
    key.x942.set(rest(&parsed));
    Ok((key, used))
}

/// Writes a group.
///
/// Errors: `ASN1_R_ILLEGAL_ZERO_CONTENT` if a number is missing.
#[track_caller]
pub fn encode(key: &DH) -> Result<Vec<u8>> {
    let number = |which| -> Result<Vec<u8>> {
        let value = key.value(which)?.ok_or_else(|| bad(asn1::R_ILLEGAL_ZERO_CONTENT))?;
        Ok(write::unsigned(&value.to_be()))
    };
    let numbers = [number(Number::P)?, number(Number::G)?, number(Number::Q)?];
    let [p, g, q] = &numbers;
    Ok(write::sequence(&[p, g, q, &key.x942.get()]))
}
