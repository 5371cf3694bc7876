import { type Tensor, tf } from '../tf.js';
import { nativeBackend } from './native-backend.js';
import { ownKernels } from './own-kernels.js';

/**
 * Loss and slope in one pass over [N, C] if the backend has a kernel: N·C is the largest array of a step. The loss is
 * −Σ_j label_j · log softmax(logits)_j, [N]; the slope is its derivative in the logits, softmax(logits) − labels for labels that sum to
 * 1, [N, C].
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): [loss: Tensor, slope: Tensor] {
  const own = ownKernels();
  if (own) return own.softmaxCrossEntropy(logits, labels);
  const native = nativeBackend();
  if (native) {
    const { TF_ATTR_TYPE, TF_FLOAT } = native.binding;
    const types = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }];
    const outputs = native.executeMultipleOutputs('SoftmaxCrossEntropyWithLogits', types, [logits, labels], 2);
    return outputs as [Tensor, Tensor];
  }
  const top = tf.max(logits, 1, true);
  const exponent = tf.exp(tf.sub(logits, top));
  const total = tf.sum(exponent, 1, true);
  const logTotal = tf.squeeze(tf.add(tf.log(total), top), [1]);
  return [tf.sub(logTotal, tf.sum(tf.mul(labels, logits), 1)), tf.sub(tf.div(exponent, total), labels)];
}
