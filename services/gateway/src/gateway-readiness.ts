import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { DEFAULT_TENANT } from '@stars/contracts';
import { CircuitBreaker, repeat } from '@stars/platform';
import { type PortCheck, portChecks } from '@stars/stack';
import type { Answering } from './answering/answering.js';
import type { GatewayDeps, GatewayLimits } from './gateway-deps.js';

/** Time between two looks at a store, ms. */
const LOOK_MS = 1000;
const BREAKER = { failures: 3, firstPauseMs: 250, mostPauseMs: 2000 };

type AskedStore = Parameters<Answering['isAway']>[0];

/** What recommendations call the stores that they ask. */
const ASKED_AS: Readonly<Record<string, AskedStore>> = {
  'profile-store': 'profile store',
  'item-catalog': 'item catalogue',
  'vector-index': 'vector index',
};

/**
 * A gateway is ready if it can answer somebody: it has a catalogue, for popular and newest items, or a model with profiles and
 * vectors, for personal lists. What else is missing makes answers worse, and readiness names it.
 * Whoever asks for readiness waits for no store: recommendations know which stores did not answer, and where there are no
 * recommendations, a look once a second does.
 */
export class GatewayReadiness implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #looks: { check: PortCheck; breaker: CircuitBreaker }[];
  #stops: (() => Promise<void>)[] = [];

  constructor(
    { bus, profiles, catalog, vectors, servedModels, health }: GatewayDeps,
    { storeMs }: Pick<GatewayLimits, 'storeMs'>,
    private readonly answering: Pick<Answering, 'isAway'>,
  ) {
    this.#looks = portChecks({ bus, profiles, catalog, vectors }).map((check) => {
      return { check, breaker: new CircuitBreaker(check.name, { ...BREAKER, limitMs: storeMs }) };
    });
    for (const { check } of this.#looks) {
      const isThere = (): void => {
        if (this.#isAway(check.name)) throw new Error('away or too slow: answers do without it');
      };
      health.register(check.name, isThere, { needed: false });
    }
    const hasModel = (): boolean => servedModels.current(DEFAULT_TENANT) !== undefined;
    const model = (): void => {
      if (!hasModel())
        throw new Error('there is no model yet: repeat candidates, best sellers and the newest items are served');
    };
    health.register('model', model, { needed: false });
    health.register('answers', () => {
      const personal = hasModel() && !this.#isAway('profile-store') && !this.#isAway('vector-index');
      if (!personal && this.#isAway('item-catalog')) throw new Error('nothing is left to answer from');
    });
  }

  onApplicationBootstrap(): void {
    this.#stops = this.#looks.map(({ check, breaker }) =>
      repeat(LOOK_MS, () => breaker.run(check.ask).catch(() => undefined)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  #isAway(name: string): boolean {
    const asked = ASKED_AS[name];
    if (asked && this.answering.isAway(asked)) return true;
    return this.#looks.some(({ check, breaker }) => check.name === name && breaker.isOpen);
  }
}
