#ifndef CDECKLOG_H
#define CDECKLOG_H

#include <sys/types.h>

/// The commit that the package was built from, or an empty string where it was not built from a checkout.
const char *decklog_commit(void);

/// Sees to it that `length` bytes from `offset` on can be written to `descriptor` without the file growing
/// before they are: fallocate(2) with FALLOC_FL_KEEP_SIZE, which Swift's Glibc module lacks.
/// Returns 0, or an error number.
int decklog_reserve(int descriptor, off_t offset, off_t length);

#endif
