import { describeNoFutureLeak } from '@stars/model/testing/no-future-leak';
import { startBackend } from './backend.js';

// The native backend, where the model's own kernels decide who sees whom.
describeNoFutureLeak(startBackend);
