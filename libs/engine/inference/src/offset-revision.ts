import { createHash } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { type FeatureSpec, signalsOfInputs } from '@stars/features';
import { innerWidth, type OffsetWeights, type StarsConfig } from '@stars/model/definition';

/**
 * Context offsets that were learned for a model after its training and replace its own. So a model adopts a signal without
 * new vectors of users or items.
 */
export interface OffsetRevision {
  /** Which signals it knows, and how they become numbers; it also has the model's own inputs. */
  spec: FeatureSpec;
  weights: OffsetWeights;
}

type StoredWeights = Omit<OffsetWeights, 'delta'> & { delta: number[] };

/** A revision as it is stored, and its name: the digest of what is stored, so that an altered one is recognised. */
export function encodeOffsetRevision({ spec, weights }: OffsetRevision): {
  revision: string;
  content: Uint8Array;
} {
  const numbers = { ...weights, delta: Array.from(weights.delta) };
  const content = Buffer.from(`${JSON.stringify({ spec, weights: numbers })}\n`, 'utf8');
  return { revision: nameOf(content), content };
}

/**
 * Reads a stored revision, which must fit its model.
 * Errors: `STARS_MODEL_CORRUPT`; any other error means the same.
 */
export function decodeOffsetRevision(revision: string, content: Uint8Array, config: StarsConfig): OffsetRevision {
  const corrupt = (why: string): StarsError => new StarsError('STARS_MODEL_CORRUPT', `offsets ${revision}: ${why}`);
  if (nameOf(content) !== revision) throw corrupt('they differ from their digest');
  const { spec, weights } = JSON.parse(Buffer.from(content).toString('utf8')) as Pick<OffsetRevision, 'spec'> & {
    weights: StoredWeights;
  };
  const { bound, timeWidth } = weights;
  const delta = Float32Array.from(weights.delta);
  const s = innerWidth(config);
  const fits = weights.innerWidth === s && delta.length === (timeWidth + signalsOfInputs(spec).length) * s;
  if (!fits) throw corrupt('they are of a model of other sizes');
  if (![...delta, bound].every(Number.isFinite)) throw corrupt('a weight is no number');
  return { spec, weights: { bound, innerWidth: s, timeWidth, delta } };
}

const nameOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
