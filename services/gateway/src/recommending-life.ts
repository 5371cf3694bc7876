import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Recommending } from '@stars/recommending';

/** Starts and closes with the application what the library, which does not know Nest, cannot. */
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
