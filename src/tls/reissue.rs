//! Tickets that a TLS 1.3 server issues when its owner asks for them, after
//! the handshake.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::hello::EARLY_DATA;
use super::observe::Watch;
use super::session::{self, Session};
use super::{Alert, Reply, exporter, provider};
use crate::crypto::rand;
use crate::err;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What tickets are made of.
#[derive(Default)]
pub(super) struct Issuer {
    /// The resumption master secret.
    pub(super) secret: Zeroizing<Vec<u8>>,
    /// Whether the session may be kept, once that was asked.
    pub(super) keep: Option<bool>,
    /// How many tickets are asked for and not sent.
    pub(super) due: usize,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("due", &self.due).finish_non_exhaustive()
    }
}

impl Issuer {
    /// One more session like `of` and the NewSessionTicket for it; `None` if
    /// the owner has none sent.
    pub(super) fn issue(
        &mut self,
        watch: &Watch<'_>,
        of: &Session,
    ) -> Result<Option<(Arc<Session>, Vec<u8>)>, Alert> {
        let failed = || alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR);
        let keep = *self.keep.get_or_insert_with(|| watch.host.session_keep());
        if !keep || self.secret.is_empty() {
            return Ok(None);
        }
        let mut random = [0; 32 + 32 + 4];
        rand::fill(&mut random).map_err(|_| failed())?;
        let (nonce, rest) = random.split_at(32);
        let (id, age_add) = rest.split_at(32);
        let suite = provider::suite(of.suite).and_then(|suite| suite.tls13()).ok_or_else(failed)?;
        let mut psk = Zeroizing::new(vec![0; suite.common.hash_provider.output_len()]);
        exporter::expand(suite, &self.secret, b"resumption", nonce, &mut psk).ok_or_else(failed)?;
        let options = &watch.settings.options;
        let stateful = session::is_stateful(watch.settings);
        let (resumed, alpn) = watch.facts.with(|facts| (facts.resumed, facts.alpn.clone()));
        let session = Arc::new(Session {
            version: of.version,
            suite: of.suite,
            id: id.to_vec(),
            lifetime_hint: options.session_timeout,
            age_add: u32::from_be_bytes(age_add.try_into().map_err(|_| failed())?),
            created: session::now(),
            master_key: psk,
            peer_chain: of.peer_chain.clone(),
            verify_result: of.verify_result,
            alpn,
            server_name: of.server_name.clone(),
            ems: true,
            id_context: watch.settings.session_id_context.clone(),
            group: of.group,
            fragment: of.fragment,
            max_early_data: watch.settings.max_early_data,
            stateful,
            ..Session::default()
        });
        let ticket = match stateful {
            true => id.to_vec(),
            false => match watch.host.ticket_seal(&session, resumed) {
                Reply::Go(Some(ticket)) => ticket,
                Reply::Go(None) => return Ok(None),
                Reply::Fail(alert) => return Err(alert),
                Reply::Suspend(_) => return Err(failed()),
            },
        };
        let message = message(&session, nonce, &ticket).ok_or_else(failed)?;
        Ok(Some((session, message)))
    }
}

/// A NewSessionTicket.
fn message(session: &Session, nonce: &[u8], ticket: &[u8]) -> Option<Vec<u8>> {
    let early = match session.max_early_data {
        0 => Vec::new(),
        most => [&EARLY_DATA.to_be_bytes()[..], &[0, 4], &most.to_be_bytes()].concat(),
    };
    let body = [
        &session.lifetime_hint.to_be_bytes()[..],
        &session.age_add.to_be_bytes(),
        &[u8::try_from(nonce.len()).ok()?],
        nonce,
        &u16::try_from(ticket.len()).ok()?.to_be_bytes(),
        ticket,
        &u16::try_from(early.len()).ok()?.to_be_bytes(),
        &early,
    ]
    .concat();
    let [0, len @ ..] = u32::try_from(body.len()).ok()?.to_be_bytes() else { return None };
    Some([&[provider::NEW_SESSION_TICKET][..], &len, &body].concat())
}
