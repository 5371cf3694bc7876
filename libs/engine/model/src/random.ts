/** A seeded stream of numbers in [0, 1): the same seed gives the same training. */
export type Random = () => number;

/** The four 32-bit words of a generator. */
export type RandomState = readonly [number, number, number, number];

/** A stream whose state can be saved and restored. */
export interface ResumableRandom extends Random {
  state(): RandomState;
}

/** sfc32 seeded through splitmix32: 128 bits of state, passes PractRand, a few ns a number. */
export function createRandom(seed: number): ResumableRandom {
  let mix = seed >>> 0;
  const next = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return resumeRandom([next(), next(), next(), next()]);
}

/** The stream from a saved state. */
export function resumeRandom(state: RandomState): ResumableRandom {
  let [a, b, c, d] = state;
  const random = (): number => {
    const t = (((a + b) >>> 0) + d) >>> 0;
    d = (d + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + t) >>> 0;
    return t / 4294967296;
  };
  return Object.assign(random, { state: (): RandomState => [a, b, c, d] });
}

/** Standard normal numbers by Box and Muller. */
export function fillNormal(random: Random, out: Float32Array, deviation: number): Float32Array {
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random())) * deviation;
    const angle = 2 * Math.PI * random();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}
