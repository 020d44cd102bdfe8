#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Sixteen bytes of a text looked at in one step, from `offset` on, which must not lie behind its end. Bit n of
// a result says whether byte n from there is one of those asked for; the bits of bytes behind the end are 0.
//
// In C, because Swift's SIMD compares are loops over the lanes here; in a header, so that Swift inlines them.
// Nothing outside the text is read: near its end the text's last sixteen bytes are looked at and the bits
// shifted. A text of less than sixteen bytes, or any without SSE2, is looked at byte by byte.

/// White space and the other control characters: 0x20 or less.
static inline int bytescan_is_blank(uint8_t byte) { return byte <= 0x20; }

/// `0` to `9`.
static inline int bytescan_is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

/// What may end an SD-NAME or make it one that needs a second look: `=`, `"`, `]`, 0x20 or less, and everything
/// beyond ASCII.
static inline int bytescan_is_name_stop(uint8_t byte) {
  return byte <= 0x20 || byte >= 0x80 || byte == '=' || byte == '"' || byte == ']';
}

/// `"` and `\`.
static inline int bytescan_is_quote_or_backslash(uint8_t byte) { return byte == '"' || byte == '\\'; }

/// `.` and `:`.
static inline int bytescan_is_dot_or_colon(uint8_t byte) { return byte == '.' || byte == ':'; }

/// What ends a JSON text, begins an escape in it, or has no place in it: a control character.
static inline int bytescan_is_json_text_stop(uint8_t byte) {
  return byte < 0x20 || bytescan_is_quote_or_backslash(byte);
}

/// Control characters, DEL and everything beyond ASCII: what JSON can't hold as it is or what needs a second
/// look, without `"` and `\`.
static inline int bytescan_is_special(uint8_t byte) { return byte < 0x20 || byte >= 0x7F; }

/// What is special, `"` and `\`.
static inline int bytescan_is_unplain(uint8_t byte) {
  return bytescan_is_special(byte) || bytescan_is_quote_or_backslash(byte);
}

#define BYTESCAN_ONE_BY_ONE(name)                                                           \
  static inline uint32_t bytescan_##name##_one_by_one(const uint8_t *bytes, size_t count) { \
    uint32_t bits = 0;                                                                      \
    for (size_t index = 0; index < 16 && index < count; index++)                            \
      bits |= (uint32_t)bytescan_is_##name(bytes[index]) << index;                          \
    return bits;                                                                            \
  }

#if defined(__SSE2__)

#define BYTESCAN_EQUALS(byte) _mm_cmpeq_epi8(block, _mm_set1_epi8(byte))
// Unsigned a <= b, as min(a, b) == a.
#define BYTESCAN_AT_MOST(byte) _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(byte)), block)
#define BYTESCAN_EITHER(one, other) _mm_or_si128(one, other)
#define BYTESCAN_QUOTE_OR_BACKSLASH BYTESCAN_EITHER(BYTESCAN_EQUALS('"'), BYTESCAN_EQUALS('\\'))
// As signed numbers, bytes beyond ASCII are less than 0x20 too.
#define BYTESCAN_SPECIAL \
  BYTESCAN_EITHER(_mm_cmplt_epi8(block, _mm_set1_epi8(0x20)), BYTESCAN_EQUALS(0x7F))

// The end of a text is seldom near: kept out of line, so that what is inlined is short.
#define BYTESCAN(name, marks)                                                                                \
  BYTESCAN_ONE_BY_ONE(name)                                                                                  \
  static inline uint32_t bytescan_##name##_block(const uint8_t *bytes) {                                     \
    __m128i block = _mm_loadu_si128((const __m128i *)bytes);                                                 \
    return (uint32_t)_mm_movemask_epi8(marks);                                                               \
  }                                                                                                          \
  __attribute__((noinline)) static inline uint32_t bytescan_##name##_at_end(const uint8_t *text,             \
                                                                            size_t count, size_t offset) {   \
    if (count < 16) return bytescan_##name##_one_by_one(text + offset, count - offset);                      \
    return bytescan_##name##_block(text + count - 16) >> (16 - (count - offset));                            \
  }                                                                                                          \
  static inline uint32_t bytescan_##name(const uint8_t *text, size_t count, size_t offset) {                 \
    if (count - offset < 16) return bytescan_##name##_at_end(text, count, offset);                           \
    return bytescan_##name##_block(text + offset);                                                           \
  }

#else

#define BYTESCAN(name, marks)                                                                \
  BYTESCAN_ONE_BY_ONE(name)                                                                  \
  static inline uint32_t bytescan_##name##_block(const uint8_t *bytes) {                     \
    return bytescan_##name##_one_by_one(bytes, 16);                                          \
  }                                                                                          \
  static inline uint32_t bytescan_##name(const uint8_t *text, size_t count, size_t offset) { \
    return bytescan_##name##_one_by_one(text + offset, count - offset);                      \
  }

#endif

BYTESCAN(blank, BYTESCAN_AT_MOST(0x20))
// Signed: what is beyond ASCII is less than '0'.
BYTESCAN(digit, _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('0' - 1)),
                              _mm_cmplt_epi8(block, _mm_set1_epi8('9' + 1))))
// Signed again.
BYTESCAN(name_stop,
         BYTESCAN_EITHER(BYTESCAN_EITHER(_mm_cmplt_epi8(block, _mm_set1_epi8(0x21)), BYTESCAN_EQUALS('=')),
                         BYTESCAN_EITHER(BYTESCAN_EQUALS('"'), BYTESCAN_EQUALS(']'))))
BYTESCAN(quote_or_backslash, BYTESCAN_QUOTE_OR_BACKSLASH)
BYTESCAN(dot_or_colon, BYTESCAN_EITHER(BYTESCAN_EQUALS('.'), BYTESCAN_EQUALS(':')))
BYTESCAN(json_text_stop, BYTESCAN_EITHER(BYTESCAN_AT_MOST(0x1F), BYTESCAN_QUOTE_OR_BACKSLASH))
BYTESCAN(special, BYTESCAN_SPECIAL)
BYTESCAN(unplain, BYTESCAN_EITHER(BYTESCAN_SPECIAL, BYTESCAN_QUOTE_OR_BACKSLASH))

#endif
