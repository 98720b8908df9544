/* Connections that are there and say nothing: idle PORT. It obeys lines: `open N` opens so many
 * more and returns when the server has accepted them, `talk` sends 64 bytes on each that has not
 * talked yet and waits until they are back, `close` closes them all. It answers each with a line.
 */
#include "run.h"

enum { MAX = 100000, MESSAGE = 64, BURST = 256 };

static int fds[MAX], opened, talked;
static const char message[MESSAGE] = "hello";

static int open_one(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (void *)&to, sizeof to)) die("connect");
    no_delay(fd);
    return fd;
}

static void say(int fd)
{
    if (send(fd, message, MESSAGE, MSG_NOSIGNAL) != MESSAGE) die("send");
}

static void hear(int fd)
{
    char answer[MESSAGE];
    if (recv(fd, answer, MESSAGE, MSG_WAITALL) != MESSAGE) die("recv");
    if (memcmp(message, answer, MESSAGE)) exit(4);
}

static void open_more(int port, int count)
{
    for (int i = 0; i < count && opened < MAX; i++) fds[opened++] = open_one(port);
    /* Connections are accepted in their order: when this one is served, the others have been. */
    int last = open_one(port);
    say(last);
    hear(last);
    close(last);
}

static void talk_all(void)
{
    while (talked < opened) {
        int end = talked + BURST < opened ? talked + BURST : opened;
        for (int i = talked; i < end; i++) say(fds[i]);
        for (; talked < end; talked++) hear(fds[talked]);
    }
}

int main(int count, char **arguments)
{
    if (count != 2) return 1;
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        if (!strncmp(line, "open ", 5)) open_more(atoi(arguments[1]), atoi(line + 5));
        if (!strncmp(line, "talk", 4)) talk_all();
        if (!strncmp(line, "close", 5)) {
            while (opened) close(fds[--opened]);
            talked = 0;
        }
        printf("%d\n", opened);
        fflush(stdout);
    }
    return 0;
}
