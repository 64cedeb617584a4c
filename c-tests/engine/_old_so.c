/* An engine of another version. */
#include <openssl/engine.h>

unsigned long v_check(unsigned long v)
{
    return 0x20000;
}

int bind_engine(ENGINE *e, const char *id, const dynamic_fns *fns)
{
    return ENGINE_set_id(e, "old") && ENGINE_set_name(e, "Old");
}
