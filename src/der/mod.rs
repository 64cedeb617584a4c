//! DER, PEM, PKCS#8 and other containers, read and written by safe code alone.
#![forbid(unsafe_code)]
