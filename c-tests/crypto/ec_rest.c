/* Curves: their names; the rest of groups, points and parameters. */
#include "../common.h"
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/objects.h>

static void names(void)
{
    for (int nid = -1; nid < 1400; nid++) {
        const char *name = OSSL_EC_curve_nid2name(nid);

        if (name != NULL)
            printf("%d %s\n", nid, name);
    }
    show_errors();
}

int main(void)
{
    names();
    return 0;
}
