//! Whether a certificate, its key and its chain suit the peer
//! (`SSL_check_chain`).

use super::SSL;
use super::method::TLS1_3;
use super::sigalgs::SigAlg;
use crate::crypto::pkey::KeyKind;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::tls::group_of;
use std::ffi::c_int;

/// `CERT_PKEY_…`.
mod flag {
    use std::ffi::c_int;

    pub(super) const VALID: c_int = 0x1;
    pub(super) const SIGN: c_int = 0x2;
    pub(super) const EE_SIGNATURE: c_int = 0x10;
    pub(super) const CA_SIGNATURE: c_int = 0x20;
    pub(super) const EE_PARAM: c_int = 0x40;
    pub(super) const CA_PARAM: c_int = 0x80;
    pub(super) const EXPLICIT_SIGN: c_int = 0x100;
    pub(super) const ISSUER_NAME: c_int = 0x200;
    pub(super) const CERT_TYPE: c_int = 0x400;
}

/// The NID of the signature on a certificate.
fn signature_of(x509: &X509) -> c_int {
    x509.parts().sig_alg.get().map_or(0, X509_ALGOR::nid)
}

/// How certificates must be signed.
enum Signed {
    /// As the peer cannot say better: with this.
    By(c_int),
    /// In any way.
    Anyhow,
    /// By one of these schemes.
    Among(Vec<u16>),
}

impl Signed {
    fn fits(&self, x509: &X509) -> bool {
        let nid = signature_of(x509);
        match self {
            Signed::Anyhow => true,
            Signed::By(known) => nid == *known,
            Signed::Among(schemes) => schemes
                .iter()
                .filter_map(|scheme| SigAlg::by_id(*scheme))
                .any(|alg| alg.both != 0 && alg.both == nid),
        }
    }
}

/// The scheme is one that such a key signs with.
fn is_of(scheme: u16, kind: KeyKind, tls13: bool) -> bool {
    const RSA: c_int = 6;
    const RSA_PSS: c_int = 912;
    const PSS_ONLY: std::ops::RangeInclusive<u16> = 0x0809..=0x080b;
    let Some(alg) = SigAlg::by_id(scheme) else { return false };
    match kind {
        KeyKind::Rsa => {
            alg.sig == RSA && !tls13 || alg.sig == RSA_PSS && !PSS_ONLY.contains(&scheme)
        }
        KeyKind::RsaPss => PSS_ONLY.contains(&scheme),
        kind => alg.sig == kind.nid(),
    }
}

/// The same, and TLS 1.3 lets a key on that curve do so.
fn is_usable(scheme: u16, kind: KeyKind) -> bool {
    let curve = match scheme {
        0x0403 => 23,
        0x0503 => 24,
        0x0603 => 25,
        _ => 0,
    };
    let fits = match kind {
        KeyKind::Ec(_) => group_of(kind) == Some(curve),
        _ => true,
    };
    fits && is_of(scheme, kind, true)
}

impl SSL {
    /// What suits the peer of certificate, key and chain: `CERT_PKEY_…`.
    pub fn check_chain(&self, x509: &X509, key: &EVP_PKEY, chain: &[&X509]) -> c_int {
        let Ok(kind) = key.public().map(|key| key.kind()) else { return 0 };
        let default = match kind {
            // sha1WithRSAEncryption, dsaWithSHA1, ecdsa-with-SHA1.
            KeyKind::Rsa => Signed::By(65),
            KeyKind::Dsa => Signed::By(113),
            KeyKind::Ec(_) => Signed::By(416),
            KeyKind::RsaPss | KeyKind::Ed25519 => Signed::Anyhow,
            KeyKind::X25519 | KeyKind::Dh => return 0,
        };
        let tls13 = self.facts(|facts| facts.version) == TLS1_3;
        let shared = self.shared_with_peer();
        let asked = !self.facts(|facts| facts.peer_sigalgs.is_empty());
        let signed = if asked { Signed::Among(shared.clone()) } else { default };
        let mut found = 0;
        let mut note = |good: bool, flags: c_int| found |= if good { flags } else { 0 };
        note(
            match &signed {
                Signed::Among(shared) if tls13 => {
                    shared.iter().any(|scheme| is_usable(*scheme, kind))
                }
                signed => signed.fits(x509),
            },
            flag::EE_SIGNATURE,
        );
        let authorities = self.signed_authorities(signed);
        note(chain.iter().all(|ca| authorities.fits(ca)), flag::CA_SIGNATURE);
        note(self.takes_curve(x509), flag::EE_PARAM);
        let ca_curves = !self.is_server() || chain.iter().all(|ca| self.takes_curve(ca));
        note(ca_curves, flag::CA_PARAM);
        note(self.takes_type(kind), flag::CERT_TYPE);
        note(self.takes_issuer(x509, chain), flag::ISSUER_NAME);
        note(
            shared.iter().any(|scheme| is_of(*scheme, kind, tls13)),
            flag::SIGN | flag::EXPLICIT_SIGN,
        );
        const NEEDED: c_int = flag::EE_SIGNATURE | flag::EE_PARAM;
        if found & NEEDED == NEEDED { found | flag::VALID } else { found }
    }

    /// The schemes that both ends have, for signatures of ours.
    fn shared_with_peer(&self) -> Vec<u16> {
        let theirs = self.facts(|facts| facts.peer_sigalgs.clone());
        let own = self.config.look(|c| match &c.identity.client_sigalgs {
            Some(own) if !self.is_server() => own.clone(),
            _ => c.sigalgs(),
        });
        own.into_iter().filter(|scheme| theirs.contains(scheme)).collect()
    }

    /// How authorities must have signed: signature_algorithms_cert says so, if
    /// a client sent it.
    fn signed_authorities(&self, signed: Signed) -> Signed {
        const SIGNATURE_ALGORITHMS_CERT: u16 = 50;
        let hello = self.client_hello().filter(|_| self.is_server());
        let list = hello.as_ref().and_then(|hello| hello.extension(SIGNATURE_ALGORITHMS_CERT));
        match list.and_then(|body| body.get(2..)) {
            Some(list) => {
                let number = |pair: &[u8]| pair.iter().fold(0, |n, b| n << 8 | u16::from(*b));
                Signed::Among(list.chunks_exact(2).map(number).collect())
            }
            None => signed,
        }
    }

    /// The key of a certificate is on a curve that the peer has; a client goes
    /// by its own groups.
    fn takes_curve(&self, x509: &X509) -> bool {
        let key = x509.cert().ok().and_then(|cert| cert.key().map(|key| key.kind()));
        let Some(kind @ KeyKind::Ec(_)) = key else { return key.is_some() };
        let Some(group) = group_of(kind) else { return false };
        if !self.is_server() {
            return self.config.look(|c| c.groups().contains(&group));
        }
        let groups = self.client_hello().map(|hello| hello.groups.clone()).unwrap_or_default();
        groups.is_empty() || groups.contains(&group)
    }

    /// A server asked for certificates with such keys.
    fn takes_type(&self, kind: KeyKind) -> bool {
        let wanted = match kind {
            KeyKind::Rsa => 1,
            KeyKind::Dsa => 2,
            KeyKind::Ec(_) => 64,
            _ => return true,
        };
        self.is_server() || self.facts(|facts| facts.cert_types.contains(&wanted))
    }

    /// A server named the authority of a certificate, or of one of its chain.
    fn takes_issuer(&self, x509: &X509, chain: &[&X509]) -> bool {
        let names = self.peer_ca_names().filter(|_| !self.is_server());
        let Some(names) = names.map(|names| names.encoded()).filter(|names| !names.is_empty())
        else {
            return true;
        };
        let named = |x509: &X509| {
            let issuer = x509.cert().ok().map(|cert| cert.issuer().raw().to_vec());
            issuer.is_some_and(|issuer| names.contains(&issuer))
        };
        named(x509) || chain.iter().any(|ca| named(ca))
    }
}
