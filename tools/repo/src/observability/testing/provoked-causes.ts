import { connect } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { encodeServeRequest, ServeRequest, TOPICS } from '@stars/contracts';
import { createLogger, Secret } from '@stars/platform';
import { TrainerModule } from '@stars/service-trainer';
import { createTextModels, type TextModels } from '@stars/text';
import { completion, OpenAiTestServer, productsOf } from '@stars/text/testing';
import { train } from '@stars/training';
import { expect, vi } from 'vitest';
import { MOST_CONNECTIONS } from './running-system.js';
import { sumOf } from './scraped-process.js';
import { type OnOneMachine, PATIENCE, rises, work } from './system-work.js';

const logger = createLogger('observability', { level: 'silent' });

const deadLetters: OnOneMachine = {
  name: 'there is a first dead letter',
  fires: ['StarsDeadLetters ticket'],
  async provoke(system, film) {
    await film.minutes(1, () => work(system));
    const broken = { key: 'broken', id: 'broken', value: Buffer.from([0xff]), headers: {} };
    await system.bus.publish(TOPICS.catalog, [broken]);
    await system.drain();
    await film.minutes(2, () => work(system));
    film.fires();
    film.goesOn(62);
    film.isQuiet();
  },
};

const connectionsRefused: OnOneMachine = {
  name: 'connections are refused',
  fires: ['StarsConnectionsRefused ticket'],
  async provoke(system, film) {
    const REFUSED = /stars_gateway_connections_refused_total/;
    const A_MINUTE = 80;
    const { httpPort } = system.standalone.ports!;
    const tooMany = async (): Promise<void> => {
      const since = sumOf(await system.scrape(), REFUSED);
      let closed = 0;
      const sockets = Array.from({ length: MOST_CONNECTIONS + A_MINUTE }, () =>
        connect(httpPort, '127.0.0.1')
          .on('error', () => undefined)
          .on('close', () => void closed++),
      );
      await vi.waitFor(() => expect(closed).toBeGreaterThanOrEqual(A_MINUTE), PATIENCE);
      for (const socket of sockets) socket.destroy();
      await rises(system, REFUSED, since + A_MINUTE - 1);
    };
    await film.minutes(1);
    await film.minutes(2, tooMany);
    film.goesOn(15);
    film.fires();
    await film.minutes(2);
    film.goesOn(5);
    film.isQuiet();
  },
};

const rollOutRefused: OnOneMachine = {
  name: 'a model that is not there was to serve',
  fires: ['StarsRollOutRefused ticket'],
  async provoke(system, film) {
    await film.minutes(1);
    const target = { $case: 'version', value: 'of-nobody' } as const;
    const request = ServeRequest.fromPartial({ requestId: 'r', time: new Date(), target });
    await system.bus.publish(TOPICS.serveRequests, [encodeServeRequest(request)]);
    await rises(system, /stars_roll_outs_total\{.*refused/, 0);
    await film.minutes(3);
    film.fires();
    film.goesOn(62);
    film.isQuiet();
  },
};

const trainingFails: OnOneMachine = {
  name: 'trainings of a tenant without data fail',
  fires: ['StarsTrainingFails ticket'],
  async provoke(system, film) {
    const { bus, dataDir } = system;
    const place = { timeZone: 'UTC', country: 'US' };
    /** Lets the next training begin. */
    let next = (): void => undefined;
    await film.minutes(1);
    const trainer = await system.others.add('trainer', async (metrics) => {
      const module = TrainerModule.register({
        ...{ bus, logger, metrics, tenant: 'empty', after: [], patienceMs: 60_000 },
        schedule: { everyMs: 1, lookMs: 1, pauseMs: 0 },
        train: (signal) => train({ bus, dataDir, place, tenant: 'empty', size: 'tiny', now: Date.now(), signal }),
        wait: (_, signal) =>
          new Promise((resolve) => {
            next = resolve;
            signal.addEventListener('abort', () => resolve());
          }),
      });
      const app = await NestFactory.createApplicationContext(module, { logger: false });
      return () => app.close();
    });
    const FAILED = /stars_trainer_runs_total\{.*failed/;
    for (let failed = 0; failed < 3; failed++) {
      await rises(system, FAILED, failed);
      await film.minutes(1);
      if (failed < 2) film.isQuiet();
      next();
    }
    film.goesOn(6);
    film.fires();
    await trainer.close();
  },
};

const textBudgetUsed: OnOneMachine = {
  name: 'the budget of a language model is nearly used',
  fires: ['StarsTextBudgetUsed ticket'],
  async provoke(system, film) {
    const endpoint = await OpenAiTestServer.start((request) => {
      const products = productsOf(request).map(({ index }) => ({ index, tags: [] }));
      const usage = { prompt_tokens: 4000, completion_tokens: 600 };
      return { body: { ...(completion({ products }).body as object), usage } };
    });
    const settings: Parameters<typeof createTextModels>[0] = {
      STARS_TEXT_EMBEDDER: 'openai',
      STARS_OPENAI_EMBEDDING_MODEL: 'e',
      STARS_OPENAI_EMBEDDING_DIMENSIONS: 2,
      STARS_TEXT_TAGGER: 'openai',
      STARS_OPENAI_TAGGING_MODEL: 'm',
      STARS_OPENAI_WHEN_SPENT: 'wait',
      STARS_OPENAI_BASE_URL: Secret.of(endpoint.baseUrl),
      STARS_OPENAI_BUDGET_TOKENS: 10_000,
    };
    let models: TextModels;
    const tagger = await system.others.add('tagger', async (metrics) => {
      models = await createTextModels(settings, { metrics });
      return () => models.close();
    });
    const tag = () => models.tagger.tag([{ text: 'Oat drink', hash: '' }]);
    await film.minutes(2, tag);
    film.goesOn(6);
    film.fires();
    await tagger.close();
    await endpoint.close();
  },
};

/** It ends the system. */
export const GATEWAY_GONE: OnOneMachine = {
  name: 'the gateway is gone',
  fires: ['StarsServiceDown page', 'StarsProcessUnstable page'],
  async provoke(system, film) {
    await film.minutes(1);
    await system.standalone.close();
    await film.minutes(2);
    film.goesOn(14);
    film.fires();
  },
};

export const PROVOKED_CAUSES: readonly OnOneMachine[] = [
  deadLetters,
  connectionsRefused,
  rollOutRefused,
  trainingFails,
  textBudgetUsed,
];
