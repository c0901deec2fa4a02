/* Stands between a program and the C library: of the calls that change a file, the one that is counted down to goes wrong.

   It is loaded before the library (LD_PRELOAD). Nothing happens until torture_arm() says at which call, and how:
   an errno of its own, TORTURE_INTERRUPT (SIGINT, then the call goes on), TORTURE_KILL (SIGKILL before the call) or TORTURE_CUT
   (SIGKILL, and what was not on the disk yet may be gone: cut.h; at the end of the command, where no call was the one). With
   `on` every call from that one on fails. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { TORTURE_INTERRUPT = -1, TORTURE_KILL = -2, TORTURE_CUT = -3 };

static long left = 0, seen = 0;
static int how = 0, armed = 0, on = 0;

#include "cut.h"

void torture_arm(long at, int mode, int goes_on) { left = at; how = mode; seen = 0; on = goes_on; armed = 1; }
long torture_seen(void) {
    if (armed && how == TORTURE_CUT && left > 0) power_cut();
    armed = 0;
    return seen;
}

/* Whether this call is the one; then errno is set. */
static int strikes(void) {
    if (!armed || inside) return 0;
    seen++;
    left--;
    if (on ? left > 0 : left != 0) return 0;
    if (how == TORTURE_KILL) kill(getpid(), SIGKILL);
    if (how == TORTURE_CUT) power_cut();
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
#define ON_FILE(type, name, params, args, at, size, now) \
    type name params { REAL(name); if (is_file(fd)) { if (strikes()) return -1; remember(fd, at, size, now); } return real args; }
#define SAME ((off_t)-1)

static off_t place(int fd) {
    struct stat about;
    if (fcntl(fd, F_GETFL) & O_APPEND) return REALLY(int, fstat, int, struct stat *)(fd, &about) ? 0 : about.st_size;
    return lseek(fd, 0, SEEK_CUR);
}

static size_t total(const struct iovec *what, int count) { size_t sum = 0; while (count--) sum += what[count].iov_len; return sum; }

ON_FILE(ssize_t, write, (int fd, const void *what, size_t size), (fd, what, size), place(fd), size, SAME)
ON_FILE(ssize_t, pwrite, (int fd, const void *what, size_t size, off_t at), (fd, what, size, at), at, size, SAME)
ON_FILE(ssize_t, pwrite64, (int fd, const void *what, size_t size, off64_t at), (fd, what, size, at), at, size, SAME)
ON_FILE(ssize_t, writev, (int fd, const struct iovec *what, int count), (fd, what, count), place(fd), total(what, count), SAME)
ON_FILE(ssize_t, sendfile, (int fd, int from, off_t *at, size_t size), (fd, from, at, size), place(fd), size > 1 << 24 ? 1 << 24 : size, SAME)
ON_FILE(ssize_t, sendfile64, (int fd, int from, off64_t *at, size_t size), (fd, from, at, size), place(fd), size > 1 << 24 ? 1 << 24 : size, SAME)
ON_FILE(int, ftruncate, (int fd, off_t size), (fd, size), size, 0, size)
ON_FILE(int, ftruncate64, (int fd, off64_t size), (fd, size), size, 0, size)
ON_FILE(int, fchmod, (int fd, mode_t mode), (fd, mode), 0, 0, SAME)

#define SYNCS(name) int name(int fd) { \
    REAL(name); \
    if (is_file(fd) && strikes()) return -1; \
    int ended = real(fd); \
    if (!ended) synced(fd); \
    return ended; }
SYNCS(fsync)
SYNCS(fdatasync)

/* A name that is changed: what has the new one, or loses the old one, is kept in the grave until the folder is on the disk. */
static int named(int change, int fd, const char *from, int other, const char *to, int (*does)(int, const char *, int, const char *, unsigned), unsigned flags) {
    char a[FOLDER], b[FOLDER], *kept = 0;
    int before = errno, known = cutting && armed && !inside && whole(fd, from, a) && (!to || whole(other, to, b));
    if (known && change != NAMED) { inside = 1; kept = bury(change == MOVED ? b : a); inside = 0; }
    errno = before;
    int ended = does(fd, from, other, to, flags);
    before = errno;
    if (known && !ended) note(change, a, to ? b : 0, kept);
    errno = before;
    return ended;
}

static int moves(int fd, const char *from, int other, const char *to, unsigned flags) {
    return flags ? REALLY(int, renameat2, int, const char *, int, const char *, unsigned)(fd, from, other, to, flags)
                 : REALLY(int, renameat, int, const char *, int, const char *)(fd, from, other, to);
}
static int links(int fd, const char *from, int other, const char *to, unsigned flags) {
    return REALLY(int, linkat, int, const char *, int, const char *, int)(fd, from, other, to, (int)flags);
}
static int unlinks(int fd, const char *from, int other, const char *to, unsigned flags) {
    (void)other; (void)to;
    return REALLY(int, unlinkat, int, const char *, int)(fd, from, (int)flags);
}

int rename(const char *from, const char *to) { return strikes() ? -1 : named(MOVED, AT_FDCWD, from, AT_FDCWD, to, moves, 0); }
int renameat(int fd, const char *from, int other, const char *to) { return strikes() ? -1 : named(MOVED, fd, from, other, to, moves, 0); }
int renameat2(int fd, const char *from, int other, const char *to, unsigned flags) { return strikes() ? -1 : named(MOVED, fd, from, other, to, moves, flags); }
int link(const char *from, const char *to) { return strikes() ? -1 : named(NAMED, AT_FDCWD, from, AT_FDCWD, to, links, 0); }
int linkat(int fd, const char *from, int other, const char *to, int flags) { return strikes() ? -1 : named(NAMED, fd, from, other, to, links, flags); }
int unlink(const char *name) { return strikes() ? -1 : named(GONE, AT_FDCWD, name, 0, 0, unlinks, 0); }
int unlinkat(int fd, const char *name, int flags) {
    if (strikes()) return -1;
    return flags & AT_REMOVEDIR ? unlinks(fd, name, 0, 0, flags) : named(GONE, fd, name, 0, 0, unlinks, flags);
}

#define ON_NAME(name, params, args) \
    int name params { REAL(name); if (strikes()) return -1; return real args; }
ON_NAME(mkdir, (const char *name, mode_t mode), (name, mode))
ON_NAME(rmdir, (const char *name), (name))
ON_NAME(chmod, (const char *name, mode_t mode), (name, mode))

#define SEES(name, kind, params, args) \
    int name params { REAL(name); int ended = real args; if (!ended && cutting && armed) without_grave((struct stat *)out); return ended; }
SEES(stat, struct stat, (const char *path, struct stat *out), (path, out))
SEES(stat64, struct stat64, (const char *path, struct stat64 *out), (path, out))
SEES(lstat, struct stat, (const char *path, struct stat *out), (path, out))
SEES(lstat64, struct stat64, (const char *path, struct stat64 *out), (path, out))
SEES(fstat, struct stat, (int fd, struct stat *out), (fd, out))
SEES(fstat64, struct stat64, (int fd, struct stat64 *out), (fd, out))
SEES(fstatat, struct stat, (int fd, const char *path, struct stat *out, int flags), (fd, path, out, flags))
SEES(fstatat64, struct stat64, (int fd, const char *path, struct stat64 *out, int flags), (fd, path, out, flags))

/* A file that is opened to be made or emptied. */
static int opened(int fd, const char *name, int flags, mode_t mode) {
    char path[FOLDER]; struct stat about;
    int real = -1, known = cutting && armed && !inside && whole(fd, name, path);
    int there = known && REALLY(int, stat, const char *, struct stat *)(path, &about) == 0;
    if (there && flags & O_TRUNC && S_ISREG(about.st_mode)) {
        /* Emptied by a call of its own, which is remembered. */
        real = REALLY(int, openat, int, const char *, int, ...)(fd, name, flags & ~(O_TRUNC | O_EXCL), mode);
        if (real >= 0) { remember(real, 0, 0, 0); if (REALLY(int, ftruncate, int, off_t)(real, 0)) return -1; }
        return real;
    }
    real = REALLY(int, openat, int, const char *, int, ...)(fd, name, flags, mode);
    int before = errno;
    if (known && !there && real >= 0 && flags & O_CREAT) note(MADE, path, 0, 0);
    errno = before;
    return real;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
#define MAKES(flags) ((flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE)
#define OPENS(name, params, fd, more) \
    int name params { MODE(flags) if (!MAKES(flags)) return REALLY(int, openat, int, const char *, int, ...)(fd, path, flags | more, mode); \
        return strikes() ? -1 : opened(fd, path, flags | more, mode); }
OPENS(open, (const char *path, int flags, ...), AT_FDCWD, 0)
OPENS(open64, (const char *path, int flags, ...), AT_FDCWD, 0)
OPENS(openat, (int fd, const char *path, int flags, ...), fd, 0)
OPENS(openat64, (int fd, const char *path, int flags, ...), fd, 0)
