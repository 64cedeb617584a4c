//! Messages in words (`SSL_trace`).

use super::SSL;
use super::method::TLS1_3;
use super::texts;
use super::trace_names::*;
use super::trace_suites::SUITES;
use crate::obj::asn1::codec::Kind;
use crate::obj::bio::dump::dump;
use crate::obj::x509::v3::print::Text;
use crate::obj::x509::{X509, X509_NAME, name_print, print};
use std::ffi::c_int;

/// `XN_FLAG_ONELINE`.
const ONE_LINE: std::ffi::c_ulong = 0x0082_031f;

/// The parts of a message that are read from its front.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (front, back) = self.0.split_at_checked(len)?;
        self.0 = back;
        Some(front)
    }

    /// A number of `width` bytes.
    fn number(&mut self, width: usize) -> Option<u32> {
        Some(self.take(width)?.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
    }

    /// Bytes whose number stands before them in `width` bytes.
    fn counted(&mut self, width: usize) -> Option<&'a [u8]> {
        let mut rest = Parts(self.0);
        let len = rest.number(width)?;
        let bytes = rest.take(usize::try_from(len).ok()?)?;
        self.0 = rest.0;
        Some(bytes)
    }
}

/// A message as it becomes text.
struct Trace<'a> {
    ssl: &'a SSL,
    out: Text,
}

/// The text of what a message callback gets; see SSL_CTX_set_msg_callback(3).
pub fn text(ssl: &SSL, sent: bool, content: c_int, bytes: &[u8]) -> Vec<u8> {
    const CHANGE_CIPHER_SPEC: c_int = 20;
    const ALERT: c_int = 21;
    const HANDSHAKE: c_int = 22;
    const HEADER: c_int = 256;
    const INNER: c_int = 257;
    let mut trace = Trace { ssl, out: Text::default() };
    match content {
        HEADER => trace.header(sent, bytes),
        INNER => trace.inner(bytes),
        HANDSHAKE => {
            if trace.handshake(bytes).is_none() {
                trace.out.put("Message length parse error!\n");
            }
            trace.out.put("\n");
        }
        CHANGE_CIPHER_SPEC => {
            match bytes {
                [1] => drop(trace.out.put("    change_cipher_spec (1)\n")),
                _ => trace.hex(4, "unknown value", bytes),
            }
            trace.out.put("\n");
        }
        ALERT => trace.alert(bytes),
        _ => drop(trace.out.put("\n")),
    }
    trace.out.0
}

impl Trace<'_> {
    fn hex(&mut self, indent: usize, name: &str, bytes: &[u8]) {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let line = format!("{name} (len={}): {digits}\n", bytes.len());
        self.out.indent(indent).put(line);
    }

    /// Bytes whose number stands before them.
    fn counted(
        &mut self,
        indent: usize,
        name: &str,
        width: usize,
        parts: &mut Parts<'_>,
    ) -> Option<()> {
        let bytes = parts.counted(width)?;
        self.hex(indent, name, bytes);
        Some(())
    }

    fn dump(&mut self, indent: usize, bytes: &[u8]) {
        dump(bytes, c_int::try_from(indent).unwrap_or(0), |line| {
            self.out.put(line);
            1
        });
    }

    /// A list of numbers of `width` bytes that fills `bytes`.
    fn names(&mut self, indent: usize, names: Names, width: usize, bytes: &[u8]) -> Option<()> {
        let mut parts = Parts(bytes);
        while !parts.0.is_empty() {
            let number = parts.number(width)?;
            let line = format!("{} ({number})\n", name(names, number));
            self.out.indent(indent).put(line);
        }
        Some(())
    }

    fn schemes(&mut self, indent: usize, bytes: &[u8]) -> Option<()> {
        let mut parts = Parts(bytes);
        while !parts.0.is_empty() {
            let number = parts.number(2)?;
            let line = format!("{} (0x{number:04x})\n", name(SCHEMES, number));
            self.out.indent(indent).put(line);
        }
        Some(())
    }

    fn header(&mut self, sent: bool, bytes: &[u8]) {
        let who = if sent { "Sent" } else { "Received" };
        // OpenSSL takes the length from the end, for records of datagrams.
        let [kind, v1, v0, .., l1, l0] = bytes else {
            self.hex(0, &format!("{who} too short message"), bytes);
            self.out.put("\n");
            return;
        };
        let version = u16::from_be_bytes([*v1, *v0]);
        self.out.put(format!(
            "{who} Record\nHeader:\n  Version = {} (0x{version:x})\n  Content Type = {} ({kind})\n  Length = {}\n",
            name(VERSIONS, version),
            name(CONTENTS, *kind),
            u16::from_be_bytes([*l1, *l0]),
        ));
    }

    fn inner(&mut self, bytes: &[u8]) {
        if let Some(kind) = bytes.first() {
            self.out.put(format!("  Inner Content Type = {} ({kind})\n", name(CONTENTS, *kind)));
        }
    }

    fn alert(&mut self, bytes: &[u8]) {
        let [level, description] = bytes else {
            self.out.put("    Illegal Alert Length\n\n");
            return;
        };
        let level_name = texts::alert_level(c_int::from(*level) << 8).1.to_string_lossy();
        let words = texts::alert(c_int::from(*description)).1.to_string_lossy();
        self.out.put(format!(
            "    Level={level_name}({level}), description={words}({description})\n\n"
        ));
    }

    fn handshake(&mut self, bytes: &[u8]) -> Option<()> {
        let mut parts = Parts(bytes);
        let kind = parts.number(1)?;
        let len = parts.number(3)?;
        self.out.put(format!("    {}, Length={len}\n", name(MESSAGES, kind)));
        if usize::try_from(len).ok()? > parts.0.len() {
            return None;
        }
        let parts = &mut parts;
        match kind {
            1 => self.client_hello(parts),
            2 => self.server_hello(parts),
            3 => {
                self.version("server_version", parts)?;
                self.counted(6, "cookie", 1, parts)
            }
            4 => self.ticket(parts),
            8 => self.extensions(6, kind, parts),
            11 => self.certificates(parts),
            12 => self.server_key_exchange(parts),
            13 => self.certificate_request(parts),
            14 => {
                if !parts.0.is_empty() {
                    self.hex(6, "unexpected value", parts.0);
                }
                Some(())
            }
            15 => self.signature(parts),
            16 => self.client_key_exchange(parts),
            20 => {
                self.hex(6, "verify_data", parts.0);
                Some(())
            }
            24 => {
                let [_] = parts.0 else {
                    self.hex(6, "unexpected value", parts.0);
                    return None;
                };
                self.names(6, KEY_UPDATES, 1, parts.0)
            }
            _ => {
                self.out.put("      Unsupported, hex dump follows:\n");
                self.dump(8, parts.0);
                Some(())
            }
        }
    }

    fn is_tls13(&self) -> bool {
        self.ssl.version() == c_int::from(TLS1_3)
    }

    fn version(&mut self, what: &str, parts: &mut Parts<'_>) -> Option<()> {
        let version = parts.number(2)?;
        let line = format!("{what}=0x{version:x} ({})\n", name(VERSIONS, version));
        self.out.indent(6).put(line);
        Some(())
    }

    fn random(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        let mut random = Parts(parts.take(32)?);
        let time = random.number(4)?;
        self.out.put(format!("      Random:\n        gmt_unix_time=0x{time:08X}\n"));
        self.hex(8, "random_bytes", random.0);
        Some(())
    }

    fn client_hello(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        self.version("client_version", parts)?;
        self.random(parts)?;
        self.counted(6, "session_id", 1, parts)?;
        let len = Parts(parts.0).number(2)?;
        let suites = parts.counted(2);
        self.out.put(format!("      cipher_suites (len={len})\n"));
        for suite in suites.filter(|_| len % 2 == 0)?.chunks_exact(2) {
            self.out.put("        ");
            self.suite(suite);
        }
        let len = Parts(parts.0).number(1)?;
        let methods = parts.counted(1)?;
        self.out.put(format!("      compression_methods (len={len})\n"));
        for method in methods {
            let line = format!("        {} (0x{method:02X})\n", name(COMPRESSIONS, *method));
            self.out.put(line);
        }
        self.extensions(6, 1, parts)
    }

    fn suite(&mut self, suite: &[u8]) {
        if let [high, low] = suite {
            let number = u16::from_be_bytes([*high, *low]);
            let line = format!("{{0x{high:02X}, 0x{low:02X}}} {}\n", name(SUITES, number));
            self.out.put(line);
        }
    }

    fn server_hello(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        self.version("server_version", parts)?;
        self.random(parts)?;
        self.counted(6, "session_id", 1, parts)?;
        let suite = parts.take(2)?;
        self.out.put("      cipher_suite ");
        self.suite(suite);
        let method = parts.number(1)?;
        let line = format!("compression_method: {} (0x{method:02X})\n", name(COMPRESSIONS, method));
        self.out.indent(6).put(line);
        self.extensions(6, 2, parts)
    }

    fn extensions(&mut self, indent: usize, message: u32, parts: &mut Parts<'_>) -> Option<()> {
        if parts.0.is_empty() {
            self.out.indent(indent).put("No extensions\n");
            return Some(());
        }
        let len = parts.number(2)?;
        if len == 0 {
            self.out.indent(indent).put("No extensions\n");
            return Some(());
        }
        self.out.indent(indent);
        let mut list = Parts(parts.take(usize::try_from(len).ok()?)?);
        self.out.put(format!("extensions, length = {len}\n"));
        while !list.0.is_empty() {
            let whole = list.0;
            let kind = list.number(2)?;
            let len = list.number(2)?;
            let Some(body) = list.take(usize::try_from(len).ok()?) else {
                self.out.put(format!("extensions, extype = {kind}, extlen = {len}\n"));
                self.dump(indent + 2, whole);
                return None;
            };
            let line = format!("extension_type={}({kind}), length={len}\n", name(EXTENSIONS, kind));
            self.out.indent(indent + 2).put(line);
            self.extension(indent + 4, message, kind, body)?;
        }
        Some(())
    }

    fn extension(&mut self, indent: usize, message: u32, kind: u32, body: &[u8]) -> Option<()> {
        const SERVER_HELLO: u32 = 2;
        const NEW_SESSION_TICKET: u32 = 4;
        let from_server = message == SERVER_HELLO;
        let mut parts = Parts(body);
        let whole = |parts: &mut Parts<'_>, width| {
            let mut all = Parts(parts.0);
            let list = all.counted(width)?.len();
            all.0.is_empty().then_some(list)?;
            parts.take(width)?;
            Some(())
        };
        match kind {
            1 => {
                let [_, ..] = body else { return None };
                self.names(indent, FRAGMENTS, 1, body)
            }
            10 => {
                whole(&mut parts, 2)?;
                self.names(indent, GROUPS, 2, parts.0)
            }
            11 => {
                whole(&mut parts, 1)?;
                self.names(indent, POINT_FORMATS, 1, parts.0)
            }
            13 => {
                whole(&mut parts, 2)?;
                self.schemes(indent, parts.0)
            }
            16 => {
                whole(&mut parts, 2)?;
                while !parts.0.is_empty() {
                    let name = parts.counted(1)?;
                    self.out.indent(indent).put(name).put("\n");
                }
                Some(())
            }
            35 => {
                if !body.is_empty() {
                    self.hex(indent + 2, "ticket", body);
                }
                Some(())
            }
            42 if message != NEW_SESSION_TICKET => Some(()),
            42 => {
                let [_, _, _, _] = body else { return None };
                let most = parts.number(4)?;
                self.out.indent(indent).put(format!("max_early_data={most}\n"));
                Some(())
            }
            43 if from_server => {
                let [_, _] = body else { return None };
                self.names(indent + 2, VERSIONS, 2, body)
            }
            43 => {
                whole(&mut parts, 1)?;
                if parts.0.len() % 2 != 0 {
                    return None;
                }
                self.names(indent, VERSIONS, 2, parts.0)
            }
            45 => {
                whole(&mut parts, 1)?;
                self.names(indent, PSK_MODES, 1, parts.0)
            }
            51 => self.key_shares(indent + 2, from_server, body),
            65281 => {
                whole(&mut parts, 1)?;
                if parts.0.is_empty() {
                    self.out.indent(indent + 2).put("<EMPTY>\n");
                    return Some(());
                }
                if from_server && parts.0.len() % 2 != 0 {
                    return None;
                }
                let half = if from_server { parts.0.len() / 2 } else { parts.0.len() };
                let own = parts.take(half)?;
                self.hex(indent + 2, "client_verify_data", own);
                if from_server {
                    self.hex(indent + 2, "server_verify_data", parts.0);
                }
                Some(())
            }
            _ => {
                self.dump(indent, body);
                Some(())
            }
        }
    }

    fn key_shares(&mut self, indent: usize, from_server: bool, body: &[u8]) -> Option<()> {
        let mut parts = Parts(body);
        let group = |trace: &mut Self, parts: &mut Parts<'_>| {
            let group = parts.number(2)?;
            let line = format!("NamedGroup: {} ({group})\n", name(GROUPS, group));
            trace.out.indent(indent).put(line);
            Some(())
        };
        if from_server && body.len() == 2 {
            return group(self, &mut parts);
        }
        if !from_server {
            let list = parts.counted(2)?;
            if !parts.0.is_empty() {
                return None;
            }
            parts = Parts(list);
        }
        while !parts.0.is_empty() {
            let mut share = Parts(parts.0);
            parts.take(2)?;
            parts.counted(2)?;
            if from_server && !parts.0.is_empty() {
                return None;
            }
            group(self, &mut share)?;
            self.counted(indent, "key_exchange: ", 2, &mut share)?;
        }
        Some(())
    }

    fn signature(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        let scheme = parts.number(2)?;
        let line = format!("Signature Algorithm: {} (0x{scheme:04x})\n", name(SCHEMES, scheme));
        self.out.indent(6).put(line);
        self.counted(6, "Signature", 2, parts)
    }

    /// How keys are exchanged in this connection, and says so.
    fn key_exchange(&mut self) -> &'static str {
        const ECDHE: c_int = 1038;
        const DHE: c_int = 1039;
        let kind = match self.ssl.current_cipher().map(|cipher| cipher.kx_nid()) {
            Some(ECDHE) => "ECDHE",
            Some(DHE) => "DHE",
            _ => "UNKNOWN",
        };
        self.out.put(format!("      KeyExchangeAlgorithm={kind}\n"));
        kind
    }

    fn server_key_exchange(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        match self.key_exchange() {
            "ECDHE" => {
                let kind = Parts(parts.0).number(1)?;
                match kind {
                    1 => drop(self.out.put("        explicit_prime\n")),
                    2 => drop(self.out.put("        explicit_char2\n")),
                    3 => {
                        parts.take(1)?;
                        let curve = parts.number(2)?;
                        let line = format!("named_curve: {} ({curve})\n", name(GROUPS, curve));
                        self.out.indent(8).put(line);
                        self.counted(8, "point", 1, parts)?;
                    }
                    _ => {
                        self.out.put(format!("        UNKNOWN CURVE PARAMETER TYPE {kind}\n"));
                        return None;
                    }
                }
            }
            "DHE" => {
                self.counted(8, "dh_p", 2, parts)?;
                self.counted(8, "dh_g", 2, parts)?;
                self.counted(8, "dh_Ys", 2, parts)?;
            }
            _ => {}
        }
        if parts.0.is_empty() { Some(()) } else { self.signature(parts) }
    }

    fn client_key_exchange(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        match self.key_exchange() {
            "ECDHE" => self.counted(8, "ecdh_Yc", 1, parts)?,
            "DHE" => self.counted(8, "dh_Yc", 2, parts)?,
            _ => {}
        }
        parts.0.is_empty().then_some(())
    }

    fn certificates(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        let tls13 = self.is_tls13();
        if tls13 {
            self.counted(6, "context", 1, parts)?;
        }
        let len = parts.number(3)?;
        if usize::try_from(len).ok()? != parts.0.len() {
            return None;
        }
        self.out.put(format!("      certificate_list, length={len}\n"));
        while !parts.0.is_empty() {
            let der = parts.counted(3)?;
            self.certificate(der);
            if tls13 {
                self.extensions(8, 11, parts)?;
            }
        }
        Some(())
    }

    fn certificate(&mut self, der: &[u8]) {
        self.out.put(format!("        ASN.1Cert, length={}", der.len()));
        let read = X509::parse(der);
        let used = read.as_ref().map_or(0, |(_, used)| *used);
        match read {
            Err(_) => drop(self.out.put("<UNPARSABLE CERTIFICATE>\n")),
            Ok((x509, _)) => {
                self.out.put("\n------details-----\n");
                if let Ok(text) = print::certificate(&x509, ONE_LINE, 0) {
                    self.out.put(text);
                }
                self.out.put(crate::der::pem::write(b"CERTIFICATE", b"", &x509.der()));
                self.out.put("------------------\n");
            }
        }
        if used != der.len() {
            self.out.put("<TRAILING GARBAGE AFTER CERTIFICATE>\n");
        }
    }

    fn certificate_request(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        if self.is_tls13() {
            self.counted(6, "request_context", 1, parts)?;
            return self.extensions(6, 13, parts);
        }
        let len = Parts(parts.0).number(1)?;
        let kinds = parts.counted(1)?;
        self.out.put(format!("      certificate_types (len={len})\n"));
        self.names(8, CERTIFICATE_TYPES, 1, kinds)?;
        let len = Parts(parts.0).number(2)?;
        let schemes = parts.counted(2).filter(|_| len % 2 == 0)?;
        self.out.put(format!("      signature_algorithms (len={len})\n"));
        self.schemes(8, schemes)?;
        let len = Parts(parts.0).number(2)?;
        self.out.indent(6);
        let names = parts.counted(2)?;
        self.out.put(format!("certificate_authorities (len={len})\n"));
        let mut names = Parts(names);
        while !names.0.is_empty() {
            let der = names.counted(2)?;
            self.out.put(format!("        DistinguishedName (len={}): ", der.len()));
            let text = X509_NAME::decode(der)
                .and_then(|(name, _)| name_print::to_text(&name, 0, ONE_LINE));
            match text {
                Ok(text) => self.out.put(text).put("\n"),
                Err(_) => self.out.put("<UNPARSABLE DN>\n"),
            };
        }
        parts.0.is_empty().then_some(())
    }

    fn ticket(&mut self, parts: &mut Parts<'_>) -> Option<()> {
        if parts.0.is_empty() {
            self.out.put("        No Ticket\n");
            return Some(());
        }
        let hint = parts.number(4)?;
        self.out.put(format!("        ticket_lifetime_hint={hint}\n"));
        let tls13 = self.is_tls13();
        if tls13 {
            let age = parts.number(4)?;
            self.out.put(format!("        ticket_age_add={age}\n"));
            self.counted(8, "ticket_nonce", 1, parts)?;
        }
        self.counted(8, "ticket", 2, parts)?;
        if tls13 {
            self.extensions(8, 4, parts)?;
        }
        parts.0.is_empty().then_some(())
    }
}
