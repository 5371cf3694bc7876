import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HealthRegistry } from '@stars/platform';
import { HEALTH } from '../gateway-deps.js';

const REFRESH_MS = 1000;

/** What grpc.health.v1.Health says, told by the process's readiness once a second. */
@Injectable()
export class GrpcHealth implements OnApplicationBootstrap, OnModuleDestroy {
  #say: (serving: boolean) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(HEALTH) private readonly health: HealthRegistry) {}

  onChange(say: (serving: boolean) => void): void {
    this.#say = say;
  }

  /** A check that hangs must not keep the servers from listening: until the first look is over the answer is NOT_SERVING. */
  onApplicationBootstrap(): void {
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#say(false);
  }

  async refresh(): Promise<void> {
    const { ready } = await this.health.readiness();
    this.#say(ready);
  }
}
