//! `tlsrs info`: what this library is and can.

use super::run::drop_in;
use std::fmt::Write as _;
use tlsrs::obj::ssl::{cipher_list, groups};

/// Everything, as text.
pub fn info() -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<10} {value}");
    };
    line("tlsrs", env!("CARGO_PKG_VERSION"));
    line("rustls", env!("TLSRS_RUSTLS_VERSION"));
    line("aws-lc", &format!("{} (aws-lc-sys)", env!("TLSRS_AWS_LC_SYS_VERSION")));
    line("protocols", "TLSv1.2 TLSv1.3");
    let names: Vec<_> = groups::default_groups()
        .into_iter()
        .filter_map(|id| groups::Group::by_id(id).map(|group| group.name.to_string_lossy()))
        .collect();
    line("groups", &names.join(" "));
    // The defaults parse, and a list that did not would be shown empty.
    let tls13 = cipher_list::parse_tls13(cipher_list::DEFAULT_TLS13.to_bytes()).unwrap_or_default();
    let tls12 = cipher_list::parse(b"ALL").map(|parsed| parsed.suites).unwrap_or_default();
    for suite in tls13.into_iter().chain(tls12) {
        let name = suite.name().to_string_lossy();
        line("suite", &format!("{name:<30} {}", suite.version().to_string_lossy()));
    }
    match drop_in() {
        Ok(folder) => line("drop-in", &folder.display().to_string()),
        Err(problem) => line("drop-in", &format!("({problem})")),
    }
    text
}
