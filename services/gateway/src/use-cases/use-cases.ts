import { Inject, Injectable } from '@nestjs/common';
import type { RpcMessages, RpcName } from '@stars/contracts';
import { Recommending } from '@stars/recommending';
import { ConfirmImpression } from './confirm-impression.js';
import { DeleteItems } from './delete-items.js';
import { DeleteUser } from './delete-user.js';
import { ExportUser } from './export-user.js';
import { GetItem } from './get-item.js';
import { GetUser } from './get-user.js';
import { GetUserHistory } from './get-user-history.js';
import { ObjectToProfiling } from './object-to-profiling.js';
import { SetContext } from './set-context.js';
import { Track } from './track.js';
import { UpsertItems } from './upsert-items.js';
import { UpsertUsers } from './upsert-users.js';

export interface UseCase<M extends RpcName> {
  /** @param until when the answer must be there, ms of `performance.now` */
  execute(request: RpcMessages[M]['request'], signal: AbortSignal, until: number): Promise<RpcMessages[M]['response']>;
}

type UseCaseOf = { [M in RpcName]: UseCase<M> };

/** Every use case by the name of its rpc: both transports call the same. */
@Injectable()
export class UseCases {
  readonly #useCases: UseCaseOf;

  constructor(
    @Inject(Recommending) recommending: Recommending,
    @Inject(Track) track: Track,
    @Inject(UpsertItems) upsertItems: UpsertItems,
    @Inject(DeleteItems) deleteItems: DeleteItems,
    @Inject(UpsertUsers) upsertUsers: UpsertUsers,
    @Inject(DeleteUser) deleteUser: DeleteUser,
    @Inject(SetContext) setContext: SetContext,
    @Inject(ConfirmImpression) confirmImpression: ConfirmImpression,
    @Inject(GetItem) getItem: GetItem,
    @Inject(GetUser) getUser: GetUser,
    @Inject(GetUserHistory) getUserHistory: GetUserHistory,
    @Inject(ExportUser) exportUser: ExportUser,
    @Inject(ObjectToProfiling) objectToProfiling: ObjectToProfiling,
  ) {
    this.#useCases = {
      Recommend: recommending.recommend,
      RecommendBatch: recommending.recommendBatch,
      SimilarItems: recommending.similarItems,
      PopularItems: recommending.popularItems,
      Track: track,
      UpsertItems: upsertItems,
      DeleteItems: deleteItems,
      UpsertUsers: upsertUsers,
      DeleteUser: deleteUser,
      SetContext: setContext,
      ConfirmImpression: confirmImpression,
      GetItem: getItem,
      GetUser: getUser,
      GetUserHistory: getUserHistory,
      ExportUser: exportUser,
      ObjectToProfiling: objectToProfiling,
    };
  }

  of<M extends RpcName>(method: M): UseCase<M> {
    return this.#useCases[method];
  }
}
