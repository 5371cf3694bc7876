import { type ColumnGroup, ScoreExplainer, type ScoreShares, type SecondStageWeights } from '@stars/ranking';
import { type NativeNetwork, nativeNetwork } from './native-network.js';
import { type PackedNetwork, packed } from './second-stage-network.js';

/** `ScoreExplainer` by the addon: all items of an answer are explained, which takes JavaScript longer than scoring all candidates. */
export class NetworkExplainer {
  readonly #inJavaScript: ScoreExplainer;
  readonly #packed: PackedNetwork;
  /** The mean candidate and its units: see `NativeNetwork`. */
  readonly #reference: Float32Array;

  /** @param groups Of each column, [F]. @param native null: JavaScript explains */
  constructor(
    weights: SecondStageWeights,
    groups: readonly ColumnGroup[],
    private readonly native: NativeNetwork | null = nativeNetwork,
  ) {
    this.#inJavaScript = new ScoreExplainer(weights, groups);
    this.#packed = packed(weights);
    const { features, wide, narrow } = this.#packed;
    this.#reference = new Float32Array(features + wide + narrow);
    this.#reference.set(weights.mean);
    this.#reference.set(this.#inJavaScript.wide, features);
    this.#reference.set(this.#inJavaScript.deep, features + wide);
  }

  sharesOf(row: Float32Array): ScoreShares {
    const explainer = this.#inJavaScript;
    if (!this.native) return explainer.sharesOf(row);
    const { groups, groupOf, base } = explainer;
    const { features, wide, narrow, weights } = this.#packed;
    const found = new Float32Array(groups.length);
    this.native.shares(weights, features, wide, narrow, this.#reference, groupOf, row, found);
    const shares: ScoreShares = { base };
    for (let g = 0; g < groups.length; g++) shares[groups[g]!] = found[g]!;
    return shares;
  }
}
