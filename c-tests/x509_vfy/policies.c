/* Policy trees: levels, nodes, parents, qualifiers, and which policies are valid for whom. */
#include "_policies.h"
#include <openssl/bio.h>
#include <openssl/x509_vfy.h>

enum { EXPLICIT = X509_V_FLAG_EXPLICIT_POLICY, ANY = X509_V_FLAG_INHIBIT_ANY, MAP = X509_V_FLAG_INHIBIT_MAP };

/* See _policies.h for how a chain is written. */
static const struct {
    const char *chain, *wanted;
    unsigned long flags;
} cases[] = {
    {"|p=a|p=a", NULL, 0},
    {"|p=a|p=a", "a", 0},
    {"|p=a|p=a", "*", 0},
    {"|p=a|p=a", NULL, EXPLICIT},
    {"|p=a|p=a", "a", EXPLICIT},
    {"|p=a|p=a", "b", EXPLICIT},
    {"|p=a|p=a", "*", EXPLICIT},
    {"|p=a|p=a", "a,b,*", EXPLICIT},
    {"|p=a|p=a", "", EXPLICIT},
    {"|p=b,a|p=b,a,c", NULL, 0},
    {"|p=a,b m=a>c,b>c|p=c", "a", 0},
    {"|p=a,b m=a>c,b>c|p=c", "c", 0},
    {"|p=a,b m=a>c,a>d|p=c,d", "a,d", 0},
    {"|p=* m=a>c|p=c", "a", 0},
    {"|p=* m=a>c|p=c,d", "a", 0},
    {"|p=*|p=c,d", "a,c", 0},
    {"|p=*|p=*", "a,c", 0},
    {"|p=*|p=*", "*", 0},
    {"|p=*|p=*,a", "*", 0},
    {"|p=a,*|p=*,b", "a,b", 0},
    {"|p=a!,*?|p=*,b?", "a,b", 0},
    {"|p=a!|p=a?", "a", 0},
    {"|p=a|p=*?", "a", 0},
    {"|p=*?|p=*", "a", 0},
    {"|p=*?|p=a", "a", 0},
    {"|p=*?|p=*#", "a,b", 0},
    {"|p=a|p=b", "a", 0},
    {"|p=a|", NULL, 0},
    {"||p=a", NULL, 0},
    {"|p=a|p=b", "a", EXPLICIT},
    {"p=a|p=b|p=b", "b", EXPLICIT},
    {"|p=a|p=a|p=a|p=a", "a", 0},
    {"|p=a m=a>b|p=b m=b>c|p=c m=c>d|p=d", "a", 0},
    {"|p=a m=a>b|p=*|p=b", "a", 0},
    {"|p=a m=a>b|p=* m=b>c|p=c", "a", 0},
    {"|p=a,b|p=a,b|p=a", NULL, 0},
    {"|p=a,b|p=a|p=a,b", "a,b", 0},
    {"|p=a!,b?|p=a|p=a,b", "a,b", 0},
    {"|p=b,a|p=b,a", "a,b", 0},
    {"|p=c,b,a|p=c,b,a", "a,b", 0},
    {"|p=c,b,a,*|p=c,b,*,a", "c,d,a,b,a", 0},
    {"|p=c,b,a,*|p=c,b,a", "c,d,a,b,a", 0},
    {"|p=c,b,a,* m=c>x|p=b,a,x", "c,d,a,b,a", 0},
    {"|p=a,* m=a>c|p=a,c", "a,c", 0},
    {"|p=a,* m=a>c|p=a,c,*", "a,c", 0},
    {"|p=a,* m=a>c|p=c,a,*", "a,c", 0},
    {"|p=a,* m=a>c|p=*", "a,c", 0},
    {"|p=a,* m=a>c,b>c|p=c", "a,c", 0},
    {"|p=a,* m=a>c,b>c|p=*", "a,c,b", 0},
    {"|p=a m=a>c i=0|p=c", "a", 0},
    {"|p=a m=a>c,a>d|p=*", "a", 0},
    {"|p=a m=a>d,a>c|p=*", "a", 0},
    {"|p=a m=a>d,a>c|p=*,c", "a", 0},
    {"|p=a m=a>d,a>d|p=d", "a", 0},
    {"|p=a,b m=b>a|p=a", "a", 0},
    {"|p=a,b m=a>b,b>a|p=a,b", "a,b", 0},
    {"|p=a|p=a m=a>c|p=c", "a", MAP},
    {"|p=* m=a>c|p=c", "a", MAP},
    {"|p=* m=a>c|p=c,d", "a", MAP},
    {"|p=a m=a>c|p=* m=c>d|p=d", "a", MAP},
    {"|p=a i=1|p=a m=a>c|p=c m=c>d|p=d", "a", 0},
    {"|p=a i=0|p=a m=a>c|p=c", "a", 0},
    {"|p=a i=0|p=a,b m=a>c|p=c,b", "a", 0},
    {"|p=a,b i=0|p=a,b m=a>c|p=c,b,a", "a", 0},
    {"|p=* n=0|p=*", "a", 0},
    {"|p=* n=1|p=*", "a", 0},
    {"|p=* n=0|p=* self|p=a", "a", 0},
    {"|p=* n=0|p=* self|p=*", "a", 0},
    {"|p=*|p=*", "a", ANY},
    {"|p=a|p=*", "a", ANY},
    {"|p=*|p=a", "a", ANY},
    {"|p=*|p=* self|p=a", "a", ANY},
    {"|p=a r=0|p=a", "a", 0},
    {"|p=a r=0|p=b", "a", 0},
    {"|p=a r=1|p=a|p=a", "a", 0},
    {"|p=a r=0|p=a", "", 0},
    {"|p=a r=0|p=a", NULL, 0},
    {"|", "a", EXPLICIT},
    {"", "a", EXPLICIT},
    {"p=a", "a", EXPLICIT},
    {"|p=a,a|p=a", NULL, 0},
    {"|p=a m=*>a|p=a", NULL, 0},
    {"|p=a m=a>*|p=a", NULL, 0},
    {"|P=a|P=a", "a", 0},
    {"|p=1,2,3|p=1,2,3", "1", 0},
    {"|p=* m=b>c|p=*|p=c", "b", EXPLICIT},
    {"|p=* m=b>c|p=*|p=c", "b", 0},
    {"|p=* m=b>c|p=*|p=b", "b", EXPLICIT},
    {"|p=a|p=a m=a>c", "a", MAP},
    {"|p=a|p=a m=a>c", "a", EXPLICIT | MAP},
    {"|p=a|p=a m=a>c", "a", EXPLICIT},
    {"|p=a|p=* m=a>c", "a", EXPLICIT},
    {"|p=c,b,*|p=c,b,*", "a", 0},
    {"|p=1..998|p=1", "1", 0},
    {"|p=1..999|p=1", "1", 0},
    {"|p=1..999|p=1", "1", EXPLICIT},
    {"|p=*|p=1..998", "1", 0},
    {"|p=*|p=1..999", "1", 0},
    {"|p=1..499|p=1..499", "1", 0},
    {"|p=1..500|p=1..500", "1", 0},
    {"|p=1..600|p=601..602|p=1..500", "1", 0},
    {"|p=*% m=a>b,a>c|p=*%|p=*", "a,b,c,1,2,3", 0},
    {"|p=a%|p=a", "a", 0},
};

static void show_qualifiers(const X509_POLICY_NODE *node)
{
    STACK_OF(POLICYQUALINFO) *list = X509_policy_node_get0_qualifiers(node);

    for (int i = 0; i < sk_POLICYQUALINFO_num(list); i++)
        printf("/%d", OBJ_obj2nid(sk_POLICYQUALINFO_value(list, i)->pqualid));
    if (list != NULL && sk_POLICYQUALINFO_num(list) == 0)
        printf("/none");
}

static void show_list(const char *what, STACK_OF(X509_POLICY_NODE) *list)
{
    if (list == NULL) {
        printf("  %s: NULL\n", what);
        return;
    }
    printf("  %s:", what);
    if (sk_X509_POLICY_NODE_num(list) > 50) {
        printf(" %d nodes\n", sk_X509_POLICY_NODE_num(list));
        return;
    }
    for (int i = 0; i < sk_X509_POLICY_NODE_num(list); i++) {
        const X509_POLICY_NODE *node = sk_X509_POLICY_NODE_value(list, i), *up;

        printf(" %s", policy_name(X509_policy_node_get0_policy(node)));
        show_qualifiers(node);
        for (up = node; (up = X509_policy_node_get0_parent(up)) != NULL;)
            printf("<%s", policy_name(X509_policy_node_get0_policy(up)));
    }
    printf("\n");
}

static void show_tree(X509_POLICY_TREE *tree)
{
    int levels = X509_policy_tree_level_count(tree);

    printf("  levels %d\n", levels);
    for (int i = 0; i < levels; i++) {
        X509_POLICY_LEVEL *level = X509_policy_tree_get0_level(tree, i);
        int count = X509_policy_level_node_count(level);

        printf("  %d:", i);
        if (count > 50) {
            printf(" %d nodes\n", count);
            continue;
        }
        for (int j = 0; j < count; j++) {
            X509_POLICY_NODE *node = X509_policy_level_get0_node(level, j);
            const X509_POLICY_NODE *up = X509_policy_node_get0_parent(node);

            printf(" %s", policy_name(X509_policy_node_get0_policy(node)));
            show_qualifiers(node);
            if (up != NULL)
                printf("<%s", policy_name(X509_policy_node_get0_policy(up)));
        }
        printf("\n");
    }
    show_list("authority", X509_policy_tree_get0_policies(tree));
    show_list("user", X509_policy_tree_get0_user_policies(tree));
}

static void check(EVP_PKEY *key, const char *text, const char *wanted, unsigned long flags)
{
    STACK_OF(X509) *chain = chain_of(key, text);
    STACK_OF(ASN1_OBJECT) *policies = policies_of(wanted);
    X509_POLICY_TREE *tree = NULL;
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param;
    int explicit_policy = -5, verdict;

    printf("%s, wanted %s, flags %lx\n", text, wanted ? wanted : "NULL", flags);
    verdict = X509_policy_check(&tree, &explicit_policy, chain, policies, (unsigned int)flags);
    printf("  check %d, explicit %d%s\n", verdict, explicit_policy, tree == NULL ? ", no tree" : "");
    if (tree != NULL)
        show_tree(tree);
    X509_policy_tree_free(tree);

    X509_STORE_add_cert(store, sk_X509_value(chain, sk_X509_num(chain) - 1));
    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
    param = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_flags(param, flags | X509_V_FLAG_POLICY_CHECK);
    if (policies != NULL)
        X509_VERIFY_PARAM_set1_policies(param, policies);
    verdict = X509_verify_cert(ctx);
    tree = X509_STORE_CTX_get0_policy_tree(ctx);
    printf(" verify %d, error %d at %d, explicit %d%s\n", verdict, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get_explicit_policy(ctx), tree == NULL ? ", no tree" : "");
    if (tree != NULL)
        show_tree(tree);
    show_errors();
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_ASN1_OBJECT_pop_free(policies, ASN1_OBJECT_free);
    sk_X509_pop_free(chain, X509_free);
}

static unsigned int chance_state;

static unsigned int chance(unsigned int below)
{
    chance_state = chance_state * 1103515245 + 12345;
    return (chance_state >> 16) % below;
}

static void add(char *text, const char *more)
{
    strcat(text, more);
}

/* Some of the policies, each once; with anyPolicy or without. */
static void some_policies(char *text, int most)
{
    char pool[] = "abcd*";
    int count = 1 + (int)chance((unsigned int)most);

    for (int i = 0; i < count; i++) {
        unsigned int at = chance(5);
        char item[4] = {i > 0 ? ',' : '\0', '\0', '\0', '\0'};
        char *end = item + (i > 0);

        while (pool[at] == '\0')
            at = (at + 1) % 5;
        *end++ = pool[at];
        if (chance(6) == 0)
            *end++ = "!?#"[chance(3)];
        pool[at] = '\0';
        add(text, item);
    }
}

/* A chain as it comes. */
static void by_chance(EVP_PKEY *key)
{
    static const unsigned long flags[] = {0, EXPLICIT, MAP, EXPLICIT | ANY};
    char text[1024] = "", wanted[64] = "";
    unsigned int length = 2 + chance(3);
    /* Not both: see differing(). */
    int maps = chance(3) != 0, inhibits_any = !maps;

    for (unsigned int i = 0; i < length; i++) {
        char limit[8];

        add(text, "|");
        if (chance(25) != 0) {
            add(text, chance(8) == 0 ? " P=" : " p=");
            some_policies(text, 4);
        }
        if (maps && chance(3) != 0) {
            int count = 1 + (int)chance(3);

            add(text, " m=");
            for (int j = 0; j < count; j++) {
                snprintf(limit, sizeof limit, "%s%c>%c", j > 0 ? "," : "", 'a' + chance(4), 'a' + chance(4));
                add(text, limit);
            }
        }
        if (chance(10) == 0) {
            snprintf(limit, sizeof limit, " %c=%d", "rin"[chance(2 + (unsigned int)inhibits_any)], chance(3));
            add(text, limit);
        }
        if (i > 0 && i + 1 < length && chance(6) == 0)
            add(text, " self");
    }
    if (chance(6) != 0)
        some_policies(wanted, 3);
    check(key, text, chance(8) == 0 ? NULL : wanted, flags[chance(3 + (unsigned int)inhibits_any)]);
}

/* Chains of which the verdict differs: one line each. */
static void differing(EVP_PKEY *key)
{
    static const char *const chains[] = {"|p=a|p=* m=a>c|p=c", "|p=a|p=", "|p=|p=a"};

    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        for (unsigned int flags = ANY; flags <= (EXPLICIT | ANY); flags += EXPLICIT) {
            STACK_OF(X509) *chain = chain_of(key, chains[i]);
            STACK_OF(ASN1_OBJECT) *policies = policies_of("a");
            X509_POLICY_TREE *tree = NULL;
            int explicit_policy, verdict = X509_policy_check(&tree, &explicit_policy, chain, policies, flags);

            printf("%s, flags %x: %d with%s tree\n", chains[i], flags, verdict, tree == NULL ? "out a" : " a");
            X509_policy_tree_free(tree);
            sk_ASN1_OBJECT_pop_free(policies, ASN1_OBJECT_free);
            sk_X509_pop_free(chain, X509_free);
        }
}

static void print_nodes(EVP_PKEY *key)
{
    STACK_OF(X509) *chain = chain_of(key, "|p=a,*?|P=b,c,*! m=a>x|P=d!,e#,*?,f%");
    STACK_OF(ASN1_OBJECT) *policies = policies_of("a,k,d");
    STACK_OF(X509_POLICY_NODE) *user;
    X509_POLICY_TREE *tree = NULL;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    int explicit_policy;

    SHOW_INT(X509_policy_check(&tree, &explicit_policy, chain, policies, 0));
    for (int i = 0; i < X509_policy_tree_level_count(tree); i++) {
        X509_POLICY_LEVEL *level = X509_policy_tree_get0_level(tree, i);

        for (int j = 0; j < X509_policy_level_node_count(level); j++) {
            printf("node %d of level %d\n", j, i);
            fflush(stdout);
            X509_POLICY_NODE_print(out, X509_policy_level_get0_node(level, j), 2 * i);
        }
    }
    user = X509_policy_tree_get0_user_policies(tree);
    for (int i = 0; i < sk_X509_POLICY_NODE_num(user); i++) {
        printf("for the user\n");
        fflush(stdout);
        X509_POLICY_NODE_print(out, sk_X509_POLICY_NODE_value(user, i), i == 0 ? -1 : 0);
    }
    SHOW_NULL(X509_policy_tree_get0_level(tree, -1));
    SHOW_NULL(X509_policy_tree_get0_level(tree, 3));
    SHOW_NULL(X509_policy_tree_get0_level(tree, 4));
    SHOW_NULL(X509_policy_level_get0_node(X509_policy_tree_get0_level(tree, 1), -1));
    SHOW_NULL(X509_policy_level_get0_node(X509_policy_tree_get0_level(tree, 1), 2));
    SHOW_INT(X509_policy_tree_get0_level(tree, 1) == X509_policy_tree_get0_level(tree, 1));
    SHOW_INT(X509_policy_tree_get0_user_policies(tree) == user);
    SHOW_INT(X509_policy_tree_level_count(NULL));
    SHOW_NULL(X509_policy_tree_get0_level(NULL, 0));
    SHOW_NULL(X509_policy_tree_get0_policies(NULL));
    SHOW_NULL(X509_policy_tree_get0_user_policies(NULL));
    SHOW_INT(X509_policy_level_node_count(NULL));
    SHOW_NULL(X509_policy_level_get0_node(NULL, 0));
    SHOW_NULL(X509_policy_node_get0_policy(NULL));
    SHOW_NULL(X509_policy_node_get0_qualifiers(NULL));
    SHOW_NULL(X509_policy_node_get0_parent(NULL));
    show_errors();
    X509_policy_tree_free(tree);
    X509_policy_tree_free(NULL);
    sk_ASN1_OBJECT_pop_free(policies, ASN1_OBJECT_free);
    sk_X509_pop_free(chain, X509_free);
    BIO_free(out);
}

static void no_chain(void)
{
    STACK_OF(X509) *none = sk_X509_new_null();
    X509_POLICY_TREE *tree = (X509_POLICY_TREE *)&tree;
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int explicit_policy = 5;

    SHOW_INT(X509_policy_check(&tree, &explicit_policy, NULL, NULL, 0));
    SHOW_NULL(tree);
    SHOW_INT(explicit_policy);
    show_errors();
    tree = (X509_POLICY_TREE *)&tree;
    SHOW_INT(X509_policy_check(&tree, &explicit_policy, none, NULL, 0));
    SHOW_NULL(tree);
    show_errors();
    SHOW_NULL(X509_STORE_CTX_get0_policy_tree(ctx));
    X509_STORE_CTX_free(ctx);
    sk_X509_free(none);
}

/* The tree of a context is of its last verification. */
static void contexts(EVP_PKEY *key)
{
    STACK_OF(X509) *chain = chain_of(key, "|p=a|p=a");
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();

    X509_STORE_add_cert(store, sk_X509_value(chain, 2));
    for (int i = 0; i < 3; i++) {
        X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
        SHOW_NULL(X509_STORE_CTX_get0_policy_tree(ctx));
        if (i != 1)
            X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_POLICY_CHECK);
        SHOW_INT(X509_verify_cert(ctx));
        SHOW_NULL(X509_STORE_CTX_get0_policy_tree(ctx));
        SHOW_INT(X509_STORE_CTX_get0_policy_tree(ctx) == X509_STORE_CTX_get0_policy_tree(ctx));
        X509_STORE_CTX_cleanup(ctx);
        SHOW_NULL(X509_STORE_CTX_get0_policy_tree(ctx));
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_pop_free(chain, X509_free);
}

int main(int argc, char **argv)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(key, cases[i].chain, cases[i].wanted, cases[i].flags);
    chance_state = 1;
    for (int i = 0; i < 400; i++)
        if (!left_out())
            by_chance(key);
    differing(key);
    print_nodes(key);
    no_chain();
    contexts(key);
    EVP_PKEY_free(key);
    return 0;
}
