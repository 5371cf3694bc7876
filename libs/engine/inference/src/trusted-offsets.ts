import type { TrustedContext } from '@stars/features';
import type { OffsetsOfMoment, RequestMoment, ServedOffsets } from './served-model.js';
import type { StarsModel } from './stars-model.js';

/** The context offsets of a loaded model, from the signals that are trusted at the time. */
export class TrustedOffsets implements ServedOffsets {
  constructor(
    private readonly model: Pick<StarsModel, 'offsetsAt'>,
    private readonly contextNow: () => Promise<TrustedContext>,
  ) {}

  async at(moment: RequestMoment): Promise<OffsetsOfMoment> {
    const context = await this.contextNow();
    return {
      offset: this.model.offsetsAt(moment, context),
      staleSignals: context.staleSignals(moment.region, moment.time),
    };
  }
}
