import { type InteractionType, standingPlaces } from '@stars/contracts';
import { type PackedHistory, typeAt } from '@stars/profile-store';

/** A user's history with the places of what stands in it. No object is made of any event. */
export class StandingHistory {
  /** Oldest first. */
  readonly places: ArrayLike<number>;

  constructor(readonly history: PackedHistory) {
    const { times, items } = history;
    this.places = standingPlaces(Uint16Array.from(times.keys()), {
      itemAt: (place) => items[place]!,
      typeAt: (place) => typeAt(history, place),
      timeAt: (place) => times[place]!,
    });
  }

  itemAt(place: number): string {
    return this.history.texts[this.history.items[place]!]!;
  }

  typeAt(place: number): InteractionType {
    return typeAt(this.history, place);
  }

  /** Milliseconds since 1970. */
  timeAt(place: number): number {
    return this.history.times[place]!;
  }
}
