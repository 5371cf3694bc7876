import type { ModelManifest } from '@stars/contracts';
import type { ContentReduction, FeatureSpec } from '@stars/features';
import type { StarsConfig } from '@stars/model/definition';
import type { Companions, PopularityTable } from '@stars/ranking';
import type { ContentArtifact } from './content-artifact.js';
import type { OffsetRevision } from './offset-revision.js';
import type { StoredTensor } from './safetensors.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';

/** What a trained model is on disk: a folder of these files and the manifest that names their digests. */
export interface ModelArtifact {
  manifest: ModelManifest;
  config: StarsConfig;
  spec: FeatureSpec;
  reduction: ContentReduction;
  /** Learned items in the order of δ's rows. */
  itemIds: string[];
  /** [I] 1 if the item had enough interactions for a δ of its own. */
  hasDelta: Int32Array;
  /** Of the training data's last weeks. */
  popularity: PopularityTable;
  /** Which learned items are bought together. */
  companions: Companions;
  /** [I + 1] λ·log p_j of each learned item and, last, of any other; only if the prior serves. */
  prior?: Float32Array;
  /** [I + 1, 2] content · w of each learned item and, last, of any other, for h_gen and h_next; only with a repeat head. */
  repeatability?: Float32Array;
  /** The second-stage ranker; absent if none was learned. */
  secondStage?: SecondStageArtifact;
  /** What cold-start items borrow from; absent: nothing is known of the content of items. */
  content?: ContentArtifact;
  /** Offsets that were learned later; they replace the model's own. Absent if there are none. */
  offsets?: OffsetRevision & { revision: string };
  /** Trained parameters by name. */
  weights: Map<string, StoredTensor>;
}

export const MANIFEST_FILE = 'manifest.json';
/** In a model's folder: revisions of its offsets, and the name of the current one. */
export const OFFSETS_FOLDER = 'offsets';
export const CURRENT_OFFSETS_FILE = 'current';
