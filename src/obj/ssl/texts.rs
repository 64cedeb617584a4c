//! The texts of alerts and handshake states, as OpenSSL has them.

use std::ffi::{CStr, c_int};

/// Alerts with a name: description, short and long text.
const ALERTS: &[(c_int, &CStr, &CStr)] = &[
    (0, c"CN", c"close notify"),
    (10, c"UM", c"unexpected_message"),
    (20, c"BM", c"bad record mac"),
    (21, c"DC", c"decryption failed"),
    (22, c"RO", c"record overflow"),
    (30, c"DF", c"decompression failure"),
    (40, c"HF", c"handshake failure"),
    (41, c"NC", c"no certificate"),
    (42, c"BC", c"bad certificate"),
    (43, c"UC", c"unsupported certificate"),
    (44, c"CR", c"certificate revoked"),
    (45, c"CE", c"certificate expired"),
    (46, c"CU", c"certificate unknown"),
    (47, c"IP", c"illegal parameter"),
    (48, c"CA", c"unknown CA"),
    (49, c"AD", c"access denied"),
    (50, c"DE", c"decode error"),
    (51, c"CY", c"decrypt error"),
    (60, c"ER", c"export restriction"),
    (70, c"PV", c"protocol version"),
    (71, c"IS", c"insufficient security"),
    (80, c"IE", c"internal error"),
    (90, c"US", c"user canceled"),
    (100, c"NR", c"no renegotiation"),
    (110, c"UE", c"unsupported extension"),
    (111, c"CO", c"certificate unobtainable"),
    (112, c"UN", c"unrecognized name"),
    (113, c"BR", c"bad certificate status response"),
    (114, c"BH", c"bad certificate hash value"),
    (115, c"UP", c"unknown PSK identity"),
    (120, c"UK", c"no application protocol"),
];

/// Short and long text of an alert's description, the low byte of `code`.
pub fn alert(code: c_int) -> (&'static CStr, &'static CStr) {
    let code = code & 0xff;
    let found = ALERTS.iter().find(|(number, _, _)| *number == code);
    found.map_or((c"UK", c"unknown"), |(_, short, long)| (short, long))
}

/// Short and long text of an alert's level, the high byte of `code`.
pub fn alert_level(code: c_int) -> (&'static CStr, &'static CStr) {
    match code >> 8 {
        1 => (c"W", c"warning"),
        2 => (c"F", c"fatal"),
        _ => (c"U", c"unknown"),
    }
}

/// Short and long text of the states, in the order of `OSSL_HANDSHAKE_STATE`.
const STATES: &[(&CStr, &CStr)] = &[
    (c"PINIT", c"before SSL initialization"),
    (c"SSLOK", c"SSL negotiation finished successfully"),
    (c"DRCHV", c"DTLS1 read hello verify request"),
    (c"TRSH", c"SSLv3/TLS read server hello"),
    (c"TRSC", c"SSLv3/TLS read server certificate"),
    (c"TRCS", c"SSLv3/TLS read certificate status"),
    (c"TRSKE", c"SSLv3/TLS read server key exchange"),
    (c"TRCR", c"SSLv3/TLS read server certificate request"),
    (c"TRSD", c"SSLv3/TLS read server done"),
    (c"TRST", c"SSLv3/TLS read server session ticket"),
    (c"TRCCS", c"SSLv3/TLS read change cipher spec"),
    (c"TRFIN", c"SSLv3/TLS read finished"),
    (c"TWCH", c"SSLv3/TLS write client hello"),
    (c"TWCC", c"SSLv3/TLS write client certificate"),
    (c"TWCKE", c"SSLv3/TLS write client key exchange"),
    (c"TWCV", c"SSLv3/TLS write certificate verify"),
    (c"TWCCS", c"SSLv3/TLS write change cipher spec"),
    (c"TWNP", c"SSLv3/TLS write next proto"),
    (c"TWFIN", c"SSLv3/TLS write finished"),
    (c"TWHR", c"SSLv3/TLS write hello request"),
    (c"TRCH", c"SSLv3/TLS read client hello"),
    (c"DWCHV", c"DTLS1 write hello verify request"),
    (c"TWSH", c"SSLv3/TLS write server hello"),
    (c"TWSC", c"SSLv3/TLS write certificate"),
    (c"TWSKE", c"SSLv3/TLS write key exchange"),
    (c"TWCR", c"SSLv3/TLS write certificate request"),
    (c"TWSD", c"SSLv3/TLS write server done"),
    (c"TRCC", c"SSLv3/TLS read client certificate"),
    (c"TRCKE", c"SSLv3/TLS read client key exchange"),
    (c"TRCV", c"SSLv3/TLS read certificate verify"),
    (c"TRNP", c"SSLv3/TLS read next proto"),
    (c"TRCCS", c"SSLv3/TLS read change cipher spec"),
    (c"TRFIN", c"SSLv3/TLS read finished"),
    (c"TWST", c"SSLv3/TLS write session ticket"),
    (c"TWCS", c"SSLv3/TLS write certificate status"),
    (c"TWCCS", c"SSLv3/TLS write change cipher spec"),
    (c"TWFIN", c"SSLv3/TLS write finished"),
    (c"TWEE", c"TLSv1.3 write encrypted extensions"),
    (c"TREE", c"TLSv1.3 read encrypted extensions"),
    (c"TRSCV", c"TLSv1.3 read server certificate verify"),
    (c"TWSCV", c"TLSv1.3 write server certificate verify"),
    (c"TRHR", c"SSLv3/TLS read hello request"),
    (c"TWSKU", c"TLSv1.3 write server key update"),
    (c"TWCKU", c"TLSv1.3 write client key update"),
    (c"TRCKU", c"TLSv1.3 read client key update"),
    (c"TRSKU", c"TLSv1.3 read server key update"),
    (c"TED", c"TLSv1.3 early data"),
    (c"TPEDE", c"TLSv1.3 pending early data end"),
    (c"TWEOED", c"TLSv1.3 write end of early data"),
    (c"TWEOED", c"TLSv1.3 read end of early data"),
];

/// Short and long text of a handshake state.
pub fn state(number: c_int) -> (&'static CStr, &'static CStr) {
    let text = usize::try_from(number).ok().and_then(|at| STATES.get(at));
    text.copied().unwrap_or((c"UNKWN", c"unknown state"))
}

/// The name of a protocol version, as `SSL_get_version` gives it.
pub fn version(number: c_int) -> &'static CStr {
    match number {
        0x0304 => c"TLSv1.3",
        0x0303 => c"TLSv1.2",
        0x0302 => c"TLSv1.1",
        0x0301 => c"TLSv1",
        0x0300 => c"SSLv3",
        0x0100 => c"DTLSv0.9",
        0xfeff => c"DTLSv1",
        0xfefd => c"DTLSv1.2",
        _ => c"unknown",
    }
}
