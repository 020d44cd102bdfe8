#define _GNU_SOURCE
#include "CDecklog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>

#ifndef DECKLOG_COMMIT
#define DECKLOG_COMMIT ""
#endif

const char *decklog_commit(void) { return DECKLOG_COMMIT; }

int decklog_reserve(int descriptor, off_t offset, off_t length) {
  int result;
  do {
    result = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, length);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}
