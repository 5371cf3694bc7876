import type { TrustedContext } from '@stars/features';
import type { RequestMoment, RequestOffset } from './request-offsets.js';
import type { StarsModel } from './stars-model.js';

/** The offsets of one request, by the context as it is trusted. */
export interface OffsetsOfMoment {
  offset: RequestOffset;
  /** Signals of the region that are left out because nobody knows whether they still hold. */
  staleSignals: string[];
}

/** What the context does to the users of a served model. */
export class ServedOffsets {
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
