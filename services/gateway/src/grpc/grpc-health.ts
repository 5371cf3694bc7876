import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HealthRegistry } from '@stars/platform';
import { HEALTH } from '../gateway-deps.js';

const REFRESH_MS = 1000;

/** The answers of grpc.health.v1.Health, from the process's readiness once a second. */
@Injectable()
export class GrpcHealth implements OnApplicationBootstrap, OnModuleDestroy {
  #say: (serving: boolean) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(HEALTH) private readonly health: HealthRegistry) {}

  onChange(say: (serving: boolean) => void): void {
    this.#say = say;
  }

  /** A check that hangs must not keep the servers from listening: the answer is NOT_SERVING until the first check is over. */
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
