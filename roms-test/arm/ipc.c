// System V semaphores, queues and shared memory, POSIX message queues. Checks itself.
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

union semun {
  int val;
  struct semid_ds* buf;
  unsigned short* array;
};

static void semaphores(void) {
  const int id = semget(IPC_PRIVATE, 3, 0600);
  CHECK(id >= 0);
  unsigned short values[3] = {1, 2, 3};
  CHECK(semctl(id, 0, SETALL, (union semun){.array = values}) == 0);
  CHECK(semctl(id, 1, GETVAL) == 2 && semctl(id, 1, SETVAL, (union semun){.val = 7}) == 0);
  unsigned short got[3] = {0};
  CHECK(semctl(id, 0, GETALL, (union semun){.array = got}) == 0 && got[0] == 1 && got[1] == 7 && got[2] == 3);
  struct semid_ds status = {0};
  CHECK(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}) == 0 && status.sem_nsems == 3);
  CHECK((status.sem_perm.mode & 0777) == 0600 && status.sem_perm.uid == geteuid() && status.sem_ctime > 1600000000);
  status.sem_perm.mode = 0640;
  const int owner_known = ids_are_mapped();
  CHECK(semctl(id, 0, IPC_SET, (union semun){.buf = &status}) == (owner_known ? 0 : -1));
  if (owner_known) CHECK(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}) == 0 && (status.sem_perm.mode & 0777) == 0640);
  struct sembuf take = {0, -1, IPC_NOWAIT};
  CHECK(semop(id, &take, 1) == 0 && semop(id, &take, 1) == -1 && errno == EAGAIN);
  take.sem_flg = 0;
  const struct timespec soon = {0, 20000000};
  CHECK(semtimedop(id, &take, 1, &soon) == -1 && errno == EAGAIN);
  if (fork() == 0) {
    struct sembuf give[2] = {{0, 1, 0}, {2, -3, 0}};
    _exit(semop(id, give, 2) != 0);
  }
  CHECK(semop(id, &take, 1) == 0);
  int child;
  CHECK(wait(&child) > 0 && child == 0 && semctl(id, 2, GETVAL) == 0);
  CHECK(semctl(id, 0, IPC_RMID) == 0 && semctl(id, 0, GETVAL) == -1 && errno == EINVAL);
}

static void queues(void) {
  struct message {
    long type;
    char text[16];
  };
  const int id = msgget(IPC_PRIVATE, 0600);
  CHECK(id >= 0);
  const struct message one = {1, "one"}, two = {2, "two"};
  CHECK(msgsnd(id, &one, 4, 0) == 0 && msgsnd(id, &two, 4, IPC_NOWAIT) == 0);
  struct msqid_ds status = {0};
  CHECK(msgctl(id, IPC_STAT, &status) == 0 && status.msg_qnum == 2 && status.msg_qbytes > 0);
  CHECK(status.msg_lspid == getpid() && status.msg_stime > 1600000000);
  struct message got = {0};
  CHECK(msgrcv(id, &got, sizeof got.text, 2, 0) == 4 && got.type == 2 && strcmp(got.text, "two") == 0);
  CHECK(msgrcv(id, &got, 2, 0, 0) == -1 && errno == E2BIG);
  CHECK(msgrcv(id, &got, 2, 0, MSG_NOERROR) == 2 && got.type == 1 && got.text[1] == 'n' && got.text[2] == 'o');
  CHECK(msgrcv(id, &got, 2, 0, IPC_NOWAIT) == -1 && errno == ENOMSG);
  CHECK(msgsnd(id, (const void*)16, 4, 0) == -1 && errno == EFAULT);
  CHECK(msgctl(id, IPC_RMID, NULL) == 0 && msgctl(id, IPC_STAT, &status) == -1 && errno == EINVAL);
}

static void shared_memory(void) {
  const int id = shmget(IPC_PRIVATE, 10000, 0600 | IPC_CREAT);
  CHECK(id >= 0);
  volatile uint32_t* const memory = shmat(id, NULL, 0);
  volatile uint32_t* const again = shmat(id, NULL, SHM_RDONLY);
  CHECK(memory != (void*)-1 && again != (void*)-1 && again != memory && (uintptr_t)memory % 4096 == 0);
  memory[2000] = 42;
  CHECK(again[2000] == 42);
  struct shmid_ds status = {0};
  CHECK(shmctl(id, IPC_STAT, &status) == 0 && status.shm_segsz == 10000 && status.shm_nattch == 2);
  CHECK(status.shm_cpid == getpid() && status.shm_atime > 1600000000);
  if (fork() == 0) {
    memory[1] = again[2000] + 1;
    _exit(shmdt((const void*)memory) != 0);
  }
  int child;
  CHECK(wait(&child) > 0 && child == 0 && memory[1] == 43);
  CHECK(shmdt((const void*)again) == 0 && shmdt((const void*)again) == -1 && errno == EINVAL);
  CHECK(shmctl(id, IPC_STAT, &status) == 0 && status.shm_nattch == 1);
  CHECK(shmat(id, (void*)((uintptr_t)memory + 4), 0) == (void*)-1 && errno == EINVAL);
  CHECK(shmctl(id, IPC_RMID, NULL) == 0 && memory[1] == 43 && shmdt((const void*)memory) == 0);
  CHECK(shmget(IPC_PRIVATE, 0, 0600) == -1 && errno == EINVAL);
}

static void posix_queues(void) {
  char name[32];
  snprintf(name, sizeof name, "/sosie-test-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 32};
  const mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
  if (queue == (mqd_t)-1 && errno == ENOSYS) return;  // a host without them
  CHECK(queue != (mqd_t)-1);
  CHECK(mq_send(queue, "low", 4, 1) == 0 && mq_send(queue, "high", 5, 9) == 0);
  CHECK(mq_getattr(queue, &attributes) == 0 && attributes.mq_curmsgs == 2 && attributes.mq_maxmsg == 4 &&
        attributes.mq_msgsize == 32 && attributes.mq_flags == O_NONBLOCK);
  char text[32] = "";
  unsigned priority = 0;
  CHECK(mq_receive(queue, text, sizeof text, &priority) == 5 && priority == 9 && strcmp(text, "high") == 0);
  CHECK(mq_receive(queue, text, sizeof text, NULL) == 4 && strcmp(text, "low") == 0);
  CHECK(mq_receive(queue, text, sizeof text, NULL) == -1 && errno == EAGAIN);
  attributes.mq_flags = 0;
  CHECK(mq_setattr(queue, &attributes, NULL) == 0);
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  CHECK(mq_timedreceive(queue, text, sizeof text, NULL, &until) == -1 && errno == ETIMEDOUT);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 77};
  CHECK(mq_notify(queue, &event) == 0 && mq_send(queue, "x", 1, 0) == 0);
  siginfo_t info = {0};
  CHECK(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_value.sival_int == 77 && info.si_code == SI_MESGQ);
  CHECK(mq_close(queue) == 0 && mq_unlink(name) == 0 && mq_unlink(name) == -1 && errno == ENOENT);
}

int main(void) {
  semaphores();
  queues();
  shared_memory();
  posix_queues();
  return checked("ipc");
}
