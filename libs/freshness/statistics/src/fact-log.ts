import { randomUUID } from 'node:crypto';
import { encodePurchaseFacts, eventClock, isBrowsing, isEngagement, PurchaseFact, TOPICS } from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import type { StatisticsDefinition } from '@stars/inference';
import { chunks } from '@stars/platform';
import {
  eventAt,
  HISTORY_LIMIT,
  type HistoryEvent,
  holdsEvent,
  type PackedHistory,
  typeAt,
} from '@stars/profile-store';
import { placesAround } from './places-around.js';
import type { StatisticsDeps } from './statistics-deps.js';
import { changesOfFacts, type Fact, factsOfHistory } from './user-facts.js';

/** An event, and its message's offset. */
export interface StandingEvent {
  event: HistoryEvent;
  offset: number;
}

/** By tenant and user, in the order of the log. */
export type EventsOfUsers = ReadonlyMap<string, ReadonlyMap<string, readonly StandingEvent[]>>;

/** The topic and partition of a batch. */
export type Source = Pick<BusMessage, 'topic' | 'partition'>;

/** Profiles that are read at a time. */
const USERS_A_READ = 200;
/** Facts of one message, about 50 bytes each. */
const FACTS_A_MESSAGE = 20_000;

interface StandingFact {
  fact: Fact;
  offset: number;
}

/** Facts of one tenant and definition, and the time of their latest event. */
interface FactsOfDefinition {
  tenant: string;
  definition: string;
  facts: StandingFact[];
  time: number;
}

/**
 * Publishes what a batch changes in the statistics, before it changes a history: after a crash the same facts come again, and the
 * keeper of the statistics knows them by their offsets. Once the histories have the events, no facts come of them.
 */
export class FactLog {
  constructor(
    private readonly deps: Pick<StatisticsDeps, 'bus' | 'profiles' | 'clock' | 'eventTimes'>,
    private readonly definitions: (tenant: string, isBacklog: boolean) => readonly StatisticsDefinition[],
  ) {}

  /** Of events that histories are about to get, with times that can be true. */
  async publishEvents(source: Source, events: EventsOfUsers, isBacklog = false): Promise<void> {
    const { now, bounds } = eventClock(this.deps);
    // Histories of before times were checked may have events of later: they would make all others fade.
    const latest = now + bounds.aheadMs;
    const all: FactsOfDefinition[] = [];
    for (const [tenant, users] of events) {
      const found = this.definitions(tenant, isBacklog).map((definition) => ({
        definition,
        of: { tenant, definition: definition.name, facts: [], time: 0 } as FactsOfDefinition,
      }));
      if (found.length === 0) continue;
      await this.#forHistories(tenant, [...users.keys()], (userId, history) => {
        const fresh = newEvents(history, users.get(userId)!).filter(({ event }) => !isBrowsing(event.type));
        if (fresh.length === 0) return;
        const changes = factChanges(history, latest, fresh);
        for (const { definition, of } of found) {
          const change = changes(definition);
          for (const { event, offset } of fresh) {
            of.time = Math.max(of.time, event.time);
            for (const fact of change(event)) of.facts.push({ fact, offset });
          }
        }
      });
      all.push(...found.map(({ of }) => of));
    }
    await this.#publish(source, all);
  }

  async #forHistories(
    tenant: string,
    userIds: readonly string[],
    work: (userId: string, history: PackedHistory | undefined) => void,
  ): Promise<void> {
    for (const some of chunks(userIds, USERS_A_READ)) {
      const histories = await this.deps.profiles.histories(tenant, some);
      some.forEach((userId, n) => {
        work(userId, histories[n]?.history);
      });
    }
  }

  async #publish({ topic, partition }: Source, all: readonly FactsOfDefinition[]): Promise<void> {
    const messages = all.flatMap(({ tenant, definition, facts, time }) => {
      facts.sort((a, b) => a.offset - b.offset);
      return piecesOf(facts).map((piece) =>
        encodePurchaseFacts(
          {
            ...{ tenantId: tenant, definition, step: 'facts', topic, partition },
            facts: piece.map(({ fact, offset }) => PurchaseFact.fromPartial({ ...fact, offset })),
            time: time > 0 ? new Date(time) : undefined,
          },
          randomUUID(),
        ),
      );
    });
    if (messages.length > 0) await this.deps.bus.publish(TOPICS.purchaseFacts, messages);
  }
}

/** What each event changes, one after the other. Events of the history that are later than `latest` do not count. */
function factChanges(
  history: PackedHistory | undefined,
  latest: number,
  fresh: readonly StandingEvent[],
): (definition: StatisticsDefinition) => (event: HistoryEvent) => readonly Fact[] {
  const list = fresh.map(({ event }) => event);
  const counted = history ? countedPlaces(history, latest) : [];
  const types = [...counted].map((place) => typeAt(history!, place));
  if (![...types, ...list.map(({ type }) => type)].every(isEngagement)) {
    const events = Array.from(counted, (place) => eventAt(history!, place));
    return (definition) => changesOfFacts(definition, events);
  }
  return (definition) => {
    const around = history ? placesAround(definition, history, counted, list) : [];
    const known = factsOfHistory(
      definition,
      around.map((place) => eventAt(history!, place)),
    );
    return (event) => known.add(event);
  };
}

/** Places of a history's events that count. */
function countedPlaces(history: PackedHistory, latest: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < history.times.length && history.times[place]! <= latest; place++) {
    if (!isBrowsing(typeAt(history, place))) places.push(place);
  }
  return places;
}

/** Those that the history does not have and would take. */
function newEvents(history: PackedHistory | undefined, events: readonly StandingEvent[]): StandingEvent[] {
  const bound = history && history.times.length >= HISTORY_LIMIT ? history.times[0]! : Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  return events.filter(({ event: { eventId, time } }) => {
    if (time <= bound || seen.has(eventId)) return false;
    seen.add(eventId);
    return !history || !holdsEvent(history, eventId);
  });
}

/** Pieces that fit into messages; facts of one event stay together, because the keeper knows them by their offset. */
function piecesOf(facts: readonly StandingFact[]): StandingFact[][] {
  const pieces: StandingFact[][] = [];
  let from = 0;
  for (let at = 1; at <= facts.length; at++) {
    const isEnd = at === facts.length;
    if (!isEnd && (at - from < FACTS_A_MESSAGE || facts[at]!.offset === facts[at - 1]!.offset)) continue;
    pieces.push(facts.slice(from, at));
    from = at;
  }
  return pieces;
}
