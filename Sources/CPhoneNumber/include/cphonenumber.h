#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// libphonenumber (Google, Apache-2.0) behind a C border: no exception crosses it, nothing is written to stdout, and
/// every function may be called from any thread.

/// What a text was found to be. Types are numbered as libphonenumber does; 11 is unknown.
typedef struct {
  /// All digits from the country code on; 0 unless parsed.
  int64_t e164;
  int32_t country_code;
  int32_t type;
  /// ISO 3166 alpha-2 or `001`, NUL-terminated; empty when the number is of no region.
  char region[8];
  bool valid;
} cphonenumber_reading;

/// Reads `length` bytes of UTF-8; `region` is ISO 3166 alpha-2, or NULL when only international numbers are meant.
/// False when the text is no telephone number, or one with an extension, which cannot be dialed as such.
bool cphonenumber_read(
    const char *_Nonnull text, size_t length, const char *_Nullable region, cphonenumber_reading *_Nonnull out);

/// Whether the text, dialed in the region, reaches an emergency service.
bool cphonenumber_is_emergency(const char *_Nonnull text, size_t length, const char *_Nonnull region);

/// Whether the text is one of the region's short numbers (112, 311, 40404).
bool cphonenumber_is_short(const char *_Nonnull text, size_t length, const char *_Nonnull region);

/// The release that the loaded library's file name tells (`8.12`), or `unknown`. `capacity` counts the NUL.
void cphonenumber_version(char *_Nonnull out, size_t capacity);

#ifdef __cplusplus
}
#endif
