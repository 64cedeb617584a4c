//! `openssl/ocsp.h`: whether certificates are revoked, asked on line.

pub mod crlid;
pub mod extensions;
pub mod made_extensions;
pub mod request;
pub mod request_sign;
pub mod response;
pub mod sendreq;
pub mod values;

use crate::obj::ocsp::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_CERTSTATUS, OCSP_CRLID, OCSP_ONEREQ, OCSP_REQINFO,
    OCSP_REQUEST, OCSP_RESPBYTES, OCSP_RESPDATA, OCSP_RESPID, OCSP_RESPONSE, OCSP_REVOKEDINFO,
    OCSP_SERVICELOC, OCSP_SIGNATURE, OCSP_SINGLERESP,
};

crate::box_handle!(
    OCSP_BASICRESP,
    OCSP_CERTID,
    OCSP_CERTSTATUS,
    OCSP_CRLID,
    OCSP_ONEREQ,
    OCSP_REQINFO,
    OCSP_REQUEST,
    OCSP_RESPBYTES,
    OCSP_RESPDATA,
    OCSP_RESPID,
    OCSP_RESPONSE,
    OCSP_REVOKEDINFO,
    OCSP_SERVICELOC,
    OCSP_SIGNATURE,
    OCSP_SINGLERESP,
);
