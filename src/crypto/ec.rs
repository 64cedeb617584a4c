//! Elliptic-curve keys on named curves.

use super::bn::{self, Bn};
use super::ffi::{self, owner};
use crate::der::reader::tag;
use crate::der::{keys, oid, write};
use crate::err::{Error, Lib, Result, ec};
use std::ffi::{CStr, c_int};
use zeroize::Zeroizing;

/// A named curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// secp224r1.
    P224,
    /// prime256v1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
    /// secp256k1.
    Secp256k1,
}

struct Row {
    curve: Curve,
    nid: c_int,
    short: &'static CStr,
    nist: Option<&'static CStr>,
    aliases: &'static [&'static str],
    oid: &'static [u8],
    bits: usize,
    comment: &'static CStr,
    /// What its coefficients were made from (FIPS 186-4, appendix D.1.2).
    seed: &'static [u8],
}

/// Every curve, in the order of the enum.
static ROWS: &[Row] = &[
    Row {
        curve: Curve::P224,
        nid: 713,
        short: c"secp224r1",
        nist: Some(c"P-224"),
        aliases: &["wap-wsg-idm-ecid-wtls12"],
        oid: oid::P224,
        bits: 224,
        comment: c"NIST/SECG curve over a 224 bit prime field",
        seed: b"\xbd\x71\x34\x47\x99\xd5\xc7\xfc\xdc\x45\xb5\x9f\xa3\xb9\xab\x8f\x6a\x94\x8b\xc5",
    },
    Row {
        curve: Curve::P256,
        nid: 415,
        short: c"prime256v1",
        nist: Some(c"P-256"),
        aliases: &["secp256r1"],
        oid: oid::P256,
        bits: 256,
        comment: c"X9.62/SECG curve over a 256 bit prime field",
        seed: b"\xc4\x9d\x36\x08\x86\xe7\x04\x93\x6a\x66\x78\xe1\x13\x9d\x26\xb7\x81\x9f\x7e\x90",
    },
    Row {
        curve: Curve::P384,
        nid: 715,
        short: c"secp384r1",
        nist: Some(c"P-384"),
        aliases: &[],
        oid: oid::P384,
        bits: 384,
        comment: c"NIST/SECG curve over a 384 bit prime field",
        seed: b"\xa3\x35\x92\x6a\xa3\x19\xa2\x7a\x1d\x00\x89\x6a\x67\x73\xa4\x82\x7a\xcd\xac\x73",
    },
    Row {
        curve: Curve::P521,
        nid: 716,
        short: c"secp521r1",
        nist: Some(c"P-521"),
        aliases: &[],
        oid: oid::P521,
        bits: 521,
        comment: c"NIST/SECG curve over a 521 bit prime field",
        seed: b"\xd0\x9e\x88\x00\x29\x1c\xb8\x53\x96\xcc\x67\x17\x39\x32\x84\xaa\xa0\xda\x64\xba",
    },
    Row {
        curve: Curve::Secp256k1,
        nid: 714,
        short: c"secp256k1",
        nist: None,
        aliases: &[],
        oid: oid::SECP256K1,
        bits: 256,
        comment: c"SECG curve over a 256 bit prime field",
        seed: b"",
    },
];

impl Curve {
    /// The length of the longest signature, in DER.
    pub fn signature_size(self) -> usize {
        let number = write::tlv(tag::INTEGER, &vec![0; self.bits() / 8 + 1]);
        write::sequence(&[&number, &number]).len()
    }

    /// Every curve.
    pub fn all() -> impl Iterator<Item = Curve> {
        ROWS.iter().map(|row| row.curve)
    }

    fn row(self) -> &'static Row {
        // The table follows the enum (tested).
        &ROWS[self as usize]
    }

    /// OpenSSL's number of it.
    pub fn nid(self) -> c_int {
        self.row().nid
    }

    /// OpenSSL's short name of it (`prime256v1`).
    pub fn name(self) -> &'static CStr {
        self.row().short
    }

    /// NIST's name of it (`P-256`), if it has one.
    pub fn nist_name(self) -> Option<&'static CStr> {
        self.row().nist
    }

    /// OpenSSL's description of it.
    pub fn comment(self) -> &'static CStr {
        self.row().comment
    }

    /// What its coefficients were made from; empty if that is not known.
    pub fn seed(self) -> &'static [u8] {
        self.row().seed
    }

    /// The content of its OID.
    pub fn oid(self) -> &'static [u8] {
        self.row().oid
    }

    /// The length of its field, and of its order, in bits.
    pub fn bits(self) -> usize {
        self.row().bits
    }

    /// The length of a coordinate or scalar in bytes.
    pub fn bytes(self) -> usize {
        self.bits().div_ceil(8)
    }

    /// The curve of this NID.
    pub fn from_nid(nid: c_int) -> Option<Curve> {
        ROWS.iter().find(|row| row.nid == nid).map(|row| row.curve)
    }

    /// The curve of this OID content.
    pub fn from_oid(content: &[u8]) -> Option<Curve> {
        ROWS.iter().find(|row| row.oid == content).map(|row| row.curve)
    }

    /// The curve that OpenSSL knows by this name, in any case.
    pub fn from_name(name: &[u8]) -> Option<Curve> {
        let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
        ROWS.iter()
            .find(|row| {
                is(row.short.to_bytes())
                    || row.nist.is_some_and(|n| is(n.to_bytes()))
                    || row.aliases.iter().any(|a| is(a.as_bytes()))
            })
            .map(|row| row.curve)
    }

    /// The strength in bits, as OpenSSL counts it.
    pub fn security_bits(self) -> u32 {
        match self.bits() {
            512.. => 256,
            384.. => 192,
            256.. => 128,
            _ => 112,
        }
    }
}

/// How a point is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One coordinate and a sign.
    Compressed,
    /// Both coordinates.
    Uncompressed,
    /// Both coordinates and a sign.
    Hybrid,
}

owner! {
    /// A key on a curve: a point, and for private keys a scalar.
    RawKey, EC_KEY, EC_KEY_free
}
owner! {
    /// A point.
    RawPoint, EC_POINT, EC_POINT_free
}

/// An elliptic-curve key, public or private.
pub struct Key {
    raw: RawKey,
    curve: Curve,
}

// SAFETY: aws-lc only reads a finished key.
unsafe impl Sync for Key {}

impl Key {
    fn empty(curve: Curve) -> Result<Key> {
        // SAFETY: no preconditions; the result is owned.
        let raw = RawKey::own(unsafe { aws_lc_sys::EC_KEY_new_by_curve_name(curve.nid()) })?;
        Ok(Key { raw, curve })
    }

    fn group(&self) -> *const aws_lc_sys::EC_GROUP {
        // SAFETY: the key is live and keeps its group.
        unsafe { aws_lc_sys::EC_KEY_get0_group(self.raw.raw()) }
    }

    /// A public key from a point in any form.
    #[track_caller]
    pub fn public(curve: Curve, point: &[u8]) -> Result<Key> {
        let key = Key::empty(curve)?;
        let parsed = key.decode_point(point)?;
        // SAFETY: key and point are live; the point is copied.
        ffi::ok(unsafe { aws_lc_sys::EC_KEY_set_public_key(key.raw.raw(), parsed.raw()) })?;
        Ok(key)
    }

    #[track_caller]
    fn decode_point(&self, point: &[u8]) -> Result<RawPoint> {
        // SAFETY: the group is live; the result is owned.
        let parsed = RawPoint::own(unsafe { aws_lc_sys::EC_POINT_new(self.group()) })?;
        // SAFETY: pointer and length are those of a slice.
        let done = unsafe {
            aws_lc_sys::EC_POINT_oct2point(
                self.group(),
                parsed.raw(),
                point.as_ptr(),
                point.len(),
                std::ptr::null_mut(),
            )
        };
        ffi::forget();
        if done != 1 || point == [0] {
            return Err(Error::new(Lib::Ec, super::ec_point::fault(self.curve, point)));
        }
        Ok(parsed)
    }

    /// A private key from its scalar; the point is computed, and compared
    /// with `point` if that is given.
    #[track_caller]
    pub fn private(curve: Curve, scalar: &[u8], point: Option<&[u8]>) -> Result<Key> {
        let key = Key::empty(curve)?;
        let number = Bn::from_be(scalar)?;
        // SAFETY: all objects are live; the scalar is copied.
        unsafe {
            if aws_lc_sys::EC_KEY_set_private_key(key.raw.raw(), number.as_raw()) != 1 {
                ffi::forget();
                return Err(Error::new(Lib::Ec, ec::R_INVALID_PRIVATE_KEY));
            }
            let public = RawPoint::own(aws_lc_sys::EC_POINT_new(key.group()))?;
            ffi::ok(aws_lc_sys::EC_POINT_mul(
                key.group(),
                public.raw(),
                number.as_raw(),
                std::ptr::null(),
                std::ptr::null(),
                std::ptr::null_mut(),
            ))?;
            ffi::ok(aws_lc_sys::EC_KEY_set_public_key(key.raw.raw(), public.raw()))?;
        }
        if let Some(point) = point {
            let stated = Key::public(curve, point)?;
            if stated.point(Form::Uncompressed)? != key.point(Form::Uncompressed)? {
                return Err(Error::new(Lib::Ec, ec::R_INVALID_PRIVATE_KEY));
            }
        }
        Ok(key)
    }

    /// A new private key.
    #[track_caller]
    pub fn generate(curve: Curve) -> Result<Key> {
        let key = Key::empty(curve)?;
        // SAFETY: the key is live.
        ffi::ok(unsafe { aws_lc_sys::EC_KEY_generate_key(key.raw.raw()) })?;
        Ok(key)
    }

    /// Its curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// Its public point.
    #[track_caller]
    pub fn point(&self, form: Form) -> Result<Vec<u8>> {
        let mut out = vec![0; 1 + 2 * self.curve.bytes()];
        let raw_form = match form {
            Form::Compressed => aws_lc_sys::point_conversion_form_t::POINT_CONVERSION_COMPRESSED,
            _ => aws_lc_sys::point_conversion_form_t::POINT_CONVERSION_UNCOMPRESSED,
        };
        // SAFETY: the key is live and the buffer long enough for both forms.
        let len = unsafe {
            aws_lc_sys::EC_POINT_point2oct(
                self.group(),
                aws_lc_sys::EC_KEY_get0_public_key(self.raw.raw()),
                raw_form,
                out.as_mut_ptr(),
                out.len(),
                std::ptr::null_mut(),
            )
        };
        if len == 0 {
            return Err(ffi::failed());
        }
        out.truncate(len);
        if let (Form::Hybrid, Some(&last)) = (form, out.last()) {
            out[0] = 6 | (last & 1);
        }
        Ok(out)
    }

    /// Its secret scalar, to the length of the order.
    #[track_caller]
    pub fn scalar(&self) -> Result<Zeroizing<Vec<u8>>> {
        // SAFETY: the key is live and lends its number.
        let number = Zeroizing::new(unsafe {
            bn::magnitude(aws_lc_sys::EC_KEY_get0_private_key(self.raw.raw()))
        });
        if number.is_empty() {
            return Err(Error::new(Lib::Ec, ec::R_MISSING_PRIVATE_KEY));
        }
        let mut padded = Zeroizing::new(vec![0; self.curve.bytes().saturating_sub(number.len())]);
        padded.extend_from_slice(&number);
        Ok(padded)
    }

    /// An ECDSA signature of a digest, in DER.
    #[track_caller]
    pub fn sign(&self, digest: &[u8]) -> Result<Vec<u8>> {
        // SAFETY: the key is live.
        let mut out = vec![0; unsafe { aws_lc_sys::ECDSA_size(self.raw.raw()) }];
        let mut len = 0;
        // SAFETY: the buffer has the length that aws-lc asked for.
        ffi::ok(unsafe {
            aws_lc_sys::ECDSA_sign(
                0,
                digest.as_ptr(),
                digest.len(),
                out.as_mut_ptr(),
                &mut len,
                self.raw.raw(),
            )
        })?;
        out.truncate(len as usize);
        Ok(out)
    }

    /// Whether `signature` (DER) is an ECDSA signature of `digest`.
    #[track_caller]
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> Result<bool> {
        let Ok((r, s)) = keys::signature_numbers(signature) else {
            return Ok(false);
        };
        // Checked to be DER's only form of two numbers, and short: what
        // aws-lc parses below is no longer arbitrary.
        if r.len() > self.curve.bytes() || s.len() > self.curve.bytes() {
            return Ok(false);
        }
        // SAFETY: pointers and lengths are those of slices.
        let good = unsafe {
            aws_lc_sys::ECDSA_verify(
                0,
                digest.as_ptr(),
                digest.len(),
                signature.as_ptr(),
                signature.len(),
                self.raw.raw(),
            )
        };
        ffi::forget();
        Ok(good == 1)
    }

    /// The x coordinate of this private key times `peer`.
    #[track_caller]
    pub fn agree(&self, peer: &Key) -> Result<Zeroizing<Vec<u8>>> {
        if peer.curve != self.curve {
            return Err(Error::new(Lib::Ec, ec::R_INCOMPATIBLE_OBJECTS));
        }
        let mut out = Zeroizing::new(vec![0; self.curve.bytes()]);
        // SAFETY: both keys are live and the buffer has its stated length.
        let len = unsafe {
            aws_lc_sys::ECDH_compute_key(
                out.as_mut_ptr().cast(),
                out.len(),
                aws_lc_sys::EC_KEY_get0_public_key(peer.raw.raw()),
                self.raw.raw(),
                None,
            )
        };
        if usize::try_from(len) != Ok(out.len()) {
            return Err(ffi::failed());
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_signs_verifies_agrees() {
        for (i, curve) in Curve::all().enumerate() {
            assert_eq!(curve as usize, i);
            let key = Key::generate(curve).unwrap();
            let point = key.point(Form::Uncompressed).unwrap();
            let public = Key::public(curve, &point).unwrap();
            let sig = key.sign(&[9; 32]).unwrap();
            assert!(public.verify(&[9; 32], &sig).unwrap());
            assert!(!public.verify(&[8; 32], &sig).unwrap());
            assert!(!public.verify(&[9; 32], &sig[1..]).unwrap());
            let short = key.point(Form::Compressed).unwrap();
            assert_eq!(
                Key::public(curve, &short).unwrap().point(Form::Uncompressed).unwrap(),
                point
            );
            let again = Key::private(curve, &key.scalar().unwrap(), Some(&point)).unwrap();
            let other = Key::generate(curve).unwrap();
            assert_eq!(again.agree(&other).unwrap(), other.agree(&public).unwrap());
            assert!(Key::private(curve, &other.scalar().unwrap(), Some(&point)).is_err());
        }
    }
}
