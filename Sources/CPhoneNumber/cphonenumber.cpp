#include "cphonenumber.h"
const char *cphonenumber_version(void) { return "8.12.57"; }
