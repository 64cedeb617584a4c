/* Single DES: keys, parity, weak keys, one block. */
#include "../common.h"
#include <openssl/des.h>

int main(void)
{
    DES_cblock key = {0x13, 0x34, 0x57, 0x79, 0x9b, 0xbc, 0xdf, 0xf1};
    DES_cblock weak = {0x1f, 0x1f, 0x1f, 0x1f, 0x0e, 0x0e, 0x0e, 0x0e}, half = {0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe};
    DES_cblock even = {0, 1, 2, 3, 0xfc, 0xfd, 0xfe, 0xff};
    DES_cblock plain = "\x01\x23\x45\x67\x89\xab\xcd\xef", block;
    DES_key_schedule ks;

    SHOW_INT(DES_check_key_parity(&key));
    SHOW_INT(DES_check_key_parity(&even));
    SHOW_INT(DES_is_weak_key(&key));
    SHOW_INT(DES_is_weak_key(&weak));
    SHOW_INT(DES_is_weak_key(&half));
    SHOW_INT(DES_set_key_checked(&even, &ks));
    SHOW_INT(DES_set_key_checked(&weak, &ks));
    SHOW_INT(DES_set_key_checked(&key, &ks));
    DES_ecb_encrypt((const_DES_cblock *)&plain, &block, &ks, DES_ENCRYPT);
    show_hex("encrypted", block, 8);
    DES_ecb_encrypt(&block, &block, &ks, DES_DECRYPT);
    show_hex("in place", block, 8);
    DES_set_odd_parity(&even);
    show_hex("odd parity", even, 8);
    SHOW_INT(DES_set_key(&even, &ks));
    DES_ecb_encrypt(&plain, &block, &ks, DES_ENCRYPT);
    show_hex("encrypted", block, 8);
    memset(&even, 0x23, 8);
    memset((char *)&even + 3, 0x22, 3);
    SHOW_INT(DES_set_key(&even, &ks));
    DES_set_key_unchecked(&even, &ks);
    DES_ecb_encrypt(&plain, &block, &ks, DES_ENCRYPT);
    show_hex("encrypted", block, 8);
    SHOW_INT(DES_key_sched(&weak, &ks));
    DES_ecb_encrypt(&plain, &block, &ks, DES_DECRYPT);
    show_hex("decrypted", block, 8);
    return 0;
}
