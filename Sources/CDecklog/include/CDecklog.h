#ifndef CDECKLOG_H
#define CDECKLOG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The commit that the package was built from, or an empty string where it was not built from a checkout.
const char *decklog_commit(void);

/// Sees to it that `length` bytes from `offset` on can be written to `descriptor` without the file growing
/// before they are: fallocate(2) with FALLOC_FL_KEEP_SIZE, which Swift's Glibc module lacks.
/// Returns 0, or an error number.
int decklog_reserve(int descriptor, off_t offset, off_t length);

/// When the file was made, in nanoseconds since 1970: statx(2) with STATX_BTIME. 0 where the file system keeps no
/// such time, and the nearest that fits for one before 1677 or after 2262.
int64_t decklog_birth_time(int descriptor);

/// The magic number of the file system that a path is on: statfs(2), which Swift's Glibc module lacks. -1 where that
/// can't be known, and then errno says why.
int64_t decklog_file_system(const char *path);

/// Whether `path` has an access control list (acl(5)), so that its mode doesn't say who may do what: getxattr(2), which
/// Swift's Glibc module lacks. Returns 1 where it has, 0 where it has none or that can't be known.
int decklog_has_access_list(const char *path);

/// Finds a path below `directory`, where others make the names, and opens it for reading if `reads_directory` is set: it
/// is a directory then. Nothing outside `directory` is reached: no link is followed, also none of /proc, and no mount is
/// crossed. What is only found is not opened (O_PATH): a FIFO doesn't block and a device does nothing.
///
/// By openat2(2), which Swift's Glibc module lacks; where the kernel lacks it, or a sandbox forbids it as systemd's
/// RestrictSUIDSGID= does, by ``decklog_walk_beneath``.
/// Returns a descriptor that is closed on exec, or a negative error number: -ELOOP for a link, -EXDEV for a path that
/// leads out of the directory or onto another mount, -ENOTDIR for what is no directory and should be one.
int decklog_open_beneath(int directory, const char *path, int reads_directory);

/// The same one component after another, without openat2(2). A path with `..` counts as leading out.
int decklog_walk_beneath(int directory, const char *path, int reads_directory);

/// Opens the directory at an absolute path for reading, unless a component of the path is a link (-ELOOP). Mounts are
/// crossed.
///
/// By openat2(2), or one component after another where that is not available or `walks` is set.
/// Returns a descriptor that is closed on exec, or a negative error number.
int decklog_open_without_links(const char *path, int walks);

/// The same for a path as it is below the directory `root`, as after chroot(2): links lead nowhere outside it. Where
/// openat2(2) is not available, links are not followed.
int decklog_open_in_root(const char *root, const char *path, int walks);

/// The first place in `bytes` where `wanted` stands: memmem(3), which Swift's Glibc module lacks. Linear in both.
/// Returns a null pointer where there is none.
const void *decklog_find(const void *bytes, size_t length, const void *wanted, size_t wanted_length);

/// Reads what the system has in its cache, and waits for no disk: preadv2(2) with RWF_NOWAIT, which Swift's Glibc
/// module lacks. Returns how many bytes, or a negative error number: -EAGAIN where a disk would have to be waited for,
/// -EOPNOTSUPP where the file system can't tell.
ssize_t decklog_read_cached(int descriptor, void *bytes, size_t length, off_t offset);

/// Whether the kernel's clock is kept in step with others: adjtimex(2), which Swift's Glibc module lacks, without changing
/// anything. Returns 1 where it is, 0 where it is not (STA_UNSYNC), or a negative error number.
int decklog_clock_is_synchronized(void);

/// The CRC-32C (RFC 3720, appendix B.4) of `length` bytes, going on from `crc`, which is 0 at the start.
/// By the processor's own instruction where it has one.
uint32_t decklog_crc32c(uint32_t crc, const void *bytes, size_t length);

/// Stores a word so that no store that comes before it in the program becomes visible after it.
void decklog_store_release(uint64_t *word, uint64_t value);

/// Loads a word that ``decklog_store_release`` has stored.
uint64_t decklog_load_acquire(const uint64_t *word);

#endif
