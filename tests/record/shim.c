/* Records, in order, what a program writes below one folder and when it waits for the disk.

   Preloaded (LD_PRELOAD) into a writer of the record. Every entry of the log is: one letter, the length of the path,
   an offset or size, the length of the data, then the path and the data. Letters: O opened, W written, T cut to a size,
   S waited for the disk (fsync), U removed. With POWER_ROOM, a write beyond so many bytes in all fails for want of room,
   as long as the file POWER_FULL stands; with POWER_BROKEN, waiting for the disk fails while that file stands. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 1024
static char *paths[FILES];
static int logfile = -1;
static const char *folder, *full, *broken;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void begin(void) {
    if (logfile >= 0) return;
    const char *name = getenv("POWER_LOG");
    folder = getenv("POWER_FOLDER");
    full = getenv("POWER_FULL");
    broken = getenv("POWER_BROKEN");
    if (!name || !folder) return;
    logfile = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int stands(const char *path) { return path && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

static int watched(const char *path) {
    begin();
    if (logfile < 0 || !path || strncmp(path, folder, strlen(folder))) return 0;
    size_t n = strlen(path);
    return !(n > 4 && !strcmp(path + n - 4, "-shm")) && !(n > 5 && !strcmp(path + n - 5, "-lock"));
}

static void put(char what, const char *path, int64_t at, const void *data, uint32_t length) {
    uint16_t n = strlen(path);
    size_t size = 15 + n + length;
    char *entry = malloc(size);
    entry[0] = what;
    memcpy(entry + 1, &n, 2);
    memcpy(entry + 3, &at, 8);
    memcpy(entry + 11, &length, 4);
    memcpy(entry + 15, path, n);
    if (length) memcpy(entry + 15 + n, data, length);
    pthread_mutex_lock(&turn);
    syscall(SYS_write, logfile, entry, size);
    pthread_mutex_unlock(&turn);
    free(entry);
}

static const char *known(int fd) { return fd >= 0 && fd < FILES ? paths[fd] : NULL; }

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES) {
        free(paths[fd]);
        paths[fd] = watched(path) ? strdup(path) : NULL;
        if (paths[fd]) put('O', path, 0, NULL, 0);
    }
    return fd;
}

#define MODE(flags) int mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, int); va_end(more); }
int open(const char *path, int flags, ...) { MODE(flags) return opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), path); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), path); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(syscall(SYS_openat, at, path, flags, mode), path); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(syscall(SYS_openat, at, path, flags, mode), path); }

int close(int fd) {
    if (fd >= 0 && fd < FILES) { free(paths[fd]); paths[fd] = NULL; }
    return syscall(SYS_close, fd);
}

static int no_room(const char *path) { return path && !strstr(path, "acks") && stands(full); }

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
    const char *path = known(fd);
    if (no_room(path)) { errno = ENOSPC; return -1; }
    ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);
    if (path && done > 0) put('W', path, at, data, done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

ssize_t write(int fd, const void *data, size_t length) {
    const char *path = known(fd);
    if (no_room(path)) { errno = ENOSPC; return -1; }
    off64_t at = path ? lseek64(fd, 0, SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, fd, data, length);
    if (path && done > 0) put('W', path, at, data, done);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    const char *path = known(fd);
    int done = syscall(SYS_ftruncate, fd, size);
    if (path && !done) put('T', path, size, NULL, 0);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int synced(int fd, long call) {
    const char *path = known(fd);
    if (path && stands(broken)) { errno = EIO; return -1; }
    int done = syscall(call, fd);
    if (path && !done) put('S', path, 0, NULL, 0);
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (!done && watched(path)) put('U', path, 0, NULL, 0);
    return done;
}
