import type { Server } from '@grpc/grpc-js';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HealthRegistry } from '@stars/platform';
import { HealthImplementation } from 'grpc-health-check';
import { HEALTH } from '../gateway-deps.js';

/** `""` is the process as a whole. */
const SERVICES = ['', 'stars.v1.RecommendationService', 'stars.v1.EventService'];

const REFRESH_MS = 1000;

/** grpc.health.v1.Health, told by the process's readiness once a second. */
@Injectable()
export class GrpcHealth implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #service = new HealthImplementation(Object.fromEntries(SERVICES.map((name) => [name, 'NOT_SERVING'])));
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(HEALTH) private readonly health: HealthRegistry) {}

  addToServer(server: Server): void {
    this.#service.addToServer(server);
  }

  /** A check that hangs must not keep the doors shut: until the first look is over the answer is NOT_SERVING. */
  onApplicationBootstrap(): void {
    void this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#say('NOT_SERVING');
  }

  async refresh(): Promise<void> {
    const { ready } = await this.health.readiness();
    this.#say(ready ? 'SERVING' : 'NOT_SERVING');
  }

  #say(status: 'SERVING' | 'NOT_SERVING'): void {
    for (const service of SERVICES) this.#service.setStatus(service, status);
  }
}
