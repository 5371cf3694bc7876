import { sumOf } from './scraped-process.js';
import { type OnOneMachine, track, work } from './system-work.js';

const DAY_S = 86_400;

const answersFail: OnOneMachine = {
  name: 'answers fail',
  fires: ['StarsAnswersFail page 1h'],
  async provoke(system, film) {
    const FAILED = /stars_gateway_requests_total\{.*DEADLINE/;
    await film.minutes(1);
    await film.minutes(2, async () => {
      await work(system);
      const before = sumOf(await system.scrape(), FAILED);
      // A call may end before the gateway has heard of it.
      while (sumOf(await system.scrape(), FAILED) === before)
        await system.ask({ k: 20, explain: true }, 1).catch(() => undefined);
    });
    film.goesOn(4);
    film.fires();
    await film.minutes(2, () => work(system));
    film.goesOn(6);
    film.isQuiet();
  },
};

const answersSlow: OnOneMachine = {
  name: 'answers are slow',
  fires: ['StarsAnswersSlow page 1h'],
  async provoke(system, film) {
    await film.minutes(1);
    // The language model that explains never answers.
    await film.minutes(2, () => Promise.all([system.ask(), system.ask({ explain: true })]));
    film.goesOn(4);
    film.fires();
    await film.minutes(2, () => work(system));
    film.goesOn(6);
    film.isQuiet();
  },
};

const vectorsLate: OnOneMachine = {
  name: 'events come late',
  fires: ['StarsVectorsLate page 1h'],
  async provoke(system, film) {
    await film.minutes(1);
    await film.minutes(2, () => track(system, 5, 60_000));
    film.goesOn(4);
    film.fires();
    await film.minutes(2, () => work(system));
    film.goesOn(6);
    film.isQuiet();
  },
};

const modelOld: OnOneMachine = {
  name: 'the model is old, three days later',
  fires: ['StarsModelOld ticket 1d'],
  later: 3 * DAY_S,
  async provoke(system, film) {
    await film.minutes(3, () => work(system));
    film.goesOn(150);
    film.fires();
  },
};

export const PROVOKED_OBJECTIVES: readonly OnOneMachine[] = [answersFail, answersSlow, vectorsLate, modelOld];
