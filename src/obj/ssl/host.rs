//! What the engine asks of a connection's owner: the program's callbacks,
//! in OpenSSL's order, with no lock held.

use super::config::is_alpn_list;
use super::connection::STATUS_OCSP;
use super::method::TLS1_3;
use super::{SSL, settings};
use crate::abi::{Arg, In, Mut, Opaque, Out, stack};
use crate::err::{self, Error, Lib};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::x509::X509;
use crate::tls::{
    Alert, CertRequest, ClientAuth, ClientHello, Credential, Facts, Host, Info, Message, PeerChain,
    Place, Received, Reply, Role, Session, Settings, Suspend, Ticket, Verdict,
};
use std::ffi::{CString, c_int, c_uchar, c_uint};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// `SSL_TLSEXT_ERR_*`.
pub(super) mod answer {
    use std::ffi::c_int;
    pub(super) const OK: c_int = 0;
    pub(super) const ALERT_WARNING: c_int = 1;
    pub(super) const ALERT_FATAL: c_int = 2;
    pub(super) const NOACK: c_int = 3;
}

const INTERNAL_ERROR: u8 = 80;
const UNRECOGNIZED_NAME: u8 = 112;
const NO_APPLICATION_PROTOCOL: u8 = 120;
/// The extension number of status_request.
const STATUS_REQUEST: u16 = 5;

#[track_caller]
pub(super) fn alert<T>(description: u8, reason: c_int) -> Reply<T> {
    Reply::Fail(Alert { description, error: Error::new(Lib::Ssl, reason) })
}

/// An alert number as a callback stored it.
fn description(value: c_int) -> u8 {
    u8::try_from(value).unwrap_or(INTERNAL_ERROR)
}

/// Runs the steps on a ClientHello that have not been run yet; `Err` ends
/// or suspends the handshake.
pub(super) type Stop = Reply<Box<Settings>>;

impl SSL {
    /// client_hello_cb.
    fn step_client_hello(&self) -> Result<(), Stop> {
        let Some((Some(call), arg)) = self.hooks(|hooks| hooks.client_hello) else {
            return Ok(());
        };
        let mut value = c_int::from(INTERNAL_ERROR);
        match call(Mut::lend(self), Out::lend(&mut value), arg.0) {
            1 => Ok(()),
            -1 => Err(Reply::Suspend(Suspend::ClientHello)),
            _ => Err(alert(description(value), err::ssl::R_CALLBACK_FAILED)),
        }
    }

    /// The program's own extensions.
    fn step_custom(&self, hello: &ClientHello) -> Result<(), Stop> {
        match self.custom_of_hello(&hello.extensions) {
            Reply::Go(()) => Ok(()),
            Reply::Fail(alert) => Err(Reply::Fail(alert)),
            Reply::Suspend(why) => Err(Reply::Suspend(why)),
        }
    }

    /// servername_cb, which runs whether or not a name was sent.
    fn step_server_name(&self, hello: &ClientHello) -> Result<(), Stop> {
        let own = self.hooks(|hooks| hooks.servername);
        let hook = own.get().or_else(|| self.session_hooks(|h| h.servername).get());
        let mut value = c_int::from(UNRECOGNIZED_NAME);
        let result = match hook {
            Some(hook) => (hook.call)(Mut::lend(self), Out::lend(&mut value), hook.arg.0),
            None => answer::NOACK,
        };
        match result {
            answer::ALERT_FATAL => {
                return Err(alert(description(value), err::ssl::R_CALLBACK_FAILED));
            }
            answer::OK => {
                self.state.with(|s| s.name_accepted = hello.server_name.is_some());
            }
            // A warning is not sent: TLS 1.3 has none.
            answer::ALERT_WARNING | answer::NOACK => {}
            _ => {}
        }
        Ok(())
    }

    /// cert_cb, in both roles.
    fn step_cert_cb<T>(&self) -> Result<(), Reply<T>> {
        let Some(hook) = self.config.look(|c| c.identity.cert_cb.get()) else { return Ok(()) };
        match (hook.call)(Mut::lend(self), hook.arg.0) {
            0 if self.is_server() => Err(alert(INTERNAL_ERROR, err::ssl::R_CERT_CB_ERROR)),
            0 => Err(alert(INTERNAL_ERROR, err::ssl::R_CALLBACK_FAILED)),
            ..0 => Err(Reply::Suspend(Suspend::X509Lookup)),
            1.. => Ok(()),
        }
    }

    /// The ALPN choice.
    fn step_alpn(&self, hello: &ClientHello) -> Result<(), Stop> {
        let Some((Some(call), arg)) = self.hooks(|hooks| hooks.alpn_select) else {
            return Ok(());
        };
        if hello.alpn.is_empty() || !is_alpn_list(&hello.alpn) {
            return Ok(());
        }
        let (mut chosen, mut len): (*const c_uchar, c_uchar) = (std::ptr::null(), 0);
        let offered = c_uint::try_from(hello.alpn.len()).unwrap_or(0);
        let result = call(
            Mut::lend(self),
            Out::lend(&mut chosen),
            Out::lend(&mut len),
            hello.alpn.as_ptr(),
            offered,
            arg.0,
        );
        match result {
            answer::OK if len == 0 => Err(alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR)),
            answer::OK => {
                let name = Arg(chosen.cast_mut().cast()).bytes(usize::from(len));
                let name = name.map(<[u8]>::to_vec).unwrap_or_default();
                self.state.with(|s| s.alpn_choice = name);
                Ok(())
            }
            answer::NOACK => Ok(()),
            _ => Err(alert(NO_APPLICATION_PROTOCOL, err::ssl::R_NO_APPLICATION_PROTOCOL)),
        }
    }

    /// What a client asks for of its server's certificate's status, and a
    /// server is asked for; -1 for nothing.
    pub fn status_type(&self) -> c_int {
        let (hello, step) = self.state.with(|s| (s.hello.clone(), s.hello_step));
        // The program is shown the hello before it is read, and what is resumed has its status.
        let counts = self.is_server() && step > 0 && !self.facts(|facts| facts.resumed);
        let asks = |hello: Arc<ClientHello>| {
            hello.extension(STATUS_REQUEST)?.first().map(|kind| c_int::from(*kind))
        };
        if counts && hello.and_then(asks) == Some(STATUS_OCSP) {
            return STATUS_OCSP;
        }
        self.config.look(|c| c.status_type)
    }

    /// The OCSP response to staple, if the client asked for one.
    fn step_status(&self, hello: &ClientHello) -> Result<(), Stop> {
        let asked = hello.extensions.iter().any(|(number, _)| *number == STATUS_REQUEST);
        let Some(hook) = self.hooks(|hooks| hooks.status).get().filter(|_| asked) else {
            return Ok(());
        };
        match (hook.call)(Mut::lend(self), hook.arg.0) {
            answer::OK => Ok(()),
            answer::NOACK => {
                self.set_ocsp_response(None);
                Ok(())
            }
            _ => Err(alert(INTERNAL_ERROR, err::ssl::R_CLIENTHELLO_TLSEXT)),
        }
    }

    fn run_hello_steps(&self, hello: &ClientHello) -> Result<(), Stop> {
        const STEPS: u8 = 7;
        loop {
            match (self.state.with(|s| s.hello_step), hello.version == TLS1_3) {
                (0, _) => self.step_client_hello()?,
                (1, _) => {
                    self.step_cookie(hello)?;
                    self.step_custom(hello)?;
                    self.step_ticket(hello)?;
                }
                (2, _) => self.step_server_name(hello)?,
                (3, _) => self.step_secret(hello)?,
                (4 | 5, false) if self.has_secret() => {}
                (4, false) | (5, true) => self.step_cert_cb()?,
                (5, false) | (6, true) => self.step_status(hello)?,
                (6, false) | (4, true) => self.step_alpn(hello)?,
                (STEPS.., _) => return Ok(()),
            }
            self.state.with(|s| s.hello_step += 1);
        }
    }

    /// What the client's callbacks choose when a server asks.
    fn client_credential(
        &self,
        request: &CertRequest,
    ) -> Result<Option<Arc<Credential>>, Reply<Option<Arc<Credential>>>> {
        self.step_cert_cb()?;
        let ctx = self.ctx();
        let complete = |ssl: &SSL| {
            ssl.config.look(|c| c.identity.certs.entries().iter().any(|e| e.is_complete()))
        };
        let callback = ctx.hooks.look(|hooks| hooks.client_cert);
        if let Some(callback) = callback.filter(|_| !complete(self)) {
            let (mut x509, mut key): (*mut X509, *mut EVP_PKEY) =
                (std::ptr::null_mut(), std::ptr::null_mut());
            match callback(Mut::lend(self), Out::lend(&mut x509), Out::lend(&mut key)) {
                ..0 => return Err(Reply::Suspend(Suspend::X509Lookup)),
                0 => {}
                1.. => {
                    let x509 = stack::take::<X509>(Opaque(x509.cast()));
                    let key = stack::take::<EVP_PKEY>(Opaque(key.cast()));
                    if let (Some(x509), Some(key)) = (x509, key) {
                        let taken = self.config.with(|c| {
                            let certs = &mut c.identity.certs;
                            certs.set_certificate(x509).and_then(|()| certs.set_key(key))
                        });
                        if let Err(error) = taken {
                            err::push(&error, "SSL_do_handshake");
                        }
                    } else {
                        let reason = err::ssl::R_BAD_DATA_RETURNED_BY_CALLBACK;
                        err::push(&Error::new(Lib::Ssl, reason), "ssl_do_client_cert_cb");
                    }
                }
            }
        }
        let config = self.config.share();
        let certs = &config.identity.certs;
        let all = certs.current().into_iter().chain(certs.entries());
        let mut own = all.filter_map(|entry| settings::credential(entry, &ctx, &config, &[]));
        let first = own.next();
        // What the server does not know will not do, if there is another.
        let fits = |own: &Arc<Credential>| {
            own.key.schemes().iter().any(|scheme| request.sigalgs.contains(scheme))
        };
        Ok(if first.as_ref().is_some_and(fits) { first } else { own.find(fits).or(first) })
    }
}

impl Host for SSL {
    fn client_hello(&self, hello: &Arc<ClientHello>) -> Reply<Box<Settings>> {
        self.state.with(|s| {
            if s.hello.is_none() {
                s.hello = Some(Arc::clone(hello));
                s.hello_step = 0;
            }
        });
        if let Err(stop) = self.run_hello_steps(hello) {
            return stop;
        }
        match self.settings(Role::Server) {
            Ok(settings) => Reply::Go(Box::new(settings)),
            Err(error) => Reply::Fail(Alert { description: INTERNAL_ERROR, error }),
        }
    }

    fn cert_request(&self, request: &CertRequest) -> Reply<Option<Arc<Credential>>> {
        // The authorities that were lent are another request's.
        self.lent.with(|lent| lent.ca_list = None);
        match self.client_credential(request) {
            Ok(credential) => Reply::Go(credential),
            Err(stop) => stop,
        }
    }

    fn verify_peer(&self, peer: &PeerChain) -> Reply<Verdict> {
        self.judge(peer)
    }

    fn keylog(&self, line: &str) {
        let callback = self.hooks(|hooks| hooks.keylog);
        if let (Some(callback), Ok(line)) = (callback, CString::new(line)) {
            callback(In::lend(self), line.as_ptr());
        }
    }

    fn session_new(&self, session: Arc<Session>) {
        self.made_session(&session);
    }

    fn session_get(&self, id: &[u8]) -> Option<Arc<Session>> {
        self.find_session(id)
    }

    fn session_remove(&self, id: &[u8]) {
        self.forget_session(id);
    }

    fn early_data_allowed(&self) -> bool {
        let hook = self.config.look(|c| c.allow_early_data).get();
        hook.is_none_or(|hook| (hook.call)(Mut::lend(self), hook.arg.0) == 1)
    }

    fn session_keep(&self) -> bool {
        self.may_keep_session()
    }

    fn session_id(&self) -> Reply<Option<[u8; 32]>> {
        self.new_session_id()
    }

    fn session_secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.client_secret()
    }

    fn ticket_seal(&self, session: &Arc<Session>, resumed: bool) -> Reply<Option<Vec<u8>>> {
        self.seal_ticket(session, resumed)
    }

    fn ticket_open(&self, ticket: &[u8]) -> Reply<Option<Ticket>> {
        self.open_ticket(ticket)
    }

    fn psk_offer(&self) -> Reply<Option<Arc<Session>>> {
        self.psk_to_offer()
    }

    fn psk_find(&self, identity: &[u8]) -> Reply<Option<Arc<Session>>> {
        self.psk_of(identity)
    }

    fn padding(&self, kind: u8, len: usize) -> usize {
        let hook = self.config.look(|c| c.padding).get();
        hook.map_or(0, |hook| (hook.call)(Mut::lend(self), kind.into(), len, hook.arg.0))
    }

    fn extensions(&self, place: &Place) -> Reply<Vec<u8>> {
        self.custom_extensions(place)
    }

    fn extension(&self, received: &Received) -> Reply<()> {
        self.custom_extension(received)
    }

    fn client_auth(&self) -> Reply<ClientAuth> {
        self.late_auth()
    }

    fn verify_late(&self, peer: &PeerChain) -> Reply<Verdict> {
        self.judge_late(peer)
    }

    fn client_proved(&self, known: bool) -> Reply<usize> {
        self.peer_proved(known)
    }

    fn cookie(&self) -> Reply<Vec<u8>> {
        self.own_cookie()
    }

    fn timer(&self, last: Duration) -> Option<Duration> {
        SSL::timer(self, last)
    }

    fn dtls_cookie(&self) -> Option<Vec<u8>> {
        self.make_cookie()
    }

    fn dtls_cookie_is_good(&self, cookie: &[u8]) -> Option<bool> {
        self.check_cookie(cookie)
    }

    fn pauses(&self, outcome: &crate::tls::Outcome) {
        let bad_record = self.facts(|facts| facts.bad_record);
        self.state.with(|s| s.want = super::io::want_of(outcome, s.finished, bad_record));
    }

    fn info(&self, event: Info) {
        const CONNECT: c_int = 0x1000;
        const ACCEPT: c_int = 0x2000;
        let Some(callback) = self.info_callback() else { return };
        // A program may write from the callback that tells the handshake's end:
        // it is told when the engine is back in its place, unless tickets follow.
        let done = event == Info::Done;
        let ready = done && !self.facts(Facts::in_init);
        let later = self.state.with(|s| {
            let later = s.busy && !s.finished && (ready || !s.ending.untold.is_empty());
            if later {
                s.ending.untold.push(event);
            }
            s.ending.early = done && !later;
            later
        });
        if later {
            return;
        }
        let role = if self.is_server() { ACCEPT } else { CONNECT };
        let (place, value) = match event {
            Info::Start => (0x10, 1),
            Info::Loop => (role | 1, 1),
            Info::Exit(result) => (role | 2, result),
            Info::Done => (0x20, 1),
            Info::AlertRead(code) => (0x4004, c_int::from(code)),
            Info::AlertWritten(code) => (0x4008, c_int::from(code)),
        };
        callback(In::lend(self), place, value);
        if done {
            self.state.with(|s| s.ending.early = false);
        }
    }

    fn message(&self, message: &Message<'_>) {
        let Some(hook) = self.config.look(|c| c.msg_cb).get() else { return };
        (hook.call)(
            message.written.into(),
            message.version.into(),
            message.content_type.into(),
            message.bytes.as_ptr().cast(),
            message.bytes.len(),
            Mut::lend(self),
            hook.arg.0,
        );
    }
}
