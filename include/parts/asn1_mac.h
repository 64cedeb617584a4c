#error "asn1_mac.h went with OpenSSL 1.1.0; use <openssl/asn1t.h>"
