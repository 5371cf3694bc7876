import { Inject, Injectable } from '@nestjs/common';
import type { RpcMessages, RpcName } from '@stars/contracts';
import { Recommending } from '@stars/recommending';
import { type Caller, RequestDoor } from '../door/request-door.js';
import { ConfirmImpression } from './confirm-impression.js';
import { DeleteItems } from './delete-items.js';
import { DeleteUser } from './delete-user.js';
import { SetContext } from './set-context.js';
import { Track } from './track.js';
import { UpsertItems } from './upsert-items.js';
import { UpsertUsers } from './upsert-users.js';

interface UseCase<M extends RpcName> {
  /** @param until when the answer must be there, ms of `performance.now` */
  execute(request: RpcMessages[M]['request'], signal: AbortSignal, until: number): Promise<RpcMessages[M]['response']>;
}

type UseCases = { [M in RpcName]: UseCase<M> };

const RECOMMENDATIONS: ReadonlySet<RpcName> = new Set(['Recommend', 'RecommendBatch', 'SimilarItems']);

/** Every use case by the name of its rpc: both doors call the same. */
@Injectable()
export class RpcHandlers {
  readonly #useCases: UseCases;

  constructor(
    @Inject(RequestDoor) private readonly door: RequestDoor,
    @Inject(Recommending) recommending: Recommending,
    @Inject(Track) track: Track,
    @Inject(UpsertItems) upsertItems: UpsertItems,
    @Inject(DeleteItems) deleteItems: DeleteItems,
    @Inject(UpsertUsers) upsertUsers: UpsertUsers,
    @Inject(DeleteUser) deleteUser: DeleteUser,
    @Inject(SetContext) setContext: SetContext,
    @Inject(ConfirmImpression) confirmImpression: ConfirmImpression,
  ) {
    this.#useCases = {
      Recommend: recommending.recommend,
      RecommendBatch: recommending.recommendBatch,
      SimilarItems: recommending.similarItems,
      Track: track,
      UpsertItems: upsertItems,
      DeleteItems: deleteItems,
      UpsertUsers: upsertUsers,
      DeleteUser: deleteUser,
      SetContext: setContext,
      ConfirmImpression: confirmImpression,
    };
  }

  handle<M extends RpcName>(
    method: M,
    read: () => RpcMessages[M]['request'],
    caller: Caller,
  ): Promise<RpcMessages[M]['response']> {
    const kind = RECOMMENDATIONS.has(method) ? 'recommendation' : 'event';
    const useCase: UseCase<M> = this.#useCases[method];
    return this.door.serve({ ...caller, method, kind }, read, (request, signal, until) =>
      useCase.execute(request, signal, until),
    );
  }
}
