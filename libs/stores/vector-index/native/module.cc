// Node loads this as an addon: checks what JavaScript gives, and hands it to the scan.
#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "scan.h"

namespace {

/** A typed array of JavaScript's; `is` says whether it is one of the wanted type. */
template <typename T>
struct Array {
  T* data = nullptr;
  size_t length = 0;
  bool is = false;

  Array(napi_env env, napi_value value, napi_typedarray_type wanted) {
    napi_typedarray_type type;
    void* start;
    if (napi_get_typedarray_info(env, value, &type, &length, &start, nullptr, nullptr) != napi_ok) return;
    data = static_cast<T*>(start);
    is = type == wanted;
  }
};

napi_value refused(napi_env env, const char* why) {
  napi_throw_range_error(env, nullptr, why);
  return nullptr;
}

/** What JavaScript gives of a collection. */
struct Collection {
  Array<float> floats;
  Array<int8_t> bytes;
  Array<uint32_t> heads;

  Collection(napi_env env, const napi_value* given)
      : floats(env, given[0], napi_float32_array), bytes(env, given[1], napi_int8_array), heads(env, given[2], napi_uint32_array) {}

  bool is() const { return floats.is && bytes.is && heads.is; }

  stars::RowHeads* rowHeads() const { return reinterpret_cast<stars::RowHeads*>(heads.data); }

  stars::Rows rows(size_t stride) const { return {floats.data, stride, bytes.data, rowHeads()}; }

  /** Whether all forms of the rows of so many slots are there. */
  bool hold(size_t slots, size_t stride) const {
    return stride > 0 && stride % 4 == 0 && slots <= floats.length / stride && slots <= bytes.length / rows(stride).rowBytes() &&
           slots <= heads.length * sizeof(uint32_t) / sizeof(stars::RowHeads) * stars::kHeads;
  }
};

/** put(floats, bytes, heads, stride, slot): writes a row of floats as bytes and as a head. */
napi_value put(napi_env env, napi_callback_info info) {
  size_t count = 5;
  napi_value given[5];
  uint32_t stride = 0;
  uint32_t slot = 0;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  const Collection to(env, given);
  if (!to.is() || napi_get_value_uint32(env, given[3], &stride) != napi_ok ||
      napi_get_value_uint32(env, given[4], &slot) != napi_ok) {
    return refused(env, "put takes floats, bytes, heads, a stride and a slot");
  }
  if (!to.hold(size_t{slot} + 1, stride)) return refused(env, "the slot has no row");
  stars::putRow(to.floats.data + size_t{slot} * stride, stride, to.bytes.data + slot * to.rows(stride).rowBytes(),
                to.rowHeads()[slot / stars::kHeads], slot % stars::kHeads);
  return nullptr;
}

/** The found slots and scores, alternating. */
napi_value arrayOf(napi_env env, const std::vector<stars::Hit>& hits) {
  void* data;
  napi_value buffer;
  napi_value array;
  const size_t bytes = hits.size() * sizeof(stars::Hit);
  if (napi_create_arraybuffer(env, bytes, &data, &buffer) != napi_ok) return nullptr;
  if (bytes > 0) memcpy(data, hits.data(), bytes);
  napi_create_typedarray(env, napi_float64_array, bytes / sizeof(double), buffer, 0, &array);
  return array;
}

/** search(floats, bytes, heads, words, first, second, k): see `stars::search`. Queries are as wide as a row. */
napi_value search(napi_env env, napi_callback_info info) {
  size_t count = 7;
  napi_value given[7];
  uint32_t k = 0;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  const Collection in(env, given);
  const Array<uint32_t> words(env, given[3], napi_uint32_array);
  const Array<float> first(env, given[4], napi_float32_array);
  const Array<float> second(env, given[5], napi_float32_array);
  if (!in.is() || !words.is || !first.is || !second.is || first.length != second.length ||
      napi_get_value_uint32(env, given[6], &k) != napi_ok) {
    return refused(env, "search takes floats, bytes, heads, words, two queries and k");
  }
  size_t used = words.length;
  while (used > 0 && words.data[used - 1] == 0) used--;
  const size_t slots = used == 0 ? 0 : 32 * used - __builtin_clz(words.data[used - 1]);
  if (k == 0 || !in.hold(slots, first.length)) return refused(env, "a slot has no row, or k is 0");
  const float* const queries[2] = {first.data, second.data};
  const auto found = stars::search(in.rows(first.length), words.data, used, queries, k);
  napi_value both;
  napi_create_array_with_length(env, 2, &both);
  for (uint32_t query = 0; query < 2; query++) napi_set_element(env, both, query, arrayOf(env, found[query]));
  return both;
}

/** scores(floats, slots, query): see `stars::scores`. */
napi_value scores(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value given[3];
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  const Array<float> floats(env, given[0], napi_float32_array);
  const Array<int32_t> slots(env, given[1], napi_int32_array);
  const Array<float> query(env, given[2], napi_float32_array);
  const size_t stride = query.length;
  if (!floats.is || !slots.is || !query.is || stride == 0 || stride % 4 != 0) {
    return refused(env, "scores takes floats, slots and a query");
  }
  const int64_t rows = floats.length / stride;
  for (size_t n = 0; n < slots.length; n++) {
    if (slots.data[n] >= rows) return refused(env, "a slot has no row");
  }
  void* data;
  napi_value buffer;
  napi_value array;
  if (napi_create_arraybuffer(env, slots.length * sizeof(double), &data, &buffer) != napi_ok) return nullptr;
  stars::scores(floats.data, stride, slots.data, slots.length, query.data, static_cast<double*>(data));
  napi_create_typedarray(env, napi_float64_array, slots.length, buffer, 0, &array);
  return array;
}

/** Whether the processor has what this was compiled for. */
bool processorSuffices() {
#if defined(__AVX2__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
#else
  return true;
#endif
}

}  // namespace

NAPI_MODULE_INIT() {
  if (!processorSuffices()) {
    napi_throw_error(env, nullptr, "this processor lacks AVX2");
    return exports;
  }
  napi_value function;
  napi_create_function(env, "put", NAPI_AUTO_LENGTH, put, nullptr, &function);
  napi_set_named_property(env, exports, "put", function);
  napi_create_function(env, "search", NAPI_AUTO_LENGTH, search, nullptr, &function);
  napi_set_named_property(env, exports, "search", function);
  napi_create_function(env, "scores", NAPI_AUTO_LENGTH, scores, nullptr, &function);
  napi_set_named_property(env, exports, "scores", function);
  return exports;
}
