import type { SequenceBatch } from '../batch.js';
import type { StarsConfig } from '../config.js';
import { type AttentionControl, type Drop, type OwnKernels, ownKernels } from '../kernels/own-kernels.js';
import type { Parameters } from '../parameters.js';
import { type Tensor, tf } from '../tf.js';
import { attention } from './attention.js';
import { attentionFrame, hoursOf, visiblePrefixes } from './attention-frame.js';
import { type DropoutSeeds, dropout } from './dropout.js';
import { feedForward } from './feed-forward.js';
import { fusedLayer } from './fused-layer.js';

/**
 * All layers over the items and copies of a batch, before the final norm.
 * @param state [B·(L + K), d] @param user [B, d], the input of [USER]
 * @param seeds Present only in training: turns dropout on. @returns [B·(L + K), d]
 */
export function transformer(
  config: StarsConfig,
  parameters: Parameters,
  state: Tensor,
  user: Tensor,
  batch: SequenceBatch,
  seeds?: DropoutSeeds,
): Tensor {
  const kernels = ownKernels();
  return kernels
    ? fusedLayers(kernels, config, parameters, state, user, batch, seeds)
    : plainLayers(config, parameters, state, user, batch, seeds);
}

/** With TensorFlow.js's own kernels and automatic gradients: runs on any backend. */
function plainLayers(
  config: StarsConfig,
  parameters: Parameters,
  state: Tensor,
  user: Tensor,
  batch: SequenceBatch,
  seeds: DropoutSeeds | undefined,
): Tensor {
  const { width, heads, attentionDropout } = config;
  const frame = attentionFrame(batch, config.parts);
  const shape = { batch: batch.size, queries: batch.length + batch.cuts, width, heads, dropout: attentionDropout };
  let x = state;
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `layer.${layer}`;
    const attended = dropout(attention(parameters, prefix, x, user, frame, shape, seeds), config.dropout, seeds);
    x = tf.add(x, attended);
    x = tf.add(x, dropout(feedForward(parameters, prefix, x), config.dropout, seeds));
  }
  return x;
}

function fusedLayers(
  kernels: OwnKernels,
  config: StarsConfig,
  parameters: Parameters,
  state: Tensor,
  user: Tensor,
  batch: SequenceBatch,
  seeds: DropoutSeeds | undefined,
): Tensor {
  const { size, length, cuts } = batch;
  const prefixes = visiblePrefixes(batch);
  const shape: [number, number] = [size, length + cuts];
  const prefix = tf.tensor2d(prefixes, shape, 'int32');
  const gap = config.parts.recency ? kernels.timeGap(hoursOf(batch), prefix) : tf.zeros([0]);
  const drop = (rate: number): Drop => (seeds && rate > 0 ? { seed: seeds.next(), rate } : { seed: 0, rate: 0 });
  let x = state;
  for (let layer = 0; layer < config.layers; layer++) {
    const control: AttentionControl = {
      prefix,
      gap,
      sequences: size,
      heads: config.heads,
      seesUser: config.parts.user,
      ...drop(config.attentionDropout),
    };
    const name = `layer.${layer}`;
    const drops = { attention: drop(config.dropout), feedForward: drop(config.dropout) };
    x = fusedLayer(kernels, parameters, name, x, user, control, drops);
  }
  return x;
}
