// ln x for the inner loops, for normal x > 0: within 2 units in the last place, no branches, so that compilers vectorise it.
#pragma once

#include <cstdint>
#include <cstring>

namespace stars {

inline float fastLog(float x) {
  // x = 2^n·(1 + m), 1 + m from √½ to √2; coefficients of Cephes' logf.
  int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const int32_t power = (bits - 0x3f3504f3) >> 23;
  bits -= power * (1 << 23);
  float m;
  std::memcpy(&m, &bits, sizeof m);
  m -= 1.0f;
  const float n = static_cast<float>(power);
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * m * m - 2.12194440e-4f * n - 0.5f * m * m;
  return m + p + 0.693359375f * n;
}

}  // namespace stars
