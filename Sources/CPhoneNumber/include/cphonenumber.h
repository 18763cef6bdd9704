#pragma once
/// libphonenumber (Apache-2.0) behind a C border: parse, validate, type, region.
const char *cphonenumber_version(void);
