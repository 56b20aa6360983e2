// Sockets: streams, datagrams, names, options, descriptors in messages. Checks itself.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void streams(void) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int yes = 1;
  CHECK(server >= 0 && setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
  CHECK(bind(server, (struct sockaddr*)&address, sizeof address) == 0 && listen(server, 1) == 0);
  socklen_t length = sizeof address;
  CHECK(getsockname(server, (struct sockaddr*)&address, &length) == 0 && length == sizeof address &&
        address.sin_port != 0);
  const pid_t child = fork();
  if (child == 0) {
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    char answer[6] = "";
    const int ok = connect(client, (struct sockaddr*)&address, sizeof address) == 0 &&
                   send(client, "hello", 5, 0) == 5 && recv(client, answer, 5, MSG_WAITALL) == 5 &&
                   strcmp(answer, "HELLO") == 0;
    _exit(!ok);
  }
  struct sockaddr_in peer;
  length = sizeof peer;
  const int connection = accept4(server, (struct sockaddr*)&peer, &length, SOCK_CLOEXEC);
  CHECK(connection >= 0 && peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  char text[6] = "";
  CHECK(recv(connection, text, 5, MSG_WAITALL) == 5 && strcmp(text, "hello") == 0);
  CHECK(send(connection, "HELLO", 5, MSG_NOSIGNAL) == 5 && shutdown(connection, SHUT_WR) == 0);
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  int value = -1;
  length = sizeof value;
  CHECK(getsockopt(connection, SOL_SOCKET, SO_TYPE, &value, &length) == 0 && value == SOCK_STREAM &&
        length == sizeof value);
  CHECK(setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0);
  close(connection), close(server);
}

static void timeouts(void) {
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
  const struct timeval soon = {0, 20000};
  CHECK(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon) == 0);
  struct timeval back = {0};
  socklen_t length = sizeof back;
  CHECK(getsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &back, &length) == 0 && back.tv_usec >= 20000);
  char byte;
  CHECK(recv(ends[0], &byte, 1, 0) == -1 && errno == EAGAIN);
  CHECK(sendto(ends[1], "x", 1, 0, NULL, 0) == 1 && recvfrom(ends[0], &byte, 1, 0, NULL, NULL) == 1 && byte == 'x');
}

/* A descriptor and the sender's identity travel in a message. */
static void messages(void) {
  int ends[2], pipe_ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(pipe_ends) == 0);
  const int yes = 1;
  CHECK(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0);
  char control[CMSG_SPACE(sizeof(int))];
  struct iovec parts[2] = {{"ab", 2}, {"cde", 3}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(header), &pipe_ends[1], sizeof(int));
  CHECK(sendmsg(ends[0], &message, 0) == 5);

  char text[8] = "", room[256];
  struct iovec into = {text, sizeof text};
  struct msghdr got = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  CHECK(recvmsg(ends[1], &got, MSG_CMSG_CLOEXEC) == 5 && strcmp(text, "abcde") == 0);
  int fd = -1;
  struct ucred credentials = {0};
  for (struct cmsghdr* h = CMSG_FIRSTHDR(&got); h; h = CMSG_NXTHDR(&got, h)) {
    if (h->cmsg_type == SCM_RIGHTS) memcpy(&fd, CMSG_DATA(h), sizeof fd);
    if (h->cmsg_type == SCM_CREDENTIALS) memcpy(&credentials, CMSG_DATA(h), sizeof credentials);
  }
  CHECK(credentials.pid == getpid() && credentials.uid == getuid());
  char byte = 0;
  CHECK(fd >= 0 && write(fd, "!", 1) == 1 && read(pipe_ends[0], &byte, 1) == 1 && byte == '!');
}

static void watching(void) {
  const int watcher = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  CHECK(watcher >= 0 && inotify_add_watch(watcher, ".", IN_CREATE) > 0);
  close(open("watched", O_CREAT | O_WRONLY, 0600));
  union {
    struct inotify_event event;
    char bytes[512];
  } buffer;
  CHECK(read(watcher, &buffer, sizeof buffer) > 0 && strcmp(buffer.event.name, "watched") == 0);
  unlink("watched");
}

int main(void) {
  streams();
  timeouts();
  messages();
  watching();
  return checked("sockets");
}
