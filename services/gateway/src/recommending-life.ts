import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Recommending } from '@stars/recommending';

/** Starts and closes the library with the application, because the library does not know Nest. */
@Injectable()
export class RecommendingLife implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(Recommending) private readonly recommending: Recommending) {}

  onApplicationBootstrap(): void {
    this.recommending.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.recommending.close();
  }
}
