#define _GNU_SOURCE
#include "CDecklog.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/falloc.h>
#include <linux/openat2.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

#ifndef DECKLOG_COMMIT
#define DECKLOG_COMMIT ""
#endif

/// SIGHUP asks a collector to open its files anew. One that comes before it listens for that would end it, and to systemd
/// that is a clean end: nobody would start it again. So it is ignored before anything else happens.
__attribute__((constructor)) static void ignore_early_hangup(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "collect") == 0) signal(SIGHUP, SIG_IGN);
}

const char *decklog_commit(void) { return DECKLOG_COMMIT; }

int decklog_reserve(int descriptor, off_t offset, off_t length) {
  int result;
  do {
    result = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, length);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}

int64_t decklog_birth_time(int descriptor) {
  struct statx status;
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
  if (!(status.stx_mask & STATX_BTIME)) return 0;
  int64_t nanoseconds;
  if (__builtin_mul_overflow(status.stx_btime.tv_sec, INT64_C(1000000000), &nanoseconds) ||
      __builtin_add_overflow(nanoseconds, (int64_t)status.stx_btime.tv_nsec, &nanoseconds))
    return status.stx_btime.tv_sec < 0 ? INT64_MIN : INT64_MAX;
  return nanoseconds;
}

int64_t decklog_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (int64_t)(uint32_t)status.f_type : -1;
}

int decklog_has_access_list(const char *path) {
  return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/// openat2(2). Returns a descriptor, or a negative error number: -ENOSYS also where a sandbox forbids the call.
static int open_resolving(int directory, const char *path, int flags, uint64_t resolve) {
  struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .resolve = resolve};
  long result;
  do {
    result = syscall(SYS_openat2, directory, path, &how, sizeof how);
  } while (result < 0 && errno == EINTR);
  if (result >= 0) return (int)result;
  return errno == EPERM ? -ENOSYS : -errno;
}

int decklog_open_beneath(int directory, const char *path, int reads_directory) {
  int result = open_resolving(directory, path, reads_directory ? O_RDONLY | O_DIRECTORY : O_PATH,
                              RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
  return result == -ENOSYS ? decklog_walk_beneath(directory, path, reads_directory) : result;
}

/// Whether two descriptors are on one mount; by the device where the kernel (before 5.8) doesn't tell mounts apart.
static int is_same_mount(int one, int other) {
  struct statx first, second;
  if (statx(one, "", AT_EMPTY_PATH, STATX_MNT_ID, &first) != 0) return 0;
  if (statx(other, "", AT_EMPTY_PATH, STATX_MNT_ID, &second) != 0) return 0;
  if (first.stx_mask & second.stx_mask & STATX_MNT_ID) return first.stx_mnt_id == second.stx_mnt_id;
  return first.stx_dev_major == second.stx_dev_major && first.stx_dev_minor == second.stx_dev_minor;
}

/// Finds `name` in `parent`. Returns an O_PATH descriptor, or a negative error number.
static int step_beneath(int directory, int parent, const char *name, int crosses_mounts) {
  int found = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (found < 0) return -errno;
  struct stat status;
  int error = fstat(found, &status) != 0             ? errno
              : S_ISLNK(status.st_mode)              ? ELOOP
              : crosses_mounts                       ? 0
              : !is_same_mount(directory, found)     ? EXDEV
                                                     : 0;
  if (error == 0) return found;
  close(found);
  return -error;
}

static int walk(int directory, const char *path, int reads_directory, int crosses_mounts) {
  if (*path == 0) return -ENOENT;
  if (*path == '/') return -EXDEV;
  int place = openat(directory, ".", O_PATH | O_CLOEXEC);
  if (place < 0) return -errno;
  while (*path != 0) {
    size_t length = strcspn(path, "/");
    char name[NAME_MAX + 1];
    int next = length > NAME_MAX ? -ENAMETOOLONG : 0;
    if (next == 0) {
      memcpy(name, path, length);
      name[length] = 0;
      next = strcmp(name, "..") == 0 ? -EXDEV : step_beneath(directory, place, length == 0 ? "." : name, crosses_mounts);
    }
    close(place);
    if (next < 0) return next;
    place = next;
    path += length;
    if (*path == '/') path++;
  }
  if (!reads_directory) return place;
  int opened = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int error = errno;
  close(place);
  return opened < 0 ? -error : opened;
}

int decklog_walk_beneath(int directory, const char *path, int reads_directory) {
  return walk(directory, path, reads_directory, 0);
}

/// Finds a directory below `root` by an absolute path, on any mount, without following a link.
static int walk_from_root(const char *root, const char *path) {
  if (*path != '/') return -ENOENT;
  while (*path == '/') path++;
  int place = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (place < 0) return -errno;
  int result = walk(place, *path == 0 ? "." : path, 1, 1);
  close(place);
  return result;
}

int decklog_open_without_links(const char *path, int walks) {
  int result = walks ? -ENOSYS
                     : open_resolving(AT_FDCWD, path, O_RDONLY | O_DIRECTORY,
                                      RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
  if (result != -ENOSYS) return result;
  return walk_from_root("/", path);
}

int decklog_open_in_root(const char *root, const char *path, int walks) {
  if (walks) return walk_from_root(root, path);
  int place = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (place < 0) return -errno;
  int result = open_resolving(place, path, O_RDONLY | O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  close(place);
  return result == -ENOSYS ? walk_from_root(root, path) : result;
}

const void *decklog_find(const void *bytes, size_t length, const void *wanted, size_t wanted_length) {
  return memmem(bytes, length, wanted, wanted_length);
}

ssize_t decklog_read_cached(int descriptor, void *bytes, size_t length, off_t offset) {
  struct iovec vector = {bytes, length};
  ssize_t result;
  do {
    result = preadv2(descriptor, &vector, 1, offset, RWF_NOWAIT);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

int decklog_clock_is_synchronized(void) {
  struct timex state = {.modes = 0};
  return adjtimex(&state) < 0 ? -errno : !(state.status & STA_UNSYNC);
}

static uint32_t crc32c_by_bits(uint32_t crc, const unsigned char *bytes, size_t length) {
  for (size_t index = 0; index < length; index++) {
    crc ^= bytes[index];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
  }
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_by_words(uint32_t crc, const unsigned char *bytes,
                                                                  size_t length) {
  uint64_t wide = crc;
  while (length >= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
    bytes += 8;
    length -= 8;
  }
  return crc32c_by_bits((uint32_t)wide, bytes, length);
}
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
static uint32_t crc32c_by_words(uint32_t crc, const unsigned char *bytes, size_t length) {
  while (length >= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    crc = __crc32cd(crc, word);
    bytes += 8;
    length -= 8;
  }
  return crc32c_by_bits(crc, bytes, length);
}
#endif

uint32_t decklog_crc32c(uint32_t crc, const void *bytes, size_t length) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~crc32c_by_words(~crc, bytes, length);
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
  return ~crc32c_by_words(~crc, bytes, length);
#endif
  return ~crc32c_by_bits(~crc, bytes, length);
}

void decklog_store_release(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

uint64_t decklog_load_acquire(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
