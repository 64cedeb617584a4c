/* Connecting and accepting BIOs, addresses, and their errors. */
#include "../common.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <pthread.h>
#include <sys/socket.h>

static void parse(const char *text, int prio)
{
    char *host = (char *)"unset", *service = (char *)"unset";
    int r = BIO_parse_hostserv(text, &host, &service, prio);

    printf("%s (%d): %d %s %s\n", text, prio, r, host ? host : "NULL", service ? service : "NULL");
    show_errors();
}

static long info(BIO *b, int state, int result)
{
    printf("state %d result %s\n", state, result > 1 ? "fd" : result == 1 ? "1" : "0 or less");
    return result;
}

static int info_cb(BIO *b, int state, int result)
{
    return (int)info(b, state, result);
}

static void *client(void *arg)
{
    BIO *b = BIO_new_connect(arg);
    char buf[20];
    int n;

    BIO_puts(b, "to the server");
    n = BIO_read(b, buf, sizeof buf);
    if (n != 2 || memcmp(buf, "ok", 2) != 0)
        printf("client read %d\n", n);
    BIO_free(b);
    return NULL;
}

int main(void)
{
    const char *texts[] = { "host", "host:80", ":80", "host:", "*:80", "*", "[::1]:443", "[::1]", "[::1]x", "[::1",
        "a:b:c", "::1", "", ":", "[]:5" };
    char buf[64], where[64], *text;
    BIO *b, *accepted;
    BIO_ADDR *addr = BIO_ADDR_new();
    BIO_ADDRINFO *list = NULL;
    const BIO_ADDRINFO *ai;
    struct in_addr four;
    size_t len = 99;
    pthread_t thread;
    union BIO_sock_info_u where_;
    int n, fd;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        parse(texts[i], BIO_PARSE_PRIO_HOST);
        parse(texts[i], BIO_PARSE_PRIO_SERV);
    }

    SHOW_INT(BIO_ADDR_family(addr));
    SHOW_INT(BIO_ADDR_rawaddress(addr, NULL, &len));
    SHOW_INT(BIO_ADDR_rawport(addr));
    inet_pton(AF_INET, "192.0.2.7", &four);
    SHOW_INT(BIO_ADDR_rawmake(addr, AF_INET, &four, 3, htons(80)));
    SHOW_INT(BIO_ADDR_rawmake(addr, AF_INET, &four, sizeof four, htons(8443)));
    SHOW_INT(BIO_ADDR_family(addr) == AF_INET);
    SHOW_INT(BIO_ADDR_rawaddress(addr, buf, &len));
    SHOW_INT(len);
    SHOW_INT(memcmp(buf, &four, 4));
    SHOW_INT(ntohs(BIO_ADDR_rawport(addr)));
    SHOW_STR(text = BIO_ADDR_hostname_string(addr, 1));
    OPENSSL_free(text);
    SHOW_STR(text = BIO_ADDR_service_string(addr, 1));
    OPENSSL_free(text);
    SHOW_NULL(BIO_ADDR_path_string(addr));
    BIO_ADDR_clear(addr);
    SHOW_INT(BIO_ADDR_family(addr));
    SHOW_INT(BIO_ADDR_rawmake(addr, AF_UNIX, "/tmp/sock", 9, 0));
    SHOW_STR(text = BIO_ADDR_path_string(addr));
    OPENSSL_free(text);

    SHOW_INT(BIO_lookup_ex("127.0.0.1", "443", BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, 0, &list));
    for (ai = list; ai != NULL; ai = BIO_ADDRINFO_next(ai)) {
        text = BIO_ADDR_hostname_string(BIO_ADDRINFO_address(ai), 1);
        printf("%d %d %d %s\n", BIO_ADDRINFO_family(ai), BIO_ADDRINFO_socktype(ai), BIO_ADDRINFO_protocol(ai), text);
        OPENSSL_free(text);
    }
    BIO_ADDRINFO_free(list);
    SHOW_INT(BIO_lookup("::1", "443", BIO_LOOKUP_SERVER, AF_INET6, SOCK_DGRAM, &list));
    SHOW_INT(BIO_ADDRINFO_protocol(list));
    BIO_ADDRINFO_free(list);
    BIO_ADDRINFO_free(NULL);
    SHOW_INT(BIO_lookup_ex("x", "1", BIO_LOOKUP_CLIENT, 77, SOCK_STREAM, 0, &list));
    show_errors();
    SHOW_INT(BIO_lookup_ex("127.0.0.1", "no such service", BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, 0, &list));
    show_errors();

    /* A server and a client in one process. */
    b = BIO_new_accept("127.0.0.1:0");
    SHOW_STR(BIO_method_name(b));
    SHOW_INT(BIO_get_fd(b, NULL));
    SHOW_INT(BIO_set_bind_mode(b, BIO_BIND_REUSEADDR));
    SHOW_INT(BIO_get_bind_mode(b));
    SHOW_INT(BIO_do_accept(b));
    SHOW_INT(BIO_get_fd(b, &fd) > 0);
    SHOW_STR(BIO_get_accept_name(b));
    snprintf(where, sizeof where, "127.0.0.1:%s", BIO_get_accept_port(b));
    where_.addr = addr;
    SHOW_INT(BIO_sock_info(fd, BIO_SOCK_INFO_ADDRESS, &where_));
    SHOW_INT(ntohs(BIO_ADDR_rawport(addr)) == atoi(where + 10));
    pthread_create(&thread, NULL, client, where);
    SHOW_INT(BIO_do_accept(b));
    SHOW_STR(BIO_get_peer_name(b));
    accepted = BIO_pop(b);
    SHOW_STR(BIO_method_name(accepted));
    n = BIO_read(accepted, buf, sizeof buf);
    printf("%.*s\n", n > 0 ? n : 0, buf);
    SHOW_INT(BIO_write(accepted, "ok", 2));
    pthread_join(thread, NULL);
    SHOW_INT(BIO_read(accepted, buf, sizeof buf));
    SHOW_INT(BIO_should_retry(accepted) != 0);
    BIO_free(accepted);
    SHOW_INT(BIO_socket_nbio(fd, 1));
    SHOW_INT(BIO_do_accept(b));
    printf("retry %d special %d reason %d\n", BIO_should_retry(b) != 0, BIO_should_io_special(b) != 0,
        BIO_get_retry_reason(b));
    show_errors();

    /* A client by parts, with its steps. */
    accepted = BIO_new(BIO_s_connect());
    SHOW_STR(BIO_method_name(accepted));
    SHOW_INT(BIO_get_init(accepted));
    SHOW_INT(BIO_do_connect(accepted));
    show_errors();
    SHOW_INT(BIO_set_conn_hostname(accepted, where));
    SHOW_STR(BIO_get_conn_hostname(accepted));
    SHOW_INT(strcmp(BIO_get_conn_port(accepted), where + 10));
    SHOW_INT(BIO_set_conn_ip_family(accepted, BIO_FAMILY_IPV4));
    SHOW_INT(BIO_get_conn_ip_family(accepted));
    SHOW_INT(BIO_set_info_callback(accepted, info_cb));
    SHOW_INT(BIO_do_connect(accepted));
    SHOW_INT(BIO_do_handshake(accepted));
    SHOW_INT(BIO_get_fd(accepted, &n) > 0);
    SHOW_INT(BIO_get_conn_ip_family(accepted));
    SHOW_INT(BIO_reset(accepted));
    SHOW_INT(BIO_get_fd(accepted, &n));
    BIO_free_all(b);
    SHOW_INT(BIO_do_connect(accepted));
    show_error_codes();
    BIO_free(accepted);

    b = BIO_new_connect("127.0.0.1:1");
    SHOW_INT(BIO_do_connect(b));
    show_errors();
    SHOW_INT(BIO_should_retry(b) != 0);
    SHOW_INT(BIO_puts(b, "x"));
    show_errors();
    BIO_free(b);
    SHOW_NULL(BIO_new_connect("a:b:c"));
    show_errors();

    SHOW_INT(BIO_socket(999, SOCK_STREAM, 0, 0));
    show_errors();
    SHOW_INT(BIO_connect(-1, addr, 0));
    show_errors();
    SHOW_INT(BIO_bind(-1, addr, 0));
    SHOW_INT(BIO_listen(-1, addr, 0));
    show_errors();
    SHOW_INT(BIO_accept_ex(-1, addr, 0));
    show_errors();
    SHOW_INT(BIO_socket_wait(-1, 1, 5));
    SHOW_INT(BIO_socket_wait(1, 0, 0));
    SHOW_INT(BIO_sock_init());
    fd = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    BIO_ADDR_rawmake(addr, AF_INET, "\x7f\0\0\1", 4, 0);
    SHOW_INT(BIO_listen(fd, addr, BIO_SOCK_REUSEADDR | BIO_SOCK_NONBLOCK));
    SHOW_INT(BIO_accept_ex(fd, addr, 0));
    show_errors();
    SHOW_INT(BIO_sock_error(fd));
    SHOW_INT(BIO_set_tcp_ndelay(fd, 1));
    SHOW_INT(BIO_closesocket(fd));
    BIO_ADDR_free(addr);
    return 0;
}
