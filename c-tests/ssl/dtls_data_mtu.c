/* DTLS_get_data_mtu after the handshake, as SSL_set_mtu changes what a datagram may hold. */
#include "dtls_pair.h"

int main(int argc, char **argv)
{
    static const char *const suites[] = { "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305" };
    static const long sizes[] = { 500, 300, 228, 208, 207, 100, 0, 1500, 65535, 1400 };
    struct pair p;

    (void)argc;
    for (size_t suite = 0; suite < 2; suite++) {
        dtls_contexts(&p, argv, "p256");
        SSL_CTX_set_cipher_list(p.client_ctx, suites[suite]);
        dtls_connections(&p);
        printf("%s: %zu\n", suites[suite], DTLS_get_data_mtu(p.client));
        SHOW_INT(pair_handshake(&p));
        printf("  %zu %zu\n", DTLS_get_data_mtu(p.client), DTLS_get_data_mtu(p.server));
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            printf("  %ld: %ld", sizes[i], (long)SSL_set_mtu(p.client, sizes[i]));
            printf(" %zu\n", DTLS_get_data_mtu(p.client));
        }
        pair_talk(&p);
        dtls_free(&p);
    }
    return 0;
}
