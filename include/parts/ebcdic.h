#include <openssl/macros.h>
#include <stdlib.h>

#define HEADER_EBCDIC_H
#define os_toascii _openssl_os_toascii
#define os_toebcdic _openssl_os_toebcdic
#define ebcdic2ascii _openssl_ebcdic2ascii
#define ascii2ebcdic _openssl_ascii2ebcdic

extern const unsigned char _openssl_os_toascii[256];
extern const unsigned char _openssl_os_toebcdic[256];
