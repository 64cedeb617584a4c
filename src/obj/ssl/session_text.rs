//! Sessions as text.

use super::session::SSL_SESSION;
use zeroize::Zeroizing;

/// Capital hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

impl SSL_SESSION {
    /// The text that `SSL_SESSION_print` writes.
    pub fn describe(&self) -> Zeroizing<String> {
        use std::fmt::Write as _;
        let data = self.data();
        let version = super::texts::version(data.version).to_string_lossy();
        let suite =
            data.suite.map_or_else(|| "(NONE)".into(), |suite| suite.name().to_string_lossy());
        let tls13 = data.version == 0x0304;
        let mut out = String::from("SSL-Session:\n");
        let _ = writeln!(out, "    Protocol  : {version}");
        let _ = writeln!(out, "    Cipher    : {suite}");
        let _ = writeln!(out, "    Session-ID: {}", hex(&data.id));
        let _ = writeln!(out, "    Session-ID-ctx: {}", hex(&data.id_context));
        let label = if tls13 { "Resumption PSK" } else { "Master-Key" };
        let _ = writeln!(out, "    {label}: {}", hex(&data.key));
        out.push_str(
            "    PSK identity: None\n    PSK identity hint: None\n    SRP username: None\n",
        );
        if data.lifetime_hint != 0 {
            let hint = data.lifetime_hint;
            let _ = writeln!(out, "    TLS session ticket lifetime hint: {hint} (seconds)");
        }
        if !data.ticket.is_empty() {
            out.push_str("    TLS session ticket:\n");
            for (row, bytes) in data.ticket.chunks(16).enumerate() {
                let _ = write!(out, "    {:04x} - ", row * 16);
                for (at, byte) in bytes.iter().enumerate() {
                    let _ = write!(out, "{byte:02x}{}", if at == 7 { "-" } else { " " });
                }
                out.push_str(&"   ".repeat(16 - bytes.len()));
                out.push_str("  ");
                out.extend(bytes.iter().map(|b| match b {
                    b' '..=b'~' => char::from(*b),
                    _ => '.',
                }));
                out.push('\n');
            }
            out.push('\n');
        }
        if data.time != 0 {
            let _ = writeln!(out, "    Start Time: {}", data.time);
        }
        if data.timeout != 0 {
            let _ = writeln!(out, "    Timeout   : {} (sec)", data.timeout);
        }
        let reason = crate::pki::error::text(data.verify_result);
        let _ = writeln!(
            out,
            "    Verify return code: {} ({})",
            data.verify_result,
            reason.to_string_lossy()
        );
        let ems = if data.ems && !tls13 { "yes" } else { "no" };
        let _ = writeln!(out, "    Extended master secret: {ems}");
        if tls13 {
            let _ = writeln!(out, "    Max Early Data: {}", data.max_early_data);
        }
        Zeroizing::new(out)
    }

    /// The line that `SSL_SESSION_print_keylog` writes; `None` without an ID
    /// or a secret.
    pub fn key_log_line(&self) -> Option<Zeroizing<String>> {
        let data = self.data();
        let key = Some(&data.key).filter(|key| !key.is_empty() && !data.id.is_empty())?;
        let line = format!("RSA Session-ID:{} Master-Key:{}\n", hex(&data.id), hex(key));
        Some(Zeroizing::new(line))
    }
}
