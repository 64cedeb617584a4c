/* Each thread has its own queue; the queue works at every end of a process. */
#include "../common.h"
#include <openssl/crypto.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_key_t key;

static void raise_one(int reason)
{
    ERR_raise_data(ERR_LIB_USER, reason, "number %d", reason);
}

static void at_key_end(void *arg)
{
    raise_one(7);
    printf("key destructor: %d\n", ERR_GET_REASON(ERR_get_error()));
}

static void *run(void *arg)
{
    char text[256];

    pthread_setspecific(key, "x");
    printf("new thread: %lx\n", ERR_peek_error());
    for (int i = 0; i < 20; i++)
        raise_one(i + 1);
    printf("oldest %d newest %d\n", ERR_GET_REASON(ERR_peek_error()), ERR_GET_REASON(ERR_peek_last_error()));
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    printf("%s\n", text);
    return NULL;
}

static void at_the_end(void)
{
    raise_one(8);
    printf("atexit: %d\n", ERR_GET_REASON(ERR_get_error()));
}

static void *many(void *arg)
{
    for (int i = 0; i < 2000; i++) {
        raise_one(i % 50 + 1);
        if (ERR_GET_REASON(ERR_peek_last_error()) != i % 50 + 1)
            return "wrong";
        if (i % 7 == 0)
            ERR_clear_error();
    }
    return NULL;
}

int main(void)
{
    pthread_t thread, all[8];
    void *result;
    int status;

    pthread_key_create(&key, at_key_end);
    raise_one(3);
    atexit(at_the_end);
    pthread_create(&thread, NULL, run, NULL);
    pthread_join(thread, NULL);
    printf("main: %d\n", ERR_GET_REASON(ERR_peek_error()));
    fflush(stdout);
    if (fork() == 0) {
        printf("child: %d\n", ERR_GET_REASON(ERR_get_error()));
        raise_one(4);
        printf("child: %d\n", ERR_GET_REASON(ERR_get_error()));
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
    SHOW_INT(status);
    printf("main: %d\n", ERR_GET_REASON(ERR_get_error()));
    for (int i = 0; i < 8; i++)
        pthread_create(&all[i], NULL, many, NULL);
    for (int i = 0; i < 8; i++) {
        pthread_join(all[i], &result);
        SHOW_NULL(result);
    }
    OPENSSL_thread_stop();
    raise_one(5);
    printf("after stop: %d\n", ERR_GET_REASON(ERR_get_error()));
    return 0;
}
