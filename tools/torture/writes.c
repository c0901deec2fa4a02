/* Stands between a program and the C library: of the calls that change a file, the one that is counted down to goes wrong.

   It is loaded before the library (LD_PRELOAD). Nothing happens until torture_arm() says at which call, and how:
   an errno of its own, TORTURE_INTERRUPT (SIGINT, then the call goes on) or TORTURE_KILL (SIGKILL before the call). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { TORTURE_INTERRUPT = -1, TORTURE_KILL = -2 };

static long left = 0, seen = 0;
static int how = 0, armed = 0;

void torture_arm(long at, int mode) { left = at; how = mode; seen = 0; armed = 1; }
long torture_seen(void) { armed = 0; return seen; }

/* Whether this call is the one; then errno is set. */
static int strikes(void) {
    if (!armed) return 0;
    seen++;
    if (--left != 0) return 0;
    if (how == TORTURE_KILL) kill(getpid(), SIGKILL);
    if (how == TORTURE_INTERRUPT) { kill(getpid(), SIGINT); return 0; }
    errno = how;
    return 1;
}

/* What is said on a terminal or through a pipe changes no file. */
static int is_file(int fd) {
    struct stat about;
    int before = errno, found = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    errno = before;
    return found;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)
#define ON_FILE(type, name, params, args) \
    type name params { REAL(name); if (is_file(fd) && strikes()) return -1; return real args; }
#define ON_NAME(name, params, args) \
    int name params { REAL(name); if (strikes()) return -1; return real args; }

ON_FILE(ssize_t, write, (int fd, const void *what, size_t size), (fd, what, size))
ON_FILE(ssize_t, pwrite, (int fd, const void *what, size_t size, off_t at), (fd, what, size, at))
ON_FILE(ssize_t, pwrite64, (int fd, const void *what, size_t size, off64_t at), (fd, what, size, at))
ON_FILE(ssize_t, writev, (int fd, const struct iovec *what, int count), (fd, what, count))
ON_FILE(int, fsync, (int fd), (fd))
ON_FILE(int, fdatasync, (int fd), (fd))
ON_FILE(int, ftruncate, (int fd, off_t size), (fd, size))
ON_FILE(int, ftruncate64, (int fd, off64_t size), (fd, size))
ON_FILE(int, fchmod, (int fd, mode_t mode), (fd, mode))
ON_NAME(rename, (const char *from, const char *to), (from, to))
ON_NAME(renameat, (int fd, const char *from, int other, const char *to), (fd, from, other, to))
ON_NAME(renameat2, (int fd, const char *from, int other, const char *to, unsigned flags), (fd, from, other, to, flags))
ON_NAME(unlink, (const char *name), (name))
ON_NAME(unlinkat, (int fd, const char *name, int flags), (fd, name, flags))
ON_NAME(link, (const char *from, const char *to), (from, to))
ON_NAME(linkat, (int fd, const char *from, int other, const char *to, int flags), (fd, from, other, to, flags))
ON_NAME(mkdir, (const char *name, mode_t mode), (name, mode))
ON_NAME(rmdir, (const char *name), (name))
ON_NAME(chmod, (const char *name, mode_t mode), (name, mode))

#define MODE(flags) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
#define MAKES(flags) ((flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE)

int open(const char *name, int flags, ...) {
    MODE(flags) REAL(open);
    return MAKES(flags) && strikes() ? -1 : real(name, flags, mode);
}

int open64(const char *name, int flags, ...) {
    MODE(flags) REAL(open64);
    return MAKES(flags) && strikes() ? -1 : real(name, flags, mode);
}

int openat(int fd, const char *name, int flags, ...) {
    MODE(flags) REAL(openat);
    return MAKES(flags) && strikes() ? -1 : real(fd, name, flags, mode);
}

int openat64(int fd, const char *name, int flags, ...) {
    MODE(flags) REAL(openat64);
    return MAKES(flags) && strikes() ? -1 : real(fd, name, flags, mode);
}
