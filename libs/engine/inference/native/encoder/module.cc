// The encoder's door to Node.
#include <node_api.h>

#include <cmath>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "encoder.h"
#include "processor.h"

namespace {

using namespace stars;

void require(bool condition, const std::string& message) {
  if (!condition) throw std::invalid_argument(message);
}

/** A typed array of Node. */
template <typename Number>
struct Array {
  Number* values = nullptr;
  int64_t length = 0;
};

template <typename Number>
Array<Number> arrayOf(napi_env env, napi_value value, const std::string& name) {
  constexpr napi_typedarray_type wanted = std::is_same_v<Number, float> ? napi_float32_array : napi_int32_array;
  napi_typedarray_type type;
  size_t length;
  void* data;
  const bool is = napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok && type == wanted;
  require(is, name + " is no array of its type");
  return {static_cast<Number*>(data), static_cast<int64_t>(length)};
}

/** The arguments of a call, and fields of objects among them. */
class Given {
 public:
  Given(napi_env env, napi_callback_info info, size_t count) : env_(env), count_(count) {
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
  }

  napi_value at(size_t place) const { return values_[place]; }
  napi_value field(size_t place, const char* name) const {
    napi_value value;
    require(napi_get_named_property(env_, values_[place], name, &value) == napi_ok, std::string(name) + " is missing");
    return value;
  }
  template <typename Number>
  Array<Number> array(size_t place, const char* name, int64_t length) const {
    return whole(arrayOf<Number>(env_, values_[place], name), name, length);
  }
  /** @param length −1: any */
  template <typename Number>
  const Number* arrayField(size_t place, const char* name, int64_t length) const {
    return whole(arrayOf<Number>(env_, field(place, name), name), name, length).values;
  }
  int64_t wholeField(size_t place, const char* name) const {
    int64_t number;
    require(napi_get_value_int64(env_, field(place, name), &number) == napi_ok && number >= 0, std::string(name) + " is no count");
    return number;
  }
  const Weights& weights() const {
    void* weights;
    require(napi_get_value_external(env_, values_[0], &weights) == napi_ok, "no weights");
    return *static_cast<Weights*>(weights);
  }

 private:
  template <typename Number>
  static Array<Number> whole(Array<Number> array, const char* name, int64_t length) {
    if (length >= 0 && array.length != length) {
      throw std::invalid_argument(std::string(name) + " has " + std::to_string(array.length) + " numbers where " +
                                  std::to_string(length) + " are needed");
    }
    return array;
  }

  napi_env env_;
  size_t count_;
  napi_value values_[4] = {};
};

/** Runs; what it throws becomes a RangeError. */
template <typename Run>
napi_value guarded(napi_env env, const Run& run) {
  try {
    return run();
  } catch (const std::exception& error) {
    napi_throw_range_error(env, nullptr, error.what());
    return nullptr;
  }
}

void requireWithin(const int32_t* rows, int64_t count, int64_t from, int64_t until, const char* what) {
  for (int64_t i = 0; i < count; i++) require(rows[i] >= from && rows[i] < until, std::string("a row is not in ") + what);
}

/** load(sizes, parameters by name): see `Sizes`. @returns what the other functions take */
napi_value load(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const Given given(env, info, 2);
    const auto all = arrayOf<int32_t>(env, given.at(0), "sizes");
    require(all.length >= kSizes, "too few sizes");
    Sizes sizes;
    std::copy_n(all.values, kSizes, reinterpret_cast<int32_t*>(&sizes));
    int64_t floats = 0;
    auto weights = std::make_unique<Weights>(
        sizes, std::vector<int32_t>(all.values + kSizes, all.values + all.length), [&](const std::string& name, int64_t count) {
          floats += count;
          return given.arrayField<float>(1, name.c_str(), count);
        });
    napi_value external;
    int64_t ignored;
    const int64_t bytes = floats * sizeof(float);
    const auto free = [](napi_env, void* data, void*) { delete static_cast<Weights*>(data); };
    require(napi_create_external(env, weights.get(), free, nullptr, &external) == napi_ok, "no memory for the weights");
    weights.release();
    napi_adjust_external_memory(env, bytes, &ignored);
    return external;
  });
}

/** users(weights, sequences, general, next): see `encodeUsers`. */
napi_value users(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Given given(env, info, 4);
    const Weights& weights = given.weights();
    const Sizes& sizes = weights.sizes;
    constexpr size_t kBatch = 1;
    const int64_t B = given.wholeField(kBatch, "size"), L = given.wholeField(kBatch, "length"), tables = weights.categories.size();
    require(L <= sizes.maxLength, "a sequence is longer than the model's longest");
    const auto tokens = arrayOf<float>(env, given.field(kBatch, "tokens"), "tokens");
    const Sequences batch{B,
                          L,
                          tokens.values,
                          given.arrayField<int32_t>(kBatch, "item", B * L),
                          given.arrayField<float>(kBatch, "side", B * L * sizes.side),
                          given.arrayField<float>(kBatch, "hours", B * L),
                          given.arrayField<int32_t>(kBatch, "basket", B * L),
                          given.arrayField<int32_t>(kBatch, "cutBasket", B),
                          given.arrayField<float>(kBatch, "cutHours", B),
                          given.arrayField<float>(kBatch, "userNumeric", B * sizes.userNumbers),
                          given.arrayField<int32_t>(kBatch, "userCategorical", B * tables),
                          given.arrayField<float>(kBatch, "userKnown", B),
                          given.arrayField<int32_t>(kBatch, "last", B)};
    for (int64_t b = 0; b < B; b++) {
      requireWithin(batch.item + b * L, tokensOf(batch, b), 0, tokens.length / sizes.width, "tokens");
    }
    for (int64_t c = 0; c < B * tables; c++) {
      requireWithin(batch.userCategorical + c, 1, 0, weights.categories[c % tables], "categories");
    }
    requireWithin(batch.last, B, 0, std::max<int64_t>(L, 1), "its sequence");
    encodeUsers(weights, batch, given.array<float>(2, "general", B * sizes.serving).values,
                given.array<float>(3, "next", B * sizes.serving).values);
    return nullptr;
  });
}

/** items(weights, items, tokens, vectors): see `encodeItems`. */
napi_value items(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Given given(env, info, 4);
    const Weights& weights = given.weights();
    const Sizes& sizes = weights.sizes;
    constexpr size_t kItems = 1;
    const int64_t count = given.wholeField(kItems, "count");
    const auto delta = arrayOf<float>(env, given.field(kItems, "delta"), "delta");
    const bool hasPrior = sizes.serving > sizes.inner;
    const Items batch{count,
                      given.arrayField<float>(kItems, "embedding", count * sizes.content),
                      given.arrayField<float>(kItems, "tags", count * sizes.tags),
                      given.arrayField<int32_t>(kItems, "deltaRow", count),
                      delta.values,
                      hasPrior ? given.arrayField<float>(kItems, "prior", count) : nullptr};
    requireWithin(batch.deltaRow, count, -1, delta.length / sizes.content, "delta");
    encodeItems(weights, batch, given.array<float>(2, "tokens", count * sizes.width).values,
                given.array<float>(3, "vectors", count * sizes.serving).values);
    return nullptr;
  });
}

/** products(queries, rows, width, out): see `innerProducts`. */
napi_value products(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Given given(env, info, 4);
    int64_t width = 0;
    require(napi_get_value_int64(env, given.at(2), &width) == napi_ok && width > 0, "width is no count");
    const auto queries = given.array<float>(0, "queries", -1), rows = given.array<float>(1, "rows", -1);
    const int64_t queryCount = queries.length / width, rowCount = rows.length / width;
    float* const out = given.array<float>(3, "out", queryCount * rowCount).values;
    innerProducts(queries.values, queryCount, rows.values, rowCount, width, out);
    return nullptr;
  });
}

}  // namespace

NAPI_MODULE_INIT() {
  if (!processorSuffices()) {
    napi_throw_error(env, nullptr, "this processor lacks the vectors that this build is for");
    return exports;
  }
  const std::pair<const char*, napi_callback> functions[] = {
      {"load", load}, {"users", users}, {"items", items}, {"products", products}};
  for (const auto& [name, callback] : functions) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  return exports;
}
