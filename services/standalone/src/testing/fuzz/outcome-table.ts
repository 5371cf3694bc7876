/** Counts of outcomes by what was called. */
export class OutcomeTable {
  readonly #rows = new Map<string, Map<string, number>>();

  add(row: string, outcome: string, by = 1): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    this.#rows.set(row, counts);
    counts.set(outcome, (counts.get(outcome) ?? 0) + by);
  }

  get total(): number {
    return [...this.#rows.values()].flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** A line for each row, its outcomes by their number. */
  toString(): string {
    const width = Math.max(...[...this.#rows.keys()].map((row) => row.length));
    const lines = [...this.#rows].sort(([a], [b]) => a.localeCompare(b));
    return lines
      .map(([row, counts]) => {
        const sorted = [...counts].sort(([, a], [, b]) => b - a);
        const sum = sorted.reduce((total, [, count]) => total + count, 0);
        return `${row.padEnd(width)} ${String(sum).padStart(7)}: ${sorted.map(([name, count]) => `${name} ${count}`).join(', ')}`;
      })
      .join('\n');
  }
}
