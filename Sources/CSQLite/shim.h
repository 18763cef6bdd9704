#pragma once
#include <sqlite3.h>

/// The destructor value that makes SQLite copy bound text and blobs (a cast that Swift cannot import).
static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }
