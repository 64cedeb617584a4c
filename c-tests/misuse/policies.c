/* Policy trees without what they need. */
#include "../common.h"
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

int main(void)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509_POLICY_TREE *tree = NULL;
    BIO *out = BIO_new(BIO_s_mem());
    int explicit_policy = 5;

    sk_X509_push(chain, NULL);
    sk_X509_push(chain, NULL);
    SHOW_INT(X509_policy_check(NULL, &explicit_policy, chain, NULL, 0));
    show_errors();
    SHOW_INT(X509_policy_check(&tree, NULL, chain, NULL, 0));
    show_errors();
    SHOW_INT(X509_policy_check(&tree, &explicit_policy, chain, NULL, 0));
    show_errors();
    SHOW_NULL(X509_STORE_CTX_get0_policy_tree(NULL));
    X509_POLICY_NODE_print(out, NULL, 0);
    X509_POLICY_NODE_print(NULL, NULL, 0);
    SHOW_INT(BIO_pending(out));
    show_errors();
    BIO_free(out);
    sk_X509_free(chain);
    return 0;
}
