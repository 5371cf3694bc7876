import { describeNoFutureLeak } from './testing/no-future-leak.js';
import { tf } from './tf.js';

describeNoFutureLeak(() => tf.setBackend('cpu'));
