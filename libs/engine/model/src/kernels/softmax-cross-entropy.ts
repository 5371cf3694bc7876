import { type Tensor, tf } from '../tf.js';
import { nativeBackend, ownBackend } from './native-backend.js';
import { OwnKernels } from './own-kernels.js';

export interface SoftmaxCrossEntropy {
  /** [N] −Σ_j label_j · log softmax(logits)_j */
  loss: Tensor;
  /** [N, C] its derivative in the logits: softmax(logits) − labels, for labels that sum to 1. */
  slope: Tensor;
}

/** Loss and slope in one pass over [N, C] if the backend has a kernel: N·C is the largest array of a step. */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): SoftmaxCrossEntropy {
  const own = ownBackend();
  if (own) {
    const [loss, slope] = new OwnKernels(own).softmaxCrossEntropy(logits, labels);
    return { loss, slope };
  }
  const native = nativeBackend();
  if (native) {
    const { TF_ATTR_TYPE, TF_FLOAT } = native.binding;
    const [loss, slope] = native.executeMultipleOutputs(
      'SoftmaxCrossEntropyWithLogits',
      [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }],
      [logits, labels],
      2,
    );
    return { loss: loss!, slope: slope! };
  }
  const top = tf.max(logits, 1, true);
  const exponent = tf.exp(tf.sub(logits, top));
  const total = tf.sum(exponent, 1, true);
  const logTotal = tf.squeeze(tf.add(tf.log(total), top), [1]);
  return {
    loss: tf.sub(logTotal, tf.sum(tf.mul(labels, logits), 1)),
    slope: tf.sub(tf.div(exponent, total), labels),
  };
}
