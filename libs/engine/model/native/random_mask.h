// Dropout masks that are a function of a seed and a place: nothing is stored, and backward draws the same again.
#pragma once

#include <cstdint>

namespace stars {

/** 32 well-mixed bits of (seed, index): the finaliser of MurmurHash3 over a Weyl sequence. Vectorises. */
inline uint32_t mixedBits(uint32_t seed, uint32_t index) {
  uint32_t h = index * 0x9e3779b9u + seed;
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

/** Dropout of a share `rate`: what is kept is scaled, so that the mean stays. */
struct RandomMask {
  uint32_t seed, threshold;
  float scale;

  RandomMask(int32_t seed, float rate)
      : seed(mixedBits(static_cast<uint32_t>(seed), 0x5eed)),
        threshold(static_cast<uint32_t>(rate * 4294967296.0)),
        scale(1 / (1 - rate)) {}

  bool drops() const { return threshold > 0; }
  /** 0 or 1 / (1 − rate). */
  float operator()(uint32_t index) const { return mixedBits(seed, index) >= threshold ? scale : 0.0f; }
};

}  // namespace stars
