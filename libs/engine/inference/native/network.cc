// The small network of the second stage, and its door to Node. Plain C++ with vectors of eight floats, which every compiler makes of
// what the processor has.
#include <node_api.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

/** Widths of layers are padded with zeros to a multiple of this. */
constexpr size_t kLanes = 8;
/** So many rows pass through a layer at once: each weight is read once for all of them. */
constexpr size_t kRows = 4;

/** A difference below this has no slope that can be computed in single precision. */
constexpr float kSmall = 1e-6f;

typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(4)));

/** Weights side by side: see `packed` in src/second-stage-network.ts. */
struct Network {
  size_t features;
  size_t wide;
  size_t narrow;
  const float* weights;

  const float* first() const { return weights; }
  const float* firstBias() const { return first() + features * wide; }
  const float* second() const { return firstBias() + wide; }
  const float* secondBias() const { return second() + wide * narrow; }
  const float* last() const { return secondBias() + narrow; }
  const float* linear() const { return last() + narrow; }
  const float* constant() const { return linear() + features; }
  size_t length() const { return (features + 1) * wide + (wide + 1) * narrow + narrow + features + 1; }
};

/** out[r, :] = max(0, bias + in[r, :] · weights), for so many rows. @param in [kRows, width] @param weights [width, units] */
template <size_t kCount>
void layer(const float* in, size_t width, const float* weights, const float* bias, size_t units, float* out) {
  for (size_t unit = 0; unit < units; unit += kLanes) {
    Lanes sums[kCount];
    for (size_t r = 0; r < kCount; r++) sums[r] = *reinterpret_cast<const Lanes*>(bias + unit);
    for (size_t i = 0; i < width; i++) {
      const Lanes of = *reinterpret_cast<const Lanes*>(weights + i * units + unit);
      for (size_t r = 0; r < kCount; r++) sums[r] += in[r * width + i] * of;
    }
    for (size_t r = 0; r < kCount; r++) {
      for (size_t lane = 0; lane < kLanes; lane++) out[r * units + unit + lane] = std::max(0.0f, sums[r][lane]);
    }
  }
}

float dot(const float* one, const float* other, size_t count) {
  float sums[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; lane++) sums[lane] += one[i + lane] * other[i + lane];
  }
  float sum = 0;
  for (; i < count; i++) sum += one[i] * other[i];
  for (size_t lane = 0; lane < kLanes; lane++) sum += sums[lane];
  return sum;
}

template <size_t kCount>
void scoreRows(const Network& network, const float* rows, float* wide, float* narrow, float* out) {
  layer<kCount>(rows, network.features, network.first(), network.firstBias(), network.wide, wide);
  layer<kCount>(wide, network.wide, network.second(), network.secondBias(), network.narrow, narrow);
  for (size_t r = 0; r < kCount; r++) {
    out[r] = *network.constant() + dot(rows + r * network.features, network.linear(), network.features) +
             dot(narrow + r * network.narrow, network.last(), network.narrow);
  }
}

/** @param rows [count, features] @param out [count] */
void scoreAll(const Network& network, const float* rows, size_t count, float* out) {
  static thread_local std::vector<float> memory;
  memory.resize(std::max(memory.size(), kRows * (network.wide + network.narrow)));
  float* const wide = memory.data();
  float* const narrow = wide + kRows * network.wide;
  size_t row = 0;
  for (; row + kRows <= count; row += kRows) {
    scoreRows<kRows>(network, rows + row * network.features, wide, narrow, out + row);
  }
  for (; row < count; row++) scoreRows<1>(network, rows + row * network.features, wide, narrow, out + row);
}

/** sums[unit] += x · weights[unit] */
void addTimes(float x, const float* weights, size_t units, float* sums) {
  for (size_t unit = 0; unit < units; unit += kLanes) {
    *reinterpret_cast<Lanes*>(sums + unit) += x * *reinterpret_cast<const Lanes*>(weights + unit);
  }
}

/** The slope of a ReLU between two values; where they are equal, its own. */
float slope(float reference, float value) {
  const float difference = value - reference;
  if (std::fabs(difference) < kSmall) return value > 0 ? 1 : 0;
  return (std::max(0.0f, value) - std::max(0.0f, reference)) / difference;
}

/** What `ScoreExplainer` in libs/engine/ranking computes. @param out [groups] @param memory see `shares` */
void shareOut(const Network& network, const float* reference, const int32_t* groupOf, size_t groups, const float* row,
              std::vector<float>& memory, float* out) {
  const size_t w = network.wide;
  const size_t n = network.narrow;
  const float* const referenceWide = reference + network.features;
  const float* const referenceDeep = referenceWide + w;
  memory.assign((groups + 2) * w + 2 * n, 0);
  float* const added = memory.data();
  float* const wide = added + groups * w;
  float* const ofWide = wide + w;
  float* const deep = ofWide + w;
  float* const ofDeep = deep + n;
  std::fill(out, out + groups, 0.0f);
  for (size_t f = 0; f < network.features; f++) {
    const float difference = row[f] - reference[f];
    out[groupOf[f]] += difference * network.linear()[f];
    addTimes(difference, network.first() + f * w, w, added + groupOf[f] * w);
  }
  std::copy(referenceWide, referenceWide + w, wide);
  for (size_t g = 0; g < groups; g++) addTimes(1, added + g * w, w, wide);
  std::copy(network.secondBias(), network.secondBias() + n, deep);
  for (size_t h = 0; h < w; h++) addTimes(std::max(0.0f, wide[h]), network.second() + h * n, n, deep);
  for (size_t d = 0; d < n; d++) ofDeep[d] = network.last()[d] * slope(referenceDeep[d], deep[d]);
  for (size_t h = 0; h < w; h++) {
    ofWide[h] = dot(network.second() + h * n, ofDeep, n) * slope(referenceWide[h], wide[h]);
  }
  for (size_t g = 0; g < groups; g++) out[g] += dot(added + g * w, ofWide, w);
}

/** The floats of a typed array; null if it is none. */
float* floatsOf(napi_env env, napi_value value, size_t* length) {
  napi_typedarray_type type;
  void* data;
  if (napi_get_typedarray_info(env, value, &type, length, &data, nullptr, nullptr) != napi_ok) return nullptr;
  return type == napi_float32_array ? static_cast<float*>(data) : nullptr;
}

/** score(weights, features, wide, narrow, rows, out): see `scoreAll`; there are as many rows as places in `out`. */
napi_value score(napi_env env, napi_callback_info info) {
  size_t count = 6;
  napi_value given[6];
  uint32_t sides[3];
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  size_t weightCount = 0;
  size_t rowCount = 0;
  size_t outCount = 0;
  const float* const weights = floatsOf(env, given[0], &weightCount);
  const float* const rows = floatsOf(env, given[4], &rowCount);
  float* const out = floatsOf(env, given[5], &outCount);
  bool whole = true;
  for (int side = 0; side < 3; side++) whole = whole && napi_get_value_uint32(env, given[side + 1], &sides[side]) == napi_ok;
  const Network network{sides[0], sides[1], sides[2], weights};
  if (!whole || !weights || network.wide % kLanes != 0 || network.narrow % kLanes != 0 ||
      weightCount != network.length() || (outCount > 0 && (!rows || !out)) || rowCount < outCount * network.features) {
    napi_throw_range_error(env, nullptr, "score takes weights, their sides, rows and a place for each score");
    return nullptr;
  }
  scoreAll(network, rows, outCount, out);
  return nullptr;
}

/** shares(weights, features, wide, narrow, reference, groupOf, row, out): see `shareOut`; as many groups as places in `out`. */
napi_value shares(napi_env env, napi_callback_info info) {
  size_t count = 8;
  napi_value given[8];
  uint32_t sides[3];
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  size_t lengths[5] = {};
  bool whole = true;
  for (int side = 0; side < 3; side++) whole = whole && napi_get_value_uint32(env, given[side + 1], &sides[side]) == napi_ok;
  const float* const weights = floatsOf(env, given[0], &lengths[0]);
  const float* const reference = floatsOf(env, given[4], &lengths[1]);
  const float* const row = floatsOf(env, given[6], &lengths[2]);
  float* const out = floatsOf(env, given[7], &lengths[3]);
  napi_typedarray_type type;
  void* numbers;
  whole = whole && napi_get_typedarray_info(env, given[5], &type, &lengths[4], &numbers, nullptr, nullptr) == napi_ok &&
          type == napi_int32_array;
  const Network network{sides[0], sides[1], sides[2], weights};
  whole = whole && weights && reference && row && out && network.wide % kLanes == 0 && network.narrow % kLanes == 0 &&
          lengths[0] == network.length() && lengths[1] == network.features + network.wide + network.narrow &&
          lengths[2] == network.features && lengths[4] == network.features;
  const int32_t* const groupOf = static_cast<const int32_t*>(numbers);
  for (size_t f = 0; whole && f < network.features; f++) whole = groupOf[f] >= 0 && size_t(groupOf[f]) < lengths[3];
  if (!whole) {
    napi_throw_range_error(env, nullptr, "shares takes weights, their sides, the mean candidate, groups, a row and a place for each group");
    return nullptr;
  }
  static thread_local std::vector<float> memory;
  shareOut(network, reference, groupOf, lengths[3], row, memory, out);
  return nullptr;
}

/** Gives the system the pages that the allocator keeps for nothing; other C libraries do so by themselves. */
napi_value trim(napi_env, napi_callback_info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return nullptr;
}

/** Whether the processor has what this was compiled for. */
bool processorSuffices() {
#if defined(__AVX2__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
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
  const std::pair<const char*, napi_callback> functions[] = {{"score", score}, {"shares", shares}, {"trim", trim}};
  for (const auto& [name, callback] : functions) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  return exports;
}
