// Node loads this as an addon: checks what JavaScript gives, and hands it to the scan.
#include <node_api.h>

#include <cstddef>
#include <cstdint>

#include "scan.h"

namespace {

struct Array {
  uint8_t* data = nullptr;
  size_t length = 0;
};

bool arrayOf(napi_env env, napi_value value, napi_typedarray_type wanted, Array* array) {
  napi_typedarray_type type;
  void* data;
  if (napi_get_typedarray_info(env, value, &type, &array->length, &data, nullptr, nullptr) != napi_ok) return false;
  array->data = static_cast<uint8_t*>(data);
  return type == wanted;
}

/** Places in the memory and numbers of results, in the order of `NativePairScan`. */
struct Layout {
  int32_t elements, rowsAt, queryAt[2], limit[2];
};

/** What is asked of a query in numbers, in the order of `NativePairScan`. */
struct Terms {
  double scale, norm, slack;
};

/** Whether everything that a scan reads and writes is where it says. */
bool isWithin(const Layout& layout, const Array& bytes, const Array& words, const Array& out) {
  const auto holds = [&](int64_t from, int64_t length) {
    return from >= 0 && length >= 0 && from + length <= static_cast<int64_t>(bytes.length);
  };
  const uint32_t* const bits = reinterpret_cast<const uint32_t*>(words.data);
  int64_t slots = 0;
  int64_t end = 0;
  for (size_t word = 0; word < words.length; word++) {
    if (bits[word] == 0) continue;
    slots += __builtin_popcount(bits[word]);
    end = 32 * static_cast<int64_t>(word + 1) - __builtin_clz(bits[word]);
  }
  const int64_t rowBytes = layout.elements + static_cast<int64_t>(sizeof(stars::Extra));
  return layout.elements > 0 && layout.elements % 16 == 0 && holds(layout.queryAt[0], layout.elements) &&
         holds(layout.queryAt[1], layout.elements) && layout.limit[0] >= 0 && layout.limit[1] >= 0 &&
         layout.rowsAt >= 0 && holds(layout.rowsAt, end * rowBytes) &&
         2 + 4 * slots <= static_cast<int64_t>(out.length);
}

/** scan(bytes, layout, terms, words, out): see `NativePairScan`. */
napi_value scanPair(napi_env env, napi_callback_info info) {
  size_t count = 5;
  napi_value given[5];
  Array bytes, layouts, terms, words, out;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || count != 5 ||
      !arrayOf(env, given[0], napi_int8_array, &bytes) || !arrayOf(env, given[1], napi_int32_array, &layouts) ||
      !arrayOf(env, given[2], napi_float64_array, &terms) || !arrayOf(env, given[3], napi_uint32_array, &words) ||
      !arrayOf(env, given[4], napi_int32_array, &out) || layouts.length * 4 != sizeof(Layout) ||
      terms.length * 8 != 2 * sizeof(Terms)) {
    napi_throw_type_error(env, nullptr, "scan takes bytes, layout, terms, words and out");
    return nullptr;
  }
  const Layout& layout = *reinterpret_cast<const Layout*>(layouts.data);
  if (!isWithin(layout, bytes, words, out)) {
    napi_throw_range_error(env, nullptr, "what is to be scanned does not lie within its memory");
    return nullptr;
  }
  const size_t elements = layout.elements;
  const stars::Rows rows{bytes.data + layout.rowsAt, elements + sizeof(stars::Extra), elements};
  int32_t* const counts = reinterpret_cast<int32_t*>(out.data);
  // Half of the rest is each query's.
  stars::Contender* const found = reinterpret_cast<stars::Contender*>(counts + 2);
  const size_t each = (out.length - 2) / 4;
  stars::Query queries[2];
  for (int query = 0; query < 2; query++) {
    const Terms& term = reinterpret_cast<const Terms*>(terms.data)[query];
    stars::Query& asked = queries[query];
    asked.elements = bytes.data + layout.queryAt[query];
    asked.scale = term.scale;
    asked.norm = term.norm;
    asked.slack = term.slack;
    asked.asked = layout.limit[query] > 0;
    asked.best.start(layout.limit[query]);
    asked.found = found + query * each;
    asked.count = 0;
  }
  stars::scan(rows, reinterpret_cast<const uint32_t*>(words.data), words.length, queries);
  for (int query = 0; query < 2; query++) counts[query] = queries[query].count;
  return nullptr;
}

/** score(matrix, query, slots, count, scores), see `ScoreRows`: the rows of the matrix are as wide as the query. */
napi_value scoreRows(napi_env env, napi_callback_info info) {
  size_t given = 5;
  napi_value values[5];
  Array matrix, query, slots, scores;
  uint32_t count;
  if (napi_get_cb_info(env, info, &given, values, nullptr, nullptr) != napi_ok || given != 5 ||
      !arrayOf(env, values[0], napi_float32_array, &matrix) || !arrayOf(env, values[1], napi_float32_array, &query) ||
      !arrayOf(env, values[2], napi_int32_array, &slots) ||
      napi_get_value_uint32(env, values[3], &count) != napi_ok ||
      !arrayOf(env, values[4], napi_float64_array, &scores) || query.length == 0 || query.length % 4 != 0) {
    napi_throw_type_error(env, nullptr, "score takes matrix, query, slots, count and scores");
    return nullptr;
  }
  const int32_t* const wanted = reinterpret_cast<const int32_t*>(slots.data);
  bool within = count <= slots.length && count <= scores.length;
  for (size_t i = 0; within && i < count; i++) {
    within = wanted[i] >= 0 && (wanted[i] + size_t{1}) * query.length <= matrix.length;
  }
  if (!within) {
    napi_throw_range_error(env, nullptr, "a slot has no row");
    return nullptr;
  }
  stars::score(reinterpret_cast<const float*>(matrix.data), query.length, reinterpret_cast<const float*>(query.data),
               wanted, count, reinterpret_cast<double*>(scores.data));
  return nullptr;
}

/** Whether the processor has what `AVX512` names. */
bool processorSuffices() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni");
}

bool exported(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value) == napi_ok &&
         napi_set_named_property(env, exports, name, value) == napi_ok;
}

napi_value initialise(napi_env env, napi_value exports) {
  if (!processorSuffices()) {
    napi_throw_error(env, nullptr, "this processor lacks AVX-512 with products of bytes");
  } else if (!exported(env, exports, "scan", scanPair) || !exported(env, exports, "score", scoreRows)) {
    napi_throw_error(env, nullptr, "the scan cannot be exported");
  }
  return exports;
}

}  // namespace

NAPI_MODULE(vector_scan, initialise)
