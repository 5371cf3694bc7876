import type { AttentionControl, Drop, OwnKernels } from '../kernels/own-kernels.js';
import { type Parameters, parameter } from '../parameters.js';
import { type Tensor, tf } from '../tf.js';
import { withGradient } from '../with-gradient.js';
import { noRows } from './layer-norm.js';

/** Parameters of a layer, in the order of the inputs and gradients of `fusedLayer`. */
const NAMES = [
  'attention.norm.gain',
  'attention.norm.bias',
  'attention.qkv.weight',
  'attention.qkv.bias',
  'attention.time',
  'attention.out.weight',
  'attention.out.bias',
  'feedforward.norm.gain',
  'feedforward.norm.bias',
  'feedforward.in.weight',
  'feedforward.in.bias',
  'feedforward.out.weight',
  'feedforward.out.bias',
] as const;

/** Dropouts of a layer. */
export interface LayerDrops {
  attention: Drop;
  feedForward: Drop;
}

const inputsOf = (parameters: Parameters, prefix: string, state: Tensor, user: Tensor): Tensor[] => [
  ...[state, user],
  ...NAMES.map((name) => parameter(parameters, `${prefix}.${name}`)),
];

/**
 * A whole pre-norm layer, forward and backward by hand on the native kernels: computes `attention` and `feedForward` in a
 * tenth of the ops. `state` [B·Q, d], `user` [B, d].
 */
export function fusedLayer(
  kernels: OwnKernels,
  parameters: Parameters,
  prefix: string,
  state: Tensor,
  user: Tensor,
  control: AttentionControl,
  drops: LayerDrops,
): Tensor {
  const inputs = inputsOf(parameters, prefix, state, user);
  return withGradient(inputs, () => {
    const { value, kept } = forward(kernels, inputs, control, drops);
    const gradient = (dy: Tensor, [prefixes, gap, ...saved]: Tensor[]): Tensor[] => {
      const own = saved.slice(inputs.length) as Kept;
      const again = { ...control, prefix: prefixes!, gap: gap! };
      return tf.tidy(() => backward(kernels, dy, saved.slice(0, inputs.length), own, again, drops));
    };
    // The frame too: tensors of the forward pass that are not saved are gone in the backward pass.
    return { value, kept: [control.prefix, control.gap, ...inputs, ...kept], gradient };
  });
}

/** n₁, its statistics, qkv, mixed values, logs; state after attention, n₂, its statistics, hidden. */
type Kept = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

function forward(
  kernels: OwnKernels,
  inputs: Tensor[],
  control: AttentionControl,
  drops: LayerDrops,
): { value: Tensor; kept: Kept } {
  const [x, user, gain1, bias1, wQkv, bQkv, time, wOut, bOut, gain2, bias2, wIn, bIn, wDown, bDown] =
    inputs as LayerInputs;
  const [normal1, stats1] = kernels.layerNorm(x, user, gain1, bias1);
  const qkv = kernels.product(normal1, wQkv);
  const [mixed, logs] = kernels.attention(qkv, bQkv, time, control);
  const attended = kernels.product(mixed, wOut);
  const between = kernels.biasDropoutAdd(attended, bOut, x, drops.attention);
  const [normal2, stats2] = kernels.layerNorm(between, noRows(x), gain2, bias2);
  const raw = kernels.product(normal2, wIn);
  const hidden = kernels.biasRelu(raw, bIn);
  raw.dispose();
  const value = kernels.biasDropoutAdd(kernels.product(hidden, wDown), bDown, between, drops.feedForward);
  return { value, kept: [normal1, stats1, qkv, mixed, logs, between, normal2, stats2, hidden] };
}

function backward(
  kernels: OwnKernels,
  dy: Tensor,
  inputs: Tensor[],
  kept: Kept,
  control: AttentionControl,
  drops: LayerDrops,
): Tensor[] {
  const [x, user, gain1, , wQkv, bQkv, time, wOut, , gain2, , wIn, , wDown] = inputs as LayerInputs;
  const [normal1, stats1, qkv, mixed, logs, between, normal2, stats2, hidden] = kept;
  const [dDown, dbDown] = kernels.biasDropoutAddGradient(dy, drops.feedForward);
  const dwDown = kernels.product(hidden, dDown, true);
  const [dRaw, dbIn] = freeing(kernels.product(dDown, wDown, false, true), (up) =>
    kernels.biasReluGradient(up, hidden),
  );
  const dwIn = kernels.product(normal2, dRaw, true);
  const dNormal2 = kernels.product(dRaw, wIn, false, true);
  tf.dispose([dDown, dRaw]);
  const [dBetween, , dGain2, dBias2] = kernels.layerNormGradient(dNormal2, between, noRows(x), stats2, gain2, dy);
  const [dOut, dbOut] = kernels.biasDropoutAddGradient(dBetween, drops.attention);
  const dwOut = kernels.product(mixed, dOut, true);
  const [dQkv, dbQkv, dTime] = freeing(kernels.product(dOut, wOut, false, true), (up) =>
    kernels.attentionGradient(qkv, bQkv, time, control, mixed, logs, up),
  );
  const dwQkv = kernels.product(normal1, dQkv, true);
  const dNormal1 = kernels.product(dQkv, wQkv, false, true);
  tf.dispose([dOut, dQkv, dNormal2]);
  const [dx, dUser, dGain1, dBias1] = kernels.layerNormGradient(dNormal1, x, user, stats1, gain1, dBetween);
  const weights = [dGain1, dBias1, dwQkv, dbQkv, dTime, dwOut, dbOut, dGain2, dBias2, dwIn, dbIn, dwDown, dbDown];
  return [dx, dUser, ...weights];
}

type LayerInputs = [
  ...[x: Tensor, user: Tensor],
  ...[gain1: Tensor, bias1: Tensor, wQkv: Tensor, bQkv: Tensor, time: Tensor, wOut: Tensor, bOut: Tensor],
  ...[gain2: Tensor, bias2: Tensor, wIn: Tensor, bIn: Tensor, wDown: Tensor, bDown: Tensor],
];

/** f(x); disposes of x at once: at the paper's size these are tens of megabytes each. */
function freeing<T>(x: Tensor, f: (x: Tensor) => T): T {
  const result = f(x);
  x.dispose();
  return result;
}
