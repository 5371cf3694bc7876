import type { TrustedContext } from '@stars/features';
import type { OffsetsOfMoment, RequestMoment, ServedOffsets } from './served-model.js';
import type { StarsModel } from './stars-model.js';

/** What the context does to the users of a loaded model, by the signals that may be trusted at the moment. */
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
