//! Digests, ciphers, keys and random bytes: the only user of aws-lc.
