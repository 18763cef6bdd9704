#include "cphonenumber.h"

#include <dlfcn.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>
#include <stdlib.h>
#include <string.h>

#include <string>

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

namespace {

// The library's own logger prints to stdout, where a plan may be on its way.
const PhoneNumberUtil &numbers() {
  static const PhoneNumberUtil *const instance = [] {
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    util->SetLogger(new NullLogger());
    return util;
  }();
  return *instance;
}

const ShortNumberInfo &short_numbers() {
  numbers();
  static const ShortNumberInfo instance;
  return instance;
}

// E.164 has at most 15 digits; the library also reads a few longer ones.
bool digits(const PhoneNumber &number, int64_t *out) {
  std::string text;
  numbers().Format(number, PhoneNumberUtil::E164, &text);
  if (text.size() < 2 || text.size() > 16 || text[0] != '+') return false;
  char *end = nullptr;
  *out = strtoll(text.c_str() + 1, &end, 10);
  return *end == '\0';
}

}  // namespace

extern "C" bool cphonenumber_read(
    const char *text, size_t length, const char *region, cphonenumber_reading *out) {
  memset(out, 0, sizeof *out);
  try {
    PhoneNumber number;
    const std::string origin = region ? region : "ZZ";
    if (numbers().Parse(std::string(text, length), origin, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    if (number.has_extension() || !digits(number, &out->e164)) return false;
    out->country_code = number.country_code();
    out->type = numbers().GetNumberType(number);
    out->valid = numbers().IsValidNumber(number);
    std::string home;
    numbers().GetRegionCodeForNumber(number, &home);
    if (home != "ZZ" && home.size() < sizeof out->region) memcpy(out->region, home.data(), home.size());
    return true;
  } catch (...) {
    memset(out, 0, sizeof *out);
    return false;
  }
}

extern "C" bool cphonenumber_is_emergency(const char *text, size_t length, const char *region) {
  try {
    return short_numbers().ConnectsToEmergencyNumber(std::string(text, length), region);
  } catch (...) {
    return true;  // A doubt means no call.
  }
}

extern "C" bool cphonenumber_is_short(const char *text, size_t length, const char *region) {
  try {
    PhoneNumber number;
    if (numbers().Parse(std::string(text, length), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    return short_numbers().IsValidShortNumberForRegion(number, region);
  } catch (...) {
    return true;
  }
}

extern "C" void cphonenumber_version(char *out, size_t capacity) {
  std::string version = "unknown";
  try {
    Dl_info info;
    if (dladdr(reinterpret_cast<void *>(&PhoneNumberUtil::GetInstance), &info) != 0 && info.dli_fname) {
      if (char *path = realpath(info.dli_fname, nullptr)) {
        if (const char *suffix = strstr(path, "libphonenumber.so.")) version = suffix + strlen("libphonenumber.so.");
        free(path);
      }
    }
  } catch (...) {
  }
  const size_t count = version.size() < capacity ? version.size() : capacity - 1;
  memcpy(out, version.data(), count);
  out[count] = '\0';
}
