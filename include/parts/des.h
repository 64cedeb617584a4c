#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>

#define HEADER_DES_H

typedef unsigned int DES_LONG;
typedef unsigned char DES_cblock[8];
typedef unsigned char const_DES_cblock[8];

typedef struct DES_ks {
    union 
    {
      DES_cblock cblock;
      DES_LONG deslong[2];
    } ks[16];
} DES_key_schedule;

#define DES_KEY_SZ (sizeof(DES_cblock))
#define DES_SCHEDULE_SZ (sizeof(DES_key_schedule))
#define DES_ENCRYPT 1
#define DES_DECRYPT 0
#define DES_CBC_MODE 0
#define DES_PCBC_MODE 1
#define DES_ecb2_encrypt(i, o, k1, k2, e) DES_ecb3_encrypt((i), (o), (k1), (k2), (k1), (e))
#define DES_ede2_cbc_encrypt(i, o, l, k1, k2, iv, e) DES_ede3_cbc_encrypt((i), (o), (l), (k1), \
    (k2), (k1), (iv), (e))
#define DES_ede2_cfb64_encrypt(i, o, l, k1, k2, iv, n, e) DES_ede3_cfb64_encrypt((i), (o), (l), \
    (k1), (k2), (k1), (iv), (n), (e))
#define DES_ede2_ofb64_encrypt(i, o, l, k1, k2, iv, n) DES_ede3_ofb64_encrypt((i), (o), (l), \
    (k1), (k2), (k1), (iv), (n))
#define DES_fixup_key_parity DES_set_odd_parity
