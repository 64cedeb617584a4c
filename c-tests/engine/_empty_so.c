/* A shared object that is no engine. */
int no_engine(void)
{
    return 1;
}
