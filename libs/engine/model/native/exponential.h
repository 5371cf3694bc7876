// e^x for the inner loops: within 2 units in the last place, no branches, so that compilers vectorise it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace stars {

inline float fastExp(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  // x = n·ln 2 + r, |r| ≤ ln 2 / 2.
  const float n = __builtin_rintf(x * 1.44269504f);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const int32_t power = (static_cast<int32_t>(n) + 127) << 23;
  float scale;
  std::memcpy(&scale, &power, sizeof scale);
  return p * scale;
}

}  // namespace stars
