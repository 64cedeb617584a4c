//! Object identifiers of keys, signatures and ciphers, as the content octets
//! of their DER encoding.

/// 1.2.840.113549.1.1.1 rsaEncryption.
pub const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// 1.2.840.113549.1.1.8 mgf1.
pub const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
/// 1.2.840.113549.1.1.10 RSASSA-PSS.
pub const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
/// 1.2.840.113549.1.1.4 md5WithRSAEncryption.
pub const RSA_MD5: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04";
/// 1.2.840.113549.1.1.5 sha1WithRSAEncryption.
pub const RSA_SHA1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05";
/// 1.3.14.3.2.29 sha1WithRSA, the older name of the same.
pub const RSA_SHA1_OIW: &[u8] = b"\x2b\x0e\x03\x02\x1d";
/// 1.2.840.113549.1.1.14 sha224WithRSAEncryption.
pub const RSA_SHA224: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e";
/// 1.2.840.113549.1.1.11 sha256WithRSAEncryption.
pub const RSA_SHA256: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
/// 1.2.840.113549.1.1.12 sha384WithRSAEncryption.
pub const RSA_SHA384: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c";
/// 1.2.840.113549.1.1.13 sha512WithRSAEncryption.
pub const RSA_SHA512: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d";
/// 1.2.840.113549.1.3.1 dhKeyAgreement.
pub const DH: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01";
/// 1.2.840.10046.2.1 dhpublicnumber (X9.42).
pub const DHX: &[u8] = b"\x2a\x86\x48\xce\x3e\x02\x01";
/// 1.2.840.10040.4.1 dsa.
pub const DSA: &[u8] = b"\x2a\x86\x48\xce\x38\x04\x01";
/// 1.2.840.10040.4.3 dsa-with-sha1.
pub const DSA_SHA1: &[u8] = b"\x2a\x86\x48\xce\x38\x04\x03";
/// 2.16.840.1.101.3.4.3.1 dsa-with-sha224.
pub const DSA_SHA224: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03\x01";
/// 2.16.840.1.101.3.4.3.2 dsa-with-sha256.
pub const DSA_SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03\x02";
/// 2.16.840.1.101.3.4.3.3 dsa-with-sha384.
pub const DSA_SHA384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03\x03";
/// 2.16.840.1.101.3.4.3.4 dsa-with-sha512.
pub const DSA_SHA512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03\x04";
/// 1.2.840.10045.2.1 ecPublicKey.
pub const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// 1.2.840.10045.4.1 ecdsa-with-SHA1.
pub const ECDSA_SHA1: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x01";
/// 1.2.840.10045.4.3.1 ecdsa-with-SHA224.
pub const ECDSA_SHA224: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x01";
/// 1.2.840.10045.4.3.2 ecdsa-with-SHA256.
pub const ECDSA_SHA256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// 1.2.840.10045.4.3.3 ecdsa-with-SHA384.
pub const ECDSA_SHA384: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x03";
/// 1.2.840.10045.4.3.4 ecdsa-with-SHA512.
pub const ECDSA_SHA512: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x04";
/// 1.3.101.110 X25519.
pub const X25519: &[u8] = b"\x2b\x65\x6e";
/// 1.3.101.112 Ed25519.
pub const ED25519: &[u8] = b"\x2b\x65\x70";

/// 1.2.840.10045.3.1.7 prime256v1.
pub const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// 1.3.132.0.33 secp224r1.
pub const P224: &[u8] = b"\x2b\x81\x04\x00\x21";
/// 1.3.132.0.34 secp384r1.
pub const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
/// 1.3.132.0.35 secp521r1.
pub const P521: &[u8] = b"\x2b\x81\x04\x00\x23";
/// 1.3.132.0.10 secp256k1.
pub const SECP256K1: &[u8] = b"\x2b\x81\x04\x00\x0a";

/// 1.2.840.113549.2.4 md4.
pub const MD4: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x04";
/// 1.2.840.113549.2.5 md5.
pub const MD5: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x05";
/// 1.3.14.3.2.26 sha1.
pub const SHA1: &[u8] = b"\x2b\x0e\x03\x02\x1a";
/// 2.16.840.1.101.3.4.2.4 sha224.
pub const SHA224: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x04";
/// 2.16.840.1.101.3.4.2.1 sha256.
pub const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
/// 2.16.840.1.101.3.4.2.2 sha384.
pub const SHA384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x02";
/// 2.16.840.1.101.3.4.2.3 sha512.
pub const SHA512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x03";
/// 2.16.840.1.101.3.4.2.5 sha512-224.
pub const SHA512_224: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x05";
/// 2.16.840.1.101.3.4.2.6 sha512-256.
pub const SHA512_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x06";
/// 2.16.840.1.101.3.4.2.7 sha3-224.
pub const SHA3_224: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x07";
/// 2.16.840.1.101.3.4.2.8 sha3-256.
pub const SHA3_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x08";
/// 2.16.840.1.101.3.4.2.9 sha3-384.
pub const SHA3_384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x09";
/// 2.16.840.1.101.3.4.2.10 sha3-512.
pub const SHA3_512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x0a";
/// 2.16.840.1.101.3.4.2.11 shake128.
pub const SHAKE128: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x0b";
/// 2.16.840.1.101.3.4.2.12 shake256.
pub const SHAKE256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x0c";
/// 1.3.36.3.2.1 ripemd160.
pub const RIPEMD160: &[u8] = b"\x2b\x24\x03\x02\x01";
/// BLAKE2b with 512 bits.
pub const BLAKE2B512: &[u8] = b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x01\x10";
/// BLAKE2s with 256 bits.
pub const BLAKE2S256: &[u8] = b"\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x02\x08";
/// SM3.
pub const SM3: &[u8] = b"\x2a\x81\x1c\xcf\x55\x01\x83\x11";

/// 1.2.840.113549.1.5.13 PBES2.
pub const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
/// 1.2.840.113549.1.5.12 PBKDF2.
pub const PBKDF2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
/// 1.3.6.1.4.1.11591.4.11 scrypt.
pub const SCRYPT: &[u8] = b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";
/// 1.2.840.113549.1.12.1.3 pbeWithSHA1And3-KeyTripleDES-CBC.
pub const PBE_SHA1_3DES: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03";
/// 1.2.840.113549.1.12.1.4 pbeWithSHA1And2-KeyTripleDES-CBC.
pub const PBE_SHA1_2DES: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04";
/// 1.2.840.113549.2.7 hmacWithSHA1.
pub const HMAC_SHA1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x07";
/// 1.2.840.113549.2.8 hmacWithSHA224.
pub const HMAC_SHA224: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x08";
/// 1.2.840.113549.2.9 hmacWithSHA256.
pub const HMAC_SHA256: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x09";
/// 1.2.840.113549.2.10 hmacWithSHA384.
pub const HMAC_SHA384: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x0a";
/// 1.2.840.113549.2.11 hmacWithSHA512.
pub const HMAC_SHA512: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x0b";
/// 2.16.840.1.101.3.4.1.2 aes-128-cbc.
pub const AES128_CBC: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x02";
/// 2.16.840.1.101.3.4.1.22 aes-192-cbc.
pub const AES192_CBC: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x16";
/// 2.16.840.1.101.3.4.1.42 aes-256-cbc.
pub const AES256_CBC: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2a";
/// 2.16.840.1.101.3.4.1.1 aes-128-ecb.
pub const AES128_ECB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x01";
/// 2.16.840.1.101.3.4.1.3 aes-128-ofb.
pub const AES128_OFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x03";
/// 2.16.840.1.101.3.4.1.4 aes-128-cfb.
pub const AES128_CFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x04";
/// 2.16.840.1.101.3.4.1.21 aes-192-ecb.
pub const AES192_ECB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x15";
/// 2.16.840.1.101.3.4.1.23 aes-192-ofb.
pub const AES192_OFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x17";
/// 2.16.840.1.101.3.4.1.24 aes-192-cfb.
pub const AES192_CFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x18";
/// 2.16.840.1.101.3.4.1.41 aes-256-ecb.
pub const AES256_ECB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x29";
/// 2.16.840.1.101.3.4.1.43 aes-256-ofb.
pub const AES256_OFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2b";
/// 2.16.840.1.101.3.4.1.44 aes-256-cfb.
pub const AES256_CFB: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2c";
/// 1.2.840.113549.3.7 des-ede3-cbc.
pub const DES_EDE3_CBC: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x03\x07";
/// 1.3.14.3.2.7 des-cbc.
pub const DES_CBC: &[u8] = b"\x2b\x0e\x03\x02\x07";

/// 1.2.840.113549.1.7.1 data.
pub const PKCS7_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// 1.2.840.113549.1.7.6 encryptedData.
pub const PKCS7_ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
/// 1.2.840.113549.1.9.20 friendlyName.
pub const FRIENDLY_NAME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
/// 1.2.840.113549.1.9.21 localKeyID.
pub const LOCAL_KEY_ID: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15";
/// 1.2.840.113549.1.9.22.1 x509Certificate.
pub const X509_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
/// 1.2.840.113549.1.12.10.1.1 keyBag.
pub const KEY_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01";
/// 1.2.840.113549.1.12.10.1.2 pkcs8ShroudedKeyBag.
pub const SHROUDED_KEY_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
/// 1.2.840.113549.1.12.10.1.3 certBag.
pub const CERT_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
/// 1.2.840.113549.1.12.10.1.6 safeContentsBag.
pub const SAFE_CONTENTS_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06";
