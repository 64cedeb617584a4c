//! `openssl/ec.h`: elliptic curves.

crate::arc_handle!(crate::obj::ec::EC_KEY);
crate::box_handle!(crate::obj::ec::EC_GROUP, crate::obj::ec::EC_POINT, crate::obj::ec::ECDSA_SIG,);
