/* SSL_CONF_cmd: configuration by words. */
#include "pair.h"

static void words(SSL_CONF_CTX *c, const char *const (*list)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        printf("%s %s: %d, type %d\n", list[i][0], list[i][1] ? list[i][1] : "NULL", SSL_CONF_cmd(c, list[i][0], list[i][1]),
               SSL_CONF_cmd_value_type(c, list[i][0]));
        show_error_codes();
    }
}

int main(int argc, char **argv)
{
    static const char *const file[][2] = {{"MinProtocol", "TLSv1.2"}, {"maxprotocol", "TLSv1.3"}, {"MaxProtocol", "nope"},
        {"CipherString", "ECDHE+AESGCM"}, {"CipherString", "nonsense"}, {"Ciphersuites", "TLS_AES_128_GCM_SHA256"},
        {"Groups", "P-256:X25519"}, {"Curves", "nope"}, {"ECDHParameters", "automatic"}, {"ECDHParameters", "P-256:P-384"},
        {"SignatureAlgorithms", "RSA+SHA256"}, {"ClientSignatureAlgorithms", "nope"}, {"Protocol", "ALL,-TLSv1.2"},
        {"Protocol", "nope"}, {"Options", "-SessionTicket,ServerPreference"}, {"Options", "nope"}, {"VerifyMode", "Request"},
        {"VerifyMode", "Peer"}, {"NumTickets", "5"}, {"no_tls1_3", NULL}, {"Nonsense", "x"}, {"MinProtocol", NULL}};
    static const char *const line[][2] = {{"-min_protocol", "TLSv1.2"}, {"min_protocol", "TLSv1.2"}, {"-no_tls1_2", NULL},
        {"-cipher", "ECDHE+AESGCM"}, {"-groups", "X25519"}, {"-serverpref", NULL}, {"-no_ticket", "extra"},
        {"-MinProtocol", "TLSv1.2"}, {"-", NULL}, {"-nonsense", NULL}, {"-legacy_server_connect", NULL}};
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *c = SSL_CONF_CTX_new();

    (void)argc;
    SHOW_INT(SSL_CONF_CTX_set_flags(c, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_SHOW_ERRORS));
    SSL_CONF_CTX_set_ssl_ctx(c, ctx);
    words(c, file, sizeof file / sizeof *file);
    SHOW_INT(SSL_CONF_cmd(c, NULL, "x"));
    show_error_codes();
    SHOW_INT(SSL_CONF_cmd(c, "Certificate", fixture(argv, "server-rsa-cert.pem")));
    show_error_codes();
    SSL_CONF_CTX_set_flags(c, SSL_CONF_FLAG_CERTIFICATE);
    SHOW_INT(SSL_CONF_cmd(c, "Certificate", fixture(argv, "server-rsa-cert.pem")));
    SHOW_INT(SSL_CONF_cmd(c, "PrivateKey", fixture(argv, "server-rsa-key.pem")));
    SHOW_INT(SSL_CONF_cmd(c, "PrivateKey", fixture(argv, "no-such-file")));
    show_error_codes();
    SHOW_INT(SSL_CONF_cmd(c, "VerifyCAFile", fixture(argv, "ca-bundle.pem")));
    SHOW_INT(SSL_CONF_cmd(c, "ClientCAFile", fixture(argv, "ca-bundle.pem")));
    SHOW_INT(SSL_CONF_CTX_finish(c));
    SHOW_INT(SSL_CTX_check_private_key(ctx));
    SHOW_INT(sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx)));
    SHOW_INT(SSL_CTX_get_options(ctx));
    SHOW_INT(SSL_CTX_get_verify_mode(ctx));
    SHOW_INT(SSL_CTX_get_min_proto_version(ctx));
    SHOW_INT(SSL_CTX_get_max_proto_version(ctx));
    SHOW_INT(SSL_CTX_get_num_tickets(ctx));
    SSL_CONF_CTX_free(c);
    SSL_CTX_free(ctx);

    ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    c = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(c, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_FILE);
    SHOW_INT(SSL_CONF_CTX_clear_flags(c, SSL_CONF_FLAG_FILE));
    SSL_CONF_CTX_set_ssl(c, s);
    words(c, line, sizeof line / sizeof *line);
    SHOW_INT(SSL_get_options(s));
    SHOW_INT(SSL_CONF_CTX_set1_prefix(c, "--tls-"));
    SHOW_INT(SSL_CONF_cmd(c, "--tls-min_protocol", "TLSv1.3"));
    SHOW_INT(SSL_CONF_cmd(c, "-min_protocol", "TLSv1.3"));
    SHOW_INT(SSL_get_min_proto_version(s));
    SHOW_INT(SSL_CONF_CTX_finish(c));
    SSL_CONF_CTX_free(c);
    SSL_CONF_CTX_free(NULL);
    SSL_free(s);
    SSL_CTX_free(ctx);
    return 0;
}
