import { atLeast, NumberedKeys } from './numbered-keys.js';

/** Groups of one level that a user touched last. Arrays are by number of the group; place 0 stands for other groups. */
export class GroupTouches {
  readonly groups = new NumberedKeys();
  /** Sum of the weights of the touched items of a group. */
  weights = new Float64Array(1);

  weightOf(group: number): number {
    return this.weights[this.groups.numberOf(group)]!;
  }

  add(group: number, weight: number): void {
    if (group < 0) return;
    const { size } = this.groups;
    const n = this.groups.add(group);
    if (n > size) {
      this.weights = atLeast(this.weights, n + 1);
      this.weights[n] = 0;
    }
    this.weights[n]! += weight;
  }
}
