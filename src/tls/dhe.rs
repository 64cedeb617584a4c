//! DHE_RSA: TLS 1.2's key exchange over a finite field (RFC 5246, 7.4.3).
//!
//! The group is the server's: its parameters, or those that come in its
//! ServerKeyExchange. rustls wants groups that live for ever and are known
//! beforehand, so the one object here finds the connection's in its capture,
//! and every group ever used keeps a place in a table of bounded size.

#![forbid(unsafe_code)]

use super::alerts::{self, HANDSHAKE_FAILURE, ILLEGAL_PARAMETER};
use super::{Role, capture};
use crate::crypto::dh::Params;
use crate::crypto::pkey::dh_security_bits;
use crate::err::ssl;
use rustls::crypto::{ActiveKeyExchange, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{
    CipherSuite, Error, NamedGroup, PeerMisbehaved, ProtocolVersion, SupportedCipherSuite,
};
use std::sync::{Arc, OnceLock};
use zeroize::Zeroizing;

/// The suites, each with the ECDHE_RSA suite that it is like in all else.
pub(super) const SUITES: [(u16, u16); 3] = [(0x009e, 0xc02f), (0x009f, 0xc030), (0xccaa, 0xcca8)];

/// The first and the last number of RFC 7919's groups. rustls tells by them
/// that a group is a finite field; the parameters may still be any.
const NAMES: std::ops::RangeInclusive<u16> = 0x0100..=0x0104;

/// The number that a client lists, so that servers after RFC 7919 choose a
/// group of 2048 bits; the others choose what they like.
pub(super) const FFDHE2048: u16 = 0x0100;

/// Whether a suite exchanges keys this way.
pub fn is_suite(number: u16) -> bool {
    SUITES.iter().any(|(dhe, _)| *dhe == number)
}

/// Whether a group is a finite field.
pub(super) fn is_group(number: u16) -> bool {
    NAMES.contains(&number)
}

/// The number under which rustls will take a server's parameters for ones
/// that this client knows, as OpenSSL does not ask.
pub(super) fn name_for(client: &[u16]) -> u16 {
    client.iter().copied().find(|group| is_group(*group)).unwrap_or(FFDHE2048)
}

/// The group object of this number.
pub(super) fn group(number: u16) -> Option<&'static dyn SupportedKxGroup> {
    static GROUPS: [Dhe; 5] = [Dhe(0x0100), Dhe(0x0101), Dhe(0x0102), Dhe(0x0103), Dhe(0x0104)];
    GROUPS.iter().find(|group| group.0 == number).map(|group| -> &dyn SupportedKxGroup { group })
}

/// The suite's number in rustls's terms.
pub(super) fn suite_name(number: u16) -> CipherSuite {
    CipherSuite::from(number)
}

/// The ECDHE_RSA suite that a DHE_RSA suite is like.
pub(super) fn model(number: u16, all: &[SupportedCipherSuite]) -> Option<SupportedCipherSuite> {
    let (_, like) = SUITES.iter().find(|(dhe, _)| *dhe == number)?;
    all.iter().copied().find(|suite| u16::from(suite.suite()) == *like)
}

/// Prime and generator, for ever. Only so many are kept that the peers of a
/// client cannot fill its memory with ever new ones.
///
/// Returns: `None` if there is no place left.
fn lasting(params: &Params) -> Option<FfdheGroup<'static>> {
    const PLACES: usize = 256;
    type Place = OnceLock<(Vec<u8>, Vec<u8>)>;
    static TABLE: [Place; PLACES] = [const { Place::new() }; PLACES];
    TABLE.iter().find_map(|place| {
        let (p, g) = place.get_or_init(|| (params.p.clone(), params.g.clone()));
        (*p == params.p && *g == params.g).then_some(FfdheGroup { p, g })
    })
}

/// A finite field under a number of RFC 7919's; its parameters are the
/// connection's.
#[derive(Debug)]
struct Dhe(u16);

struct Exchange {
    name: u16,
    params: Arc<Params>,
    private: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

/// The connection's parameters.
fn params() -> Option<Arc<Params>> {
    capture::with(|capture| capture.dh.clone()).flatten()
}

/// Ends the handshake with this alert and reason.
fn refuse(description: u8, reason: i32) -> Error {
    capture::with(|capture| capture.fail(alerts::alert(description, reason)));
    Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare)
}

impl SupportedKxGroup for Dhe {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let params = params().ok_or(Error::FailedToGetRandomBytes)?;
        let settings = capture::settings().ok_or(Error::FailedToGetRandomBytes)?;
        if dh_security_bits(&params) < settings.security_bits {
            return Err(refuse(HANDSHAKE_FAILURE, ssl::R_DH_KEY_TOO_SMALL));
        }
        let bad = |_| match settings.role {
            Role::Client => refuse(ILLEGAL_PARAMETER, ssl::R_BAD_DH_VALUE),
            Role::Server => refuse(alerts::INTERNAL_ERROR, ssl::R_BAD_DH_VALUE),
        };
        let private = params.new_private().map_err(bad)?;
        let public = params.public(&private).map_err(bad)?;
        Ok(Box::new(Exchange { name: self.0, params, private, public }))
    }

    fn name(&self) -> NamedGroup {
        self.0.into()
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        lasting(&*params()?)
    }

    fn usable_for_version(&self, version: ProtocolVersion) -> bool {
        version == ProtocolVersion::TLSv1_2
    }
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let secret = self.params.agree(&self.private, peer);
        let secret = secret.map_err(|_| refuse(ILLEGAL_PARAMETER, ssl::R_BAD_DH_VALUE))?;
        Ok(SharedSecret::from(secret.as_slice()))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        lasting(&self.params)
    }

    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn group(&self) -> NamedGroup {
        self.name.into()
    }
}
