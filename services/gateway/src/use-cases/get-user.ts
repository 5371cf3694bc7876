import { Inject, Injectable } from '@nestjs/common';
import { type GetUserRequest, type GetUserResponse, InteractionType, validateGetUserRequest } from '@stars/contracts';
import { PROFILE_STORE, type ProfileStore } from '@stars/profile-store';
import type { ServedModelProvider } from '@stars/recommending';
import { SERVED_MODELS } from '../gateway-deps.js';
import { knownUser } from './known-user.js';

/** Reads what is known of a user, but for the events themselves. Errors: `STARS_NOT_FOUND`. */
@Injectable()
export class GetUser {
  constructor(
    @Inject(PROFILE_STORE) private readonly profiles: ProfileStore,
    @Inject(SERVED_MODELS) private readonly models: ServedModelProvider,
  ) {}

  async execute(given: GetUserRequest): Promise<GetUserResponse> {
    const { tenantId, userId } = validateGetUserRequest(given);
    const { features, history, vectors } = await knownUser(this.profiles, tenantId, userId);
    const model = this.models.current(tenantId);
    return {
      userId,
      features,
      events: history.length,
      purchases: history.filter(({ type }) => type === InteractionType.INTERACTION_TYPE_PURCHASE).length,
      lastEventTime: momentOf(history.at(-1)?.time),
      vectorTime: momentOf(vectors.find(({ modelVersion }) => modelVersion === model?.version)?.asOf),
    };
  }
}

const momentOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));
