#pragma once
#include <curl/curl.h>

// libcurl's variadic calls, one wrapper for each type of argument: Swift cannot import variadic functions.

typedef size_t (*ccurl_data_function)(char *_Nullable, size_t, size_t, void *_Nullable);
typedef int (*ccurl_seek_function)(void *_Nullable, curl_off_t, int);
typedef int (*ccurl_socket_function)(CURL *_Nullable, curl_socket_t, int, void *_Nullable, void *_Nullable);
typedef int (*ccurl_timer_function)(CURLM *_Nullable, long, void *_Nullable);
typedef curl_socket_t (*ccurl_open_function)(void *_Nullable, curlsocktype, struct curl_sockaddr *_Nullable);
typedef int (*ccurl_close_function)(void *_Nullable, curl_socket_t);

static inline CURLcode ccurl_set_long(CURL *_Nonnull easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *_Nonnull easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_string(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option, const void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_list(CURL *_Nonnull easy, CURLoption option, struct curl_slist *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
/// For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION.
static inline CURLcode ccurl_set_data_function(CURL *_Nonnull easy, CURLoption option, ccurl_data_function _Nonnull f) {
  return curl_easy_setopt(easy, option, f);
}
static inline CURLcode ccurl_set_seek_function(CURL *_Nonnull easy, ccurl_seek_function _Nonnull f) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, f);
}
static inline CURLcode ccurl_set_open_function(CURL *_Nonnull easy, ccurl_open_function _Nonnull f) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, f);
}
static inline CURLcode ccurl_set_close_function(CURL *_Nonnull easy, ccurl_close_function _Nonnull f) {
  return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, f);
}
static inline CURLcode ccurl_get_long(CURL *_Nonnull easy, CURLINFO info, long *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_pointer(CURL *_Nonnull easy, CURLINFO info, void *_Nullable *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_pointer(CURLM *_Nonnull multi, CURLMoption option, void *_Nullable value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_socket_function(CURLM *_Nonnull multi, ccurl_socket_function _Nonnull f) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, f);
}
static inline CURLMcode ccurl_multi_set_timer_function(CURLM *_Nonnull multi, ccurl_timer_function _Nonnull f) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, f);
}
/// The result of a finished transfer: a member of a union.
static inline CURLcode ccurl_result(const CURLMsg *_Nonnull message) { return message->data.result; }
