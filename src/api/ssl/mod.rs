//! `openssl/ssl.h`: a file per name prefix or subject.

use crate::obj::ssl::{SSL, SSL_CTX, SSL_SESSION};

crate::arc_handle!(SSL, SSL_CTX, SSL_SESSION);

pub mod dtls;
pub mod init;
pub mod shared;
#[allow(clippy::module_inception, reason = "the functions without another prefix")]
pub mod ssl;
pub mod ssl_absent;
pub mod ssl_alert;
pub mod ssl_async;
pub mod ssl_bio;
pub mod ssl_ca_list;
pub mod ssl_cert;
pub mod ssl_check_chain;
pub mod ssl_cipher;
pub mod ssl_client_hello;
pub mod ssl_conf;
pub mod ssl_ct;
pub mod ssl_ctrl;
pub mod ssl_ctx;
pub mod ssl_custom_ext;
pub mod ssl_dane;
pub mod ssl_dh;
pub mod ssl_early;
pub mod ssl_io;
pub mod ssl_max_fragment;
pub mod ssl_method;
pub mod ssl_padding;
pub mod ssl_post_handshake;
pub mod ssl_psk;
pub mod ssl_security;
pub mod ssl_serverinfo;
pub mod ssl_session;
pub mod ssl_session_der;
pub mod ssl_srtp;
pub mod ssl_stateless;
pub mod ssl_ticket;
pub mod ssl_trace;
pub mod ssl_trust;
pub mod ssl_verify;
