/* A library of another version: it says so before anything of it is called. */
int xev_loop_init(void *loop) { return loop == 0; }

const char xev_ext_manifest[] = "struct submission 72\nop noop 0\n";
