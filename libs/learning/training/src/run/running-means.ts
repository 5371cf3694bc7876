/** Sums of named numbers since the last reading. */
export interface MeansState {
  count: number;
  sums: Record<string, number>;
}

/** Means over steps; its state survives a checkpoint bit for bit, as JSON keeps doubles whole. */
export class RunningMeans {
  constructor(private readonly state: MeansState = { count: 0, sums: {} }) {}

  add(numbers: Readonly<Record<string, number>>): void {
    this.state.count++;
    for (const [name, value] of Object.entries(numbers)) {
      this.state.sums[name] = (this.state.sums[name] ?? 0) + value;
    }
  }

  get count(): number {
    return this.state.count;
  }

  means(): Record<string, number> {
    const count = Math.max(1, this.state.count);
    return Object.fromEntries(Object.entries(this.state.sums).map(([name, sum]) => [name, sum / count]));
  }

  /** Returns the means so far and starts again. */
  take(): Record<string, number> {
    const means = this.means();
    this.state.count = 0;
    this.state.sums = {};
    return means;
  }

  snapshot(): MeansState {
    return { count: this.state.count, sums: { ...this.state.sums } };
  }
}
