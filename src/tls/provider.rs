//! rustls's cipher suites and groups, by number, with an ear on the records.

#![forbid(unsafe_code)]

use super::capture::{self, Answer, Question};
use super::hello::EARLY_DATA;
use super::settings::{TLS1_2, TLS1_3};
use super::wirefmt::Reader;
use super::{custom, dhe, exporter, psk, schedule};
use crate::crypto::aead::NONCE_LEN;
use crate::crypto::ec::{Curve, Form};
use crate::crypto::pkey::{KeyKind, PrivateKey, Public, PublicKey};
use rustls::crypto::cipher::{
    AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
    MessageEncrypter, OutboundChunks, OutboundOpaqueMessage, OutboundPlainMessage,
    Tls12AeadAlgorithm, Tls13AeadAlgorithm, UnsupportedOperationError,
};
use rustls::crypto::hmac;
use rustls::crypto::tls12::Prf;
use rustls::crypto::tls13::{Hkdf, HkdfExpander, OkmBlock, OutputLengthError};
use rustls::crypto::{
    ActiveKeyExchange, CryptoProvider, GetRandomFailed, KeyExchangeAlgorithm, SecureRandom,
    SharedSecret, SupportedKxGroup, aws_lc_rs,
};
use rustls::{
    CipherSuiteCommon, ConnectionTrafficSecrets, ContentType, Error, NamedGroup, PeerMisbehaved,
    SupportedCipherSuite, Tls12CipherSuite, Tls13CipherSuite,
};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// The kind of a handshake message.
pub(super) const NEW_SESSION_TICKET: u8 = 4;

/// Listens to one direction of one connection's handshake.
struct Heard<T: ?Sized>(Box<T>);

/// Pads what it encrypts, for TLS 1.3.
struct Padded(Heard<dyn MessageEncrypter>);

impl MessageEncrypter for Padded {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let Padded(Heard(inner)) = self;
        let edited = match message.typ {
            ContentType::Handshake if custom::is_deep() => {
                custom::leaving(&message.payload.to_vec())?
            }
            _ => None,
        };
        let OutboundPlainMessage { typ, version, payload } = message;
        let payload = edited.as_deref().map_or(payload, OutboundChunks::Single);
        let message = OutboundPlainMessage { typ, version, payload };
        let (mut plain, typ) = (heard_plain(&message, seq), message.typ);
        let padding = capture::with(|capture| capture.padding).unwrap_or_default();
        let (kind, len) = (u8::from(typ), plain.len() + 1);
        let zeros = padding.of(len, || match capture::ask(Question::Pad(kind, len)) {
            Some(Answer::Padding(zeros)) => zeros,
            _ => 0,
        });
        let typ = match zeros {
            0 => typ,
            // The last zero stands where the type would.
            _ => {
                plain.push(kind);
                plain.resize(len + zeros - 1, 0);
                ContentType::Unknown(0)
            }
        };
        let payload = OutboundChunks::Single(&plain);
        inner.encrypt(OutboundPlainMessage { typ, version: message.version, payload }, seq)
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        self.0.encrypted_payload_len(payload_len)
    }
}

/// What a message is to say, which the capture gets to know.
fn heard_plain(message: &OutboundPlainMessage<'_>, seq: u64) -> Vec<u8> {
    let mut plain = message.payload.to_vec();
    capture::with(|capture| {
        if let (ContentType::Alert, Some(alert), [_, _]) =
            (message.typ, capture.alert, plain.as_slice())
        {
            plain = super::alerts::fatal(alert).to_vec();
        }
        if let (ContentType::Handshake, Some(settings)) = (message.typ, &capture.settings) {
            set_lifetimes(&mut plain, settings.options.session_timeout);
            allow_early_data(&mut plain, settings.max_early_data);
        }
        capture.tx.push_back((message.typ.into(), plain.clone()));
        capture.seal_seq = seq + 1;
    });
    plain
}

impl MessageEncrypter for Heard<dyn MessageEncrypter> {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        seq: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let plain = heard_plain(&message, seq);
        let message = OutboundPlainMessage {
            typ: message.typ,
            version: message.version,
            payload: OutboundChunks::Single(&plain),
        };
        self.0.encrypt(message, seq)
    }

    fn encrypted_payload_len(&self, payload_len: usize) -> usize {
        self.0.encrypted_payload_len(payload_len)
    }
}

/// Adds to tickets how much early data they allow, where it is missing: rustls
/// itself allows none with a ticket that holds its session.
fn allow_early_data(messages: &mut Vec<u8>, most: u32) {
    if most == 0 || messages.first() != Some(&NEW_SESSION_TICKET) {
        return;
    }
    let mut reader = Reader::new(messages);
    let mut changed = Vec::with_capacity(messages.len() + 16);
    while !reader.is_empty() {
        let Some(message) = with_early_data(&mut reader, most) else { return };
        changed.extend(message);
    }
    *messages = changed;
}

/// The next message, which must be a ticket, with its extension.
fn with_early_data(reader: &mut Reader<'_>, most: u32) -> Option<Vec<u8>> {
    reader.u8().filter(|kind| *kind == NEW_SESSION_TICKET)?;
    let len = reader.u24()?;
    let body = reader.take(len)?;
    let mut parts = Reader::new(body);
    parts.take(8)?;
    parts.vec8()?;
    parts.vec16()?;
    let mut extensions = parts.vec16()?.to_vec();
    let fixed = body.len().checked_sub(2 + extensions.len())?;
    let mut present = Reader::new(&extensions);
    let mut found = false;
    while !present.is_empty() {
        found |= present.u16()? == EARLY_DATA;
        present.vec16()?;
    }
    if !found {
        extensions.extend_from_slice(&EARLY_DATA.to_be_bytes());
        extensions.extend_from_slice(&[0, 4]);
        extensions.extend_from_slice(&most.to_be_bytes());
    }
    let [_, counted @ ..] = u32::try_from(fixed + 2 + extensions.len()).ok()?.to_be_bytes();
    let mut message = vec![NEW_SESSION_TICKET];
    message.extend_from_slice(&counted);
    message.extend_from_slice(body.get(..fixed)?);
    message.extend_from_slice(&u16::try_from(extensions.len()).ok()?.to_be_bytes());
    message.extend_from_slice(&extensions);
    Some(message)
}

/// Sets the lifetime in tickets: rustls has one of its own for stateful ones.
fn set_lifetimes(mut messages: &mut [u8], lifetime: u32) {
    while let [kind, a, b, c, rest @ ..] = messages {
        let len = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let Some((body, next)) = rest.split_at_mut_checked(len) else { return };
        if *kind == NEW_SESSION_TICKET {
            body.iter_mut().zip(lifetime.to_be_bytes()).for_each(|(to, from)| *to = from);
        }
        messages = next;
    }
}

/// Keeps a copy of the sending key, for an alert that rustls does not send.
fn keep(key: &AeadKey, iv: Vec<u8>) {
    capture::with(|capture| {
        capture.seal_key = Some((Zeroizing::new(key.as_ref().to_vec()), iv));
        capture.seal_seq = 0;
    });
}

impl MessageDecrypter for Heard<dyn MessageDecrypter> {
    fn decrypt<'a>(
        &mut self,
        message: InboundOpaqueMessage<'a>,
        seq: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        if capture::reviving() {
            return match message.typ {
                ContentType::ApplicationData => message.into_tls13_unpadded_message(),
                _ => Ok(message.into_plain_message()),
            };
        }
        let heard = |plain: &InboundPlainMessage<'_>| {
            capture::with(|capture| {
                capture.open_seq = seq + 1;
                capture.rx.push((plain.typ.into(), plain.payload.to_vec()));
            })
        };
        if !custom::takes_out() {
            let plain = self.0.decrypt(message, seq)?;
            heard(&plain);
            return Ok(plain);
        }
        let mut copy = message.payload.to_vec();
        let opened = InboundOpaqueMessage::new(message.typ, message.version, &mut copy);
        let plain = self.0.decrypt(opened, seq)?;
        heard(&plain);
        let edited = match plain.typ {
            ContentType::Handshake => custom::coming(plain.payload)?,
            _ => None,
        };
        let payload = edited.as_deref().unwrap_or(plain.payload);
        put_back(message, InboundPlainMessage { payload, ..plain })
    }
}

/// Replaces a record by what is in it, which is not longer.
fn put_back<'a>(
    mut record: InboundOpaqueMessage<'a>,
    plain: InboundPlainMessage<'_>,
) -> Result<InboundPlainMessage<'a>, Error> {
    let len = plain.payload.len();
    let room = record.payload.get_mut(..len).ok_or(Error::DecryptError)?;
    room.copy_from_slice(plain.payload);
    record.payload.truncate(len);
    (record.typ, record.version) = (plain.typ, plain.version);
    Ok(record.into_plain_message())
}

struct Heard13(&'static dyn Tls13AeadAlgorithm);

impl Tls13AeadAlgorithm for Heard13 {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        keep(&key, iv.as_ref().to_vec());
        Box::new(Padded(Heard(self.0.encrypter(key, iv))))
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        capture::with(|capture| {
            capture.open_key = Some((Zeroizing::new(key.as_ref().to_vec()), iv.as_ref().to_vec()));
            capture.open_seq = 0;
        });
        Box::new(Heard(self.0.decrypter(key, iv)))
    }

    fn key_len(&self) -> usize {
        self.0.key_len()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.0.extract_keys(key, iv)
    }
}

struct Heard12(&'static dyn Tls12AeadAlgorithm);

impl Tls12AeadAlgorithm for Heard12 {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        keep(&key, [iv, extra].concat());
        Box::new(Heard(self.0.encrypter(key, iv, extra)))
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        capture::with(|capture| {
            // AES-GCM's nonces end with what is in the record.
            let iv = [iv, &[0; NONCE_LEN]].concat().into_iter().take(NONCE_LEN).collect();
            capture.open_key = Some((Zeroizing::new(key.as_ref().to_vec()), iv));
            capture.open_seq = 0;
        });
        Box::new(Heard(self.0.decrypter(key, iv)))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        self.0.key_block_shape()
    }

    fn extract_keys(
        &self,
        key: AeadKey,
        iv: &[u8],
        explicit: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        self.0.extract_keys(key, iv, explicit)
    }
}

/// Listens for the pre-shared keys of tickets.
struct HeardHkdf(&'static dyn Hkdf);

struct HeardExpander(Box<dyn HkdfExpander>);

impl Hkdf for HeardHkdf {
    fn extract_from_zero_ikm(&self, salt: Option<&[u8]>) -> Box<dyn HkdfExpander> {
        Box::new(HeardExpander(self.0.extract_from_zero_ikm(salt)))
    }

    fn extract_from_secret(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        // Only the key itself comes without salt.
        let external = if salt.is_none() { psk::key() } else { None };
        let secret = external.as_ref().map_or(secret, |key| key.as_slice());
        Box::new(HeardExpander(self.0.extract_from_secret(salt, secret)))
    }

    fn expander_for_okm(&self, okm: &OkmBlock) -> Box<dyn HkdfExpander> {
        Box::new(HeardExpander(self.0.expander_for_okm(okm)))
    }

    fn hmac_sign(&self, key: &OkmBlock, message: &[u8]) -> hmac::Tag {
        match capture::revived() {
            Some(secret) => hmac::Tag::new(&vec![0; secret.len()]),
            None => self.0.hmac_sign(key, message),
        }
    }
}

impl HkdfExpander for HeardExpander {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        self.0.expand_slice(info, output)
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        if let [len, label_len, prefix, psk::RESUMED, rest @ ..] = info {
            let info = [&[*len, *label_len, *prefix, psk::label()][..], rest].concat();
            return self.0.expand_block(&info);
        }
        let block = self.0.expand_block(info);
        if let [_, _, _, b"c e traffic", _, hello] = info {
            let secret = exporter::early_secret(&*self.0, hello);
            capture::with(|capture| capture.early_exporter = secret);
        }
        if info.get(3) == Some(&&b"resumption"[..]) {
            if let Some(psk) = capture::revived() {
                return OkmBlock::new(&psk);
            }
            let psk = Zeroizing::new(block.as_ref().to_vec());
            capture::with(|capture| capture.psk = psk);
        }
        if info.get(3) == Some(&&b"res master"[..]) {
            let secret = Zeroizing::new(block.as_ref().to_vec());
            capture::with(|capture| capture.resumption_secret = secret);
        }
        block
    }

    fn hash_len(&self) -> usize {
        self.0.hash_len()
    }
}

/// TLS 1.2's key derivation, which knows of sessions that are revived.
struct HeardPrf(&'static dyn Prf);

impl Prf for HeardPrf {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        kx: Box<dyn ActiveKeyExchange>,
        peer_pub_key: &[u8],
        label: &[u8],
        seed: &[u8],
    ) -> Result<(), Error> {
        if let Some(secret) = capture::revived() {
            let secret = secret.as_slice().try_into().map_err(|_| Error::General(String::new()))?;
            *output = secret;
            return Ok(());
        }
        self.0.for_key_exchange(output, kx, peer_pub_key, label, seed)
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        if capture::reviving() {
            output.fill(0);
        } else {
            self.0.for_secret(output, secret, label, seed);
        }
    }
}

fn common(of: &CipherSuiteCommon) -> CipherSuiteCommon {
    CipherSuiteCommon {
        suite: of.suite,
        hash_provider: schedule::of(of.hash_provider),
        confidentiality_limit: of.confidentiality_limit,
    }
}

/// A DHE_RSA suite: the ECDHE_RSA suite it is like, with the other exchange.
fn dhe_suite(number: u16, all: &[SupportedCipherSuite]) -> Option<SupportedCipherSuite> {
    let SupportedCipherSuite::Tls12(model) = dhe::model(number, all)? else { return None };
    let common = CipherSuiteCommon { suite: dhe::suite_name(number), ..common(&model.common) };
    Some(SupportedCipherSuite::Tls12(Box::leak(Box::new(Tls12CipherSuite {
        common,
        prf_provider: model.prf_provider,
        kx: KeyExchangeAlgorithm::DHE,
        sign: model.sign,
        aead_alg: model.aead_alg,
    }))))
}

fn heard(suite: &SupportedCipherSuite) -> SupportedCipherSuite {
    match *suite {
        SupportedCipherSuite::Tls13(inner) => {
            SupportedCipherSuite::Tls13(Box::leak(Box::new(Tls13CipherSuite {
                common: common(&inner.common),
                hkdf_provider: Box::leak(Box::new(HeardHkdf(schedule::of(
                    inner.common.hash_provider,
                )))),
                aead_alg: Box::leak(Box::new(Heard13(inner.aead_alg))),
                quic: None,
            })))
        }
        SupportedCipherSuite::Tls12(inner) => {
            SupportedCipherSuite::Tls12(Box::leak(Box::new(Tls12CipherSuite {
                common: common(&inner.common),
                prf_provider: Box::leak(Box::new(HeardPrf(schedule::of(
                    inner.common.hash_provider,
                )))),
                kx: inner.kx,
                sign: inner.sign,
                aead_alg: Box::leak(Box::new(Heard12(inner.aead_alg))),
            })))
        }
    }
}

/// Made once: rustls wants suites to be static.
static SUITES: LazyLock<Vec<SupportedCipherSuite>> = LazyLock::new(|| {
    let mut all: Vec<_> = aws_lc_rs::ALL_CIPHER_SUITES.iter().map(heard).collect();
    let dhe = dhe::SUITES.iter().filter_map(|(number, _)| dhe_suite(*number, &all));
    all.extend(dhe.collect::<Vec<_>>());
    all
});

static BASE: LazyLock<CryptoProvider> = LazyLock::new(aws_lc_rs::default_provider);

/// The suite with this number.
pub(super) fn suite(number: u16) -> Option<SupportedCipherSuite> {
    SUITES.iter().copied().find(|suite| u16::from(suite.suite()) == number)
}

/// The group with this number.
pub(super) fn group(number: u16) -> Option<&'static dyn SupportedKxGroup> {
    if number == SECP521R1 {
        return Some(&P521);
    }
    if dhe::is_group(number) {
        return dhe::group(number);
    }
    aws_lc_rs::ALL_KX_GROUPS.iter().copied().find(|group| u16::from(group.name()) == number)
}

/// A provider with these suites and groups, of which unknown ones are left
/// out.
pub(super) fn provider(suites: &[u16], groups: &[u16]) -> CryptoProvider {
    CryptoProvider {
        cipher_suites: suites.iter().filter_map(|&number| suite(number)).collect(),
        kx_groups: groups.iter().filter_map(|&number| group(number)).collect(),
        signature_verification_algorithms: BASE.signature_verification_algorithms,
        secure_random: BASE.secure_random,
        key_provider: BASE.key_provider,
    }
}

/// The same for a server, whose session IDs its owner may choose.
pub(super) fn for_server(suites: &[u16], groups: &[u16]) -> CryptoProvider {
    CryptoProvider { secure_random: &Identifying, ..provider(suites, groups) }
}

/// Random bytes, or a session ID where one is drawn; a handshake's first are
/// those that its program was told of.
#[derive(Debug)]
struct Identifying;

impl SecureRandom for Identifying {
    fn fill(&self, buf: &mut [u8]) -> Result<(), GetRandomFailed> {
        let wanted = capture::with(|capture| std::mem::take(&mut capture.identify));
        let chosen = match wanted {
            Some(true) if buf.len() == 32 => capture::ask(Question::Identify),
            _ => None,
        };
        if let Some(Answer::Id(Some(id))) = chosen {
            buf.copy_from_slice(&id);
            return Ok(());
        }
        let told = |buf: &mut [u8]| {
            let random = capture::with(|capture| capture.server_random.take()).flatten();
            random.map(|random| buf.copy_from_slice(&random))
        };
        if wanted != Some(true) && buf.len() == 32 && told(buf).is_some() {
            return Ok(());
        }
        BASE.secure_random.fill(buf)
    }
}

/// rustls's versions between these two, the highest first.
pub(super) fn versions(min: u16, max: u16) -> Vec<&'static rustls::SupportedProtocolVersion> {
    [(TLS1_3, &rustls::version::TLS13), (TLS1_2, &rustls::version::TLS12)]
        .into_iter()
        .filter(|(number, _)| (min..=max).contains(number))
        .map(|(_, version)| version)
        .collect()
}

/// P-521, which rustls does not have.
#[derive(Debug)]
struct P521;

struct P521Exchange {
    key: PrivateKey,
    point: Vec<u8>,
}

/// The number of P-521.
const SECP521R1: u16 = 0x19;

impl SupportedKxGroup for P521 {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let failed = |_| Error::FailedToGetRandomBytes;
        let key = PrivateKey::generate(KeyKind::Ec(Curve::P521)).map_err(failed)?;
        let Public::Ec(public) = key.public().material() else {
            return Err(Error::FailedToGetRandomBytes);
        };
        let point = public.point(Form::Uncompressed).map_err(failed)?;
        Ok(Box::new(P521Exchange { key, point }))
    }

    fn name(&self) -> NamedGroup {
        SECP521R1.into()
    }
}

impl ActiveKeyExchange for P521Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let invalid = || Error::from(PeerMisbehaved::InvalidKeyShare);
        // Only the uncompressed form is allowed.
        if peer.first() != Some(&4) {
            return Err(invalid());
        }
        let peer = PublicKey::from_point(Curve::P521, peer).map_err(|_| invalid())?;
        let secret = self.key.agree(&peer).map_err(|_| invalid())?;
        Ok(SharedSecret::from(secret.as_slice()))
    }

    fn pub_key(&self) -> &[u8] {
        &self.point
    }

    fn group(&self) -> NamedGroup {
        SECP521R1.into()
    }
}
