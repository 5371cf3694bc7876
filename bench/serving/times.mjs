// How long many calls took, to the microsecond.
export class Times {
  #ms = [];

  add(ms) {
    this.#ms.push(ms);
  }

  summary() {
    const sorted = Float64Array.from(this.#ms).sort();
    const at = (share) =>
      sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return {
      count: sorted.length,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      p999: at(0.999),
      max: sorted.at(-1) ?? 0,
    };
  }
}
