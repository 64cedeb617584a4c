//! The `tlsrs` command.

fn main() {}
