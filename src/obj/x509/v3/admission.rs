//! Admissions of professionals (Common PKI, part 1, table 29): who may call
//! themselves what, and who says so.

use super::general::GENERAL_NAME;
use crate::asn1_sequence;
use crate::obj::asn1::codec::{Exp, Opt, OptSeq, Seq};
use crate::obj::asn1::primitive::{DirectoryString, Ia5, Octets, Oid, Printable};

asn1_sequence! {
    /// Who names professions.
    NAMING_AUTHORITY {
        /// Its number.
        namingAuthorityId: Opt<Oid>,
        /// Its address.
        namingAuthorityUrl: Opt<Ia5>,
        /// Its name.
        namingAuthorityText: Opt<DirectoryString>,
    }

    /// What somebody may do.
    PROFESSION_INFO {
        /// Who named it.
        namingAuthority: Exp<0, NAMING_AUTHORITY>,
        /// The names of the professions.
        professionItems: Seq<DirectoryString>,
        /// Their numbers.
        professionOIDs: OptSeq<Oid>,
        /// The number of the person among those who do it.
        registrationNumber: Opt<Printable>,
        /// More.
        addProfessionInfo: Opt<Octets>,
    }

    /// What one authority admits somebody to.
    ADMISSIONS {
        /// The authority.
        admissionAuthority: Exp<0, GENERAL_NAME>,
        /// Who named the professions.
        namingAuthority: Exp<1, NAMING_AUTHORITY>,
        /// The professions.
        professionInfos: Seq<PROFESSION_INFO>,
    }

    /// The admission extension.
    ADMISSION_SYNTAX {
        /// The authority of all.
        admissionAuthority: Opt<GENERAL_NAME>,
        /// What somebody is admitted to.
        contentsOfAdmissions: Seq<ADMISSIONS>,
    }
}
