import { Inject, Injectable } from '@nestjs/common';
import { encodeSetContext, type SetContextRequest, type SetContextResponse, TOPICS } from '@stars/contracts';
import { EVENT_BUS, type EventBus } from '@stars/event-bus';
import { inTurns } from '@stars/platform';

/** Takes signals of regions and items. */
@Injectable()
export class SetContext {
  constructor(@Inject(EVENT_BUS) private readonly bus: EventBus) {}

  async execute(request: SetContextRequest): Promise<SetContextResponse> {
    const messages = await inTurns(encodeSetContext(request));
    await this.bus.publish(TOPICS.context, messages);
    return { accepted: messages.length };
  }
}
