/* The groups of RFC 5114. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/dh.h>

static void show(const char *name, const BIGNUM *number)
{
    char *text = BN_bn2hex(number);

    printf("%s: %s\n", name, text);
    OPENSSL_free(text);
}

int main(void)
{
    DH *groups[] = { DH_get_1024_160(), DH_get_2048_224(), DH_get_2048_256() };

    for (int i = 0; i < 3; i++) {
        BIGNUM *rest = BN_new();
        BN_CTX *ctx = BN_CTX_new();

        show("p", DH_get0_p(groups[i]));
        show("q", DH_get0_q(groups[i]));
        show("g", DH_get0_g(groups[i]));
        SHOW_INT(DH_get_length(groups[i]));
        SHOW_INT(DH_bits(groups[i]));
        SHOW_INT(DH_get_nid(groups[i]));
        SHOW_NULL(DH_get0_pub_key(groups[i]));
        BN_mod_exp(rest, DH_get0_g(groups[i]), DH_get0_q(groups[i]), DH_get0_p(groups[i]), ctx);
        SHOW_INT(BN_is_one(rest));
        BN_free(rest);
        BN_CTX_free(ctx);
        DH_free(groups[i]);
    }
    show_errors();
    return 0;
}
