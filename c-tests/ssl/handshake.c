/* Handshakes in both versions and with every type of key; what each end knows
 * of itself and its peer before, during and after. */
#include "pair.h"

static void before(const char *who, SSL *s)
{
    printf(" %s: init %d before %d finished %d state %d %s / %s version %s %x server %d cipher %s want %d\n",
           who, SSL_in_init(s), SSL_in_before(s), SSL_is_init_finished(s), SSL_get_state(s),
           SSL_state_string(s), SSL_state_string_long(s), SSL_get_version(s), SSL_version(s),
           SSL_is_server(s), SSL_CIPHER_get_name(SSL_get_current_cipher(s)), SSL_want(s));
    printf("   shutdown %d verify %ld reused %d pending %d has_pending %d peer %d dtls %d\n", SSL_get_shutdown(s),
           SSL_get_verify_result(s), SSL_session_reused(s), SSL_pending(s), SSL_has_pending(s),
           SSL_get0_peer_certificate(s) != NULL, SSL_is_dtls(s));
}

static void after(const char *who, SSL *s)
{
    unsigned char buf[64];
    int nid = -1, type = -1, bits = -1;
    const SSL_CIPHER *cipher = SSL_get_current_cipher(s);

    before(who, s);
    printf("   bits %d", SSL_CIPHER_get_bits(cipher, &bits));
    printf("/%d id %x\n", bits, SSL_CIPHER_get_id(cipher));
    printf("   peer signature: %ld", (long)SSL_get_peer_signature_nid(s, &nid));
    printf(" nid %d", nid);
    printf(" type %d", SSL_get_peer_signature_type_nid(s, &type));
    printf(" nid %d\n", type);
    nid = type = -1;
    printf("   own signature: %ld nid %d\n", (long)SSL_get_signature_nid(s, &nid), nid);
    printf("   finished %zu %zu\n", SSL_get_finished(s, buf, sizeof buf), SSL_get_peer_finished(s, buf, sizeof buf));
    printf("   randoms %zu %zu\n", SSL_get_client_random(s, NULL, 0), SSL_get_server_random(s, NULL, 0));
    printf("   ems %ld ri %ld\n", SSL_get_extms_support(s), SSL_get_secure_renegotiation_support(s));
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(s);
    printf("   peer chain %d verified chain %d\n", chain ? sk_X509_num(chain) : -1,
           SSL_get0_verified_chain(s) ? sk_X509_num(SSL_get0_verified_chain(s)) : -1);
    X509 *peer = SSL_get1_peer_certificate(s);
    if (peer != NULL) {
        char name[128];
        printf("   peer is %s\n", X509_NAME_oneline(X509_get_subject_name(peer), name, sizeof name));
        X509_free(peer);
    }
    X509 *own = SSL_get_certificate(s);
    printf("   own certificate %d key %d\n", own != NULL, SSL_get_privatekey(s) != NULL);
}

static void one(char **argv, const char *type, int version, const char *group, int mutual)
{
    struct pair p;
    unsigned char a[32], b[32];
    char name[64];

    printf("%s, version %x, group %s, mutual %d\n", type, version, group, mutual);
    pair_contexts(&p, argv, type);
    SSL_CTX_set_min_proto_version(p.client_ctx, version);
    SSL_CTX_set_max_proto_version(p.client_ctx, version);
    SHOW_INT(SSL_CTX_set1_groups_list(p.client_ctx, (char *)group));
    SHOW_INT(SSL_CTX_set1_groups_list(p.server_ctx, (char *)group));
    if (mutual) {
        SSL_CTX_set_verify(p.server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        SSL_CTX_load_verify_locations(p.server_ctx, fixture(argv, "ca-bundle.pem"), NULL);
        SSL_CTX_set_client_CA_list(p.server_ctx, SSL_load_client_CA_file(fixture(argv, "ca-bundle.pem")));
        snprintf(name, sizeof name, "client-%s-cert.pem", type);
        SHOW_INT(SSL_CTX_use_certificate_file(p.client_ctx, fixture(argv, name), SSL_FILETYPE_PEM));
        snprintf(name, sizeof name, "client-%s-key.pem", type);
        SHOW_INT(SSL_CTX_use_PrivateKey_file(p.client_ctx, fixture(argv, name), SSL_FILETYPE_PEM));
        SHOW_INT(SSL_CTX_check_private_key(p.client_ctx));
    }
    pair_connections(&p);
    SHOW_INT(SSL_set1_host(p.client, "localhost"));
    SHOW_INT(SSL_set_tlsext_host_name(p.client, "localhost"));
    before("client", p.client);
    before("server", p.server);
    if (pair_handshake(&p)) {
        after("client", p.client);
        after("server", p.server);
        SHOW_STR(SSL_get0_peername(p.client));
        SHOW_STR(SSL_get_servername(p.server, TLSEXT_NAMETYPE_host_name));
        SHOW_STR(SSL_get_servername(p.client, TLSEXT_NAMETYPE_host_name));
        SHOW_INT(SSL_get_servername_type(p.server));
        SHOW_INT(SSL_get_negotiated_group(p.client));
        if (mutual) {
            STACK_OF(X509_NAME) *names = SSL_get_client_CA_list(p.client);
            SHOW_INT(names ? sk_X509_NAME_num(names) : -1);
        }
        pair_talk(&p);
        SHOW_INT(SSL_export_keying_material(p.client, a, sizeof a, "EXPORTER-test", 13, NULL, 0, 0));
        SHOW_INT(SSL_export_keying_material(p.server, b, sizeof b, "EXPORTER-test", 13, NULL, 0, 0));
        SHOW_INT(memcmp(a, b, sizeof a));
        SHOW_INT(SSL_export_keying_material(p.server, b, sizeof b, "EXPORTER-test", 13, (unsigned char *)"x", 1, 1));
        SHOW_INT(memcmp(a, b, sizeof a) != 0);
        if (version == TLS1_3_VERSION) {
            SHOW_INT(SSL_key_update(p.client, SSL_KEY_UPDATE_REQUESTED));
            pair_talk(&p);
            pair_talk(&p);
        } else {
            SHOW_INT(SSL_key_update(p.client, SSL_KEY_UPDATE_REQUESTED));
            show_error_codes();
        }
        pair_close(&p);
    }
    show_errors();
    pair_free(&p);
}

int main(int argc, char **argv)
{
    static const char *types[] = {"rsa", "p256", "p384", "p521", "ed25519"};

    (void)argc;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        one(argv, types[i], TLS1_3_VERSION, "X25519", 0);
        /* OpenSSL would sign with SHA-256 whatever the curve. */
        if (strcmp(types[i], "p384") != 0 && strcmp(types[i], "p521") != 0)
            one(argv, types[i], TLS1_2_VERSION, "P-256:P-384:P-521", i == 0);
        one(argv, types[i], TLS1_3_VERSION, "P-384:P-256", 1);
    }
    return 0;
}
