import { describeNoFutureLeak } from '@stars/model/testing/no-future-leak';
import { startBackend } from './backend.js';

// On the native backend the model's own kernels do the masking.
describeNoFutureLeak(startBackend);
