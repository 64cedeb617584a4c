//! Early data, as far as a server without any goes.

use super::SSL;
use super::connection::Want;
use super::method::TLS1_3;
use crate::err::{self, Error, Lib, Result};
use crate::tls::State as Step;

/// How far a server has come that was asked for early data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Early {
    /// It was not asked.
    #[default]
    NotAsked,
    /// The handshake goes on as far as to where early data would end.
    Asked,
    /// It has been said that there is none.
    Finished,
}

impl SSL {
    /// Takes a server's handshake to where early data would end.
    ///
    /// Returns: false if that waits or fails, as the connection then says.
    /// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`.
    pub fn finish_early_data(&self) -> Result<bool> {
        let begun = self.state.with(|s| s.early);
        let allowed = match begun {
            Early::NotAsked => self.is_server() && self.in_before(),
            Early::Asked => true,
            Early::Finished => false,
        };
        if !allowed {
            return Err(Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        }
        if self.role().is_none() {
            self.set_role(crate::tls::Role::Server);
        }
        self.state.with(|s| s.early = Early::Asked);
        let done = self.handshake().is_ok();
        // All is sent, or a hello that asks for another, and the client is to answer.
        let waits = matches!(self.state.with(|s| s.want), Want::Reading);
        let answered = self.facts(|facts| {
            let sent = matches!(
                facts.state,
                Step::EarlyData | Step::ServerWriteServerHello | Step::ServerWriteChange
            );
            facts.version == TLS1_3 && sent && !facts.failed && waits
        });
        if done || answered {
            self.state.with(|s| s.early = Early::Finished);
        }
        Ok(done || answered)
    }
}
