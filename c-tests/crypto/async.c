/* ASYNC jobs: starting, pausing, resuming, nesting, blocking, pools, threads,
 * and the contexts that say what is waited for. */
#include "../common.h"
#include <errno.h>
#include <openssl/async.h>
#include <openssl/crypto.h>
#include <pthread.h>

struct args {
    int number;
    char text[16];
    int *seen;
};

static int plain(void *p)
{
    struct args *a = p;

    printf("  plain: %d '%s', job %s, context %s\n", a->number, a->text, ASYNC_get_current_job() ? "yes" : "no",
           ASYNC_get_wait_ctx(ASYNC_get_current_job()) ? "yes" : "no");
    if (a->seen)
        ++*a->seen;
    return a->number;
}

static int pausing(void *p)
{
    struct args *a = p;
    int n = a->number;

    for (int i = 0; i < n; i++) {
        printf("  pause %d", i);
        printf(": %d\n", ASYNC_pause_job());
    }
    return 100 + a->number;
}

/* Much stack between the pauses. */
static int deep(void *p)
{
    volatile char room[9000];
    int *depth = p;

    for (size_t i = 0; i < sizeof room; i++)
        room[i] = (char)(i + *depth);
    ASYNC_pause_job();
    for (size_t i = 0; i < sizeof room; i++)
        if (room[i] != (char)(i + *depth))
            return -1;
    return room[5];
}

static int none(void *p)
{
    return p == NULL ? 7 : 8;
}

static int blocking(void *p)
{
    (void)p;
    ASYNC_block_pause();
    ASYNC_block_pause();
    printf("  blocked twice: %d\n", ASYNC_pause_job());
    ASYNC_unblock_pause();
    printf("  blocked once: %d\n", ASYNC_pause_job());
    ASYNC_unblock_pause();
    printf("  about to pause\n");
    printf("  free: %d\n", ASYNC_pause_job());
    ASYNC_unblock_pause();
    printf("  too often unblocked: %d\n", ASYNC_pause_job());
    return 1;
}

static int run(int (*f)(void *), void *args, size_t size)
{
    ASYNC_JOB *job = NULL;
    ASYNC_WAIT_CTX *ctx = ASYNC_WAIT_CTX_new();
    int ret = -99, n, rounds = 0;

    do {
        n = ASYNC_start_job(&job, ctx, &ret, f, args, size);
        printf(" start: %d, ret %d, job %s, current %s\n", n, ret, job ? "yes" : "no",
               ASYNC_get_current_job() ? "yes" : "no");
    } while (n == ASYNC_PAUSE && rounds++ < 10);
    show_error_codes();
    ASYNC_WAIT_CTX_free(ctx);
    return ret;
}

static void cleanup(ASYNC_WAIT_CTX *ctx, const void *key, int fd, void *data)
{
    (void)ctx;
    printf("  cleanup of %s: fd %d, data %s\n", (const char *)key, fd, (char *)data);
}

static void show_fds(ASYNC_WAIT_CTX *ctx)
{
    int all[8] = { -1, -1, -1, -1, -1, -1, -1, -1 }, add[8], del[8];
    size_t n = 99, nadd = 99, ndel = 99;
    int r;

    r = ASYNC_WAIT_CTX_get_all_fds(ctx, NULL, &n);
    printf("  all: %d, %zu", r, n);
    r = ASYNC_WAIT_CTX_get_all_fds(ctx, all, &n);
    printf("; %d, %zu:", r, n);
    for (size_t i = 0; i < n && i < 8; i++)
        printf(" %d", all[i]);
    r = ASYNC_WAIT_CTX_get_changed_fds(ctx, NULL, &nadd, NULL, &ndel);
    printf("; changed: %d, %zu, %zu", r, nadd, ndel);
    memset(add, 0, sizeof add);
    memset(del, 0, sizeof del);
    r = ASYNC_WAIT_CTX_get_changed_fds(ctx, add, &nadd, del, &ndel);
    printf("; %d, added", r);
    for (size_t i = 0; i < nadd && i < 8; i++)
        printf(" %d", add[i]);
    printf(", deleted");
    for (size_t i = 0; i < ndel && i < 8; i++)
        printf(" %d", del[i]);
    printf("\n");
}

static int on_done(void *arg)
{
    (void)arg;
    return 1;
}

static int fds_job(void *p)
{
    ASYNC_WAIT_CTX *ctx = ASYNC_get_wait_ctx(ASYNC_get_current_job());

    (void)p;
    ASYNC_WAIT_CTX_set_wait_fd(ctx, "three", 13, "c", cleanup);
    ASYNC_pause_job();
    ASYNC_WAIT_CTX_clear_fd(ctx, "three");
    ASYNC_pause_job();
    return 3;
}

static void contexts(void)
{
    ASYNC_WAIT_CTX *ctx = ASYNC_WAIT_CTX_new();
    static const char one[] = "one", two[] = "two";
    int fd = -1, ret = 0, n;
    void *data = NULL, *arg = NULL;
    ASYNC_callback_fn fn = NULL;
    ASYNC_JOB *job = NULL;

    printf("--- contexts\n");
    show_fds(ctx);
    SHOW_INT(ASYNC_WAIT_CTX_get_fd(ctx, one, &fd, &data));
    SHOW_INT(ASYNC_WAIT_CTX_set_wait_fd(ctx, one, 11, "a", cleanup));
    SHOW_INT(ASYNC_WAIT_CTX_set_wait_fd(ctx, two, 12, "b", NULL));
    show_fds(ctx);
    SHOW_INT(ASYNC_WAIT_CTX_get_fd(ctx, two, &fd, &data));
    printf(" fd %d data %s\n", fd, (char *)data);
    /* The same key twice. */
    SHOW_INT(ASYNC_WAIT_CTX_set_wait_fd(ctx, one, 21, "again", cleanup));
    SHOW_INT(ASYNC_WAIT_CTX_get_fd(ctx, one, &fd, &data));
    printf(" fd %d data %s\n", fd, (char *)data);
    show_fds(ctx);
    SHOW_INT(ASYNC_WAIT_CTX_clear_fd(ctx, one));
    show_fds(ctx);
    SHOW_INT(ASYNC_WAIT_CTX_clear_fd(ctx, "nobody"));
    /* A job that changes them: what changed is told since the last pause. */
    n = ASYNC_start_job(&job, ctx, &ret, fds_job, NULL, 0);
    printf("job %d\n", n);
    show_fds(ctx);
    SHOW_INT(ASYNC_WAIT_CTX_clear_fd(ctx, two));
    show_fds(ctx);
    n = ASYNC_start_job(&job, ctx, &ret, fds_job, NULL, 0);
    printf("job %d\n", n);
    show_fds(ctx);
    n = ASYNC_start_job(&job, ctx, &ret, fds_job, NULL, 0);
    printf("job %d %d\n", n, ret);
    show_fds(ctx);

    SHOW_INT(ASYNC_WAIT_CTX_get_status(ctx));
    SHOW_INT(ASYNC_WAIT_CTX_set_status(ctx, ASYNC_STATUS_EAGAIN));
    SHOW_INT(ASYNC_WAIT_CTX_get_status(ctx));
    SHOW_INT(ASYNC_WAIT_CTX_set_status(ctx, 77));
    SHOW_INT(ASYNC_WAIT_CTX_get_status(ctx));
    SHOW_INT(ASYNC_WAIT_CTX_get_callback(ctx, &fn, &arg));
    SHOW_INT(ASYNC_WAIT_CTX_set_callback(ctx, on_done, &fd));
    SHOW_INT(ASYNC_WAIT_CTX_get_callback(ctx, &fn, &arg));
    printf(" callback %d %d\n", fn == on_done, arg == &fd);
    SHOW_INT(ASYNC_WAIT_CTX_set_callback(ctx, NULL, NULL));
    SHOW_INT(ASYNC_WAIT_CTX_get_callback(ctx, &fn, &arg));
    printf("freed\n");
    ASYNC_WAIT_CTX_set_wait_fd(ctx, two, 32, "last", cleanup);
    ASYNC_WAIT_CTX_free(ctx);
    ASYNC_WAIT_CTX_free(NULL);
    show_error_codes();
}

static void *thread(void *arg)
{
    struct args a = { 1, "thread", NULL };

    (void)arg;
    printf("thread: init %d\n", ASYNC_init_thread(2, 1));
    run(pausing, &a, sizeof a);
    ASYNC_cleanup_thread();
    return NULL;
}

static void pool(void)
{
    ASYNC_JOB *jobs[4] = { NULL };
    ASYNC_WAIT_CTX *ctx = ASYNC_WAIT_CTX_new();
    struct args a = { 1, "pool", NULL };
    int ret = 0, n;

    printf("--- a pool of two\n");
    SHOW_INT(ASYNC_init_thread(0, 1));
    show_error_codes();
    SHOW_INT(ASYNC_init_thread(1, 2));
    show_error_codes();
    SHOW_INT(ASYNC_init_thread(2, 1));
    for (int i = 0; i < 4; i++) {
        n = ASYNC_start_job(&jobs[i], ctx, &ret, pausing, &a, sizeof a);
        printf(" job %d: %d, %s\n", i, n, jobs[i] ? "there" : "none");
    }
    show_error_codes();
    for (int i = 0; i < 4; i++)
        if (jobs[i] != NULL)
            printf(" job %d: %d", i, ASYNC_start_job(&jobs[i], ctx, &ret, pausing, &a, sizeof a));
    printf("\n");
    n = ASYNC_start_job(&jobs[3], ctx, &ret, pausing, &a, sizeof a);
    printf(" now: %d\n", n);
    n = ASYNC_start_job(&jobs[3], ctx, &ret, pausing, &a, sizeof a);
    printf(" and: %d\n", n);
    ASYNC_cleanup_thread();
    ASYNC_WAIT_CTX_free(ctx);
}

int main(void)
{
    struct args a = { 42, "hello", NULL };
    int seen = 0;
    pthread_t t;

    SHOW_INT(ASYNC_is_capable());
    SHOW_INT(ASYNC_pause_job());
    SHOW_NULL(ASYNC_get_current_job());
    ASYNC_block_pause();
    ASYNC_unblock_pause();
    printf("--- to the end at once\n");
    a.seen = &seen;
    run(plain, &a, sizeof a);
    SHOW_INT(seen);
    run(none, NULL, 0);
    run(none, &a, 0);
    printf("--- pauses\n");
    a.number = 3;
    run(pausing, &a, sizeof a);
    for (int i = 0; i < 2; i++)
        run(deep, &i, sizeof i);
    printf("--- many at a time\n");
    {
        ASYNC_JOB *jobs[20] = { NULL };
        ASYNC_WAIT_CTX *ctxs[20];
        int ret[20], good = 0;

        for (int i = 0; i < 20; i++) {
            ctxs[i] = ASYNC_WAIT_CTX_new();
            ret[i] = -1;
            good += ASYNC_start_job(&jobs[i], ctxs[i], &ret[i], deep, &i, sizeof i) == ASYNC_PAUSE;
        }
        printf("paused %d\n", good);
        for (int i = 19; i >= 0; i--)
            good += ASYNC_start_job(&jobs[i], ctxs[i], &ret[i], deep, &i, sizeof i) == ASYNC_FINISH && ret[i] == 5 + i;
        printf("finished %d\n", good);
        for (int i = 0; i < 20; i++)
            ASYNC_WAIT_CTX_free(ctxs[i]);
    }
    printf("--- blocked\n");
    run(blocking, NULL, 0);
    printf("--- wrong\n");
    {
        ASYNC_JOB *job = NULL;
        int ret = 5;

        SHOW_INT(ASYNC_start_job(&job, NULL, &ret, none, NULL, 0));
        SHOW_INT(ret);
        show_error_codes();
    }
    contexts();
    ASYNC_cleanup_thread();
    pool();
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    run(pausing, &a, sizeof a);
    return 0;
}
