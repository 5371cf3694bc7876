import { DeleteUserRequest } from '@stars/contracts';
import type { Provocation } from './provocation.js';
import { BEHIND_THE_GATEWAY, type ServiceProcesses } from './service-processes.js';

type OnProcesses = Provocation<ServiceProcesses>;

const DAY_MS = 86_400_000;
const UNSTABLE = ['StarsProcessUnstable page'];

const crashesLater: OnProcesses = {
  name: 'a process lives for a minute each time, not that it was started anew once',
  fires: UNSTABLE,
  async provoke(system, film) {
    await film.minutes(2, () => system.work());
    const restart = async (): Promise<void> => {
      await system.kill('embedder');
      await film.minutes(1);
      await system.begin('embedder');
      await film.minutes(1);
    };
    await restart();
    await film.minutes(2, () => system.work());
    film.goesOn(30);
    film.isQuiet();
    for (let n = 0; n < 2; n++) await restart();
    await film.minutes(2, () => system.work());
    film.goesOn(12);
    film.fires();
    film.goesOn(60);
    film.isQuiet();
  },
};

const crashesAtOnce: OnProcesses = {
  name: 'one of two processes never starts',
  fires: UNSTABLE,
  async provoke(system, film) {
    await film.minutes(2, () => system.work());
    await system.neverBegins('tagger', 'second-tagger');
    await film.minutes(2, () => system.work());
    film.goesOn(20);
    film.fires();
    system.forget('second-tagger');
    await film.minutes(1, () => system.work());
    film.isQuiet();
  },
};

/** The last one. */
const allGone: OnProcesses = {
  name: 'all processes behind a busy gateway are gone for a day, while an erasure comes near its deadline',
  fires: [
    ...['StarsServiceDown page', 'StarsServiceDown ticket', 'StarsConsumerBehind ticket'],
    ...['StarsArchiveBehind ticket', 'StarsErasureLate page'],
  ],
  async provoke(system, film) {
    await film.minutes(2, () => system.work());
    film.goesOn(60);
    film.isQuiet();
    for (const name of BEHIND_THE_GATEWAY) {
      await system.kill(name);
      system.forget(name);
    }
    await system.api.deleteUser(DeleteUserRequest.fromPartial({ userId: 'u' }));
    await system.archiveAgo(5.5 * DAY_MS);
    await film.minutes(2, () => system.ask());
    film.goesOn(25 * 60);
    film.fires();
  },
};

/** In this order. */
export const PROVOKED_PROCESSES: readonly OnProcesses[] = [crashesLater, crashesAtOnce, allGone];
