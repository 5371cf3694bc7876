// Scans rows of bytes for the best of two queries, sixty-four elements an instruction. `src/row-memory.ts` tells how rows lie, and
// `src/pair-scan.ts` what is asked of a scan; `src/wasm-pair-scan.ts` does the same anywhere.
#include <immintrin.h>

#include "scan.h"

namespace stars {
namespace {

constexpr int kRows = 4;
constexpr size_t kChunk = 64;

/** Of four rows with both queries: the first's in the lower half. */
AVX512 inline __m256i productsOf(const Rows& rows, const uint8_t* const at[kRows], const Query queries[2]) {
  __m512i sums[2 * kRows];
  for (__m512i& sum : sums) sum = _mm512_setzero_si512();
  size_t from = 0;
  for (; from < rows.elements; from += kChunk) {
    const size_t left = rows.elements - from;
    const __mmask64 mask = left < kChunk ? (1ull << left) - 1 : ~0ull;
    const __m512i first = _mm512_maskz_loadu_epi8(mask, queries[0].elements + from);
    const __m512i second = _mm512_maskz_loadu_epi8(mask, queries[1].elements + from);
    for (int row = 0; row < kRows; row++) {
      const __m512i elements = _mm512_maskz_loadu_epi8(mask, at[row] + from);
      sums[row] = _mm512_dpbusd_epi32(sums[row], first, elements);
      sums[kRows + row] = _mm512_dpbusd_epi32(sums[kRows + row], second, elements);
    }
  }
  __m256i halves[2];
  for (int query = 0; query < 2; query++) {
    const __m512i* const row = sums + kRows * query;
    const __m512i left = _mm512_add_epi32(_mm512_unpacklo_epi32(row[0], row[1]), _mm512_unpackhi_epi32(row[0], row[1]));
    const __m512i right = _mm512_add_epi32(_mm512_unpacklo_epi32(row[2], row[3]), _mm512_unpackhi_epi32(row[2], row[3]));
    const __m512i both = _mm512_add_epi32(_mm512_unpacklo_epi64(left, right), _mm512_unpackhi_epi64(left, right));
    halves[query] = _mm256_add_epi32(_mm512_castsi512_si256(both), _mm512_extracti64x4_epi64(both, 1));
  }
  const __m128i lower = _mm_add_epi32(_mm256_castsi256_si128(halves[0]), _mm256_extracti128_si256(halves[0], 1));
  const __m128i upper = _mm_add_epi32(_mm256_castsi256_si128(halves[1]), _mm256_extracti128_si256(halves[1], 1));
  return _mm256_set_m128i(upper, lower);
}

AVX512 inline __m256 ofEach(double first, double second) {
  const float a = static_cast<float>(first);
  const float b = static_cast<float>(second);
  return _mm256_setr_ps(a, a, a, a, b, b, b, b);
}

AVX512 inline __m256 ofBoth(__m128 rows) { return _mm256_set_m128(rows, rows); }

/** What is the same for four rows with both queries, eight numbers each. */
struct Pair {
  __m256 scale, norm, slack, threshold;
};

AVX512 inline __m256 thresholdsOf(const Query queries[2]) {
  return ofEach(queries[0].best.threshold(), queries[1].best.threshold());
}

/** Looks at up to four slots. */
AVX512 inline void scanSlots(const Rows& rows, const int32_t* slots, int count, Pair& pair, Query queries[2]) {
  const uint8_t* at[kRows];
  // Where there are fewer, the last stands for the others too, and their bounds are not looked at.
  for (int row = 0; row < kRows; row++) at[row] = rows.first + slots[row < count ? row : count - 1] * rows.bytes;
  const __m256i products = productsOf(rows, at, queries);
  __m128 scale = _mm_loadu_ps(reinterpret_cast<const float*>(at[0] + rows.elements));
  __m128 error = _mm_loadu_ps(reinterpret_cast<const float*>(at[1] + rows.elements));
  __m128 shift = _mm_loadu_ps(reinterpret_cast<const float*>(at[2] + rows.elements));
  __m128 unused = _mm_loadu_ps(reinterpret_cast<const float*>(at[3] + rows.elements));
  _MM_TRANSPOSE4_PS(scale, error, shift, unused);
  const __m256 whole = _mm256_cvtepi32_ps(_mm256_sub_epi32(products, _mm256_castps_si256(ofBoth(shift))));
  const __m256 scores = _mm256_mul_ps(_mm256_mul_ps(whole, pair.scale), ofBoth(scale));
  const __m256 bounds = _mm256_add_ps(_mm256_add_ps(scores, _mm256_mul_ps(ofBoth(error), pair.norm)), pair.slack);
  unsigned passed = _mm256_cmp_ps_mask(bounds, pair.threshold, _CMP_NLT_UQ);
  const unsigned looked = (1u << count) - 1;
  passed &= (queries[0].asked ? looked : 0) | (queries[1].asked ? looked << kRows : 0);
  if (passed == 0) return;
  float bound[2 * kRows];
  float errors[kRows];
  _mm256_storeu_ps(bound, bounds);
  _mm_storeu_ps(errors, error);
  for (; passed != 0; passed &= passed - 1) {
    const int lane = __builtin_ctz(passed);
    queries[lane / kRows].add(slots[lane % kRows], bound[lane], errors[lane % kRows]);
  }
  pair.threshold = thresholdsOf(queries);
}

/** The slots of a word of the bit set. Rows that do not lie side by side are asked for ahead: the processor does not see them coming. */
int slotsOf(const Rows& rows, uint32_t word, int32_t firstSlot, int32_t slots[32]) {
  if (word == ~0u) {
    for (int slot = 0; slot < 32; slot++) slots[slot] = firstSlot + slot;
    return 32;
  }
  int count = 0;
  for (; word != 0; word &= word - 1) {
    const int32_t slot = firstSlot + __builtin_ctz(word);
    const uint8_t* const row = rows.first + slot * rows.bytes;
    for (size_t line = 0; line < rows.bytes; line += 64) __builtin_prefetch(row + line);
    slots[count++] = slot;
  }
  return count;
}

}  // namespace

AVX512 void scan(const Rows& rows, const uint32_t* words, size_t wordCount, Query queries[2]) {
  Pair pair{ofEach(queries[0].scale, queries[1].scale), ofEach(queries[0].norm, queries[1].norm),
            ofEach(queries[0].slack, queries[1].slack), thresholdsOf(queries)};
  int32_t slots[2][32];
  int counts[2] = {wordCount == 0 ? 0 : slotsOf(rows, words[0], 0, slots[0]), 0};
  for (size_t word = 0; word < wordCount; word++) {
    const int now = word % 2;
    const int next = 1 - now;
    const int32_t firstOfNext = static_cast<int32_t>(32 * (word + 1));
    counts[next] = word + 1 < wordCount ? slotsOf(rows, words[word + 1], firstOfNext, slots[next]) : 0;
    for (int from = 0; from < counts[now]; from += kRows) {
      const int left = counts[now] - from;
      scanSlots(rows, slots[now] + from, left < kRows ? left : kRows, pair, queries);
    }
  }
  for (int query = 0; query < 2; query++) queries[query].settle();
}

}  // namespace stars
